using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

public sealed class SecondFactorTests(Engine engine) : ApiTest(engine)
{
    private const string Password = "Un mot de passe 1";
    private string _email = "";
    private Account _account = null!;
    private byte[] _secret = [];
    private IReadOnlyList<string> _codes = [];

    private SecondFactor Factor => Host.App.Services.GetRequiredService<SecondFactor>();

    [SetUp]
    public async Task TurnOn()
    {
        _email = $"{Given.Slug}.{Guid.CreateVersion7():N}@example.org";
        var id = (await AddUser.Run(Host.Database, Given.Slug, _email, "auditor", [], Password, default)).Value;
        var before = (await Account.Find(Host.Database, id, default))!;
        var setUp = Factor.Start(before);
        _secret = setUp.Secret;
        Assert.That((await Factor.TurnOn(before, new() { Ticket = setUp.Ticket, Code = Wrong() }, default)).Refusal!.Fields.Single().Error, Is.EqualTo(AccessErrors.WrongCode));
        _codes = (await Factor.TurnOn(before, new() { Ticket = setUp.Ticket, Code = Now() }, default)).Value!;
        _account = (await Account.Find(Host.Database, id, default))!;
        Assert.That(_account.TotpSecret, Does.Not.Contain(Convert.ToBase64String(_secret)).And.Not.Contain(setUp.Text));
        // To the beginning of the next step but one: none begins while a test runs.
        Host.Clock.Advance(TimeSpan.FromSeconds(60 - (Host.Clock.GetUtcNow().ToUnixTimeSeconds() % 30)));
    }

