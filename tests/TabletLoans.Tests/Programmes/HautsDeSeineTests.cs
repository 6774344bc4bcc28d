using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>
/// Hauts-de-Seine, January 2021 (document 5): every device of the panorama is lent, given or put at a collège's disposal through the API, and the
/// figures are read back by audience and title. "Plus de 10 000" is 11 480 by the counting rule that says so; the 1 000 and the 400 are counted apart.
/// </summary>
public sealed class HautsDeSeineTests(Engine engine) : ApiTest(engine)
{
    private static readonly (string Strand, string Kind, int Count)[] Lent = [("teachers", "teacher", 4_000), ("pupils", "pupil", 2_350), ("pupils", "support_notified", 250), ("families", "family", 2_000), ("foster_care", "foster_care", 600)];
    private static readonly (string Strand, int Count)[] Offered = [("given_families", 30), ("given_regularly", 2_250), ("college_gifts", 400)];
    private static readonly string[] Mobile = ["teachers", "pupils", "families", "foster_care", "given_families", "given_regularly"];

    private readonly List<Guid> _colleges = [];
    private Guid _programme;
    private Guid _model;

    [Test]
    public async Task The_Panorama_Counts_Every_Audience_By_Its_Title()
    {
        await Prepare();
        foreach (var (strand, kind, count) in Lent) await Lend(strand, kind, count);
        foreach (var (strand, count) in Offered) await Give(strand, count);
        await Endow(1_000);

        var panorama = new Published(await Given.Read($"reports/audience-panorama?programmeId={_programme}"));
        Assert.Multiple(() =>
        {
            Assert.That(panorama.Value("loan_teacher"), Is.EqualTo(4_000m));
            Assert.That(panorama.Value("loan_pupil"), Is.EqualTo(2_600m));
            Assert.That(panorama.Value("loan_pupil_of_which_support_notified"), Is.EqualTo(250m), "all the pupils of the ULIS are among the 2 600");
            Assert.That(panorama.Value("loan_family"), Is.EqualTo(2_000m));
            Assert.That(panorama.Value("loan_foster_care"), Is.EqualTo(600m));
            Assert.That(panorama.Value("donation_family", "given_families"), Is.EqualTo(30m));
            Assert.That(panorama.Value("donation_body", "given_regularly"), Is.EqualTo(2_250m));
            Assert.That(panorama.Value("total_mobile"), Is.EqualTo(11_480m));
            Assert.That(panorama.Of("total_mobile"), Is.EqualTo("11,480"));
            Assert.That(panorama.Figure("total_mobile").GetProperty("definition").GetString(), Does.Contain("plus de 10 000"));
            Assert.That(panorama.Value("endowment_school", "college_loans"), Is.EqualTo(1_000m));
            Assert.That(panorama.Value("donation_family", "college_gifts"), Is.EqualTo(400m));
            Assert.That(panorama.Value("total_apart"), Is.EqualTo(1_400m));
        });
        // Ten collèges, each with its share of the thousand laptops.
        Assert.That((await Given.Read("schools?kind=college")).Items, Has.Count.EqualTo(10));
        var recap = new Published(await Given.Read($"reports/programme-recap?programmeId={_programme}"));
        Assert.That((recap.Value("devices", "college_loans"), recap.Value("schools", "college_loans")), Is.EqualTo((1_000m, 10m)));
    }

    private async Task Prepare()
    {
        var strands = Lent.Select(one => one.Strand).Concat(Offered.Select(one => one.Strand)).Append("college_loans").Distinct().ToList();
        _programme = (await Funding.Programme(Given, 0, null, new
        {
            funders = new[] { new { code = "funder", name = "Département des Hauts-de-Seine" } }, strands = strands.Select(code => new { code, name = code }),
            countingRules = new object[]
            {
                new { code = "mobile", name = "Équipements mobiles", definition = "Enseignants, élèves, familles, enfants de l'ASE et ordinateurs recyclés offerts : « plus de 10 000 équipements mobiles ».", strands = Mobile },
                new { code = "apart", name = "Comptés à part", definition = "Portables mis à disposition des collèges et équipements donnés dans 10 collèges.", strands = new[] { "college_loans", "college_gifts" } },
            },
        })).Id;
        var envelope = (await Funding.Envelope(Given, _programme, 0)).Id;
        foreach (var strand in strands) (await Funding.Commit(Given, _programme, envelope, 0, strand, strand)).Must(HttpStatusCode.Created);
        _model = (await Given.Model("laptop")).Id;
        for (var i = 0; i < 10; i++) _colleges.Add((await Given.School(Tne.Key($"09210{i:00}"))).Id);
    }

