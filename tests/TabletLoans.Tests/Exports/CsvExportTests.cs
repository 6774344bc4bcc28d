using System.Net;
using System.Text;
using TabletLoans.Api;
using TabletLoans.Exports;
using TabletLoans.Imports;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Exports;

/// <summary>Any list as a file for a spreadsheet, with the list's own filters and its own rights.</summary>
public sealed class CsvExportTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_List_Opens_In_French_Excel()
    {
        var model = (await Given.Model(manufacturer: "Acmé")).Id;
        var device = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = "SN-CSV", modelId = model, priceInclTaxCents = 44760, warrantyEndsOn = "2029-08-31" })).Must(HttpStatusCode.Created);
        using var http = new HttpClient { BaseAddress = Host.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await Given.Key(Host, Given.Slug, "fleet_manager"));
        using var response = await http.GetAsync(new Uri(Given.Path("devices?format=csv"), UriKind.Relative));
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.That(bytes.Take(3), Is.EqualTo(Encoding.UTF8.GetPreamble()));
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/csv; charset=utf-8"));
        Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo($"devices-{TimeZoneInfo.ConvertTimeBySystemTimeZoneId(Given.Now, "Europe/Paris"):yyyy-MM-dd}.csv"));
        var table = CsvTable.Read(bytes);
        var row = table.Headers.Select((header, i) => (header, Cell: table.Rows.Single()[i])).ToDictionary(cell => cell.header, cell => cell.Cell);
        Assert.That((row["Étiquette"], row["Numéro de série"], row["Modèle : Fabricant"]), Is.EqualTo((device["assetTag"].GetString(), "SN-CSV", "Acmé")));
        Assert.That((row["Prix TTC (€)"], row["Fin de garantie"], row["Retenu"], row["Prêt en cours : Échéance"]), Is.EqualTo(("447,60", "31/08/2029", "non", "")));
        Assert.That(Encoding.UTF8.GetString(bytes), Does.Contain(";447,60;31/08/2029;"));
    }

    [Test]
    public async Task Every_Page_Is_In_The_File_And_Every_Filter_Counts()
    {
        var model = (await Given.Model()).Id;
        var lines = string.Concat(Enumerable.Range(0, 1203).Select(i => $"SN-{i:0000};{model:D};{(i % 2 == 0 ? "A" : "B")}\n"));
        (await Given.Manager.PostText(Given.Path("devices/import"), "serialNumber;modelId;grade\n" + lines, "text/csv")).Must(HttpStatusCode.OK);
        Assert.That(Rows(await Given.Manager.Get(Given.Path("devices?format=csv&limit=10"))), Has.Length.EqualTo(1203).And.Unique);
        Assert.That(Rows(await Given.Manager.Get(Given.Path("devices?format=csv&grade=B"))), Has.Length.EqualTo(601));
        Assert.That(Rows(await Given.Manager.Get(Given.Path("devices?format=csv&grade=X"))), Is.Empty);
        var after = (await Given.Read("devices?limit=200"))["next"].GetString();
        Assert.That(Rows(await Given.Manager.Get(Given.Path($"devices?format=csv&cursor={after}"))), Has.Length.EqualTo(1003));
    }

    [Test]
    public async Task Headers_Follow_The_Language_And_The_Accept_Header_Asks_Too()
    {
        await Given.School();
        var french = await Given.Manager.Send(HttpMethod.Get, Given.Path("schools"), null, ("Accept", "text/csv"), ("Accept-Language", "fr"));
        Assert.That((french.ContentType, french.Text.Split(';')[1]), Is.EqualTo(("text/csv", "UAI")));
        Assert.That(french.Text, Does.Contain("Éducation prioritaire"));
        using var english = Host.Client(await Given.Key(Host, Given.Slug, "fleet_manager"), "en");
        Assert.That((await english.Get(Given.Path("schools?format=csv"))).Text, Does.Contain("Priority network"));
        Assert.That((await Given.Manager.Send(HttpMethod.Get, Given.Path("schools?format=json"), null, ("Accept", "text/csv"))).ContentType, Is.EqualTo("application/json"));
        Assert.That((await Given.Manager.Send(HttpMethod.Get, Given.Path("schools"), null, ("Accept", "application/json, text/csv;q=0.5"))).ContentType, Is.EqualTo("application/json"));
    }

    [Test]
    public async Task A_Formula_Is_Disarmed()
    {
        (await Given.Manager.Post(Given.Path("suppliers"), new { name = "=HYPERLINK(\"http://x\")" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Get(Given.Path("suppliers?format=csv"))).Text, Does.Contain("\"'=HYPERLINK(\"\"http://x\"\")\""));
    }

    [TestCase("devices?format=xml", HttpStatusCode.UnprocessableEntity, "invalid_request")]
    [TestCase("devices?format=csv&grade=Q", HttpStatusCode.UnprocessableEntity, "invalid_request")]
    [TestCase("devices?format=csv&colour=red", HttpStatusCode.BadRequest, "unknown_parameter")]
    [TestCase("devices?format=csv&cursor=%21", HttpStatusCode.BadRequest, "invalid_cursor")]
    public async Task What_The_List_Refuses_The_File_Refuses(string path, HttpStatusCode status, string code) =>
        Assert.That((await Given.Manager.Get(Given.Path(path))).Must(status).Code, Is.EqualTo(code));

    [Test]
    public async Task Nobody_Exports_What_They_May_Not_Read()
    {
        var (mine, other) = ((await Given.School()).Id, (await Given.School("0380001V")).Id);
        await Given.DeviceAtSchool(mine);
        await Given.DeviceAtSchool(other);
        using var staff = await Given.Client("school_staff", "0381903M");
        Assert.That(Rows(await staff.Get(Given.Path("devices?format=csv"))), Has.Length.EqualTo(1));
        using var auditor = await Given.Client("auditor");
        (await auditor.Get(Given.Path("borrowers?format=csv"))).Must(HttpStatusCode.Forbidden);
        await Given.Loan((await Given.DeviceInStock()).Id, (await Given.Pupil(lastName: "Durand")).Id);
        Assert.That((await Given.Manager.Get(Given.Path("loans?format=csv"))).Text, Does.Contain("Durand"));
        Assert.That((await auditor.Get(Given.Path("loans?format=csv"))).Text, Does.Not.Contain("Durand"));
    }

    [Test]
    public void Every_Column_Of_Every_List_Has_A_Name_Of_Its_Own()
    {
        var lists = Route.OfOrganisations(Host).Select(route => route.Endpoint.Metadata.GetMetadata<SuccessStatus>()?.Body)
            .Where(body => body is { IsGenericType: true } && body.GetGenericTypeDefinition() == typeof(Page<>)).Select(body => body!.GetGenericArguments()[0]).Distinct().ToList();
        Assert.That(lists, Has.Count.GreaterThan(10));
        Assert.Multiple(() =>
        {
            foreach (var list in lists)
            {
                var columns = Columns.Of(list);
                Assert.That(columns.SelectMany(column => column.Path.Split('.')).Where(member => ColumnNames.Find(member) is null && member is not ("device" or "borrower")), Is.Empty, list.Name);
                Assert.That(columns.Select(column => column.Header.Fr), Is.Unique, list.Name);
                Assert.That(columns.Select(column => column.Header.En), Is.Unique, list.Name);
            }
        });
    }

    private static string[] Rows(Answer answer) => answer.Must(HttpStatusCode.OK).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
}
