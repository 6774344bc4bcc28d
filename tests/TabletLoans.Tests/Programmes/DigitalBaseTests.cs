using System.Net;
using System.Text;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>
/// The call for projects "socle numérique" of 2021: its results in the Haute-Loire (document 2) and in the Cantal (document 3), and its first
/// national wave. The applications are filed, examined and awarded; the published figures are read back.
/// </summary>
public sealed class DigitalBaseTests(Engine engine) : ApiTest(engine)
{
    private const int MostAtOnce = 1000;

    private Guid _programme;
    private Guid _call;

    [Test]
    public async Task Haute_Loire_Filed_79_And_67_Were_Retained()
    {
        await Announce(1_000_000_000);
        await Schools(43, 79);
        await Import(43, Enumerable.Range(0, 79).Select(i => (Schools: new[] { Uai(43, i) }, Classes: 5, Equipment: 8_000L, Services: 2_000L)));
        await Retain(67);
        var result = new Published(await Given.Read($"reports/call-result?callId={_call}&departementCode=043"));
        Assert.That((result.Of("filed", "043"), result.Of("retained", "043"), result.Of("retained_rate", "043"), result.Of("schools", "043")), Is.EqualTo(("79", "67", "84.8%", "67")));
        Assert.That(result.Figure("schools", "043").GetProperty("definition").GetString(), Does.Contain("another unit than the applications"), "the document counts schools among projects: each is told by itself");
        using var french = Host.Client(await TabletLoans.Tests.Support.Given.Key(Host, Given.Slug, "auditor"), "fr");
        Assert.That(Published.Plain(new Published((await french.Get(Given.Path($"reports/call-result?callId={_call}&departementCode=043"))).Must(HttpStatusCode.OK)).Of("retained_rate", "043")), Is.EqualTo("84,8 %"));
        // The list behind a figure holds what it counts.
        Assert.That((await Given.Read($"{result.Figure("retained", "043").GetProperty("rows").GetString()}&limit=500")).Items, Has.Count.EqualTo(67));
        Assert.That((await Given.Manager.Get(Given.Path($"reports/call-result?callId={_call}&format=csv"))).Must(HttpStatusCode.OK).Text, Does.Contain("Applications retained").And.Contain("67"));
    }

    [Test]
    public async Task Cantal_Retained_39_And_How_Many_Filed_Is_Not_Communicated()
    {
        await Announce(1_000_000_000, "retained_only");
        await Schools(15, 39);
        await Import(15, Enumerable.Range(0, 39).Select(i => (Schools: new[] { Uai(15, i) }, Classes: 3, Equipment: 5_000L, Services: 1_000L)));
        await Retain(39);
        var result = new Published(await Given.Read($"reports/call-result?callId={_call}"));
        Assert.That((result.Of("retained", "015"), result.Value("filed", "015"), result.Value("retained_rate", "015")), Is.EqualTo(("39", (decimal?)null, (decimal?)null)));
        Assert.That((result.Figure("filed", "015").GetProperty("absence").GetString(), result.Of("filed", "015"), result.Of("filed")), Is.EqualTo(("not_communicated", "n/a", "n/a")));
        using var french = Host.Client(await TabletLoans.Tests.Support.Given.Key(Host, Given.Slug, "auditor"), "fr");
        Assert.That(new Published((await french.Get(Given.Path($"reports/call-result?callId={_call}"))).Must(HttpStatusCode.OK)).Of("filed", "015"), Is.EqualTo("n.c."));
    }