    private async Task Lend(string strand, string kind, int count)
    {
        var file = new StringBuilder("nom;prénom;identifiant\n");
        for (var i = 0; i < count; i++) file.Append(null, $"Nom{i};Prénom;{kind}-{i}\n");
        (await Given.Manager.PostText(Given.Path($"borrowers/import?kind={kind}&schoolId={_colleges[0]}"), file.ToString(), "text/csv")).Must(HttpStatusCode.OK);
        var borrowers = (await All($"borrowers?kind={kind}")).Select(borrower => borrower.GetProperty("id").GetGuid()).ToList();
        var devices = await InStock(strand, $"{strand}-{kind}", count);
        foreach (var lines in devices.Zip(borrowers, (device, borrowerId) => new { device, borrowerId }).Chunk(200))
            await Each("loans/batch", new { lines }, HttpStatusCode.Created);
    }

    private async Task Give(string strand, int count)
    {
        var devices = await Register(strand, strand, count);
        foreach (var part in devices.Chunk(200)) await Each("devices/batch/retire", new { devices = part, reason = "Réforme 2020-12" }, HttpStatusCode.OK);
        if (strand == "given_regularly")
        {
            foreach (var part in devices.Chunk(500)) await Each("disposals/batch", new { kind = "donation", devices = part, unitValueCents = 5_000, beneficiary = new { kind = "rig_association", name = "Association d'insertion" }, act = new { reference = "CONV-1", signedOn = "2026-01-05" } }, HttpStatusCode.Created);
            return;
        }
        var family = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "family", lastName = "Foyer", firstName = strand, schoolId = _colleges[0] })).Must(HttpStatusCode.Created).Id;
        foreach (var part in devices.Chunk(500)) await Each("disposals/batch", new { kind = "donation", devices = part, unitValueCents = 5_000, beneficiary = new { kind = "family", borrowerId = family }, act = new { reference = "CONV-2", signedOn = "2026-01-05" }, deliberationReference = "CP-2020-12" }, HttpStatusCode.Created);
    }

    private async Task Endow(int count)
    {
        var serials = await InStock("college_loans", "college_loans", count);
        foreach (var (i, part) in serials.Chunk(count / _colleges.Count).Index())
        {
            var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _colleges[i], devices = part, send = true })).Must(HttpStatusCode.Created);
            (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/arrival?close=true"), new { devices = part })).Must(HttpStatusCode.OK);
        }
    }

    private async Task<IReadOnlyList<string>> InStock(string strand, string prefix, int count)
    {
        var serials = await Register(strand, prefix, count);
        foreach (var devices in serials.Chunk(200)) await Each("devices/batch/put_in_stock", new { devices }, HttpStatusCode.OK);
        return serials;
    }

    private async Task<IReadOnlyList<string>> Register(string strand, string prefix, int count)
    {
        var serials = Enumerable.Range(0, count).Select(i => $"{prefix}-{i}").ToList();
        var file = new StringBuilder("serial;financement\n");
        foreach (var serial in serials) file.Append(null, $"{serial};{strand}\n");
        Assert.That((await Given.Manager.PostText(Given.Path($"devices/import?modelId={_model}"), file.ToString(), "text/csv")).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(count));
        return serials;
    }

    private async Task Each(string path, object body, HttpStatusCode status) =>
        Assert.That((await Given.Manager.Post(Given.Path(path), body)).Must(HttpStatusCode.OK)["results"].EnumerateArray().Select(result => result.GetProperty("status").GetInt32()), Is.All.EqualTo((int)status), path);

    private async Task<IReadOnlyList<JsonElement>> All(string path)
    {
        var items = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Given.Read($"{path}&limit=500{(cursor.Length == 0 ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            items.AddRange(page.Items);
            cursor = page["next"].GetString();
        }
        return items;
    }
}
