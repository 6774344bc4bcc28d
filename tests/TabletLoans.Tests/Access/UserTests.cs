using System.Net;
using Dapper;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

public sealed class UserTests(Engine engine) : ApiTest(engine)
{
    private const string Password = "Un mot de passe 1";
    private static int _people;
    private ApiClient _admin = null!;

    [SetUp]
    public async Task OpenAdministrator() => _admin = await Given.Client("organisation_admin");

    [TearDown]
    public void CloseAdministrator() => _admin.Dispose();

    [Test]
    public async Task A_New_Person_Gets_A_Link_Of_One_Use()
    {
        var email = Email();
        var added = (await Add(email)).Must(HttpStatusCode.Created);
        Assert.That(added["user"].GetProperty("state").GetString(), Is.EqualTo("invited"));
        var path = added["link"].GetProperty("path").GetString()!;
        Assert.That(path.Split('/')[^1], Has.Length.EqualTo(43), "256 bits");
        Assert.That(await Host.Database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from password_link where hash = @secret", new { secret = path.Split('/')[^1] })), Is.Zero);
        Assert.That((await Choose(path, Password)).IsRefused, Is.False);
        Assert.That((await Choose(path, "Un autre mot de passe 2")).Refusal!.Error, Is.EqualTo(AccessErrors.LinkSpent));
        using var browser = Host.Client();
        (await SignIn(browser, email)).Must(HttpStatusCode.OK);
        var read = (await _admin.Get(Given.Path($"users/{added.Id}"))).Must(HttpStatusCode.OK);
        Assert.That((read["state"].GetString(), read["lastSignedInAt"].GetDateTimeOffset()), Is.EqualTo(("active", Given.Now)).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_Link_Serves_For_Seven_Days_And_Until_The_Next()
    {
        var added = (await Add(Email())).Must(HttpStatusCode.Created);
        var first = added["link"].GetProperty("path").GetString()!;
        var second = (await Do(added.Id, "link")).Must(HttpStatusCode.OK)["path"].GetString()!;
        Assert.That((await Choose(first, Password)).Refusal!.Error, Is.EqualTo(AccessErrors.LinkSpent));
        Host.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        Assert.That((await Choose(second, Password)).Refusal!.Error, Is.EqualTo(AccessErrors.LinkSpent));
    }

    [Test]
    public async Task A_Weak_Password_Does_Not_Use_The_Link_Up()
    {
        var path = (await Add(Email())).Must(HttpStatusCode.Created)["link"].GetProperty("path").GetString()!;
        Assert.That((await Choose(path, "court")).Refusal!.Fields.Single().Error, Is.EqualTo(AccessErrors.WeakPassword));
        Assert.That((await Choose(path, Password)).IsRefused, Is.False);
    }

    [Test]
    public async Task Nobody_Touches_The_Password_Of_Who_Belongs_Elsewhere_Too()
    {
        var (other, email) = (await Given.Organisation(Host), Email());
        var mine = (await Add(email)).Must(HttpStatusCode.Created);
        var path = mine["link"].GetProperty("path").GetString()!;
        using var otherAdmin = await other.Client("organisation_admin");
        var added = (await otherAdmin.Post(other.Path("users"), new { email, role = "fleet_manager", everySchool = true })).Must(HttpStatusCode.Created);
        Assert.That(added["link"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), "the account is there already");
        Assert.That((await Do(mine.Id, "link")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shared_account"));
        Assert.That((await otherAdmin.Post(other.Path($"users/{mine.Id}/link"), new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shared_account"));
        Assert.That((await Choose(path, Password)).Refusal!.Error, Is.EqualTo(AccessErrors.LinkSpent), "made before the other role was given");
        (await Do(mine.Id, "withdraw")).Must(HttpStatusCode.OK);
        Assert.That((await otherAdmin.Get(other.Path($"users/{mine.Id}"))).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("invited"), "the role elsewhere stands");
        (await otherAdmin.Post(other.Path($"users/{(await Add(Email())).Id}/withdraw"), new { })).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Withdrawing_Ends_The_Sessions_And_Restoring_Gives_The_Role_Back()
    {
        var school = await Given.School();
        var (id, email) = await Known("school_staff", "0381903M");
        using var browser = Host.Client();
        (await SignIn(browser, email)).Must(HttpStatusCode.OK);
        Assert.That((await browser.Get(Given.Path("schools"))).Items.Select(row => row.GetProperty("id").GetGuid()), Is.EqualTo(new[] { school.Id }));
        (await Do(id, "withdraw")).Must(HttpStatusCode.OK);
        (await browser.Get(Given.Path("schools"))).Must(HttpStatusCode.NotFound);
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
        Assert.That((await Do(id, "withdraw")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("grant_withdrawn"));
        Assert.That((await Do(id, "link")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("grant_withdrawn"));
        var restored = (await Do(id, "restore")).Must(HttpStatusCode.OK);
        Assert.That((restored["role"].GetString(), restored["schools"][0].GetString()), Is.EqualTo(("school_staff", "0381903M")));
        Assert.That((await Do(id, "restore")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("grant_in_force"));
        (await SignIn(browser, email)).Must(HttpStatusCode.OK);
        Assert.That((await browser.Get(Given.Path("schools"))).Must(HttpStatusCode.OK).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Changed_Role_Counts_At_Once_And_Is_Told()
    {
        await Given.School();
        var (id, email) = await Known("auditor");
        using var browser = Host.Client();
        (await SignIn(browser, email)).Must(HttpStatusCode.OK);
        (await browser.Get(Given.Path("borrowers"))).Must(HttpStatusCode.Forbidden);
        (await Grant(id, new { role = "school_staff", schools = new[] { "0381903M" } })).Must(HttpStatusCode.OK);
        (await browser.Get(Given.Path("borrowers"))).Must(HttpStatusCode.OK);
        var told = (await _admin.Get(Given.Path("events?name=change_grant"))).Must(HttpStatusCode.OK).Items.Single();
        Assert.That((told.GetProperty("thing").GetString(), told.GetProperty("thingId").GetGuid(), told.GetProperty("changes").GetProperty("role").GetProperty("new").GetString()), Is.EqualTo(("person", id, "school_staff")));
        Assert.That(told.GetRawText(), Does.Not.Contain(email));
        Assert.That((await Grant(id, new { role = "platform_admin", everySchool = true })).Must(HttpStatusCode.UnprocessableEntity).Errors["/role"], Is.EqualTo("not_one_of"));
    }

    [Test]
    public async Task The_Last_Administrator_Stays_And_Nobody_Withdraws_Themselves()
    {
        var (first, firstEmail) = await Known("organisation_admin");
        Assert.That((await Do(first, "withdraw")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("last_administrator"));
        Assert.That((await Grant(first, new { role = "auditor", everySchool = true })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("last_administrator"));
        var invited = (await Add(Email(), "organisation_admin")).Must(HttpStatusCode.Created);
        Assert.That((await Do(first, "withdraw")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("last_administrator"), "the other one has no password yet");
        await Choose(invited["link"].GetProperty("path").GetString()!, Password);
        using var browser = Host.Client();
        (await SignIn(browser, firstEmail)).Must(HttpStatusCode.OK);
        Assert.That((await browser.Post(Given.Path($"users/{first}/withdraw"), new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("own_account"));
        (await browser.Post(Given.Path($"users/{invited.Id}/withdraw"), new { })).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Of_Two_Administrators_Withdrawn_At_Once_One_Stays()
    {
        var ((first, _), (second, _)) = (await Known("organisation_admin"), await Known("organisation_admin"));
        var answers = await Task.WhenAll(Do(first, "withdraw"), Do(second, "withdraw"));
        Assert.That(answers.Select(answer => answer.Status), Is.EquivalentTo(new[] { HttpStatusCode.OK, HttpStatusCode.Conflict }));
    }

    [Test]
    public async Task An_Account_Of_The_Platform_Is_Not_Managed_From_An_Organisation()
    {
        var (id, _) = await Known("platform_admin");
        Assert.That((await Do(id, "withdraw")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("account_of_platform"));
        Assert.That((await Grant(id, new { role = "auditor", everySchool = true })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("account_of_platform"));
        Assert.That((await Do(id, "link")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shared_account"));
    }

    [Test]
    public async Task The_Same_Person_Is_Not_Added_Twice_And_Comes_Back_After_A_Withdrawal()
    {
        var (id, email) = await Known("auditor");
        Assert.That((await Add(email)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("email_taken"));
        (await Do(id, "withdraw")).Must(HttpStatusCode.OK);
        var again = (await Add(email, "technician")).Must(HttpStatusCode.Created);
        Assert.That((again.Id, again["user"].GetProperty("role").GetString(), again["link"].ValueKind), Is.EqualTo((id, "technician", System.Text.Json.JsonValueKind.Null)));
        Assert.That((await Add("not an address")).Must(HttpStatusCode.UnprocessableEntity).Errors["/email"], Is.EqualTo("invalid_format"));
    }

    private static string Email() => $"personne.{Interlocked.Increment(ref _people)}.{Guid.CreateVersion7():N}@example.org";

    private Task<Answer> Add(string email, string role = "auditor") => _admin.Post(Given.Path("users"), new { email, role, everySchool = true });

    private Task<Answer> Do(Guid id, string verb) => _admin.Post(Given.Path($"users/{id}/{verb}"), new { });

    private Task<Answer> Grant(Guid id, object request) => _admin.Put(Given.Path($"users/{id}/grant"), request);

    private async Task<(Guid Id, string Email)> Known(string role, params string[] uais)
    {
        var email = Email();
        return ((await AddUser.Run(Host.Database, Given.Slug, email, role, uais, Password, default)).Value, email);
    }

    private Task<TabletLoans.Api.Outcome<Guid>> Choose(string path, string password) =>
        ChoosePassword.Run(Host.Database, path.Split('/')[^1], new ChoosePassword.Request { NewPassword = password, RepeatedPassword = password }, default);

    private static Task<Answer> SignIn(ApiClient browser, string email) => browser.Post("/api/v1/session", new { email, password = Password });
}