    // RFC 6238, appendix B, cut to six digits.
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1234567890, "005924")]
    [TestCase(20000000000, "353130")]
    public void The_Codes_Are_Those_Of_The_Standard(long seconds, string code) =>
        Assert.That(Totp.Code("12345678901234567890"u8.ToArray(), Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))), Is.EqualTo(code));

    [Test]
    public void The_Key_Is_Written_As_Applications_Read_It() => Assert.That(Totp.Text("12345678901234567890"u8), Is.EqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));

    [Test]
    public async Task The_Password_Alone_Opens_Nothing()
    {
        using var browser = Host.Client();
        var asked = (await SignIn(browser, null)).Must(HttpStatusCode.Unauthorized);
        Assert.That((asked.Code, asked.Headers.ContainsKey("Set-Cookie")), Is.EqualTo(("code_required", false)));
        Assert.That((await SignIn(browser, Wrong())).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("code_refused"));
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
        (await SignIn(browser, Now())).Must(HttpStatusCode.OK);
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Code_Is_Not_Asked_For_With_A_Wrong_Password()
    {
        using var browser = Host.Client();
        Assert.That((await browser.Post("/api/v1/session", new { email = _email, password = "wrong password", code = Now() })).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("sign_in_refused"));
    }

    [Test]
    public async Task A_Code_Counts_Once()
    {
        using var browser = Host.Client();
        var code = Now();
        (await SignIn(browser, code)).Must(HttpStatusCode.OK);
        Assert.That((await SignIn(browser, code)).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("code_refused"));
        Host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await SignIn(browser, Now())).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Of_One_Code_Sent_Many_Times_At_Once_One_Counts()
    {
        var code = Now();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => { using var browser = Host.Client(); return (await SignIn(browser, code)).Status; }));
        Assert.That(answers.Count(status => status == HttpStatusCode.OK), Is.EqualTo(1));
    }

    [TestCase(-30, HttpStatusCode.OK)]
    [TestCase(30, HttpStatusCode.OK)]
    [TestCase(60, HttpStatusCode.Unauthorized)]
    [TestCase(-60, HttpStatusCode.Unauthorized)]
    public async Task A_Clock_May_Be_One_Step_Off(int seconds, HttpStatusCode status)
    {
        Host.Clock.Advance(TimeSpan.FromMinutes(5));
        using var browser = Host.Client();
        (await SignIn(browser, Totp.Code(_secret, Totp.StepOf(Host.Clock.GetUtcNow().AddSeconds(seconds))))).Must(status);
    }

    [Test]
    public async Task Wrong_Codes_Make_The_Account_Rest()
    {
        using var browser = Host.Client();
        for (var i = 0; i < 5; i++)
        {
            (await SignIn(browser, Wrong())).Must(HttpStatusCode.Unauthorized);
            // The right password in between forgets nothing.
            (await SignIn(browser, null)).Must(HttpStatusCode.Unauthorized);
        }
        Assert.That((await SignIn(browser, Now())).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("sign_in_refused"));
        Host.Clock.Advance(TimeSpan.FromSeconds(61));
        (await SignIn(browser, Now())).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Of_Many_Codes_Sent_At_Once_Few_Are_Looked_At()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => { using var browser = Host.Client(); return (await SignIn(browser, Wrong())).Code; }));
        Assert.That(answers.Count(code => code == "code_refused"), Is.LessThanOrEqualTo(5));
    }

    [Test]
    public async Task A_Recovery_Code_Counts_Once()
    {
        using var browser = Host.Client();
        Assert.That(_codes, Has.Count.EqualTo(8).And.Unique.And.All.Match("^[A-Z2-7]{16}$"));
        var written = string.Join('-', _codes[3].ToLowerInvariant().Chunk(4).Select(part => new string(part)));
        (await SignIn(browser, written)).Must(HttpStatusCode.OK);
        Assert.That((await SignIn(browser, written)).Must(HttpStatusCode.Unauthorized).Code, Is.EqualTo("code_refused"));
        (await SignIn(browser, _codes[4])).Must(HttpStatusCode.OK);
        Assert.That(await Host.Database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from recovery_code where hash = @code", new { code = _codes[5] })), Is.Zero);
    }

    [Test]
    public async Task It_Is_Turned_Off_With_The_Password_And_A_Code()
    {
        Assert.That((await Factor.TurnOff(_account, new() { CurrentPassword = "wrong", Code = Now() }, default)).Refusal!.Fields.Single().Error, Is.EqualTo(AccessErrors.WrongPassword));
        Assert.That((await Factor.TurnOff(_account, new() { CurrentPassword = Password, Code = Wrong() }, default)).Refusal!.Fields.Single().Error, Is.EqualTo(AccessErrors.WrongCode));
        Assert.That((await Factor.TurnOff(_account, new() { CurrentPassword = Password, Code = Now() }, default)).IsRefused, Is.False);
        using var browser = Host.Client();
        (await SignIn(browser, null)).Must(HttpStatusCode.OK);
        using var admin = await Given.Client("organisation_admin");
        Assert.That((await admin.Get(Given.Path($"events?actor={_account.Id}"))).Items.Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "turn_off_totp", "turn_on_totp" }));
    }

    [Test]
    public async Task An_Administrator_Takes_It_Off_Whoever_Lost_The_Phone()
    {
        using var admin = await Given.Client("organisation_admin");
        using var browser = Host.Client();
        (await SignIn(browser, Now())).Must(HttpStatusCode.OK);
        (await admin.Post(Given.Path($"users/{_account.Id}/reset-totp"), new { })).Must(HttpStatusCode.OK);
        (await browser.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
        (await SignIn(browser, null)).Must(HttpStatusCode.OK);
        Assert.That((await admin.Post(Given.Path($"users/{_account.Id}/reset-totp"), new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("totp_off"));
    }

    [Test]
    public async Task An_Administrator_Does_Not_Where_The_Person_Belongs_Elsewhere_Too()
    {
        var other = await Given.Organisation(Host);
        await AddUser.Run(Host.Database, other.Slug, _email, "auditor", [], Password, default);
        using var admin = await Given.Client("organisation_admin");
        Assert.That((await admin.Post(Given.Path($"users/{_account.Id}/reset-totp"), new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shared_account"));
    }

    [Test]
    public async Task What_Was_Begun_For_One_Account_Serves_No_Other()
    {
        var other = (await AddUser.Run(Host.Database, Given.Slug, $"autre.{_email}", "auditor", [], Password, default)).Value;
        var (mine, theirs) = (await Account.Find(Host.Database, other, default), _account);
        Assert.That(Factor.Resume(mine!, Factor.Start(theirs).Ticket), Is.Null);
        Assert.That(await Factor.OfTicket(Factor.Start(theirs).Ticket, default), Is.Null, "a ticket of another purpose");
        Assert.That((await Factor.OfTicket(Factor.Ticket(theirs), default))!.Id, Is.EqualTo(theirs.Id));
    }

    private string Now() => Totp.Code(_secret, Totp.StepOf(Host.Clock.GetUtcNow()));

    /// <summary>None of the three that could count now.</summary>
    private string Wrong()
    {
        var near = Enumerable.Range(-1, 3).Select(i => Totp.Code(_secret, Totp.StepOf(Host.Clock.GetUtcNow()) + i)).ToList();
        return new[] { "000000", "111111", "222222", "333333" }.First(code => !near.Contains(code));
    }

    private Task<Answer> SignIn(ApiClient browser, string? code) => browser.Post("/api/v1/session", new { email = _email, password = Password, code });
}
