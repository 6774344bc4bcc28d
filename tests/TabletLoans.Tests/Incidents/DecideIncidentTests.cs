using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Incidents;

/// <summary>Confirmed, decided, closed, or found: the rest of an incident's life.</summary>
public sealed class DecideIncidentTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Theft_Is_Confirmed_By_A_Police_Report_And_By_Nothing_Else()
    {
        var loan = await Given.Loan();
        var theft = (await Damage.Declare(Given, loan["deviceId"].GetGuid(), "theft")).Must(HttpStatusCode.Created).Id;
        Assert.That((await Confirm(theft)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("police_report_missing"));
        Assert.That((await Confirm(theft, "  ")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("police_report_missing"));
        Assert.That((await Damage.Decide(Given, theft, "replace")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_not_confirmed"));
        Assert.That((await Given.Read($"incidents/{theft}"))["state"].GetString(), Is.EqualTo("declared"));
        var confirmed = (await Confirm(theft, "PV 2026/3")).Must(HttpStatusCode.OK);
        Assert.That((confirmed["state"].GetString(), confirmed["deviceState"].GetString(), confirmed["policeReport"].GetString()), Is.EqualTo(("confirmed", "stolen", "PV 2026/3")));
        Assert.That((await Given.Read($"loans/{loan.Id}"))["outcome"].GetString(), Is.EqualTo("stolen"));
        Assert.That((await Confirm(theft)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_already_confirmed"));
        Assert.That((await Given.Manager.Patch(Given.Path($"incidents/{theft}"), new { policeReport = (string?)null }, "*")).Must(HttpStatusCode.UnprocessableEntity).Errors["/policeReport"], Is.EqualTo("missing"));
        (await Damage.Decide(Given, theft, "replace")).Must(HttpStatusCode.OK);
        Assert.That(await Names(theft), Is.EqualTo(new[] { "declare_lost", "report_stolen", "decide_incident" }));
    }

    [Test]
    public async Task The_Report_That_Comes_By_The_Patch_Or_By_The_Device_Confirms_Too()
    {
        var (first, second) = ((await Given.DeviceInStock()).Id, (await Given.DeviceInStock()).Id);
        var theft = (await Damage.Declare(Given, first, "theft")).Must(HttpStatusCode.Created).Id;
        (await Given.Manager.Patch(Given.Path($"incidents/{theft}"), new { policeReport = "PV 4" }, "*")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"incidents/{theft}"))["state"].GetString(), Is.EqualTo("declared"));
        Assert.That((await Confirm(theft)).Must(HttpStatusCode.OK)["deviceState"].GetString(), Is.EqualTo("stolen"));

        var other = (await Damage.Declare(Given, second, "theft")).Must(HttpStatusCode.Created).Id;
        await Given.Move(second, "report_stolen", new { reason = "Plainte déposée", policeReport = "PV 5" });
        var joined = (await Given.Read($"incidents?deviceId={second}")).Items.Single();
        Assert.That((joined.GetProperty("id").GetGuid(), joined.GetProperty("state").GetString(), joined.GetProperty("policeReport").GetString()), Is.EqualTo((other, "confirmed", "PV 5")));
    }

    [Test]
    public async Task A_Breach_Of_Trust_Needs_A_Police_Report_And_Ends_With_The_Return()
    {
        var loan = await Given.Loan();
        var breach = (await Damage.Declare(Given, loan["deviceId"].GetGuid(), "breach_of_trust")).Must(HttpStatusCode.Created).Id;
        Assert.That((await Confirm(breach)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("police_report_missing"));
        Assert.That((await Damage.Decide(Given, breach, "recovery")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_not_confirmed"));
        Assert.That((await Confirm(breach, "PV 6")).Must(HttpStatusCode.OK)["deviceState"].GetString(), Is.EqualTo("on_loan"));
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid() })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"incidents/{breach}"))["outcome"].GetString(), Is.EqualTo("found"));
    }

    [Test]
    public async Task A_Breakage_Has_Nothing_To_Confirm() =>
        Assert.That((await Confirm(await Broken(), "PV 7")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_confirm"));

    [TestCase("organisation_admin", true)]
    [TestCase("fleet_manager", true)]
    [TestCase("school_staff", false)]
    [TestCase("technician", false)]
    [TestCase("programme_officer", false)]
    [TestCase("auditor", false)]
    [TestCase("data_protection_officer", false)]
    public async Task Who_May_Decide_Decides(string role, bool may)
    {
        var incident = await Broken();
        using var client = await Given.Client(role);
        var answer = await Damage.Decide(Given, incident, "none", client);
        if (!may) Assert.That(answer.Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        else Assert.That(answer.Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("decided"));
        Assert.That((await Given.Read($"incidents/{incident}"))["decision"].GetString(), Is.EqualTo(may ? "none" : null));
    }

    [Test]
    public async Task A_Decision_Is_Replaced_Until_The_End_And_The_Events_Keep_Both()
    {
        var incident = await Broken();
        Assert.That((await Damage.Close(Given, incident)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_not_decided"));
        Assert.That((await Damage.Close(Given, incident, new { overrideReason = "vite" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_not_decided"));
        (await Damage.Decide(Given, incident, "repair")).Must(HttpStatusCode.OK);
        (await Damage.Decide(Given, incident, "none")).Must(HttpStatusCode.OK);
        var decided = (await Given.Read($"incidents/{incident}/events")).Items[^1].GetProperty("changes").GetProperty("decision");
        Assert.That((decided.GetProperty("old").GetString(), decided.GetProperty("new").GetString()), Is.EqualTo(("repair", "none")));
        var closed = (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);
        Assert.That((closed["state"].GetString(), closed["outcome"].GetString()), Is.EqualTo(("closed", "none")));
        foreach (var late in new[] { await Damage.Decide(Given, incident, "repair"), await Damage.Close(Given, incident), await Confirm(incident, "PV") })
            Assert.That(late.Must(HttpStatusCode.Conflict).Code, Is.EqualTo("incident_closed"));
    }

    [TestCase("repair", "incident_without_work_order")]
    [TestCase("warranty", "incident_without_work_order")]
    [TestCase("retire", "incident_not_retired")]
    [TestCase("replace", "incident_not_replaced")]
    [TestCase("recovery", "recovery_not_issued")]
    public async Task What_Was_Decided_Is_Done_Before_The_End(string decision, string code)
    {
        var (device, borrower) = ((await Given.DeviceInStock()).Id, (await Given.Pupil()).Id);
        await Damage.Priced(Given, device);
        await Given.Loan(device, borrower);
        var incident = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created).Id;
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        (await Damage.Decide(Given, incident, decision)).Must(HttpStatusCode.OK);
        using var staff = await Given.Client("school_staff");
        var refused = (await Damage.Close(Given, incident)).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo(code));
        Assert.That(refused["reasons"][0].GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString()), Is.EqualTo(new[] { "organisation_admin", "fleet_manager" }));
        Assert.That((await Damage.Close(Given, incident, new { overrideReason = "vite" }, staff)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo(code), "school staff do not go past it");
        switch (decision)
        {
            case "retire": await Given.Move(device, "retire"); break;
            case "replace": await Given.Loan(borrower: borrower); break;
            case "recovery":
                await Damage.Adopt(Given);
                (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Created);
                break;
            default:
                await Given.Move(device, "triage");
                var order = await Given.Move(device, "repair");
                Assert.That((await Given.Read($"incidents/{incident}"))["workOrderId"].GetGuid(), Is.EqualTo(order.Id));
                break;
        }
        Assert.That((await Damage.Close(Given, incident, client: staff)).Must(HttpStatusCode.OK)["outcome"].GetString(), Is.EqualTo(decision));
    }

    [Test]
    public async Task Who_Decides_May_Close_Before_It_Is_Done_And_Says_Why()
    {
        var incident = await Broken();
        (await Damage.Decide(Given, incident, "repair")).Must(HttpStatusCode.OK);
        var closed = (await Damage.Close(Given, incident, new { overrideReason = "Réparé par l'établissement" })).Must(HttpStatusCode.OK);
        Assert.That((closed["outcome"].GetString(), closed["overrideReason"].GetString()), Is.EqualTo(("repair", "Réparé par l'établissement")));
        var told = (await Given.Read($"incidents/{incident}/events")).Items[^1];
        Assert.That(told.GetProperty("changes").GetProperty("overridden").EnumerateArray().Select(code => code.GetString()), Is.EqualTo(new[] { "incident_without_work_order" }));
        Assert.That(told.GetProperty("reason").GetString(), Is.EqualTo("Réparé par l'établissement"));
    }

    [TestCase("devices/{device}/find")]
    [TestCase("loans/{loan}/found")]
    [TestCase("loans/return")]
    [TestCase("devices/{device}/find_retired")]
    public async Task What_Is_Found_Ends_The_Incident(string door)
    {
        var device = (await Given.DeviceInStock()).Id;
        var loan = door.StartsWith("loans", StringComparison.Ordinal) ? (await Given.Loan(device)).Id : (Guid?)null;
        var incident = (await Damage.Declare(Given, device, "loss")).Must(HttpStatusCode.Created).Id;
        if (door.EndsWith("find_retired", StringComparison.Ordinal)) await Given.Move(device, "retire");
        var path = Given.Path(door.Replace("{loan}", $"{loan}", StringComparison.Ordinal).Replace("{device}", $"{device}", StringComparison.Ordinal));
        (await Given.Manager.Post(path, door == "loans/return" ? new { device } : (object)new { reason = "retrouvé" })).Must(HttpStatusCode.OK);
        var found = await Given.Read($"incidents/{incident}");
        Assert.That((found["state"].GetString(), found["outcome"].GetString(), found["deviceState"].GetString()), Is.EqualTo(("closed", "found", "in_triage")));
        var told = (await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("changes");
        Assert.That((told.GetProperty("incident").GetGuid(), told.GetProperty("outcome").GetString()), Is.EqualTo((incident, "found")));
        Assert.That(await Names(incident), Has.Exactly(2).Items);
    }

    [TestCase("donate")]
    [TestCase("sell")]
    [TestCase("recycle")]
    [TestCase("transfer")]
    public async Task A_Device_Does_Not_Leave_With_An_Open_Incident(string end)
    {
        var device = (await Given.DeviceInStock()).Id;
        var incident = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created).Id;
        await Given.Move(device, "retire");
        var refused = (await Bench.Try(Given, device, end)).Must(HttpStatusCode.Conflict);
        Assert.That((refused.Code, refused["reasons"][0].GetProperty("overridableBy").GetArrayLength()), Is.EqualTo(("incident_open", 0)));
        (await Damage.Decide(Given, incident, "retire")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);
        await Given.Move(device, end);
    }

    private async Task<Guid> Broken() => (await Damage.Declare(Given, (await Given.DeviceInStock()).Id, "breakage")).Must(HttpStatusCode.Created).Id;

    private Task<Answer> Confirm(Guid incident, string? policeReport = null) => Given.Manager.Post(Given.Path($"incidents/{incident}/confirm"), new { policeReport });

    private async Task<IEnumerable<string?>> Names(Guid incident) => (await Given.Read($"incidents/{incident}/events")).Items.Select(told => told.GetProperty("name").GetString());
}
