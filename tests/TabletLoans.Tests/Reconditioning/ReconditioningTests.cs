using System.Net;
using System.Text.Json;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Reconditioning;

/// <summary>The bench: what waits, how it is examined, and how long it takes.</summary>
public sealed class ReconditioningTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task The_Longest_Wait_Comes_First_Page_By_Page()
    {
        var (first, second, third) = (await Returned(), await Returned(), await Returned());
        await Given.DeviceInStock();
        await Given.Move(first, "triage"); // it waits in its new state since now
        var expected = new[] { second, third, first };
        var all = await Given.Read("reconditioning");
        Assert.That(Ids(all), Is.EqualTo(expected));
        var seen = new List<Guid>();
        for (var path = "reconditioning?limit=1"; ;)
        {
            var page = await Given.Read(path);
            seen.AddRange(Ids(page));
            if (page["next"].GetString() is not { } next) break;
            path = $"reconditioning?limit=1&cursor={next}";
        }
        Assert.That(seen, Is.EqualTo(expected));
        Assert.That(Ids(await Given.Read("reconditioning?state=in_triage")), Is.EqualTo(new[] { first }));
        (await Given.Manager.Get(Given.Path("reconditioning?state=on_loan"))).Must(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task The_Age_Is_Counted_From_The_Event_That_Moved_It()
    {
        var old = await Returned();
        Host.Clock.Advance(TimeSpan.FromDays(8));
        var fresh = await Returned();
        var queue = await Given.Read("reconditioning");
        Assert.That(Ids(queue), Is.EqualTo(new[] { old, fresh }));
        Assert.That(queue.Items.Select(item => item.GetProperty("days").GetInt32()), Is.EqualTo(new[] { 8, 0 }));
        var moved = (await Given.Read($"devices/{old}/events")).Items.Last(told => told.GetProperty("toState").GetString() == "returned").GetProperty("at").GetString();
        Assert.That(queue.Items[0].GetProperty("waitingSince").GetString(), Is.EqualTo(moved));
        Assert.That(Ids(await Given.Read("reconditioning?olderThanDays=7")), Is.EqualTo(new[] { old }));
        Assert.That(Ids(await Given.Read("reconditioning?olderThanDays=9")), Is.Empty);
        // A change that is no move does not start the wait again.
        (await Given.Manager.Patch(Given.Path($"devices/{old}"), new { grade = "C" }, "*")).Must(HttpStatusCode.OK);
        Assert.That(Ids(await Given.Read("reconditioning?olderThanDays=7")), Is.EqualTo(new[] { old }));
    }

    [Test]
    public async Task A_Triage_Gives_A_Grade_And_Writes_Down_What_Was_Found()
    {
        var device = await Returned();
        var seen = (await Given.Manager.Post(Given.Path($"devices/{device}/triage"), new { grade = "D", findings = "Écran fendu", next = "repair" })).Must(HttpStatusCode.OK);
        Assert.That((seen["state"].GetString(), seen["grade"].GetString()), Is.EqualTo(("in_triage", "D")));
        var report = (await Given.Read($"devices/{device}/condition-reports")).Items.Single(item => item.GetProperty("phase").GetString() == "triage");
        Assert.That((report.GetProperty("grade").GetString(), report.GetProperty("notes").GetString()), Is.EqualTo(("D", "Écran fendu")));
        var told = (await Given.Read($"devices/{device}/events")).Items[^1];
        Assert.That(told.GetProperty("changes").GetProperty("next").GetString(), Is.EqualTo("repair"));
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/triage"), new { grade = "D" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
    }

    [Test]
    public async Task A_Triage_Without_A_Grade_Or_With_A_Stale_Version_Changes_Nothing()
    {
        var device = await Returned();
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/triage"), new { findings = "x", next = "fly" })).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EquivalentTo(new[] { "/grade", "/next" }));
        (await Given.Manager.Post(Given.Path($"devices/{device}/triage"), new { grade = "B" }, ("If-Match", "\"99\""))).Must(HttpStatusCode.PreconditionFailed);
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("returned"));
    }

    [TestCase("triage")]
    [TestCase("repair")]
    [TestCase("reimage")]
    public async Task The_Bench_Moves_From_The_States_Of_The_Table_Only(string move)
    {
        var (row, journey) = (DeviceLifecycle.Row(move), await Journey.In(Given));
        foreach (var state in DeviceStates.All)
        {
            var device = await journey.DeviceIn(state);
            var answer = await Bench.Try(Given, device, move);
            if (row.StartsFrom(state.Code)) answer.Must(move == "triage" ? HttpStatusCode.OK : HttpStatusCode.Created);
            else Assert.That(answer.Must(HttpStatusCode.Conflict).Reasons, Does.Contain("illegal_transition"), state.Code);
            Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo(row.StartsFrom(state.Code) ? row.To.Code : state.Code));
        }
    }

    [TestCase("technician", true)]
    [TestCase("fleet_manager", true)]
    [TestCase("school_staff", false)]
    [TestCase("auditor", false)]
    public async Task Technicians_Work_At_The_Bench_And_Schools_Do_Not(string role, bool may)
    {
        using var client = await Given.Client(role);
        var device = await Returned();
        foreach (var move in (string[])["triage", "repair", "finish_repair", "reimage"])
        {
            if (move == "reimage") await Given.Move(device, "sanitize");
            var answer = await Bench.Try(Given, device, move, client);
            if (may) Assert.That((int)answer.Status, Is.InRange(200, 201), answer.Text);
            else
            {
                Assert.That(answer.Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
                await Given.Move(device, move);
            }
        }
        (await client.Get(Given.Path("reconditioning"))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Held_Device_Stays_Where_It_Is()
    {
        var device = await Returned();
        (await Given.Manager.Patch(Given.Path($"devices/{device}"), new { held = true }, "*")).Must(HttpStatusCode.OK);
        foreach (var move in (string[])["triage", "repair"]) Assert.That((await Bench.Try(Given, device, move)).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "device_held" }), move);
    }

    [Test]
    public async Task Turn_Around_Is_Counted_From_The_Events()
    {
        Assert.That((await Given.Read("reports/turnaround"))["medianDays"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        var today = Given.Today;
        var (quick, slow, slowest, waiting) = (await Returned(), await Returned(), await Returned(), await Returned());
        foreach (var (device, days) in new[] { (quick, 1), (slow, 2), (slowest, 4) })
        {
            Host.Clock.Advance(TimeSpan.FromDays(days));
            foreach (var move in (string[])["triage", "sanitize", "reimage", "put_in_stock"]) await Given.Move(device, move);
        }
        // Retired, it waits for nothing any more.
        await Given.Move(await Returned(), "retire");
        var report = await Given.Read("reports/turnaround");
        Assert.That((report["count"].GetInt32(), report["waiting"].GetInt32(), report["medianDays"].GetDecimal(), report["maximumDays"].GetDecimal()), Is.EqualTo((3, 1, 3m, 7m)));
        Assert.That(waiting, Is.Not.EqualTo(quick));
        Assert.That((await Given.Read($"reports/turnaround?from={today.AddDays(3):O}"))["count"].GetInt32(), Is.Zero);
        Assert.That((await Given.Read($"reports/turnaround?from={today.AddDays(-1):O}&to={today.AddDays(1):O}"))["count"].GetInt32(), Is.EqualTo(3));
        foreach (var day in (string[])["0001-01-01", "9999-12-31"])
            foreach (var name in (string[])["from", "to"])
                (await Given.Manager.Get(Given.Path($"reports/turnaround?{name}={day}"))).Must(HttpStatusCode.UnprocessableEntity);
        (await Given.Manager.Get(Given.Path("reports/turnaround?from=2026-02-01&to=2026-01-01"))).Must(HttpStatusCode.UnprocessableEntity);
    }

    private static List<Guid> Ids(Answer page) => page.Items.Select(item => item.GetProperty("device").GetProperty("id").GetGuid()).ToList();

    private async Task<Guid> Returned()
    {
        var device = (await Given.Loan())["deviceId"].GetGuid();
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        return device;
    }
}
