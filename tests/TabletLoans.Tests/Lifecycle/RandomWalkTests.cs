using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>
/// Random walks over a few devices and borrowers, each step answered as a small model says, and the ledger whole at the end.
/// A failure prints the shortest walk that fails and the seed that found it; `Replay = "seed"` on the property repeats it.
/// </summary>
public sealed partial class RandomWalkTests(Engine engine) : ApiTest(engine)
{
#pragma warning disable NUnit1027 // FsCheck supplies the argument
    [FsCheck.NUnit.Property(Arbitrary = new[] { typeof(Walks) }, MaxTest = 40, QuietOnSuccess = true)]
    public async Task The_Ledger_Stays_Whole(Walk walk)
#pragma warning restore NUnit1027
    {
        // What fails while FsCheck looks for a shorter walk must not pile up in the result.
        using var apart = new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext();
        var world = await World.Open(await Given.Organisation(Host));
        foreach (var step in walk.Steps) await world.Try(step);
        await AssertWhole(world);
    }

    private async Task AssertWhole(World world)
    {
        foreach (var device in world.Devices)
        {
            var open = await Host.Database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from loan where device_id = @id and ended_at is null", new { id = device.Id }));
            var (read, events) = (await world.Given.Read($"devices/{device.Id}"), (await world.Given.Read($"devices/{device.Id}/events?limit=500")).Items);
            var state = read["state"].GetString();
            Assert.That(open, Is.EqualTo(state == "on_loan" ? 1 : 0), "open loans of a device that is on loan: one; of any other: none");
            string? folded = null;
            foreach (var told in events.Where(told => told.GetProperty("toState").GetString() is not null))
            {
                Assert.That(told.GetProperty("fromState").GetString(), Is.EqualTo(folded), "each move starts where the one before ended");
                folded = told.GetProperty("toState").GetString();
            }
            Assert.That(folded, Is.EqualTo(state), "the events, folded, are the state");
            Assert.That(events.Select(told => told.GetProperty("sequence").GetInt64()), Is.Ordered.Ascending.And.Unique);
        }
        await world.Given.ChainHolds();
    }

    /// <summary>What the ledger should say of a device, by rules told once more and in another way.</summary>
    private sealed class ModelDevice
    {
        public Guid Id { get; init; }
        public string State { get; set; } = "received";
        public Guid? School { get; set; }
        public string Data { get; set; } = "clean";
        public long Version { get; set; }

        /// <summary>Who had it last, cancelled loans included.</summary>
        public ModelBorrower? Holder { get; set; }
        public Guid? Loan { get; set; }

        /// <summary>A certificate was passed since the last loan.</summary>
        public bool Wiped { get; set; }

        /// <summary>It was retired while it was missing or stolen.</summary>
        public bool Gone { get; set; }

        /// <summary>Its work order, which stays open where the device was lost or retired during it.</summary>
        public Guid? Order { get; set; }

        /// <summary>Of that loan: open, returned, lost, stolen, cancelled.</summary>
        public string Outcome { get; set; } = "";
        public bool LeftStock { get; set; }

        /// <summary>It is gone, and nobody has said since that it is back.</summary>
        public bool Incident { get; set; }

        public bool IsOut => Outcome is "lost" or "stolen";
    }

    private sealed class ModelBorrower
    {
        public Guid Id { get; init; }
        public Guid? School { get; init; }
        public int Open { get; set; }
    }

    private sealed partial class World(Given given, IReadOnlyList<ModelDevice> devices, IReadOnlyList<ModelBorrower> borrowers, Guid school)
    {
        public Given Given => given;

        public IReadOnlyList<ModelDevice> Devices => devices;

        public static async Task<World> Open(Given given)
        {
            var (first, second, model) = ((await given.School()).Id, (await given.School("0380001V")).Id, (await given.Model()).Id);
            var devices = new List<ModelDevice>();
            for (var i = 0; i < Walk.Devices; i++) devices.Add(new ModelDevice { Id = (await given.Device(model)).Id, Version = 1 });
            var borrowers = new List<ModelBorrower>();
            foreach (var at in new Guid?[] { first, second, null }) borrowers.Add(new ModelBorrower { Id = (await given.Pupil(at)).Id, School = at });
            Assert.That(borrowers, Has.Count.EqualTo(Walk.Borrowers));
            return new World(given, devices, borrowers, first);
        }

