using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using TabletLoans.Access;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>Every state × every row of the table, through HTTP: what the table allows works, and nothing else does.</summary>
public sealed partial class TransitionMatrixTests(Engine engine) : ApiTest(engine)
{
    private static IEnumerable<string> States => DeviceStates.All.Select(state => state.Code);

    private static IEnumerable<Transition> Generic => DeviceLifecycle.All.Where(row => row.UseCase is null);

    [TestCaseSource(nameof(States))]
    public async Task Generic_Moves_Follow_The_Table(string code)
    {
        var (state, journey) = (DeviceStates.Of(code), await Journey.In(Given));
        Guid? spent = null;
        foreach (var row in Generic)
        {
            var device = spent ?? await journey.DeviceIn(state);
            var before = await Snapshot.Of(Given, device);
            var answer = await Given.Manager.Post(Given.Path($"devices/{device}/{row.Name}"), new { reason = "test", policeReport = "PV 2026/1", schoolId = journey.School });
            var after = await Snapshot.Of(Given, device);
            if (row.StartsFrom(code) && Lacks(row, before) is { } lack)
            {
                Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, lack)), $"{code}, {row.Name}: {answer.Text}");
                Assert.That(after, Is.EqualTo(before), $"{code}, {row.Name} was refused and changed something");
                spent = device;
            }
            else if (row.StartsFrom(code))
            {
                Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), $"{code}, {row.Name}: {answer.Text}");
                Assert.That(answer["state"].GetString(), Is.EqualTo(row.To.Code), row.Name);
                AssertMoved(row, before, after);
                spent = null;
            }
            else
            {
                Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, "illegal_transition")), $"{code}, {row.Name}: {answer.Text}");
                Assert.That(after, Is.EqualTo(before), $"{code}, {row.Name} was refused and changed something");
                spent = device; // still as it was: good for the next cell
            }
        }
    }

    [TestCaseSource(nameof(States))]
    public async Task A_Device_Is_Lent_From_The_States_Of_The_Table(string code)
    {
        var (row, journey) = (DeviceLifecycle.Row("lend"), await Journey.In(Given));
        var device = await journey.DeviceIn(DeviceStates.Of(code));
        var pupil = await Given.Pupil(journey.School, "Suivante");
        var before = await Snapshot.Of(Given, device);
        var answer = await Given.Manager.Post(Given.Path("loans"), new { device, borrowerId = pupil.Id });
        if (row.StartsFrom(code))
        {
            answer.Must(HttpStatusCode.Created);
            AssertMoved(row, before, await Snapshot.Of(Given, device));
        }
        else
        {
            Assert.That(answer.Must(HttpStatusCode.Conflict).Code, Is.EqualTo(code == "on_loan" ? "device_already_on_loan" : "device_not_lendable"));
            Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
        }
    }

    [TestCaseSource(nameof(States))]
    public async Task A_Device_Is_Disposed_Of_From_The_States_Of_The_Table(string code)
    {
        var journey = await Journey.In(Given);
        Guid? spent = null;
        foreach (var row in DeviceLifecycle.All.Where(row => row.UseCase == "DisposeDevice"))
        {
            var device = spent ?? await journey.DeviceIn(DeviceStates.Of(code));
            var before = await Snapshot.Of(Given, device);
            var answer = await Bench.Try(Given, device, row.Name);
            if (row.StartsFrom(code))
            {
                answer.Must(HttpStatusCode.Created);
                AssertMoved(row, before, await Snapshot.Of(Given, device));
                continue;
            }
            spent = device;
            Assert.That(answer.Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"), row.Name);
            Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before), row.Name);
        }
    }

    /// <summary>A return is never refused: where there is no loan to end, it is written down and moves nothing.</summary>
    [TestCaseSource(nameof(States))]
    public async Task A_Return_Moves_What_Is_On_Loan_And_Nothing_Else(string code)
    {
        var (row, journey) = (DeviceLifecycle.Row("return"), await Journey.In(Given));
        var device = await journey.DeviceIn(DeviceStates.Of(code));
        var before = await Snapshot.Of(Given, device);
        var answer = (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        var after = await Snapshot.Of(Given, device);
        if (row.StartsFrom(code))
        {
            Assert.That(answer["anomalies"].GetArrayLength(), Is.Zero);
            AssertMoved(row, before, after);
        }
        else
        {
            Assert.That(answer["anomalies"][0].GetProperty("code").GetString(), Is.EqualTo(code is "retired" or "donated" or "sold" or "recycled" or "transferred" ? "left_fleet" : "not_on_loan"));
            Assert.That((after.State, after.Version), Is.EqualTo((before.State, before.Version)));
            Assert.That(after.Events, Is.EqualTo(before.Events.Append("scan_in: >")));
        }
    }

    [TestCase("declare_lost", "declare-lost")]
    [TestCase("declare_stolen", "declare-stolen")]
    [TestCase("cancel_loan", "correct")]
    [TestCase("cancel_loan_from_stock", "correct")]
    public async Task What_Ends_A_Loan_Follows_The_Table(string name, string operation)
    {
        var (row, journey) = (DeviceLifecycle.Row(name), await Journey.In(Given));
        var device = await journey.DeviceIn(name == "cancel_loan" ? DeviceStates.AtSchool : DeviceStates.InStock);
        var loan = await journey.Lend(device);
        var before = await Snapshot.Of(Given, device);
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/{operation}"), Ending(operation))).Must(HttpStatusCode.OK);
        var after = await Snapshot.Of(Given, device);
        AssertMoved(row, before, after);
        Assert.That((await Given.Read($"devices/{device}"))["schoolId"].ValueKind, Is.EqualTo(row.LeavesSchool ? System.Text.Json.JsonValueKind.Null : System.Text.Json.JsonValueKind.String));
        Assert.That((await Given.Manager.Post(Given.Path($"loans/{loan.Id}/{operation}"), Ending(operation))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"));
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(after));
    }

    [TestCaseSource(nameof(States))]
    public async Task A_Loan_That_Has_Ended_Moves_Nothing_Any_More(string code)
    {
        var journey = await Journey.In(Given);
        if (await journey.DeviceAfterLoan(DeviceStates.Of(code)) is not var (device, loan))
        {
            Assert.That(code, Is.EqualTo("received").Or.EqualTo("in_preparation"), "only new devices were never lent");
            return;
        }
        var before = await Snapshot.Of(Given, device);
        foreach (var operation in new[] { "declare-lost", "declare-stolen", "correct", "extend", "transfer" })
            Assert.That((await Given.Manager.Post(Given.Path($"loans/{loan}/{operation}"), Ending(operation))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"), operation);
        Assert.That((await Given.Manager.Post(Given.Path($"loans/{loan}/found"), new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_lost"));
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
    }

    [Test]
    public async Task It_Is_The_Last_Loan_That_Lost_A_Device_And_Finds_It()
    {
        var journey = await Journey.In(Given);
        var device = await journey.DeviceIn(DeviceStates.InStock);
        var first = await journey.Lend(device);
        (await Given.Manager.Post(Given.Path($"loans/{first.Id}/declare-lost"), new { })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/find"), new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("lost_on_loan"));
        await Given.Move(device, "retire");
        (await Given.Manager.Post(Given.Path($"loans/{first.Id}/found"), new { reason = "test" })).Must(HttpStatusCode.OK);
        foreach (var name in new[] { "sanitize", "reimage", "put_in_stock" }) await Given.Move(device, name);
        var second = await journey.Lend(device);
        (await Given.Manager.Post(Given.Path($"loans/{second.Id}/declare-stolen"), Ending("declare-stolen"))).Must(HttpStatusCode.OK);
        var before = await Snapshot.Of(Given, device);
        Assert.That((await Given.Manager.Post(Given.Path($"loans/{first.Id}/found"), new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_lost"));
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
        var found = (await Given.Manager.Post(Given.Path($"loans/{second.Id}/found"), new { reason = "test" })).Must(HttpStatusCode.OK);
        Assert.That(found["outcome"].GetString(), Is.EqualTo("returned"));
        AssertMoved(DeviceLifecycle.Row("find"), before, await Snapshot.Of(Given, device));
    }

    [Test]
    public async Task What_A_Use_Case_Carries_Out_Is_No_Address_Of_A_Device()
    {
        var device = (await Given.DeviceInStock()).Id;
        var before = await Snapshot.Of(Given, device);
        var rows = DeviceLifecycle.All.Where(row => row.UseCase is not null).ToList();
        Assert.That(rows, Has.Count.EqualTo(16));
        foreach (var row in rows.Where(row => row.UseCase != "TriageDevice")) // which has the address of its row
            Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/{row.Name}"), new { reason = "test" })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("not_found"), row.Name);
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
    }

    [Test]
    public async Task What_A_Move_Needs_It_Does_Not_Go_Without()
    {
        var journey = await Journey.In(Given);
        foreach (var row in Generic.Where(row => row.NeedsReason || row.NeedsSchool))
        {
            var device = await journey.DeviceIn(row.From[0]);
            var before = await Snapshot.Of(Given, device);
            foreach (var blank in new object[] { new { }, new { reason = "  " } })
            {
                var refused = (await Given.Manager.Post(Given.Path($"devices/{device}/{row.Name}"), blank)).Must(HttpStatusCode.UnprocessableEntity);
                Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal) { [row.NeedsReason ? "/reason" : "/schoolId"] = row.NeedsReason ? "reason_required" : "missing" }), row.Name);
            }
            Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before), row.Name);
        }
    }

    [Test]
    public async Task A_Move_That_Needs_No_Reason_Needs_No_Body()
    {
        var device = (await Given.Device()).Id;
        Assert.That((await Given.Manager.Send(HttpMethod.Post, Given.Path($"devices/{device}/prepare"), null)).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("in_preparation"));
    }

    [Test]
    public async Task A_Device_With_Data_On_It_Does_Not_Leave_To_Others()
    {
        var journey = await Journey.In(Given);
        var rows = DeviceLifecycle.All.Where(row => row.NeedsCleanData).ToList();
        Assert.That(rows.Select(row => row.Name), Is.EqualTo(new[] { "put_in_stock", "donate", "sell", "transfer" }));
        var (device, _) = (await journey.DeviceAfterLoan(DeviceStates.Retired))!.Value;
        var before = await Snapshot.Of(Given, device);
        foreach (var row in rows.Where(row => row.UseCase is not null))
            Assert.That((await Bench.Try(Given, device, row.Name)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("data_not_clean"), row.Name);
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
        foreach (var name in new[] { "reinstate", "sanitize", "reimage", "retire", "donate" }) await Given.Move(device, name);
    }

    [TestCaseSource(nameof(States))]
    public async Task A_Held_Device_Does_Not_Move(string code)
    {
        var journey = await Journey.In(Given);
        var device = await journey.DeviceIn(DeviceStates.Of(code));
        var held = await Given.Manager.Patch(Given.Path($"devices/{device}"), new { held = true }, "*");
        if (code is "donated" or "sold" or "recycled" or "transferred")
        {
            Assert.That(held.Must(HttpStatusCode.Conflict).Code, Is.EqualTo("out_of_the_fleet"));
            return;
        }
        held.Must(HttpStatusCode.OK);
        var before = await Snapshot.Of(Given, device);
        foreach (var row in Generic.Where(row => row.StartsFrom(code)))
            Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/{row.Name}"), new { reason = "test", policeReport = "PV 2026/1", schoolId = journey.School })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_held"), row.Name);
        Assert.That(await Snapshot.Of(Given, device), Is.EqualTo(before));
        (await Given.Manager.Patch(Given.Path($"devices/{device}"), new { held = false }, "*")).Must(HttpStatusCode.OK);
        if (Generic.FirstOrDefault(row => row.StartsFrom(code) && Lacks(row, before) is null) is { } first) await Given.Move(device, first.Name, new { reason = "test", policeReport = "PV 2026/1", schoolId = journey.School });
    }

    [Test]
    public async Task A_Stale_Version_Moves_Nothing()
    {
        var device = await Given.Device();
        var stale = device.Headers["ETag"];
        await Given.Move(device.Id, "prepare");
        var before = await Snapshot.Of(Given, device.Id);
        var path = Given.Path($"devices/{device.Id}/put_in_stock");
        foreach (var ifMatch in new[] { stale, "\"99\"", "\"not ours\"" })
            Assert.That((await Given.Manager.Post(path, new { }, ("If-Match", ifMatch))).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"), ifMatch);
        Assert.That(await Snapshot.Of(Given, device.Id), Is.EqualTo(before));
        (await Given.Manager.Post(path, new { }, ("If-Match", $"\"{before.Version}\""))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task The_Database_Knows_The_States_Of_The_Table_And_No_Other()
    {
        var device = (await Given.Device()).Id;
        foreach (var state in DeviceStates.All) Assert.That(await SetState(device, state.Code), Is.EqualTo(1), state.Code);
        Assert.That(() => SetState(device, "lost"), Throws.InstanceOf<System.Data.Common.DbException>());
        var definition = await Host.Database.Read(connection => connection.ExecuteScalarAsync<string>(Engine == Engine.Sqlite
            ? "select sql from sqlite_master where type = 'table' and name = 'device'"
            : "select 'ck_device_state ' || pg_get_constraintdef(oid) || ')' from pg_constraint where conname = 'ck_device_state'"));
        var allowed = Quoted().Matches(StateCheck().Match(definition!).Value).Select(match => match.Groups["code"].Value);
        Assert.That(allowed, Is.EquivalentTo(States));
    }

    [TestCase("fr")]
    [TestCase("en")]
    public async Task The_Table_Is_Shown_As_It_Is(string language)
    {
        using var anybody = Host.Client(language: language);
        var shown = (await anybody.Get("/api/v1/lifecycle")).Must(HttpStatusCode.OK);
        Assert.That(shown["states"].EnumerateArray().Select(state => (state.GetProperty("code").GetString(), state.GetProperty("summary").GetString())),
            Is.EqualTo(DeviceStates.All.Select(state => (state.Code, language == "fr" ? state.Summary.Fr : state.Summary.En))));
        Assert.That(shown["transitions"].EnumerateArray().Select(row => string.Join(" | ",
                row.GetProperty("name"), string.Join(", ", row.GetProperty("from").EnumerateArray()), row.GetProperty("to"), row.GetProperty("permission"), row.GetProperty("summary"),
                row.GetProperty("useCase"), row.GetProperty("needsSchool"), row.GetProperty("needsReason"), row.GetProperty("needsCleanData"))),
            Is.EqualTo(DeviceLifecycle.All.Select(row => string.Join(" | ",
                row.Name, string.Join(", ", row.From), row.To, row.Permission.Code(), language == "fr" ? row.Summary.Fr : row.Summary.En,
                row.UseCase, row.NeedsSchool, row.NeedsReason, row.NeedsCleanData))));
    }

    [Test]
    public async Task Allowed_Transitions_Are_The_Table_Within_The_Role()
    {
        var journey = await Journey.In(Given);
        var devices = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var state in DeviceStates.All) devices[state.Code] = await journey.DeviceIn(state);
        var snapshots = new Dictionary<string, Snapshot>(StringComparer.Ordinal);
        foreach (var (state, device) in devices) snapshots[state] = await Snapshot.Of(Given, device);
        foreach (var role in Roles.All.Where(role => role.May(Permission.ReadFleet)))
        {
            using var client = await Given.Client(role.Code);
            foreach (var (state, device) in devices)
            {
                var allowed = (await client.Get(Given.Path($"devices/{device}"))).Must(HttpStatusCode.OK)["allowedTransitions"].EnumerateArray().Select(row => row.GetProperty("name").GetString());
                var expected = DeviceLifecycle.All.Where(row => row.From.Any(from => from.Code == state) && role.Permissions.Contains(row.Permission) && Lacks(row, snapshots[state]) is null).Select(row => row.Name);
                Assert.That(allowed, Is.EqualTo(expected), $"{role.Code}, {state}");
            }
        }
    }

    /// <summary>What the table asks for beside the state, and a device in hand that came to it by itself does not have.</summary>
    private static string? Lacks(Transition row, Snapshot device) =>
        row.NeedsCleanData && device.DataState != "clean" ? "data_not_clean" : row.RetiredWhileGone == true ? "not_retired_while_gone" : null;

    private static object Ending(string operation) => operation switch
    {
        "declare-stolen" => new { policeReport = "PV 2026/1" },
        "correct" => new { reason = "test" },
        "extend" => new { dueOn = "2099-07-05" },
        "transfer" => new { borrowerId = Guid.CreateVersion7() },
        _ => new { },
    };

    private static void AssertMoved(Transition row, Snapshot before, Snapshot after)
    {
        Assert.That(after.State, Is.EqualTo(row.To.Code), row.Name);
        Assert.That(after.Version, Is.EqualTo(before.Version + 1), row.Name);
        Assert.That(after.Events, Is.EqualTo(before.Events.Append($"{row.Name}: {before.State}>{row.To}")), row.Name);
    }

    private Task<int> SetState(Guid id, string state) =>
        Host.Database.Read(connection => connection.ExecuteAsync("update device set state = @state where id = @id", new { id, state }));

    [GeneratedRegex(@"ck_device_state\s+check\s*\(.*?\)\)", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StateCheck();

    [GeneratedRegex("'(?<code>[^']*)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
