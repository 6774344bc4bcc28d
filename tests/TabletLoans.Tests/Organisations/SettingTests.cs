using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Organisations;

public sealed class SettingTests(Engine engine) : ApiTest(engine)
{
    private ApiClient _admin = null!;

    [SetUp]
    public async Task OpenAdministrator() => _admin = await Given.Client("organisation_admin");

    [TearDown]
    public void CloseAdministrator() => _admin.Dispose();

    [Test]
    public async Task Settings_Change_And_Count_From_Then_On()
    {
        var before = (await _admin.Get(Given.Path("").TrimEnd('/'))).Must(HttpStatusCode.OK);
        var changed = (await _admin.Patch(Given.Path("").TrimEnd('/'), new { name = " Ville d'ailleurs ", schoolYearEnds = "06-30", tagPrefix = "AIL" }, before.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((changed["name"].GetString(), changed["schoolYearEnds"].GetString(), changed["slug"].GetString()), Is.EqualTo(("Ville d'ailleurs", "06-30", Given.Slug)));
        Assert.That((await Given.Device())["assetTag"].GetString(), Does.StartWith("AIL"));
        Assert.That((await Given.Loan())["dueOn"].GetString(), Does.EndWith("-06-30"));
        Assert.That((await _admin.Patch(Given.Path("").TrimEnd('/'), new { name = "Autre" }, before.Headers["ETag"])).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        var told = (await _admin.Get(Given.Path("events?name=change_organisation"))).Items.Single();
        Assert.That(told.GetProperty("changes").GetProperty("schoolYearEnds").GetProperty("new").GetString(), Is.EqualTo("06-30"));
    }

    [TestCase("siret", "123")]
    [TestCase("timeZone", "Europe/Nowhere")]
    [TestCase("tagPrefix", "a b")]
    [TestCase("schoolYearEnds", "31-12")]
    public async Task What_Cannot_Be_Is_Refused(string member, string value)
    {
        var refused = (await _admin.Patch(Given.Path("").TrimEnd('/'), new Dictionary<string, string> { [member] = value }, "*")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors[$"/{member}"], Is.EqualTo("invalid_format"));
    }

    [Test]
    public async Task Without_An_Audit_The_Service_Is_Not_Conformant()
    {
        Assert.That((await _admin.Get(Given.Path("accessibility"))).Must(HttpStatusCode.OK)["conformity"].GetString(), Is.EqualTo("none"));
        var refused = (await State(new { conformity = "partial" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That((refused.Errors["/auditedOn"], refused.Errors["/auditor"]), Is.EqualTo(("missing", "missing")));
        Assert.That((await State(new { conformity = "partial", auditor = "Audit", auditedOn = "2099-01-01" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/auditedOn"], Is.EqualTo("audit_to_come"));
        (await State(new { conformity = "partial", auditor = "Audit", auditedOn = "2020-01-01", body = "Une ligne.\nUne autre." })).Must(HttpStatusCode.OK);
        Assert.That((await _admin.Get(Given.Path("accessibility"))).Must(HttpStatusCode.OK)["conformity"].GetString(), Is.EqualTo("partial"));
        using var anybody = Host.Client();
        Assert.That((await anybody.Send(HttpMethod.Get, $"/o/{Given.Slug}/accessibilite", null, ("Accept", "text/html"))).Must(HttpStatusCode.OK).Text, Does.Contain("partially conformant").And.Contain("Une autre."));
        Assert.That((await anybody.Send(HttpMethod.Get, "/o/no-such-organisation/accessibilite", null, ("Accept", "text/html"))).Must(HttpStatusCode.OK).Text, Does.Contain("not conformant"));
        Assert.That((await _admin.Get(Given.Path("events?name=state_accessibility"))).Items, Has.Count.EqualTo(1));
    }

    private Task<Answer> State(object request) => _admin.Put(Given.Path("accessibility"), request);
}
