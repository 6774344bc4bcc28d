using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>Every page that has an address, found among the endpoints: a new one is in here without a line.</summary>
public sealed partial class EveryPageLooksTests(Engine engine) : BrowserTest(engine)
{
    private const int HeaviestPage = 150_000;
    private static readonly string[] Outside = ["/sign-in", "/account", "/account/second-factor", "/organisations", "/accessibilite", "/no-such-page"];

    /// <summary>In both languages and in both schemes: contrast does not depend on the language, nor words on the colours.</summary>
    [TestCase("fr", ColorScheme.Light)]
    [TestCase("en", ColorScheme.Dark)]
    public async Task Axe_Finds_Nothing(string language, ColorScheme scheme)
    {
        OnlyOnce();
        var (page, anybody) = (await SignedIn("organisation_admin", language: language, scheme: scheme), await Open(language, scheme));
        var found = new List<string>();
        foreach (var (visitor, path) in (await Pages()).Select(path => (page, path)).Append((anybody, "/sign-in")))
        {
            await visitor.GotoAsync(path);
            found.AddRange(Violations(path, await visitor.RunAxe()));
        }
        Assert.That(found, Is.Empty);
    }

    /// <summary>Words, colours and widths are the same on every database; that each page shows there, EveryPageTests sees.</summary>
    private void OnlyOnce()
    {
        if (Engine != Engine.Sqlite) Assert.Pass("looked at on SQLite");
    }

    [Test]
    public async Task No_Page_Is_Wider_Than_A_Phone_Or_Heavier_Than_Allowed()
    {
        OnlyOnce();
        var page = await SignedIn("organisation_admin", width: 375);
        var (found, weight) = (new List<string>(), 0L);
        page.Context.RequestFinished += async (_, request) => Interlocked.Add(ref weight, (await request.SizesAsync()) is var sizes ? sizes.ResponseBodySize + sizes.ResponseHeadersSize : 0);
        foreach (var path in await Pages())
        {
            weight = 0;
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            if (weight > HeaviestPage) found.Add($"{path} weighs {weight}");
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (wider > 0) found.Add($"{path} is {wider} px too wide");
        }
        Assert.That(found, Is.Empty);
    }

    [Test]
    public async Task Every_Text_Is_In_The_Language_That_Was_Chosen()
    {
        OnlyOnce();
        var (french, english) = (await SignedIn("organisation_admin"), await SignedIn("organisation_admin", language: "en"));
        var found = new List<string>();
        foreach (var path in await Pages())
        {
            await french.GotoAsync(path);
            await english.GotoAsync(path);
            if (await Heading(french) == await Heading(english) && !Names().IsMatch(path)) found.Add($"{path}: {await Heading(french)}");
            if (French().IsMatch(await english.Locator("main").InnerTextAsync())) found.Add($"{path}: French words in English");
        }
        Assert.That(found, Is.Empty);
    }

    /// <summary>Every page of an organisation with rows in it, and those outside; the moves of a device share one, seen with all of its fields.</summary>
    private async Task<IReadOnlyList<string>> Pages()
    {
        var rows = await OneOfEach.At(Given);
        return [.. Route.Pages(Host).Where(route => route.Method == HttpMethod.Get && (DeviceLifecycle.Find(route.Pattern.Split('/')[^1]) is not { UseCase: null } || route.Pattern.EndsWith("/send_to_school", StringComparison.Ordinal))).Select(route => route.Path(Given.Slug, rows.Of)), .. Outside];
    }

    private static IEnumerable<string> Violations(string path, AxeResult result) =>
        result.Violations.Select(violation => $"{path}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");

    // Headed by what they are called, which is the same in both languages; Anomalies, Allocations and Administration are the same words.
    [GeneratedRegex("/(?:devices|borrowers|schools|suppliers|device-models|inventories|users|keys|handout-lists)/[0-9a-f-]{36}$|/(?:anomalies|allocations|administration)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(?:Établissements?|Appareils?|Rechercher|Aucune?|Filtrer|depuis|Tous|Toutes)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex French();
}