        /// <summary>Tries a step; the answer and the device afterwards must be those of the model.</summary>
        public async Task Try(Step step)
        {
            var (device, borrower) = (devices[step.Device], borrowers[step.Borrower]);
            var changes = await (step.Act switch
            {
                Act.Lend => Lend(device, borrower),
                Act.Return => Return(device),
                Act.LegalMove => Move(device, Choose(DeviceLifecycle.From(device.State), step)),
                Act.AnyMove => Move(device, Choose(DeviceLifecycle.All, step)),
                _ when device.Loan is null => Task.FromResult(false),
                Act.Extend => End(device, "extend", new { dueOn = "2099-07-05" }, "open", changes: false),
                Act.Transfer => Transfer(device, borrower),
                Act.DeclareLost => Lose(device, "declare-lost", "lost", "missing"),
                Act.DeclareStolen => Lose(device, "declare-stolen", "stolen", "stolen"),
                Act.Found => Find(device),
                Act.Correct => Correct(device),
                _ => throw new InvalidOperationException($"no such act: {step.Act}"),
            });
            var read = await given.Read($"devices/{device.Id}");
            var (state, version) = (read["state"].GetString(), read["version"].GetInt64());
            Assert.That(state, Is.EqualTo(device.State), $"after {step}");
            Assert.That(read["dataState"].GetString(), Is.EqualTo(device.Data), $"after {step}");
            Assert.That(read["schoolId"].Deserialize<Guid?>(), Is.EqualTo(device.School), $"after {step}");
            Assert.That(state is not ("at_school" or "in_transit") || device.School is not null, Is.True, $"after {step}: at a school that is none");
            Assert.That(version, changes ? Is.EqualTo(device.Version + 1) : Is.EqualTo(device.Version), $"after {step}: a change is one version, a refusal none");
            device.Version = version;
        }

        private async Task<bool> Lend(ModelDevice device, ModelBorrower borrower)
        {
            var request = new Dictionary<string, object?>(StringComparer.Ordinal) { ["device"] = device.Id, ["borrowerId"] = borrower.Id };
            var answer = await Post("loans", request);
            if (device.State == "on_loan") return Refused(answer, "device_already_on_loan");
            if (device.State is not ("in_stock" or "at_school")) return Refused(answer, "device_not_lendable");
            answer = await Confirm(answer, "loans/check", "loans", request, Reasons(device, borrower, device.Data));
            answer.Must(HttpStatusCode.Created);
            (device.LeftStock, device.State) = (device.State == "in_stock", "on_loan");
            device.School ??= borrower.School;
            HandTo(device, borrower, answer.Id);
            return true;
        }

        private async Task<bool> Transfer(ModelDevice device, ModelBorrower borrower)
        {
            var request = new Dictionary<string, object?>(StringComparer.Ordinal) { ["borrowerId"] = borrower.Id };
            var answer = await Post($"loans/{device.Loan}/transfer", request);
            if (device.Outcome != "open") return Refused(answer, "loan_not_open");
            if (borrower == device.Holder) return Refused(answer, "same_borrower");
            answer = await Confirm(answer, $"loans/{device.Loan}/transfer/check", $"loans/{device.Loan}/transfer", request, Reasons(device, borrower, "clean")); // that it carries data is a warning here
            answer.Must(HttpStatusCode.OK);
            device.Holder!.Open--;
            (device.Data, device.LeftStock, device.Wiped) = ("user_data", false, false);
            HandTo(device, borrower, answer.Id);
            return true;
        }

        private async Task<bool> Return(ModelDevice device)
        {
            var answer = (await Post("loans/return", new { device = device.Id })).Must(HttpStatusCode.OK);
            if (device.Outcome == "open")
            {
                device.Holder!.Open--;
                (device.State, device.Data, device.Outcome, device.Wiped) = ("returned", "user_data", "returned", false);
                return true;
            }
            if (device.IsOut && (device.Gone || device.State is "missing" or "stolen"))
            {
                Assert.That(answer["anomalies"][0].GetProperty("code").GetString(), Is.EqualTo($"was_{device.Outcome}"));
                (device.State, device.Data, device.Outcome, device.Incident, device.Gone, device.Wiped) = ("in_triage", "unknown", "returned", false, false, false);
                return true;
            }
            Assert.That(answer["loan"].ValueKind, Is.EqualTo(JsonValueKind.Null));
            return false;
        }

        private async Task<bool> Lose(ModelDevice device, string operation, string outcome, string state)
        {
            if (!await End(device, operation, operation == "declare-lost" ? new { } : new { policeReport = "PV 2026/1" }, outcome, changes: true)) return false;
            (device.State, device.Data, device.Wiped, device.Incident) = (state, "user_data", false, true);
            return true;
        }

        private async Task<bool> Correct(ModelDevice device)
        {
            if (!await End(device, "correct", new { reason = "test" }, "cancelled", changes: true)) return false;
            device.State = device.LeftStock || device.School is null ? "in_stock" : "at_school";
            if (device.State == "in_stock") device.School = null;
            return true;
        }

        /// <summary>An operation on the last loan that needs it open.</summary>
        private async Task<bool> End(ModelDevice device, string operation, object body, string outcome, bool changes)
        {
            var answer = await Post($"loans/{device.Loan}/{operation}", body);
            if (device.Outcome != "open") return Refused(answer, "loan_not_open");
            answer.Must(HttpStatusCode.OK);
            device.Outcome = outcome;
            if (outcome != "open") device.Holder!.Open--;
            return changes;
        }

