using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>The lawful ends of a device: what is kept of each, who may make them, and that there is one.</summary>
public sealed class DisposalTests(Engine engine) : ApiTest(engine)
{
    [TestCase("donate", "donated", "Convention 1")]
    [TestCase("sell", "sold", "Lot 1")]
    [TestCase("recycle", "recycled", "BSD 1")]
    [TestCase("transfer", "transferred", "Convention 1")]
    public async Task Each_End_Is_Made_With_Its_Proof_And_Told(string move, string state, string reference)
    {
        var device = await Ends.Retired(Given);
        var body = Bench.Disposal(Given, device, move);
        var made = (await Post(body)).Must(HttpStatusCode.Created);
        var read = await Given.Read($"devices/{device}");
        Assert.Multiple(() =>
        {
            Assert.That(read["state"].GetString(), Is.EqualTo(state));
            Assert.That((made["kind"].GetString(), made["reference"].GetString(), made["deviceId"].GetGuid()), Is.EqualTo(((string)body["kind"]!, reference, device)));
            Assert.That(made["disposedOn"].GetString(), Is.EqualTo(Given.Today.ToString("O")));
            Assert.That(made.Headers["Location"], Is.EqualTo(Given.Path($"disposals/{made.Id}")));
            foreach (var (name, value) in body.Where(given => given.Value is not null && given.Key != "device"))
                foreach (var (inner, expected) in Inner(JsonSerializer.SerializeToElement(value)))
                    Assert.That((inner is null ? made[name] : made[name].GetProperty(inner)).ToString(), Is.EqualTo(expected), name);
        });
        Assert.That((await Given.Read($"disposals/{made.Id}")).Text, Is.EqualTo(made.Text));
        var told = (await Given.Read($"devices/{device}/events")).Items[^1];
        Assert.That((told.GetProperty("name").GetString(), told.GetProperty("reason").GetString(), told.GetProperty("toState").GetString()), Is.EqualTo((move, reference, state)));
        var changes = told.GetProperty("changes");
        Assert.That((changes.GetProperty("kind").GetString(), changes.GetProperty("reference").GetString(), changes.GetProperty("disposal").GetGuid()), Is.EqualTo(((string)body["kind"]!, reference, made.Id)));
        // The end is the end.
        Assert.That((await Post(body)).Must(HttpStatusCode.Conflict).Reasons, Does.Contain("illegal_transition"));
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/reinstate"), new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
        Assert.That((await Given.Read("disposals")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Retirement_Is_Undone_Before_The_Disposal_And_Not_After()
    {
        var device = await Ends.Retired(Given);
        Assert.That((await Given.Move(device, "reinstate"))["state"].GetString(), Is.EqualTo("in_triage"));
        await Given.Move(device, "retire");
        await Given.Move(device, "donate");
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/reinstate"), new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
    }

    [Test]
    public async Task Only_What_Is_Retired_Leaves_And_Every_Reason_Is_Said()
    {
        var device = (await Given.Loan())["deviceId"].GetGuid();
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        await Ends.Patch(Given, device, new { held = true, mdmState = "supervised", lockState = "on" });
        var refused = (await Post(new { device, kind = "donation" })).Must(HttpStatusCode.Conflict);
        string[] reasons =
        [
            "illegal_transition", "device_held", "data_not_clean", "sanitization_level_too_low", "mdm_not_released", "activation_lock_on",
            "beneficiary_missing", "donation_value_missing", "donation_act_missing",
        ];
        Assert.That(refused.Reasons, Is.EqualTo(reasons));
        foreach (var code in reasons) Assert.That(Ends.OverridableBy(refused, code), Is.Empty, code);
        using var admin = await Given.Client("organisation_admin");
        Assert.That((await admin.Post(Given.Path("disposals"), new { device, kind = "donation", overrideReason = "Décision du maire" })).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(reasons));
        var check = (await Given.Manager.Post(Given.Path("disposals/check"), new { device, kind = "donation" })).Must(HttpStatusCode.OK);
        Assert.That(check["allowed"].GetBoolean(), Is.False);
        Assert.That(check["reasons"].ToString(), Is.EqualTo(refused["reasons"].ToString()));
    }

    [Test]
    public async Task A_Check_Writes_Nothing_And_Says_What_The_Disposal_Will()
    {
        var device = await Ends.Retired(Given);
        var before = (await Given.Read($"devices/{device}/events")).Text;
        foreach (var move in Bench.Ends)
        {
            var check = (await Given.Manager.Post(Given.Path("disposals/check"), Bench.Disposal(Given, device, move))).Must(HttpStatusCode.OK);
            Assert.That((check["allowed"].GetBoolean(), check["reasons"].GetArrayLength()), Is.EqualTo((true, 0)), move);
        }
        Assert.That((await Given.Read($"devices/{device}/events")).Text, Is.EqualTo(before));
        Assert.That((await Given.Read("disposals")).Items, Is.Empty);
        (await Given.Manager.Post(Given.Path("disposals/check"), new { device = "nobody knows it", kind = "sale" })).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Two_Who_Dispose_Of_One_Device_At_Once_Make_One_Disposal()
    {
        var device = await Ends.Retired(Given);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Post(Bench.Disposal(Given, device, Bench.Ends[i % Bench.Ends.Count]))));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.Created).Select(answer => (answer.Status, answer.Code)), Has.All.EqualTo((HttpStatusCode.Conflict, "illegal_transition")));
        Assert.That((await Given.Read($"disposals?deviceId={device}")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Key_Disposes_Once_And_Answers_The_Same()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "sell");
        var first = (await Given.Manager.Post(Given.Path("disposals"), body, ("Idempotency-Key", "sale-1"))).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Post(Given.Path("disposals"), body, ("Idempotency-Key", "sale-1"))).Must(HttpStatusCode.Created).Text, Is.EqualTo(first.Text));
    }

    [TestCase("fleet_manager", HttpStatusCode.Created)]
    [TestCase("organisation_admin", HttpStatusCode.Created)]
    [TestCase("technician", HttpStatusCode.Forbidden)]
    [TestCase("auditor", HttpStatusCode.Forbidden)]
    public async Task Who_Retires_Devices_Disposes_Of_Them(string role, HttpStatusCode expected)
    {
        using var client = await Given.Client(role);
        (await client.Post(Given.Path("disposals"), Bench.Disposal(Given, await Ends.Retired(Given), "recycle"))).Must(expected);
        (await client.Get(Given.Path("disposals"))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Disposals_Are_Listed_By_Kind_Device_And_Day()
    {
        var (sold, recycled) = (await Ends.Retired(Given), await Ends.Retired(Given));
        await Given.Move(sold, "sell");
        var day = (await Given.Move(recycled, "recycle"))["disposedOn"].GetString()!;
        var (before, after) = (DateOnly.Parse(day).AddDays(-1), DateOnly.Parse(day).AddDays(1));
        foreach (var (query, count) in new[]
        {
            ("", 2), ("?kind=sale", 1), ("?kind=donation", 0), ($"?deviceId={recycled}", 1), ($"?from={day}&to={day}", 2), ($"?from={after:O}", 0), ($"?to={before:O}", 0), ($"?kind=recycling&from={before:O}&to={after:O}", 1),
        })
            Assert.That((await Given.Read($"disposals{query}")).Items, Has.Count.EqualTo(count), query);
        Assert.That((await Given.Manager.Get(Given.Path("disposals?from=2026-02-01&to=2026-01-01"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/to"], Is.EqualTo("end_before_start"));
    }

    private Task<Answer> Post(object body) => Given.Manager.Post(Given.Path("disposals"), body);

    private static IEnumerable<(string? Name, string Value)> Inner(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(member => ((string?)member.Name, member.Value.ToString())) : [(null, value.ToString())];
}
