using System.Net;
using Dapper;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

public sealed class SignInTests(Engine engine) : ApiTest(engine)
{
    private const string Password = "Un mot de passe 1";
    private string _email = "";

    [SetUp]
    public async Task OpenAccount()
    {
        _email = $"{Given.Slug}@example.org";
        Assert.That((await AddUser.Run(Host.Database, Given.Slug, _email, "auditor", [], Password, default)).IsRefused, Is.False);
    }

    [Test]
    public async Task The_Right_Password_Opens_A_Session()
    {
        using var browser = Host.Client();
        var signedIn = (await SignIn(browser)).Must(HttpStatusCode.OK);
        var cookie = signedIn.Headers["Set-Cookie"].ToLowerInvariant();
        Assert.That(cookie, Does.StartWith("tabletloans=").And.Contain("; httponly").And.Contain("; samesite=lax").And.Contain("; path=/"));
        Assert.That(signedIn["email"].GetString(), Is.EqualTo(_email));
        var me = (await browser.Get("/api/v1/me")).Must(HttpStatusCode.OK);
        Assert.That(me.Id, Is.EqualTo(signedIn.Id));
        Assert.That(me["organisations"].EnumerateArray().Select(organisation => organisation.GetProperty("slug").GetString()), Is.EqualTo(new[] { Given.Slug }));
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.OK);
        Assert.That((await browser.Get(Given.Path("borrowers"))).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
    }

    [Test]
    public async Task The_Address_Is_Recognised_Whatever_Its_Case()
    {
        using var browser = Host.Client();
        (await SignIn(browser, email: $" {_email.ToUpperInvariant()} ")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Wrong_Password_And_An_Unknown_Account_Get_The_Same_Answer()
    {
        using var browser = Host.Client();
        var wrong = (await SignIn(browser, "Un autre mot de passe 1")).Must(HttpStatusCode.Unauthorized);
        var unknown = (await SignIn(browser, email: "nobody@example.org")).Must(HttpStatusCode.Unauthorized);
        Assert.That(wrong.Code, Is.EqualTo("sign_in_refused"));
        Assert.That(WithoutTrace(wrong), Is.EqualTo(WithoutTrace(unknown)));
        Assert.That(wrong.Headers.Keys, Does.Not.Contain("Set-Cookie"));
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task After_Five_Failures_Even_The_Right_Password_Waits()
    {
        using var browser = Host.Client();
        for (var i = 0; i < 5; i++) (await SignIn(browser, "wrong password")).Must(HttpStatusCode.Unauthorized);
        Assert.That((await SignIn(browser)).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("sign_in_refused"));
        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await SignIn(browser)).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Four_Failures_Do_Not_Make_It_Wait_And_A_Success_Forgets_Them()
    {
        using var browser = Host.Client();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++) (await SignIn(browser, "wrong password")).Must(HttpStatusCode.Unauthorized);
            (await SignIn(browser)).Must(HttpStatusCode.OK);
        }
    }

    [Test]
    public async Task Guesses_Made_Together_All_Count()
    {
        using var browser = Host.Client();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SignIn(browser, "wrong password")));
        (await SignIn(browser)).Must(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_Sixth_Failure_Makes_It_Wait_Longer()
    {
        using var browser = Host.Client();
        for (var i = 0; i < 5; i++) (await SignIn(browser, "wrong password")).Must(HttpStatusCode.Unauthorized);
        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await SignIn(browser, "wrong password")).Must(HttpStatusCode.Unauthorized);
        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await SignIn(browser)).Must(HttpStatusCode.Unauthorized);
        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await SignIn(browser)).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Signing_Out_Ends_The_Session()
    {
        using var browser = Host.Client();
        (await SignIn(browser)).Must(HttpStatusCode.OK);
        (await browser.Send(HttpMethod.Delete, "/api/v1/session", null)).Must(HttpStatusCode.NoContent);
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.Unauthorized);
    }

    [TestCase("update account set disabled_at = @now where email_key = @key")]
    [TestCase("update account set security_stamp = 'another' where email_key = @key")]
    public async Task An_Account_That_Is_Closed_Loses_Access_At_Once(string sql)
    {
        using var browser = Host.Client();
        (await SignIn(browser)).Must(HttpStatusCode.OK);
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.OK);
        await Change(sql);
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.NotFound);
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_Disabled_Account_Cannot_Sign_In()
    {
        await Change("update account set disabled_at = @now where email_key = @key");
        using var browser = Host.Client();
        Assert.That((await SignIn(browser)).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("sign_in_refused"));
    }

    [Test]
    public async Task A_Grant_Withdrawn_Counts_At_Once()
    {
        using var browser = Host.Client();
        var me = (await SignIn(browser)).Must(HttpStatusCode.OK);
        await Host.Database.Read(connection => connection.ExecuteAsync("delete from access_grant where principal_id = @id", new { id = me.Id }));
        (await browser.Get(Given.Path("devices"))).Must(HttpStatusCode.NotFound);
        Assert.That((await browser.Get("/api/v1/me")).Must(HttpStatusCode.OK)["organisations"].GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_Session_That_Was_Tampered_With_Is_No_Session()
    {
        using var browser = Host.Client();
        var cookie = (await SignIn(browser)).Must(HttpStatusCode.OK).Headers["Set-Cookie"].Split(';')[0];
        using var other = Host.Client();
        (await other.Send(HttpMethod.Get, "/api/v1/me", null, ("Cookie", cookie))).Must(HttpStatusCode.OK);
        (await other.Send(HttpMethod.Get, "/api/v1/me", null, ("Cookie", cookie[..^8] + "AAAAAAAA"))).Must(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task A_Weak_Password_Is_Refused()
    {
        var refused = await AddUser.Run(Host.Database, Given.Slug, "weak@example.org", "auditor", [], "password", default);
        Assert.That(refused.Refusal!.Fields.Select(field => field.Error), Is.EqualTo(new[] { AccessErrors.WeakPassword }));
        Assert.That(refused.Refusal.Error, Is.EqualTo(Errors.InvalidRequest));
    }

    private Task<Answer> SignIn(ApiClient browser, string password = Password, string? email = null) =>
        browser.Post("/api/v1/session", new { email = email ?? _email, password });

    private Task<int> Change(string sql) =>
        Host.Database.Read(connection => connection.ExecuteAsync(sql, new { now = Host.Clock.GetUtcNow(), key = _email }));

    private static string WithoutTrace(Answer answer) => answer.Text.Replace(answer["traceId"].GetString()!, "", StringComparison.Ordinal);
}
