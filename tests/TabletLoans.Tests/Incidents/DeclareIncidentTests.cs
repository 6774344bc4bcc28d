using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Incidents;

/// <summary>Whichever door it comes by, an incident is one row and one story.</summary>
public sealed class DeclareIncidentTests(Engine engine) : ApiTest(engine)
{
    [TestCase("breakdown")]
    [TestCase("breakage")]
    public async Task What_Is_Broken_Stays_Where_It_Is(string kind)
    {
        var loan = await Given.Loan();
        var device = loan["deviceId"].GetGuid();
        var today = Damage.Day(Given);
        var declared = (await Given.Manager.Post(Given.Path("incidents"), new { device, kind, circumstances = "Chute\ndans l'escalier", occurredOn = today, insurer = "Assureur", insurerReference = "S-1" })).Must(HttpStatusCode.Created);
        Assert.Multiple(() =>
        {
            Assert.That((declared["kind"].GetString(), declared["state"].GetString(), declared["deviceState"].GetString()), Is.EqualTo((kind, "declared", "on_loan")));
            Assert.That((declared["loanId"].GetGuid(), declared["occurredOn"].GetString(), declared["insurer"].GetString()), Is.EqualTo((loan.Id, today, "Assureur")));
            Assert.That(declared.Headers["Location"], Is.EqualTo(Given.Path($"incidents/{declared.Id}")));
        });
        Assert.That((await Given.Read($"incidents/{declared.Id}")).Text, Is.EqualTo(declared.Text));
        Assert.That((await Given.Read($"loans/{loan.Id}"))["endedAt"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await Names(declared.Id), Is.EqualTo(new[] { "declare_incident" }));
        Assert.That((await Given.Read($"devices/{device}/events")).Items.Count(told => told.GetProperty("name").GetString() == "declare_incident"), Is.EqualTo(1));
    }

    [TestCase("loss", null, "missing", "lost", "declare_lost", "declared")]
    [TestCase("theft", null, "missing", "lost", "declare_lost", "declared")]
    [TestCase("theft", "PV 2026/1", "stolen", "stolen", "declare_stolen", "confirmed")]
    public async Task What_Is_Gone_Ends_Its_Loan(string kind, string? policeReport, string deviceState, string outcome, string move, string state)
    {
        var loan = await Given.Loan();
        var declared = (await Damage.Declare(Given, loan["deviceId"].GetGuid(), kind, policeReport)).Must(HttpStatusCode.Created);
        Assert.That((declared["deviceState"].GetString(), declared["state"].GetString(), declared["loanId"].GetGuid()), Is.EqualTo((deviceState, state, loan.Id)));
        var ended = await Given.Read($"loans/{loan.Id}");
        Assert.That((ended["outcome"].GetString(), ended["policeReport"].GetString()), Is.EqualTo((outcome, policeReport)));
        Assert.That(await Names(declared.Id), Is.EqualTo(new[] { move }));
    }

    [TestCase("loans/{loan}/declare-lost", "loss", "declared")]
    [TestCase("loans/{loan}/declare-stolen", "theft", "confirmed")]
    [TestCase("devices/{device}/report_missing", "loss", "declared")]
    [TestCase("devices/{device}/report_stolen", "theft", "confirmed")]
    public async Task Every_Other_Door_Makes_One_Incident_Too(string door, string kind, string state)
    {
        var device = (await Given.DeviceInStock()).Id;
        var loan = door.StartsWith("loans", StringComparison.Ordinal) ? (await Given.Loan(device)).Id : (Guid?)null;
        object body = door.EndsWith("stolen", StringComparison.Ordinal) ? new { policeReport = "PV 2026/7", reason = "Au gymnase" } : new { reason = "Au gymnase" };
        (await Given.Manager.Post(Given.Path(door.Replace("{loan}", $"{loan}", StringComparison.Ordinal).Replace("{device}", $"{device}", StringComparison.Ordinal)), body)).Must(HttpStatusCode.OK);
        var incident = (await Given.Read($"incidents?deviceId={device}")).Items.Single();
        Assert.That((incident.GetProperty("kind").GetString(), incident.GetProperty("state").GetString(), incident.GetProperty("loanId").Deserialize<Guid?>()), Is.EqualTo((kind, state, loan)));
        Assert.That((incident.GetProperty("policeReport").GetString(), incident.GetProperty("circumstances").GetString()), Is.EqualTo((kind == "theft" ? "PV 2026/7" : null, "Au gymnase")));
        var told = (await Given.Read($"devices/{device}/events")).Items[^1];
        Assert.That(told.GetProperty("changes").GetProperty("incident").GetGuid(), Is.EqualTo(incident.GetProperty("id").GetGuid()));
        Assert.That((await Given.Read($"incidents/{incident.GetProperty("id").GetGuid()}/events")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(told.GetProperty("id").GetGuid()));
    }

    [Test]
    public async Task A_Loss_That_Was_A_Theft_Is_One_Story_That_Goes_On()
    {
        var loan = await Given.Loan();
        var device = loan["deviceId"].GetGuid();
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/declare-lost"), new { })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"devices/{device}/report_stolen"), new { reason = "Vue sur un marché", policeReport = "PV 2026/9" })).Must(HttpStatusCode.OK);
        var incidents = (await Given.Read($"incidents?deviceId={device}")).Items;
        Assert.That(incidents.Select(incident => (incident.GetProperty("kind").GetString(), incident.GetProperty("state").GetString(), incident.GetProperty("outcome").GetString())),
            Is.EqualTo(new[] { ("loss", "closed", "requalified"), ("theft", "confirmed", null) }));
        Assert.That(await Names(incidents[0].GetProperty("id").GetGuid()), Is.EqualTo(new[] { "declare_lost", "close_incident" }));
        Assert.That(await Names(incidents[1].GetProperty("id").GetGuid()), Is.EqualTo(new[] { "report_stolen" }));
        var stolen = await Given.Read($"loans/{loan.Id}");
        Assert.That((stolen["outcome"].GetString(), stolen["policeReport"].GetString(), incidents[1].GetProperty("loanId").GetGuid()), Is.EqualTo(("stolen", "PV 2026/9", loan.Id)));
    }

    [Test]
    public async Task The_Last_Borrower_Has_Nothing_To_Do_With_A_Loss_After_The_Return()
    {
        var (lost, broken) = (await Given.Loan(), await Given.Loan(borrower: (await Given.Pupil(lastName: "Autre")).Id));
        foreach (var loan in new[] { lost, broken }) (await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid() })).Must(HttpStatusCode.OK);
        Assert.That((await Damage.Declare(Given, lost["deviceId"].GetGuid(), "loss")).Must(HttpStatusCode.Created)["loanId"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await Damage.Declare(Given, broken["deviceId"].GetGuid(), "breakage")).Must(HttpStatusCode.Created)["loanId"].ValueKind, Is.EqualTo(JsonValueKind.Null), "nor with a breakage that nobody links to it");
    }