    [Test]
    public async Task The_Same_File_Sent_Twice_At_Once_Is_Imported_Once()
    {
        await Announce(1_000_000_000);
        await Schools(43, 20);
        var file = "Numéro de dossier;Collectivité;Écoles;Nombre de classes;Déposé le;equipment;services\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i + 1};Commune {i};{Uai(43, i)};5;15/03/2021;8000;2000\n"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Given.Manager.PostText(Given.Path($"calls/{_call}/applications/import"), file, "text/csv")));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity), Is.EqualTo(3));
        Assert.That((await Given.Read($"applications?callId={_call}&limit=100")).Items, Has.Count.EqualTo(20));
    }

    /// <summary>6 323 of 7 185 applications, 8 767 schools, 45 616 classes, 76 M€ of 127 M€; 29 M€ of the 105 are left for the second wave.</summary>
    [Test]
    public async Task The_First_National_Wave_Is_Counted_From_Its_Applications()
    {
        await Announce(10_500_000_000);
        const int filed = 7_185, retained = 6_323, schools = 8_767, classes = 45_616;
        var codes = Enumerable.Range(1, 95).Where(code => code != 20).ToList();
        await Schools(codes, schools + filed - retained);
        var uais = new Queue<string>(Enumerable.Range(0, schools + filed - retained).Select(i => Uai(codes[i % codes.Count], i / codes.Count)));
        // Shared out as evenly as whole schools, classes and euros allow, so that the sums are exact.
        await Import(0, Enumerable.Range(0, filed).Select(i => i < retained
            ? (Take(Share(schools, retained, i)), Share(classes, retained, i), Share(62_500_000, retained, i), Share(64_500_000, retained, i))
            : (Take(1), 4, 9_000L, 9_000L)));
        await Retain(retained);
        var result = new Published(await Given.Read($"reports/call-result?callId={_call}"));
        Assert.That((result.Value("filed"), result.Value("retained"), result.Value("retained_rate")), Is.EqualTo((7_185m, 6_323m, 88.0m)));
        Assert.That((result.Value("schools"), result.Value("classes")), Is.EqualTo((8_767m, 45_616m)));
        Assert.That((result.Value("grants"), result.Value("investment"), result.Value("co_funding_rate")), Is.EqualTo((76_000_000m, 127_000_000m, 59.8m)));
        Assert.That((result.Value("envelope"), result.Value("left")), Is.EqualTo((105_000_000m, 29_000_000m)));
        // The first wave closes; what it did not commit is the second's, and not a cent more.
        var first = (await Given.Read($"envelopes?programmeId={_programme}")).Items.Single().GetProperty("id").GetGuid();
        (await Given.Manager.Post(Given.Path($"envelopes/{first}/close"))).Must(HttpStatusCode.OK);
        Assert.That((await Second(2_900_000_001)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("programme_exceeded"));
        Assert.That((await Second(2_900_000_000)).Must(HttpStatusCode.Created)["remainingCents"].GetInt64(), Is.EqualTo(2_900_000_000));

        string[] Take(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => uais.Dequeue())];
        Task<Answer> Second(long amountCents) => Given.Manager.Post(Given.Path("envelopes"), new { programmeId = _programme, wave = 2, funder = "state", amountCents });
    }

    private async Task Announce(long envelopeCents, string filings = "all")
    {
        Host.Clock.Set(new DateTimeOffset(2021, 1, 14, 9, 0, 0, TimeSpan.Zero));
        _programme = (await Funding.Programme(Given, envelopeCents, null, new
        {
            funders = new[] { new { code = "state", name = "État (France Relance)" } },
            strands = new[] { new { code = "equipment", name = "équipement et réseau" }, new { code = "services", name = "services et ressources" }, new { code = "accompaniment", name = "accompagnement" } },
        })).Id;
        await Funding.Envelope(Given, _programme, envelopeCents, "state");
        _call = (await Given.Manager.Post(Given.Path("calls"), new
        {
            programmeId = _programme, code = $"SNEE-{Guid.CreateVersion7():N}"[..20], name = "Socle numérique dans les écoles élémentaires", kind = "call_for_projects", opensOn = "2021-01-14", closesOn = "2021-03-31", filings,
            rules = new
            {
                items = new object[] { new { code = "equipment", name = "Équipement et réseau", strand = "equipment" }, new { code = "services", name = "Services et ressources", strand = "services" } },
                rates = new object[] { new { strand = "equipment", funder = "state", percent = 70 }, new { strand = "services", funder = "state", percent = 50 } }, schoolKinds = new[] { "ecole" },
            },
        })).Must(HttpStatusCode.Created).Id;
        Host.Clock.Set(new DateTimeOffset(2021, 4, 6, 9, 0, 0, TimeSpan.Zero));
    }

    private Task Schools(int departement, int count) => Schools([departement], count);

    private async Task Schools(List<int> departements, int count)
    {
        var file = new StringBuilder("uai;nom;type;code departement\n");
        for (var i = 0; i < count; i++) file.Append(null, $"{Uai(departements[i % departements.Count], i / departements.Count)};École {i};ecole;{departements[i % departements.Count]:000}\n");
        Assert.That((await Given.Manager.PostText(Given.Path("schools/import"), file.ToString(), "text/csv")).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(count));
    }

    /// <summary>As the platform of the démarche exports them; every school belongs to the département of its first digits.</summary>
    private async Task Import(int departement, IEnumerable<(string[] Schools, int Classes, long Equipment, long Services)> applications)
    {
        var (file, count) = (new StringBuilder("Numéro de dossier;Collectivité;Écoles;Nombre de classes;Déposé le;equipment;services\n"), 0);
        foreach (var (schools, classes, equipment, services) in applications) file.Append(null, $"{++count};Commune {departement}-{count};{string.Join(' ', schools)};{classes};15/03/2021;{equipment};{services}\n");
        Assert.That((await Given.Manager.PostText(Given.Path($"calls/{_call}/applications/import"), file.ToString(), "text/csv")).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(count));
        Assert.That((await Given.Manager.PostText(Given.Path($"calls/{_call}/applications/import"), file.ToString(), "text/csv")).Must(HttpStatusCode.UnprocessableEntity).Errors.Values, Is.All.EqualTo("application_reference_taken"), "the same file again brings nothing");
    }

    /// <summary>All are examined and ranked; so many are awarded, in the order in which they were filed.</summary>
    private async Task Retain(int count)
    {
        var filed = new List<(string Number, Guid Id)>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Given.Read($"applications?callId={_call}&limit=500{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            filed.AddRange(page.Items.Select(application => (application.GetProperty("number").GetString()!, application.GetProperty("id").GetGuid())));
            cursor = page["next"].GetString();
        }
        var ids = filed.OrderBy(application => application.Number, StringComparer.Ordinal).Select(application => application.Id).ToList();
        await Batch("find_eligible", ids);
        (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK);
        await Batch("award", ids.Take(count));
        await Batch("reject", ids.Skip(count));
    }

    private async Task Batch(string move, IEnumerable<Guid> ids)
    {
        foreach (var part in ids.Chunk(MostAtOnce))
            Assert.That((await Given.Manager.Post(Given.Path($"applications/batch/{move}"), new { applications = part, reason = "Instruction" })).Must(HttpStatusCode.OK)["results"].EnumerateArray().Select(result => result.GetProperty("status").GetInt32()), Is.All.EqualTo(200), move);
    }

    private static string Uai(int departement, int rank) => Tne.Key($"{departement:000}{rank + 1:0000}");

    private static int Share(int whole, int parts, int rank) => whole / parts + (rank < whole % parts ? 1 : 0);
}
