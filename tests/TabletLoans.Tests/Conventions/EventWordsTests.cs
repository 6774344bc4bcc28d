using System.Net;
using System.Text.RegularExpressions;
using TabletLoans.Calls;
using TabletLoans.Lifecycle;
using TabletLoans.Purchasing;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Conventions;

/// <summary>Whatever is recorded has words for people, in both languages, in one place.</summary>
public sealed partial class EventWordsTests
{
    /// <summary>Names that are made where they are recorded, and which names those can be.</summary>
    private static readonly Dictionary<string, IEnumerable<string>> Made = new(StringComparer.Ordinal)
    {
        ["row.Name"] = DeviceLifecycle.All.Select(row => row.Name),
        ["transition"] = DeviceLifecycle.All.Select(row => row.Name),
        ["$\"{row.Name}_purchase\""] = PurchaseLifecycle.All.Where(row => row.UseCase is null).Select(row => $"{row.Name}_purchase"),
        ["$\"{row.Name}_application\""] = ApplicationLifecycle.All.Where(row => row.UseCase != nameof(RankCall)).Select(row => $"{row.Name}_application"),
        ["$\"{name}_application\""] = ["score_application", "recommend_application", "send_to_arbitration_application", "waitlist_application"],
        // Given by the callers, whose texts are found beside.
        ["name"] = [],
    };

    private static IReadOnlyList<string> Recorded { get; } =
    [
        .. SourceTree.Service.Values.SelectMany(text => Name().Matches(text)).SelectMany(match => NamesOf(match.Groups["name"].Value.Trim())),
        .. SourceTree.Service.Values.SelectMany(text => Given().Matches(text)).Select(match => match.Groups["name"].Value),
    ];

    [Test]
    public void Every_Event_That_Is_Recorded_Has_Words()
    {
        Assert.That(Recorded.Distinct().Where(name => EventWords.Of(name) is null), Is.Empty, "give each its words in EventWords");
        Assert.That(Recorded.Distinct().Count(), Is.GreaterThan(50));
    }

    [Test]
    public void No_Words_Are_For_Nothing_Or_Twice()
    {
        Assert.That(EventWords.All.Keys.Except(Recorded), Is.Empty, "nothing records these any more");
        Assert.That(EventWords.All.Keys.Where(name => DeviceLifecycle.Find(name) is not null), Is.Empty, "the table of the lifecycle has the words of these");
    }

    [Test]
    public void The_Words_Are_In_Both_Languages() => Assert.Multiple(() =>
    {
        foreach (var (name, words) in EventWords.All) Assert.That((string[])[words.Fr, words.En], Is.Unique.And.All.Not.Empty, name);
    });

    private static IEnumerable<string> NamesOf(string expression)
    {
        if (Made.TryGetValue(expression, out var made)) return made;
        var texts = Code().Matches(expression).Select(match => match.Groups["name"].Value).ToList();
        return texts.Count > 0 ? texts : throw new InvalidOperationException($"an event named by {expression}: say in this test which names that can be");
    }

    [GeneratedRegex(@"new (?:Storage\.)?Event\s*\{\s*Name = (?<name>[^,]+?)(?:,|\s\})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    // Those who give a name to whoever records: GrantRows.Event, IncidentChange.Event, PurchaseChange.Count.
    [GeneratedRegex(@"(?:\.Event|PurchaseChange\.Count)\([^""\n]*""(?<name>[a-z_]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Given();

    [GeneratedRegex(@"""(?<name>[a-z_]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}

public sealed class EventWordsOverHttpTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Timeline_Speaks_The_Language_Of_The_Reader()
    {
        var rows = await OneOfEach.At(Given);
        using var french = Host.Client(await TabletLoans.Tests.Support.Given.Key(Host, Given.Slug, "fleet_manager"), "fr");
        foreach (var path in new[] { $"devices/{rows.Device}/events", $"devices/{rows.LentDevice}/events", $"loans/{rows.Loan}/events", $"borrowers/{rows.Borrower}/events", $"inventories/{rows.Inventory}/events" })
        {
            var (fr, en) = ((await french.Get(Given.Path(path))).Must(HttpStatusCode.OK).Items, (await Given.Read(path)).Items);
            Assert.That(fr, Is.Not.Empty, path);
            foreach (var (told, i) in fr.Select((told, i) => (told, i)))
            {
                var (name, words) = (told.GetProperty("name").GetString()!, EventWords.Of(told.GetProperty("name").GetString()!)!);
                Assert.That((told.GetProperty("summary").GetString(), en[i].GetProperty("summary").GetString()), Is.EqualTo((words.Fr, words.En)), name);
            }
        }
        Assert.That((await french.Get(Given.Path($"devices/{rows.LentDevice}/events"))).Items.Select(told => told.GetProperty("summary").GetString()),
            Is.SupersetOf(new[] { "Enregistrer l'appareil", "Mettre en stock", "Remettre à un emprunteur" }));
    }
}
