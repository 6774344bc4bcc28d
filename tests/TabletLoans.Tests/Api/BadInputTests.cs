using System.Net;
using System.Text;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Api;

/// <summary>Bad input gets a clear 4xx with a stable code, never a 500, and leaves nothing behind.</summary>
public sealed class BadInputTests(Engine engine) : ApiTest(engine)
{
    private const string Json = "application/json";

    [TestCase("{", "malformed_request")]
    [TestCase("", "malformed_request")]
    [TestCase("null", "malformed_request")]
    [TestCase("[]", "malformed_request")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","colour":"red"}""", "malformed_request")]
    [TestCase("""{"uai":"0381903M","uai":"0382032C","name":"A","kind":"college"}""", "malformed_request")]
    [TestCase("""{"uai":381903,"name":"A","kind":"college"}""", "malformed_request")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","pupils":"12"}""", "malformed_request")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","pupils":1.5}""", "malformed_request")]
    [TestCase("""{"uai":"0381903M","name":"\ud800","kind":"college"}""", "malformed_request")]
    public async Task A_Body_That_Cannot_Be_Read_Is_400(string body, string code) => await Refused(body, HttpStatusCode.BadRequest, code);

    [TestCase("""{}""", "/uai", "missing")]
    [TestCase("""{"uai":null,"name":"A","kind":"college"}""", "/uai", "missing")]
    [TestCase("""{"uai":"0381903M","name":"","kind":"college"}""", "/name", "missing")]
    [TestCase("""{"uai":"0381903M","name":" ","kind":"college"}""", "/name", "missing")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"castle"}""", "/kind", "not_one_of")]
    [TestCase("""{"uai":"0382863J","name":"A","kind":"college"}""", "/uai", "invalid_uai")]
    [TestCase("""{"uai":"0381903M","name":"A\u0000B","kind":"college"}""", "/name", "control_character")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","pupils":-1}""", "/pupils", "out_of_range")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","communeCode":"99999"}""", "/communeCode", "invalid_format")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","priorityDistrict":"QP"}""", "/priorityDistrict", "invalid_format")]
    [TestCase("""{"uai":"0381903M","name":"A","kind":"college","socialIndex":90}""", "/socialIndexYear", "missing")]
    public async Task A_Value_That_Cannot_Be_Accepted_Is_422_With_A_Pointer(string body, string pointer, string code)
    {
        var answer = await Refused(body, HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.That(answer.Errors, Does.ContainKey(pointer).WithValue(code));
    }

    [TestCase("0026-09-01", false)]
    [TestCase("2200-01-01", false)]
    [TestCase("2029-09-01", true)]
    public async Task A_Day_Of_Another_Age_Is_A_Slip_Of_The_Keyboard(string day, bool isTaken)
    {
        var answer = await Given.Manager.Post(Given.Path("devices"), new { serialNumber = "SN-1", modelId = (await Given.Model()).Id, warrantyEndsOn = day });
        if (isTaken) answer.Must(HttpStatusCode.Created);
        else Assert.That(answer.Must(HttpStatusCode.UnprocessableEntity).Errors["/warrantyEndsOn"], Is.EqualTo("out_of_range"));
    }

    [Test]
    public async Task Every_Value_That_Is_Refused_Is_Told_At_Once()
    {
        var answer = await Refused("""{"kind":"castle","sector":"secret","pupils":-1}""", HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.That(answer.Errors.Keys, Is.EquivalentTo(new[] { "/uai", "/name", "/kind", "/sector", "/pupils" }));
    }

    [Test]
    public async Task Invalid_Utf8_Is_400()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("""{"uai":"0381903M","kind":"college","name":"A"""), 0xFF, 0xC3, 0x28, .. "\"}"u8];
        (await Given.Manager.PostBytes(Given.Path("schools"), bytes, Json)).Must(HttpStatusCode.BadRequest);
        await NothingIsKept();
    }

    [Test]
    public async Task A_String_Of_900_Kilobytes_Is_422_And_A_Body_Of_10_Megabytes_Is_413()
    {
        var answer = await Refused($$"""{"uai":"0381903M","kind":"college","name":"{{new string('x', 900_000)}}"}""", HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.That(answer.Errors["/name"], Is.EqualTo("too_long"));
        foreach (var key in (string?[])[null, "big"])
        {
            var huge = await Given.Manager.PostText(Given.Path("schools"), $$"""{"uai":"0381903M","kind":"college","name":"{{new string('x', 10_000_000)}}"}""", Json, key is null ? [] : [("Idempotency-Key", key)]);
            Assert.That(huge.Must(HttpStatusCode.RequestEntityTooLarge).Code, Is.EqualTo("body_too_large"));
        }
        using var unannounced = new StreamContent(new Unseekable([.. Enumerable.Repeat((byte)' ', 10_000_000)]));
        unannounced.Headers.ContentType = new(Json);
        (await Given.Manager.Send(HttpMethod.Post, Given.Path("schools"), unannounced)).Must(HttpStatusCode.RequestEntityTooLarge);
        await NothingIsKept();
    }

    [Test]
    public async Task A_Body_Nested_A_Thousand_Deep_Is_400() =>
        await Refused($$"""{"uai":"0381903M","kind":"college","name":{{new string('[', 1000)}}{{new string(']', 1000)}}}""", HttpStatusCode.BadRequest, "malformed_request");

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    public async Task Another_Content_Type_Is_415(string type) =>
        Assert.That((await Given.Manager.PostText(Given.Path("schools"), "{}", type)).Must(HttpStatusCode.UnsupportedMediaType).Code, Is.EqualTo("unsupported_media_type"));

    [TestCase("devices?colour=red", "unknown_parameter")]
    [TestCase("devices?State=in_stock", "unknown_parameter")]
    [TestCase("devices?limit=many", "malformed_request")]
    [TestCase("devices?limit=1&limit=2", "malformed_request")]
    [TestCase("devices?q=%00", "malformed_request")]
    [TestCase("devices?schoolId=1", "malformed_request")]
    [TestCase("devices?overdue=perhaps", "malformed_request")]
    [TestCase("loans?dueBefore=2026-02-31", "malformed_request")]
    [TestCase("loans?dueBefore=31/02/2026", "malformed_request")]
    [TestCase("devices?cursor=%25", "invalid_cursor")]
    [TestCase("devices?cursor=bm90IG9uZSBvZiBvdXJz", "invalid_cursor")]
    public async Task A_Parameter_That_Cannot_Be_Read_Is_400(string path, string code) =>
        Assert.That((await Given.Manager.Get(Given.Path(path))).Must(HttpStatusCode.BadRequest).Code, Is.EqualTo(code));

    [TestCase("devices?limit=0")]
    [TestCase("devices?limit=501")]
    [TestCase("devices?state=flying")]
    public async Task A_Parameter_That_Cannot_Be_Accepted_Is_422(string path) => (await Given.Manager.Get(Given.Path(path))).Must(HttpStatusCode.UnprocessableEntity);

    [TestCase("2026-02-31")]
    [TestCase("31/12/2027")]
    [TestCase("2027-12-31T00:00:00Z")]
    public async Task A_Date_That_Does_Not_Exist_Is_400(string dueOn)
    {
        var body = new { device = (await Given.DeviceInStock()).Id, borrowerId = (await Given.Pupil()).Id, dueOn };
        (await Given.Manager.Post(Given.Path("loans"), body)).Must(HttpStatusCode.BadRequest);
        Assert.That((await Given.Read("loans")).Items, Is.Empty);
    }

    [Test]
    public async Task An_End_Before_The_Start_Is_422()
    {
        var loan = await Given.Loan();
        var answer = (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = "2020-01-01" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Errors["/dueOn"], Is.EqualTo("end_before_start"));
        answer = (await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid(), at = "2020-01-01T00:00:00Z" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Errors["/at"], Is.EqualTo("end_before_start"));
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_Unknown_Tag_Is_404_With_A_Code_Of_Its_Own()
    {
        foreach (var path in (string[])["loans", "loans/check", "loans/return"])
            Assert.That((await Given.Manager.Post(Given.Path(path), path == "loans/return" ? new { device = "NOBODY-1" } : new { device = "NOBODY-1", borrowerId = Guid.CreateVersion7() })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
    }

    [TestCase("=CMD()")]
    [TestCase("+33612345678")]
    [TestCase("@SUM(A1)")]
    public async Task A_Serial_That_Looks_Like_A_Formula_Is_422(string serial)
    {
        var refused = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = serial, modelId = (await Given.Model()).Id })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/serialNumber"], Is.EqualTo("formula"));
    }

    [TestCase("490154203237519")] // wrong check digit
    [TestCase("12345")]
    public async Task An_Imei_With_A_Wrong_Key_Is_422(string imei)
    {
        var answer = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = "S1", modelId = (await Given.Model()).Id, imei })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Errors["/imei"], Is.EqualTo("invalid_format"));
        Assert.That((await Given.Read("devices")).Items, Is.Empty);
    }

    [Test]
    public async Task An_Address_That_Does_Not_Exist_Is_404_And_A_Method_That_Is_Not_Served_405()
    {
        foreach (var path in (string[])["/nothing", "/api/v1/nothing", Given.Path("nothing"), Given.Path("devices/not-an-id")])
        {
            var answer = (await Given.Manager.Get(path)).Must(HttpStatusCode.NotFound);
            Assert.That((answer.Code, answer.ContentType), Is.EqualTo(("not_found", "application/problem+json")));
        }
        var delete = await Given.Manager.Send(HttpMethod.Delete, Given.Path("devices"), null);
        Assert.That(delete.Must(HttpStatusCode.MethodNotAllowed).Code, Is.EqualTo("method_not_allowed"));
    }

    [Test]
    public async Task A_Fault_Leaks_Nothing_And_Names_Are_Not_Logged()
    {
        await Refused("""{"uai":"0381903M","name":"A","kind":"college","secretName":"Zébulon"}""", HttpStatusCode.BadRequest, "malformed_request");
        await Given.Manager.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "Zébulon", firstName = "Zébulon", birthDate = "Zébulon" });
        await Given.Manager.Get(Given.Path("borrowers?q=Z%C3%A9bulon"));
        Assert.That(Host.Log.Lines, Has.None.Contains("Zébulon"));
    }

    [Test]
    public async Task Problems_Speak_French_Or_English()
    {
        using var french = Host.Client(await Given.Key(Host, Given.Slug, "fleet_manager"), "fr");
        Assert.That((await french.Post(Given.Path("schools"), new { }))["title"].GetString(), Is.EqualTo("Des valeurs ne peuvent être acceptées"));
        Assert.That((await Given.Manager.Post(Given.Path("schools"), new { }))["title"].GetString(), Is.EqualTo("Some values cannot be accepted"));
    }

    private async Task<Answer> Refused(string body, HttpStatusCode status, string code)
    {
        var answer = (await Given.Manager.PostText(Given.Path("schools"), body, Json)).Must(status);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Code, Is.EqualTo(code), answer.Text);
            Assert.That(answer.ContentType, Is.EqualTo("application/problem+json"));
            Assert.That(answer["type"].GetString(), Is.EqualTo($"/errors/{code}"));
            Assert.That(answer["traceId"].GetString(), Is.Not.Empty);
        });
        await NothingIsKept();
        return answer;
    }

    /// <summary>Of unknown length, so that it is sent in chunks.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private async Task NothingIsKept() => Assert.That((await Given.Read("schools")).Items, Is.Empty);
}