        private async Task<bool> Find(ModelDevice device)
        {
            var answer = await Post($"loans/{device.Loan}/found", new { reason = "test" });
            if (!device.IsOut) return Refused(answer, "loan_not_lost");
            if (device.State is not ("missing" or "stolen") && !device.Gone) return Refused(answer, "illegal_transition");
            answer.Must(HttpStatusCode.OK);
            (device.State, device.Data, device.Outcome, device.Incident, device.Gone, device.Wiped) = ("in_triage", "unknown", "returned", false, false, false);
            return true;
        }

        private async Task<bool> Move(ModelDevice device, Transition? row)
        {
            if (row is null) return false;
            if (row.Name == "finish_repair" && device.State != "in_repair") return false; // nothing to name
            var answer = row.UseCase is null ? await Post($"devices/{device.Id}/{row.Name}", new { reason = "test", policeReport = "PV 2026/1", schoolId = school }) : await Bench.Try(given, device.Id, row.Name);
            if (!row.StartsFrom(device.State)) return Refused(answer, "illegal_transition");
            if (row.UseCaseIfLostOnLoan is not null && device.IsOut) return Refused(answer, "lost_on_loan");
            if (row.RetiredWhileGone == true && !device.Gone) return Refused(answer, "not_retired_while_gone");
            if (row.NeedsCleanData && device.Data != "clean") return Refused(answer, "data_not_clean");
            if (row.RetiredWhileGone == false && device.Gone) return Refused(answer, "retired_while_gone");
            if (row.SanitizedUnlessClean && device.Data != "clean" && !device.Wiped) return Refused(answer, "sanitization_level_too_low");
            if (row.NeedsNoOpenIncident && device.Incident) return Refused(answer, "incident_open");
            if (Bench.Ends.Contains(row.Name) && device.Order is not null) return Refused(answer, "work_order_open");
            if (row.Name == "repair" && device.Order is not null) return Refused(answer, "work_order_open");
            answer.Must(Bench.Success(row.Name));
            var fromState = device.State;
            (device.State, device.Data, device.Wiped) = (row.To.Code, row.DataState ?? device.Data, (device.Wiped && row.DataState != "unknown") || row.Name == "reimage");
            device.Gone = row.To.Code == "retired" && (fromState is "missing" or "stolen");
            device.Incident = !row.EndsIncidents && (device.Incident || row.OpensIncident is not null);
            if (row.Name == "report_stolen" && fromState == "missing" && device.Outcome == "lost") device.Outcome = "stolen";
            if (row.Name is "repair" or "finish_repair") device.Order = row.Name == "repair" ? answer.Id : null;
            if (row.LeavesSchool) device.School = null;
            else if (row.NeedsSchool || (device.State == "at_school" && device.School is null)) device.School = school;
            return true;
        }

        /// <summary>The end of a device's life is the end of its walk: one in five that could be ended is.</summary>
        private static Transition? Choose(IEnumerable<Transition> rows, Step step)
        {
            var open = rows.Where(row => (row.UseCase is null || Bench.Moves.Contains(row.Name)) && (row.Permission != TabletLoans.Access.Permission.Dispose || step.Choice % 5 == 0)).ToList();
            return open.Count == 0 ? null : open[step.Choice / 5 % open.Count];
        }

        private static List<string> Reasons(ModelDevice device, ModelBorrower borrower, string data)
        {
            var reasons = new List<string>();
            if (data != "clean" && device.Holder != borrower) reasons.Add("data_not_wiped");
            if (borrower.Open > 0) reasons.Add("borrower_limit_reached");
            if (device.School is not null && borrower.School is not null && device.School != borrower.School) reasons.Add("other_school");
            return reasons;
        }

        /// <summary>Where something must be confirmed, the first answer says what, the check gives a token, and the second answer counts.</summary>
        private async Task<Answer> Confirm(Answer first, string check, string path, Dictionary<string, object?> request, List<string> reasons)
        {
            if (reasons.Count == 0) return first;
            Refused(first, "confirmation_required");
            Assert.That(first.Reasons, Is.EquivalentTo(reasons));
            request["confirmationToken"] = (await Post(check, request)).Must(HttpStatusCode.OK)["token"].GetString();
            return await Post(path, request);
        }

        private static void HandTo(ModelDevice device, ModelBorrower borrower, Guid loan)
        {
            (device.Holder, device.Loan, device.Outcome) = (borrower, loan, "open");
            borrower.Open++;
        }

        private static bool Refused(Answer answer, string code)
        {
            Assert.That((answer.Status, answer.Code), Is.EqualTo((HttpStatusCode.Conflict, code)), answer.Text);
            return false;
        }

        private async Task<Answer> Post(string path, object body)
        {
            var answer = await given.Manager.Post(given.Path(path), body);
            Assert.That((int)answer.Status, Is.LessThan(500), answer.Text);
            if ((int)answer.Status >= 400) Assert.That(answer["detail"].GetString(), Does.Not.Match(Unfilled()), answer.Text);
            return answer;
        }

        [GeneratedRegex("{[a-zA-Z]+}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Unfilled();
    }
}