    [Test]
    public async Task One_Is_Open_Of_A_Kind_And_Another_After_It()
    {
        var device = (await Given.DeviceInStock()).Id;
        var first = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created);
        var again = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Conflict);
        Assert.That((again.Code, again["reasons"][0].GetProperty("facts").GetProperty("incidentId").GetGuid()), Is.EqualTo(("incident_already_open", first.Id)));
        (await Damage.Declare(Given, device, "breakdown")).Must(HttpStatusCode.Created);
        (await Damage.Decide(Given, first.Id, "none")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, first.Id)).Must(HttpStatusCode.OK);
        (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"incidents?deviceId={device}&state=open")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Read($"incidents?deviceId={device}&state=closed&kind=breakage")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(first.Id));
    }

    [TestCase("loss")]
    [TestCase("breakage")]
    public async Task Of_Six_Who_Declare_At_Once_One_Does(string kind)
    {
        var device = (await Given.Loan())["deviceId"].GetGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Damage.Declare(Given, device, kind)));
        Assert.That(answers.Select(answer => answer.Status).Order(), Is.EqualTo(new[] { HttpStatusCode.Created }.Concat(Enumerable.Repeat(HttpStatusCode.Conflict, 5))));
        Assert.That(answers.Where(answer => answer.Status == HttpStatusCode.Conflict).Select(answer => answer.Code).Distinct(), Is.EqualTo(new[] { "incident_already_open" }));
        Assert.That((await Given.Read($"incidents?deviceId={device}")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Two_Doors_At_Once_Make_One_Incident()
    {
        var loan = await Given.Loan();
        var device = loan["deviceId"].GetGuid();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? Damage.Declare(Given, device, "loss") : Given.Manager.Post(Given.Path($"loans/{loan.Id}/declare-lost"), new { })));
        Assert.That((await Given.Read($"incidents?deviceId={device}")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read($"loans/{loan.Id}"))["outcome"].GetString(), Is.EqualTo("lost"));
    }

    [Test]
    public async Task What_Is_Wrong_In_A_Declaration_Is_Told_At_Once()
    {
        var (device, other) = ((await Given.DeviceInStock()).Id, await Given.Loan());
        var refused = (await Given.Manager.Post(Given.Path("incidents"), new { device, kind = "breakage", occurredOn = "2199-01-01", loanId = other.Id, spareDevice = device })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["/occurredOn"] = "out_of_range", ["/loanId"] = "unknown_reference", ["/spareDevice"] = "unknown_reference" }));
        Assert.That((await Damage.Declare(Given, device, "breach_of_trust")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("breach_without_loan"));
        Assert.That((await Damage.Declare(Given, "NOBODY", "loss")).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
        await Given.Move(device, "retire");
        Assert.That((await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_left_fleet"));
        Assert.That((await Given.Read($"incidents?deviceId={device}")).Items, Is.Empty);
    }

    [Test]
    public async Task What_Never_Came_Back_Is_Not_Gone_Again()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Ended(await Damage.Declare(Given, device, "loss"));
        var again = (await Damage.Declare(Given, device, "loss")).Must(HttpStatusCode.Conflict);
        Assert.That((again.Code, again["reasons"][0].GetProperty("facts").GetProperty("state").GetString()), Is.EqualTo(("device_still_gone", "missing")));
        Assert.That((await Damage.Declare(Given, device, "theft")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_still_gone"));
        await Ended(await Damage.Declare(Given, device, "theft", "PV 8"));
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("stolen"), "a police report is news");
        Assert.That((await Damage.Declare(Given, device, "theft", "PV 9")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_still_gone"));
        (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created);
        await Given.Move(device, "find", new { reason = "Dans un casier" });
        Assert.That((await Given.Read($"incidents?deviceId={device}&state=closed")).Items.Select(ended => ended.GetProperty("foundOn").GetString()), Is.EqualTo(new[] { Damage.Day(Given), Damage.Day(Given) }));
        (await Damage.Declare(Given, device, "loss")).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Theft_Without_A_Report_Leaves_The_Loss_As_It_Was_Decided()
    {
        var (device, borrower) = ((await Given.DeviceInStock()).Id, (await Given.Pupil()).Id);
        await Damage.Priced(Given, device);
        await Damage.Adopt(Given);
        await Given.Loan(device, borrower);
        var loss = (await Damage.Declare(Given, device, "loss")).Must(HttpStatusCode.Created).Id;
        (await Damage.Decide(Given, loss, "recovery")).Must(HttpStatusCode.OK);
        var recovery = (await Damage.Issue(Given, loss, "total_loss")).Must(HttpStatusCode.Created);
        var theft = (await Damage.Declare(Given, device, "theft")).Must(HttpStatusCode.Created);
        Assert.That((theft["deviceState"].GetString(), theft["state"].GetString(), theft["loanId"].GetGuid()), Is.EqualTo(("missing", "declared", recovery["loanId"].GetGuid())));
        Assert.That((await Given.Read($"incidents/{loss}"))["state"].GetString(), Is.EqualTo("decided"));
        Assert.That((await Damage.Declare(Given, device, "loss")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_already_open"));
        (await Given.Manager.Post(Given.Path($"incidents/{theft.Id}/confirm"), new { policeReport = "PV 10" })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"incidents/{loss}"))["outcome"].GetString(), Is.EqualTo("requalified"));
        Assert.That((await Given.Read($"recoveries/{recovery.Id}"))["state"].GetString(), Is.EqualTo("issued"), "a person waives it");
    }

    [TestCase(null)]
    [TestCase("  ")]
    public async Task What_Is_Said_Of_A_Theft_Is_No_Police_Report(string? policeReport)
    {
        var device = (await Given.DeviceInStock()).Id;
        var refused = (await Given.Manager.Post(Given.Path($"devices/{device}/report_stolen"), new { reason = "Volée dans le bus, plainte à venir", policeReport })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("police_report_missing"));
        Assert.That(refused["detail"].GetString(), Does.Contain("policeReport").And.Contain("POST incidents"));
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/report_stolen"), new { reason = "Volée", policeReport = new string('9', 101) })).Must(HttpStatusCode.UnprocessableEntity).Errors["/policeReport"], Is.EqualTo("too_long"));
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("in_stock"));
        (await Damage.Declare(Given, device, "theft")).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("missing"), "until there is a report");
        await Given.Move(device, "report_stolen", new { reason = "Plainte déposée", policeReport = new string('9', 100) });
        Assert.That((await Given.Read($"incidents?deviceId={device}")).Items.Single().GetProperty("state").GetString(), Is.EqualTo("confirmed"));
    }

    [TestCase("technician", HttpStatusCode.Created)]
    [TestCase("school_staff", HttpStatusCode.Created)]
    [TestCase("auditor", HttpStatusCode.Forbidden)]
    public async Task Who_Has_The_Device_In_Hand_Declares(string role, HttpStatusCode status)
    {
        using var client = await Given.Client(role);
        (await Damage.Declare(Given, (await Given.DeviceInStock()).Id, "breakdown", client: client)).Must(status);
    }

    [Test]
    public async Task What_Becomes_Known_Is_Added_While_It_Is_Open()
    {
        var (device, spare) = ((await Given.DeviceInStock()).Id, await Given.DeviceInStock());
        var incident = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created);
        var path = Given.Path($"incidents/{incident.Id}");
        (await Given.Manager.Patch(path, new { insurer = "A" }, null)).Must(HttpStatusCode.PreconditionRequired);
        var changed = (await Given.Manager.Patch(path, new { insurer = "A", spareDevice = spare["assetTag"].GetString() }, incident.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((changed["insurer"].GetString(), changed["spareDeviceId"].GetGuid()), Is.EqualTo(("A", spare.Id)));
        (await Given.Manager.Patch(path, new { insurer = "B" }, incident.Headers["ETag"])).Must(HttpStatusCode.PreconditionFailed);
        Assert.That((await Given.Manager.Patch(path, new { spareDevice = "NOBODY" }, "*")).Must(HttpStatusCode.UnprocessableEntity).Errors["/spareDevice"], Is.EqualTo("unknown_reference"));
        (await Given.Manager.Patch(path, new { kind = "theft" }, "*")).Must(HttpStatusCode.BadRequest);
        (await Given.Manager.Patch(path, new { spareDevice = (string?)null }, "*")).Must(HttpStatusCode.OK);
        (await Damage.Decide(Given, incident.Id, "none")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, incident.Id)).Must(HttpStatusCode.OK);
        Assert.That((await Given.Manager.Patch(path, new { insurer = "B" }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_closed"));
        Assert.That(await Names(incident.Id), Is.EqualTo(new[] { "declare_incident", "change_incident", "change_incident", "decide_incident", "close_incident" }));
    }

    [Test]
    public async Task Another_School_Sees_None_Of_It()
    {
        var (school, other) = ((await Given.School()).Id, (await Given.School("0380001V")).Id);
        var device = (await Given.DeviceAtSchool(school)).Id;
        using var own = await Given.Client("school_staff", "0381903M");
        using var stranger = await Given.Client("school_staff", "0380001V");
        Assert.That((await Damage.Declare(Given, device, "breakage", client: stranger)).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
        var incident = (await own.Post(Given.Path("incidents"), new { device, kind = "breakage", circumstances = "Sous le préau" })).Must(HttpStatusCode.Created);
        Assert.That(incident["schoolId"].GetGuid(), Is.EqualTo(school));
        // It goes to the other school, and what happened to it before stays where it happened.
        await Given.Move(device, "transfer_to_school", new { schoolId = other });
        Assert.That((await stranger.Get(Given.Path("incidents"))).Must(HttpStatusCode.OK).Items, Is.Empty);
        foreach (var path in new[] { "", "/events" }) (await stranger.Get(Given.Path($"incidents/{incident.Id}{path}"))).Must(HttpStatusCode.NotFound);
        (await stranger.Patch(Given.Path($"incidents/{incident.Id}"), new { insurer = "A" }, "*")).Must(HttpStatusCode.NotFound);
        (await Damage.Close(Given, incident.Id, client: stranger)).Must(HttpStatusCode.NotFound);
        (await Given.Manager.Post(Given.Path($"devices/{device}/confirm_arrival"), new { })).Must(HttpStatusCode.OK);
        var events = (await stranger.Get(Given.Path($"devices/{device}/events"))).Must(HttpStatusCode.OK);
        Assert.That(events.Items.Select(told => told.GetProperty("name").GetString()), Has.One.EqualTo("declare_incident"), "that something happened is the device's");
        Assert.That(events.Text, Does.Not.Contain("préau").And.Not.Contain($"{incident.Id}"));
        Assert.That((await own.Get(Given.Path($"incidents/{incident.Id}/events"))).Must(HttpStatusCode.OK).Text, Does.Contain("préau"));
        Assert.That((await own.Get(Given.Path($"incidents?schoolId={school}"))).Must(HttpStatusCode.OK).Items, Has.Count.EqualTo(1));
        // The one that it may not see hinders it in nothing; its own does.
        var theirs = (await Damage.Declare(Given, device, "breakage", client: stranger)).Must(HttpStatusCode.Created);
        Assert.That(theirs["schoolId"].GetGuid(), Is.EqualTo(other));
        var again = (await Damage.Declare(Given, device, "breakage", client: stranger)).Must(HttpStatusCode.Conflict);
        Assert.That((again.Code, again["reasons"][0].GetProperty("facts").GetProperty("incidentId").GetGuid()), Is.EqualTo(("incident_already_open", theirs.Id)));
        foreach (var (incidentId, client) in new[] { (incident.Id, stranger), (theirs.Id, own) }) (await Damage.Close(Given, incidentId, client: client)).Must(HttpStatusCode.NotFound);
        foreach (var id in new[] { incident.Id, theirs.Id }) (await Damage.Decide(Given, id, "none")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, incident.Id, client: own)).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, theirs.Id)).Must(HttpStatusCode.OK);
    }

    private async Task Ended(Answer declared)
    {
        (await Damage.Decide(Given, declared.Must(HttpStatusCode.Created).Id, "none")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, declared.Id)).Must(HttpStatusCode.OK);
    }

    private async Task<IEnumerable<string?>> Names(Guid incident) => (await Given.Read($"incidents/{incident}/events")).Items.Select(told => told.GetProperty("name").GetString());
}
