using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Imports;

/// <summary>A supplier's file: read as offices write it, by the rules of a registration by hand, wholly or not at all.</summary>
public sealed class ImportDevicesTests(Engine engine) : ApiTest(engine)
{
    private Task<Answer> Import(string csv, string query = "") => Import(Encoding.UTF8.GetBytes(csv), query);

    private Task<Answer> Import(byte[] csv, string query = "", string type = "text/csv") => Given.Manager.PostBytes(Given.Path($"devices/import{query}"), csv, type);

    private async Task<IReadOnlyList<JsonElement>> Devices() => (await Given.Read("devices?limit=500")).Items;

    private async Task<JsonElement> Only() => (await Devices()).Single();

    private async Task<(int Line, string? Column, string Code)[]> Refused(string csv, string query = "")
    {
        var before = (await Devices()).Count;
        var answer = (await Import(csv, query)).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Code, Is.EqualTo("import_refused"));
        Assert.That(await Devices(), Has.Count.EqualTo(before), "something was kept");
        return [.. answer["errors"].EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.TryGetProperty("column", out var column) ? column.GetString() : null, error.GetProperty("code").GetString()!))];
    }

    [SetUp]
    public async Task RegisterModel() => await Given.Model(manufacturer: "Acme", reference: "T-1");

    [Test]
    public async Task A_Line_Becomes_A_Device_With_A_Tag_And_An_Event_Of_The_Import()
    {
        var answer = (await Import("""
            N° de série;Modèle;Fabricant;N° d'inventaire;IMEI;Adresse MAC;Origine;Prix HT;Prix TTC;Fin de garantie;Grade;custom:lot;Couleur
            SN1;T-1;ACME;inv-1;49-015420-323751-8;00-1a-2b-3c-4d-5e;reconditionné;1 234,50 €;1481,40;31/12/2028;b;Nord;gris
            """)).Must(HttpStatusCode.OK);
        Assert.That(answer["created"].GetInt32(), Is.EqualTo(1));
        Assert.That(answer["ignoredColumns"].EnumerateArray().Select(column => column.GetString()), Is.EqualTo(new[] { "Couleur" }));
        var device = await Only();
        Assert.Multiple(() =>
        {
            Assert.That(device.GetProperty("assetTag").GetString(), Does.StartWith("ESSAI-"));
            Assert.That(device.GetProperty("inventoryNumber").GetString(), Is.EqualTo("INV-1"));
            Assert.That(device.GetProperty("imei").GetString(), Is.EqualTo("490154203237518"));
            Assert.That(device.GetProperty("macAddress").GetString(), Is.EqualTo("00:1A:2B:3C:4D:5E"));
            Assert.That(device.GetProperty("origin").GetString(), Is.EqualTo("refurbished"));
            Assert.That(device.GetProperty("priceExclTaxCents").GetInt64(), Is.EqualTo(123450));
            Assert.That(device.GetProperty("priceInclTaxCents").GetInt64(), Is.EqualTo(148140));
            Assert.That(device.GetProperty("warrantyEndsOn").GetString(), Is.EqualTo("2028-12-31"));
            Assert.That(device.GetProperty("grade").GetString(), Is.EqualTo("B"));
            Assert.That(device.GetProperty("customFields").GetProperty("lot").GetString(), Is.EqualTo("Nord"));
            Assert.That(device.GetProperty("state").GetString(), Is.EqualTo("received"));
        });
        var history = (await Given.Read($"devices/{device.GetProperty("id").GetGuid()}/events")).Items.Single();
        Assert.That(history.GetProperty("name").GetString(), Is.EqualTo("register_device"));
        Assert.That(history.GetProperty("source").GetString(), Is.EqualTo("import"));
    }

    [TestCase("Serial Number,Model")]
    [TestCase("serialNumber,reference")]
    [TestCase("S/N,Référence")]
    [TestCase("NUMERO DE SERIE,MODELE")]
    [TestCase("Numéro_de_série,Désignation")]
    public async Task Headers_Are_Known_By_Many_Names(string header)
    {
        (await Import($"{header}\nSN1,T-1")).Must(HttpStatusCode.OK);
        Assert.That((await Only()).GetProperty("serialNumber").GetString(), Is.EqualTo("SN1"));
    }

    [TestCase("Numéro,Modèle\nSN1,T-1", "column_missing")]
    [TestCase("serial\nSN1", "column_missing")]
    [TestCase("SN1,T-1\nSN2,T-1", "header_missing")]
    [TestCase("serial,model,Serial\nSN1,T-1,SN2", "header_twice")]
    [TestCase("", "file_empty")]
    [TestCase("\n;;;\n", "file_empty")]
    [TestCase("serial,model\n\"SN1,T-1\n", "quote_not_closed")]
    [TestCase("serial,model\nSN\01,T-1\n", "file_has_nul")]
    [TestCase("PK\u0003\u0004workbook", "file_is_workbook")]
    public async Task A_File_That_Cannot_Be_Read_Is_422_And_Says_Why(string csv, string code)
    {
        var answer = (await Import(csv)).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Code, Is.EqualTo(code));
        Assert.That(answer.Errors.Values, Does.Contain(code));
        Assert.That(await Devices(), Is.Empty);
    }

    [Test]
    public async Task Encoding_And_Delimiter_Are_Detected()
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        (await Import([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes("N° de série;Modèle\r\nSN1;T-1\r\n")])).Must(HttpStatusCode.OK);
        (await Import(windows.GetBytes("N° de série;Modèle;custom:salle\r\nSN2;T-1;Bâtiment €\r\n"))).Must(HttpStatusCode.OK);
        (await Import(Encoding.UTF8.GetBytes("N° de série\tModèle\r\nSN3\tT-1\r\n"))).Must(HttpStatusCode.OK);
        (await Import([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("N° de série;Modèle\r\nSN4;T-1\r\n")])).Must(HttpStatusCode.OK);
        var devices = await Devices();
        Assert.That(devices.Select(device => device.GetProperty("serialNumber").GetString()), Is.EquivalentTo(new[] { "SN1", "SN2", "SN3", "SN4" }));
        Assert.That(devices.Single(device => device.GetProperty("serialNumber").GetString() == "SN2").GetProperty("customFields").GetProperty("salle").GetString(), Is.EqualTo("Bâtiment €"));
        var broken = (await Import([.. Encoding.UTF8.GetPreamble(), .. "serial;model\nSN"u8, 0xC3, 0x28, .. ";T-1"u8])).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(broken.Code, Is.EqualTo("file_encoding_invalid"));
    }

    [TestCase("1E23")]
    [TestCase("00012345")]
    [TestCase("5,5E1")]
    public async Task A_Serial_Number_Is_Text(string serial)
    {
        (await Import($"serial;model\n{serial};T-1")).Must(HttpStatusCode.OK);
        Assert.That((await Only()).GetProperty("serialNumber").GetString(), Is.EqualTo(serial));
    }

    [TestCase("serial;model\n1,23E+15;T-1", "serial", "mangled_by_spreadsheet")]
    [TestCase("serial;model\n#NOM?;T-1", "serial", "mangled_by_spreadsheet")]
    [TestCase("serial;model\n=HYPERLINK(1);T-1", "serial", "formula")]
    [TestCase("serial;model\n'=1+1;T-1", "serial", "formula")]
    [TestCase("serial;model;étiquette\nSN1;T-1;@SUM(A1)", "étiquette", "formula")]
    [TestCase("serial;model\n;T-1", "serial", "missing")]
    [TestCase("serial;model\nSN1;", "model", "missing")]
    [TestCase("serial;model\nSN1;T-9", "model", "unknown_device_model")]
    [TestCase("serial;model;marque\nSN1;T-1;Bolt", "model", "unknown_device_model")]
    [TestCase("serial;model;imei\nSN1;T-1;490154203237519", "imei", "invalid_format")]
    [TestCase("serial;model;mac\nSN1;T-1;02:00:00:00:00:01", "mac", "invalid_format")]
    [TestCase("serial;model;fin de garantie\nSN1;T-1;31/02/2026", "fin de garantie", "invalid_format")]
    [TestCase("serial;model;prix ht\nSN1;T-1;1,234.50", "prix ht", "invalid_format")]
    [TestCase("serial;model;prix ht;prix ttc\nSN1;T-1;100;99,99", "prix ttc", "out_of_range")]
    [TestCase("serial;model;origine\nSN1;T-1;trouvé", "origine", "not_one_of")]
    [TestCase("serial;model;grade\nSN1;T-1;Z", "grade", "not_one_of")]
    [TestCase("serial;model\nSN1;T-1;too;many", null, "row_too_long")]
    public async Task A_Value_That_Cannot_Be_Accepted_Is_Told_With_Its_Line_And_Column(string csv, string? column, string code) =>
        Assert.That(await Refused(csv), Is.EqualTo(new[] { (2, column, code) }));

    [Test]
    public async Task A_Cell_Of_Ten_Megabytes_And_A_Header_Of_500_000_Columns_Are_Refused()
    {
        Assert.That(await Refused($"serial;model\n{new string('x', 10_000_000)};T-1"), Is.EqualTo(new[] { (2, "serial", "too_long") }));
        Assert.That((await Import(string.Join(';', Enumerable.Range(0, 500_000).Select(i => $"c{i}")))).Code, Is.EqualTo("too_many_columns"));
        Assert.That((await Import(new string('\n', 300_000))).Code, Is.EqualTo("too_many_lines"));
    }

    [Test]
    public async Task A_Body_Of_More_Than_32_Megabytes_Is_413_And_Another_Content_415()
    {
        // Asking first, as curl does: who sends it all the same may find the connection closed before the answer.
        foreach (var headers in new (string, string)[][] { [], [("Idempotency-Key", "big")] })
        {
            var huge = await Given.Manager.PostBytes(Given.Path("devices/import"), new byte[(32 << 20) + 1], "text/csv", [("Expect", "100-continue"), .. headers]);
            Assert.That(huge.Must(HttpStatusCode.RequestEntityTooLarge).Code, Is.EqualTo("body_too_large"));
        }
        foreach (var type in new[] { "application/csv", "text/plain", "application/vnd.ms-excel", "application/octet-stream", "text/csv; charset=utf-8" })
            Assert.That((await Import([], type: type)).Code, Is.EqualTo("file_empty"), type);
        foreach (var type in new[] { "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded" })
            Assert.That((await Import([], type: type)).Must(HttpStatusCode.UnsupportedMediaType)["detail"].GetString(), Does.Contain("text/csv"), type);
    }

    [Test]
    public async Task A_Second_Line_Of_The_Same_Device_Names_The_First()
    {
        var errors = await Refused("serial;model;tag;imei;n° inventaire\nSN1;T-1;E1;490154203237518;I1\nsn1;T-1;;;\nSN2;T-1;e1;;\nSN3;T-1;;49 015420 323751 8;\nSN4;T-1;;;i1");
        Assert.That(errors, Is.EqualTo(new[] { (3, "serial", "duplicate_in_file"), (4, "tag", "duplicate_in_file"), (5, "imei", "duplicate_in_file"), (6, "n° inventaire", "duplicate_in_file") }));
        var answer = await Import("serial;model\nSN1;T-1\nSN1;T-1");
        Assert.That(answer["errors"][0].GetProperty("detail").GetString(), Does.Contain("2"));
    }

    [Test]
    public async Task Two_Manufacturers_May_Use_One_Serial_Number()
    {
        await Given.Model(manufacturer: "Bolt", reference: "B-1");
        (await Import("serial;model\nSN1;T-1\nSN1;B-1")).Must(HttpStatusCode.OK);
        Assert.That(await Devices(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_Device_That_Is_Registered_Already_Is_Told_By_Its_Tag()
    {
        (await Import("serial;model;tag;imei;n° inventaire\nSN1;T-1;E1;490154203237518;I1")).Must(HttpStatusCode.OK);
        Assert.That(await Refused("serial;model;tag;imei;n° inventaire\nSN9;T-1;;;\nsn1;T-1;;;\nSN2;T-1;e1;;\nSN3;T-1;;490154203237518;\nSN4;T-1;;;I1"), Is.EqualTo(new[]
        {
            (3, "serial", "serial_number_taken"), (4, "tag", "asset_tag_taken"), (5, "imei", "imei_taken"), (6, "n° inventaire", "inventory_number_taken"),
        }));
        Assert.That((await Import("serial;model\nSN1;T-1"))["errors"][0].GetProperty("detail").GetString(), Does.Contain("E1"));
    }

    [Test]
    public async Task All_Or_Nothing_Tells_Every_Line_And_Keeps_None()
    {
        Assert.That(await Refused("serial;model;grade\nSN1;T-1;A\nSN2;T-9;A\nSN3;T-1;Z\nSN4;T-1;B"), Is.EqualTo(new[] { (3, "model", "unknown_device_model"), (4, "grade", "not_one_of") }));
        // Nothing: not even a number of the tags' series.
        (await Import("serial;model\nSN1;T-1")).Must(HttpStatusCode.OK);
        Assert.That((await Only()).GetProperty("assetTag").GetString(), Does.Contain("-000001"));
    }

    [Test]
    public async Task Of_More_Than_A_Thousand_Errors_A_Thousand_Are_Listed_And_All_Are_Counted()
    {
        var answer = await Import("serial;model\n" + string.Join('\n', Enumerable.Range(0, 1500).Select(i => $"SN{i};T-9")));
        Assert.That(answer["errors"].GetArrayLength(), Is.EqualTo(1000));
        Assert.That(answer["detail"].GetString(), Does.Contain("1500"));
    }

    [Test]
    public async Task Partial_Keeps_The_Good_Lines_And_Gives_The_Others_Back_As_A_File()
    {
        const string csv = "serial;model;grade;couleur\nSN1;T-1;A;gris\nSN2;T-9;Z;=cmd\nSN3;T-1;B;bleu";
        var answer = (await Import(csv, "?partial=true")).Must(HttpStatusCode.OK);
        Assert.That(new[] { "lines", "created", "rejected" }.Select(name => answer[name].GetInt32()), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(await Devices(), Has.Count.EqualTo(2));
        var lines = answer["rejectedCsv"].GetString()!.TrimStart('\uFEFF').Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("serial;model;grade;couleur;ligne;colonne;code;message"));
        Assert.That(lines[1], Does.StartWith("SN2;T-9;Z;'=cmd;3;grade | model;").Or.StartsWith("SN2;T-9;Z;'=cmd;3;model | grade;"));
        // Mended in the spreadsheet and sent as it is, remarks and all.
        var mended = (await Import(answer["rejectedCsv"].GetString()!.Replace("T-9;Z", "T-1;C", StringComparison.Ordinal))).Must(HttpStatusCode.OK);
        Assert.That(mended["created"].GetInt32(), Is.EqualTo(1));
        Assert.That((await Import("serial;model\nSN9;T-1", "?partial=true"))["rejectedCsv"].ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_Dry_Run_Answers_As_The_Real_Run_And_Keeps_Nothing()
    {
        const string csv = "serial;model\nSN1;T-1\nSN2;T-9";
        foreach (var query in new[] { "", "partial=true" })
        {
            var dry = await Import(csv, $"?dryRun=true&{query}");
            Assert.That(await Devices(), Is.Empty);
            var real = await Import(csv, $"?{query}");
            Assert.That(dry.Status, Is.EqualTo(real.Status));
            Assert.That(Without(dry), Is.EqualTo(Without(real)));
        }
        Assert.That((await Only()).GetProperty("assetTag").GetString(), Does.Contain("-000001"));

        static string Without(Answer answer) => string.Join('\n', answer.Json.EnumerateObject().Where(member => member.Name is not ("dryRun" or "traceId")).Select(member => member.ToString()));
    }

    [Test]
    public async Task The_Model_May_Be_Given_For_The_Whole_File_And_By_Gtin()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "T-2", gtin = "4006381333931" })).Must(HttpStatusCode.Created);
        (await Import("serial\nSN1", $"?modelId={model.Id}")).Must(HttpStatusCode.OK);
        (await Import("serial;ean\nSN2;4006381333931")).Must(HttpStatusCode.OK);
        Assert.That((await Devices()).Select(device => device.GetProperty("modelId").GetGuid()), Is.All.EqualTo(model.Id));
        Assert.That((await Import("serial\nSN3", $"?modelId={Guid.CreateVersion7()}")).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/modelId").WithValue("unknown_reference"));
        await Given.Model(manufacturer: "Bolt", reference: "T-2");
        Assert.That(await Refused("serial;model\nSN3;T-2"), Is.EqualTo(new[] { (2, "model", "ambiguous_device_model") }));
        (await Import("serial;model;marque\nSN3;T-2;bolt")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Tag_Typed_By_Hand_Does_Not_Stop_The_Series()
    {
        (await Import("serial;model\nSN1;T-1")).Must(HttpStatusCode.OK);
        var first = (await Only()).GetProperty("assetTag").GetString()!;
        var second = TagLike(first, 2);
        (await Import($"serial;model;tag\nSN2;T-1;{second}\nSN3;T-1;\nSN4;T-1;{TagLike(first, 4)}\nSN5;T-1;")).Must(HttpStatusCode.OK);
        (await Given.Device()).Must(HttpStatusCode.Created);
        Assert.That((await Devices()).Select(device => device.GetProperty("assetTag").GetString()), Is.Unique.And.Exactly(6).Items);
    }

    [Test]
    public async Task The_Same_Request_Twice_Registers_Once()
    {
        var bytes = Encoding.UTF8.GetBytes("serial;model\nSN1;T-1\n" + new string(' ', 2 << 20));
        var first = await Given.Manager.PostBytes(Given.Path("devices/import"), bytes, "text/csv", ("Idempotency-Key", "k1"));
        var second = await Given.Manager.PostBytes(Given.Path("devices/import"), bytes, "text/csv", ("Idempotency-Key", "k1"));
        Assert.That(second.Must(HttpStatusCode.OK).Text, Is.EqualTo(first.Must(HttpStatusCode.OK).Text));
        Assert.That(second.Headers["Idempotency-Replayed"], Is.EqualTo("true"));
        Assert.That(await Devices(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_File_Sent_By_Several_At_Once_Is_Kept_Once()
    {
        var csv = "serial;model\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i => $"SN{i};T-1"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Import(csv)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("import_refused"));
        Assert.That(await Devices(), Has.Count.EqualTo(200));
        await Given.ChainHolds();
    }

    [Test]
    public async Task Errors_Are_Told_In_The_Callers_Language()
    {
        using var french = Host.Client(await Given.Key(Host, Given.Slug, "fleet_manager"), "fr");
        var refused = await french.PostText(Given.Path("devices/import?partial=true"), "serial;model\nSN1;T-9", "text/csv");
        Assert.That(refused["errors"][0].GetProperty("message").GetString(), Does.StartWith("Aucun modèle"));
        Assert.That((await Import("serial;model\nSN1;T-9", "?partial=true"))["errors"][0].GetProperty("message").GetString(), Does.StartWith("No model"));
    }

    [Test]
    public async Task Ten_Thousand_Lines_Are_Imported_In_One_Request()
    {
        var csv = "serial;model\n" + string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"SN{i};T-1"));
        var answer = (await Import(csv)).Must(HttpStatusCode.OK);
        Assert.That(answer["created"].GetInt32(), Is.EqualTo(10_000));
        await Given.ChainHolds();
    }

    private static string TagLike(string like, int sequence)
    {
        var parts = like.Split('-');
        return TabletLoans.Devices.AssetTag.For(string.Join('-', parts[..^2]), int.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture), sequence);
    }
}
