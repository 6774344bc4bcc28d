using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Api;

/// <summary>What every answer carries, and what needs no sign-in.</summary>
public sealed class EdgeTests(Engine engine) : ApiTest(engine)
{
    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [TestCase("/api/v1/lifecycle")]
    [TestCase("/openapi/v1.json")]
    [TestCase("/swagger/index.html")]
    [TestCase("/errors")]
    [TestCase("/errors/device_already_on_loan")]
    public async Task What_Is_Public_Answers_Without_A_Key(string path)
    {
        using var nobody = Host.Client();
        var answer = (await nobody.Get(path)).Must(HttpStatusCode.OK);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
            Assert.That(answer.Headers["X-Frame-Options"], Is.EqualTo("DENY"));
            Assert.That(answer.Headers["Content-Security-Policy"], Does.Contain("frame-ancestors 'none'"));
            Assert.That(answer.Headers, Does.Not.ContainKey("Server"));
        });
    }

    [Test]
    public async Task Ready_Names_The_Database()
    {
        using var nobody = Host.Client();
        var answer = (await nobody.Get("/health/ready")).Must(HttpStatusCode.OK);
        Assert.That(answer["database"].GetString(), Does.StartWith(Engine == Engine.Sqlite ? "SQLite 3." : "PostgreSQL "));
    }

    [Test]
    public async Task A_Problem_Carries_The_Same_Headers_As_An_Answer()
    {
        using var nobody = Host.Client();
        foreach (var answer in (Answer[])[(await nobody.Get(Given.Path("devices"))).Must(HttpStatusCode.Unauthorized), await Given.Manager.Get(Given.Path("devices?x=1")), await Given.Manager.PostText(Given.Path("schools"), "{", "application/json")])
        {
            Assert.That(answer.Headers["X-Content-Type-Options"], Is.EqualTo("nosniff"));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.Headers["Content-Security-Policy"], Does.Contain("default-src 'none'"));
        }
    }

    [Test]
    public async Task Over_The_Limit_A_Key_Waits_And_Another_Key_Does_Not()
    {
        await using var limited = await TestHost.Start(Database.ConnectionString, ("RateLimit:PerSecond", "1"), ("RateLimit:Burst", "5"));
        using var client = limited.Client(await Given.Key(limited, Given.Slug, "fleet_manager"));
        using var other = limited.Client(await Given.Key(limited, Given.Slug, "fleet_manager"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Get(Given.Path("schools"))));
        var refused = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.That(refused, Is.Not.Empty);
        Assert.That(refused[0].Code, Is.EqualTo("too_many_requests"));
        Assert.That(int.Parse(refused[0].Headers["Retry-After"], null), Is.InRange(1, 60));
        (await other.Get(Given.Path("schools"))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task An_Error_Explains_Itself_At_The_Address_Its_Type_Gives()
    {
        var refused = await Given.Manager.Get(Given.Path("devices?colour=red"));
        var explained = (await Given.Manager.Get(refused["type"].GetString()!)).Must(HttpStatusCode.OK);
        Assert.That((explained["code"].GetString(), explained["status"].GetInt32()), Is.EqualTo(("unknown_parameter", 400)));
        (await Given.Manager.Get("/errors/no_such_error")).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Stored_Answers_Are_Forgotten_After_A_Day()
    {
        var body = new { device = (await Given.DeviceInStock()).Id, borrowerId = (await Given.Pupil()).Id };
        await Given.Manager.Post(Given.Path("loans"), body, ("Idempotency-Key", "old"));
        await Host.Database.Write<int>(async writes => await writes.Execute(TabletLoans.Access.Housekeeping.ForgetSql, new { before = Host.Clock.GetUtcNow().AddDays(1) }));
        Assert.That((await Given.Manager.Post(Given.Path("loans"), body, ("Idempotency-Key", "old"))).Code, Is.EqualTo("device_already_on_loan"));
    }
}
