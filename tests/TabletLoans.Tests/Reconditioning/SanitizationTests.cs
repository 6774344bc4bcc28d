using System.Net;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Reconditioning;

/// <summary>Certificates of sanitisation, and the level that a lawful end asks for.</summary>
public sealed class SanitizationTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Pass_Makes_The_Device_Clean_And_Moves_It_On()
    {
        var device = await InSanitization();
        var body = Bench.Certificate(Given, device);
        body["evidenceHash"] = new string('A', 64);
        var made = (await Post(body)).Must(HttpStatusCode.Created);
        Assert.That((made["result"].GetString(), made["deviceState"].GetString(), made["evidenceHash"].GetString()), Is.EqualTo(("pass", "in_reimaging", new string('a', 64))));
        var read = await Given.Read($"devices/{device}");
        Assert.That((read["state"].GetString(), read["dataState"].GetString()), Is.EqualTo(("in_reimaging", "clean")));
        Assert.That((await Given.Read($"sanitizations/{made.Id}")).Text, Is.EqualTo(made.Text));
        Assert.That((await Given.Read($"sanitizations?deviceId={device}")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(made.Id));
        var told = (await Given.Read($"devices/{device}/events")).Items[^1];
        Assert.That((told.GetProperty("name").GetString(), told.GetProperty("changes").GetProperty("standard").GetString()), Is.EqualTo(("reimage", "nist_purge")));
    }

    [Test]
    public async Task A_Fail_Leaves_It_There_With_Its_Data_And_Says_So()
    {
        var device = await InSanitization();
        var body = Bench.Certificate(Given, device);
        body["result"] = "fail";
        var made = (await Post(body)).Must(HttpStatusCode.Created);
        Assert.That((made["result"].GetString(), made["deviceState"].GetString()), Is.EqualTo(("fail", "in_sanitization")));
        var read = await Given.Read($"devices/{device}");
        Assert.That((read["state"].GetString(), read["dataState"].GetString()), Is.EqualTo(("in_sanitization", "user_data")));
        Assert.That((await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("name").GetString(), Is.EqualTo("record_sanitization"));
        await Given.Move(device, "reimage");
        Assert.That((await Given.Read($"sanitizations?deviceId={device}&result=fail")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_A_Certificate_Says_Must_Be_Possible()
    {
        var device = await InSanitization();
        foreach (var (name, value, pointer, code) in new (string, object?, string, string)[]
        {
            ("endedAt", Given.Now.AddHours(-1), "/endedAt", "end_before_start"),
            ("endedAt", Given.Now.AddHours(1), "/endedAt", "out_of_range"),
            ("startedAt", Given.Now.AddDays(-1), "/startedAt", "out_of_range"), // before it came back
            ("startedAt", null, "/startedAt", "missing"),
            ("evidenceHash", "abc", "/evidenceHash", "invalid_format"),
            ("evidenceHash", new string('g', 64), "/evidenceHash", "invalid_format"),
            ("standard", "nist_wish", "/standard", "not_one_of"),
            ("verification", "perhaps", "/verification", "not_one_of"),
        })
        {
            var body = Bench.Certificate(Given, device);
            body[name] = value;
            Assert.That((await Post(body)).Must(HttpStatusCode.UnprocessableEntity).Errors.GetValueOrDefault(pointer), Is.EqualTo(code), $"{name} {value}");
        }
        Assert.That((await Given.Read($"sanitizations?deviceId={device}")).Items, Is.Empty);
    }

    [TestCase("donate")]
    [TestCase("sell")]
    [TestCase("transfer")]
    public async Task What_Was_Lent_Leaves_With_A_Purge_Or_Better(string end)
    {
        foreach (var standard in SanitizationStandards.All)
        {
            var device = await Retired(standard);
            var answer = await Bench.Try(Given, device, end);
            if (standard != "nist_clear") answer.Must(HttpStatusCode.Created);
            else
            {
                Assert.That(answer.Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "sanitization_level_too_low" }));
                Assert.That(answer["detail"].GetString(), Does.Contain("nist_clear").And.Contain("nist_purge").And.Contain(end).IgnoreCase);
                Assert.That(answer["reasons"][0].GetProperty("overridableBy").EnumerateArray(), Is.Empty);
                Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("retired"));
            }
        }
    }

    [Test]
    public async Task A_Certificate_Counts_Until_The_Next_Loan()
    {
        var device = await InSanitization();
        foreach (var move in (string[])["reimage", "put_in_stock"]) await Given.Move(device, move);
        var loan = await Given.Loan(device);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        await Given.Move(device, "sanitize");
        (await Bench.Try(Given, device, "reimage", standard: "nist_clear")).Must(HttpStatusCode.Created);
        await Given.Move(device, "retire");
        var refused = (await Bench.Try(Given, device, "donate")).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("sanitization_level_too_low"));
        Assert.That(loan.Id, Is.Not.EqualTo(Guid.Empty));
    }

    [Test]
    public async Task A_Loan_Cancelled_As_A_Mistake_Takes_No_Certificate_Away()
    {
        var device = await InSanitization();
        foreach (var move in (string[])["reimage", "put_in_stock"]) await Given.Move(device, move);
        var loan = await Given.Loan(device);
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/correct"), new { reason = "test" })).Must(HttpStatusCode.OK);
        foreach (var move in (string[])["retire", "donate"]) await Given.Move(device, move);
    }

    [Test]
    public async Task What_Was_Never_Lent_Needs_No_Certificate()
    {
        var device = (await Given.Device()).Id;
        foreach (var move in (string[])["retire", "donate"]) await Given.Move(device, move);
    }

    [Test]
    public async Task Recycling_Asks_For_A_Level_Only_Where_Data_May_Be_Left()
    {
        var dirty = (await Given.Loan())["deviceId"].GetGuid();
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = dirty, grade = "X" })).Must(HttpStatusCode.OK);
        await Given.Move(dirty, "retire");
        var refused = (await Bench.Try(Given, dirty, "recycle")).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "sanitization_level_too_low" }));
        Assert.That(refused["detail"].GetString(), Does.Contain("none"));
        foreach (var move in (string[])["reinstate", "sanitize"]) await Given.Move(dirty, move);
        (await Bench.Try(Given, dirty, "reimage", standard: "nist_destroy")).Must(HttpStatusCode.Created);
        foreach (var move in (string[])["retire", "recycle"]) await Given.Move(dirty, move);
        await Given.Move(await Retired("nist_clear"), "recycle");
    }

    [Test]
    public void The_Levels_Are_In_Order()
    {
        Assert.That(SanitizationStandards.Reaches("nist_purge", "nist_purge"), Is.True);
        Assert.That(SanitizationStandards.Reaches("nist_destroy", "nist_purge"), Is.True);
        Assert.That(SanitizationStandards.Reaches("nist_clear", "nist_purge"), Is.False);
        Assert.That(SanitizationStandards.Reaches(null, "nist_clear"), Is.False);
    }

    private Task<Answer> Post(object body) => Given.Manager.Post(Given.Path("sanitizations"), body);

    private async Task<Guid> InSanitization()
    {
        var device = (await Given.Loan())["deviceId"].GetGuid();
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        await Given.Move(device, "sanitize");
        return device;
    }

    private async Task<Guid> Retired(string standard)
    {
        var device = await InSanitization();
        (await Bench.Try(Given, device, "reimage", standard: standard)).Must(HttpStatusCode.Created);
        await Given.Move(device, "retire");
        return device;
    }
}
