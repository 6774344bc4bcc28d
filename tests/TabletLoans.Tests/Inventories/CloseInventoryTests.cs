using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Inventories;

/// <summary>The close says what is missing, explains what has lawfully left, and leaves tasks: no device changes its state.</summary>
public sealed class CloseInventoryTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";
    private Guid _school;
    private Guid _model;

    [SetUp]
    public async Task OpenSchool() => (_school, _model) = ((await Given.School(Uai)).Id, (await Given.Model()).Id);

    [Test]
    public async Task What_Is_Missing_Or_Misplaced_Becomes_A_Task_And_No_Device_Changes_State()
    {
        var (found, missing, misplaced) = (await At(), await At(), (await Given.DeviceInStock(_model)).Id);
        using var staff = await Given.Client("school_staff", Uai);
        var campaign = await Campaign.Open(Given, _school, client: staff);
        await campaign.Scan(found, misplaced, "X-1");
        var before = new[] { await Device(found), await Device(missing), await Device(misplaced) };
        var closed = await campaign.Close(new { reason = "fini" });
        Assert.That((closed["state"].GetString(), closed["reason"].GetString(), closed["progress"].GetInt32()), Is.EqualTo(("closed", "fini", 50)));
        Assert.That(Campaign.Counts(closed), Is.EqualTo(new[] { 2, 1, 1, 1, 1, 0 }));
        Assert.That((await campaign.Read()).Text, Is.EqualTo(closed.Text));
        Assert.That(new[] { await Device(found), await Device(missing), await Device(misplaced) }, Is.EqualTo(before));

        Assert.That(await campaign.Anomalies(), Is.EqualTo(new[] { $"inventory_misplaced {misplaced}", $"inventory_missing {missing}" }));
        foreach (var (device, name) in new[] { (missing, "inventory_missing"), (misplaced, "inventory_misplaced") })
        {
            var told = (await Given.Read($"devices/{device}/events")).Items[^1];
            Assert.That((told.GetProperty("name").GetString(), told.GetProperty("changes").GetProperty("inventory").GetGuid()), Is.EqualTo((name, campaign.Id)));
        }
        Assert.That((await Given.Read($"devices/{found}/events")).Items[^1].GetProperty("name").GetString(), Is.EqualTo("scan_inventory"));
        var lines = await campaign.Lines();
        Assert.That(lines.Count(line => line.GetProperty("anomalyId").ValueKind != System.Text.Json.JsonValueKind.Null), Is.EqualTo(2));
        Assert.That((await staff.Get(campaign.Path("/events"))).Must(HttpStatusCode.OK).Items.Select(told => told.GetProperty("name").GetString()),
            Is.EquivalentTo(new[] { "open_inventory", "scan_inventory", "scan_inventory", "inventory_missing", "inventory_misplaced", "close_inventory" }));
    }

    [Test]
    public async Task Its_Tasks_Can_Be_Settled_And_Are_The_Schools_Alone()
    {
        var missing = await At();
        await Given.School("0382032C");
        using var staff = await Given.Client("school_staff", Uai);
        using var stranger = await Given.Client("school_staff", "0382032C");
        var campaign = await Campaign.Open(Given, _school, client: staff);
        await campaign.Scan("X-1");
        await campaign.Close();
        Assert.That(await campaign.Anomalies(stranger), Is.Empty);
        var anomaly = (await staff.Get(Given.Path($"anomalies?inventoryId={campaign.Id}"))).Items.Single();
        Assert.That((anomaly.GetProperty("schoolId").GetGuid(), anomaly.GetProperty("inventoryId").GetGuid()), Is.EqualTo((_school, campaign.Id)));
        Assert.That(anomaly.GetProperty("detail").GetString(), Does.Contain("Rentrée").And.Contain("Dans l'établissement"));
        var settle = Given.Path($"anomalies/{anomaly.GetProperty("id").GetGuid()}/resolve");
        (await stranger.Post(settle, new { reason = "x" })).Must(HttpStatusCode.NotFound);
        (await staff.Post(settle, new { reason = "retrouvé dans une armoire" })).Must(HttpStatusCode.OK);
        Assert.That((await staff.Get(Given.Path("anomalies?resolved=false"))).Items, Is.Empty);
        // And by the move that its settling asks for, which is a decision of its own.
        await Given.Move(missing, "report_missing");
    }

    [Test]
    public async Task What_Left_Lawfully_During_The_Campaign_Is_Explained()
    {
        var (lent, shipped, stolen, missing, stays, kept) = (await At(), await At(), await At(), await At(), await At(), await At());
        var other = (await Given.School("0382032C")).Id;
        var pupil = (await Given.Pupil(_school)).Id;
        await Given.Loan(kept, pupil);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = kept })).Must(HttpStatusCode.OK);
        var campaign = await Campaign.Open(Given, _school);
        await campaign.Scan(stays);
        await Given.Loan(lent, pupil);
        await Given.Move(shipped, "transfer_to_school", new { schoolId = other });
        await Given.Move(stolen, "report_stolen", new { reason = "Effraction", policeReport = "PV 2026/7" });
        // Moved, and still there to be counted.
        await Given.Move(kept, "keep_at_school");
        var closed = await campaign.Close();
        Assert.That(Campaign.Counts(closed), Is.EqualTo(new[] { 6, 1, 0, 0, 2, 3 }));
        Assert.That(closed["progress"].GetInt32(), Is.EqualTo(66));
        Assert.That((await campaign.Lines("moved")).ToDictionary(line => line.GetProperty("deviceId").GetGuid(), line => (line.GetProperty("expectedState").GetString(), line.GetProperty("state").GetString())),
            Is.EquivalentTo(new Dictionary<Guid, (string?, string?)> { [lent] = ("at_school", "on_loan"), [shipped] = ("at_school", "in_transit"), [stolen] = ("at_school", "stolen") }));
        Assert.That(await campaign.Devices("missing"), Is.EquivalentTo(new[] { missing, kept }));
        Assert.That((await campaign.Anomalies()).Count, Is.EqualTo(2));
        using var staff = await Given.Client("school_staff", Uai);
        var seen = await (campaign with { Client = staff }).Lines("moved");
        Assert.That(seen.Single(line => line.GetProperty("deviceId").GetGuid() == shipped).GetProperty("state").GetString(), Is.Null, "it is another school's by now");
    }

    [Test]
    public async Task A_Loan_That_Was_Asked_For_Is_Missing_And_One_Made_Meanwhile_Is_Not()
    {
        var (before, during, again) = (await At(), await At(), await At());
        var pupils = new List<Guid>();
        for (var i = 0; i < 3; i++) pupils.Add((await Given.Pupil(_school)).Id);
        await Given.Loan(before, pupils[0]);
        await Given.Loan(again, pupils[1]);
        var campaign = await Campaign.Open(Given, _school, includeOnLoan: true);
        await campaign.Scan("X-1");
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Given.Loan(during, pupils[2]);
        // Handed in and lent again: it was in somebody's hands meanwhile.
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = again })).Must(HttpStatusCode.OK);
        await Given.Move(again, "keep_at_school");
        var token = (await Given.Manager.Post(Given.Path("loans/check"), new { device = again, borrowerId = pupils[1] })).Must(HttpStatusCode.OK)["token"].GetString();
        (await Given.Manager.Post(Given.Path("loans"), new { device = again, borrowerId = pupils[1], confirmationToken = token })).Must(HttpStatusCode.Created);
        Assert.That(Campaign.Counts(await campaign.Close()), Is.EqualTo(new[] { 3, 0, 0, 1, 1, 2 }));
        Assert.That(await campaign.Devices("missing"), Is.EqualTo(new[] { before }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_Was_Put_Right_Before_The_Close_Leaves_No_Task(bool scannedAgain)
    {
        var device = (await Given.DeviceInStock(_model)).Id;
        await Given.Move(device, "send_to_school", new { schoolId = _school });
        var campaign = await Campaign.Open(Given, _school);
        Assert.That(Campaign.Outcomes(await campaign.Scan(device)), Is.EqualTo(new[] { "misplaced" }));
        await Given.Move(device, "confirm_arrival");
        if (scannedAgain) Assert.That(Campaign.Outcomes(await campaign.Scan(device, device)), Is.EqualTo(new[] { "found", "already_found" }));
        Assert.That(Campaign.Counts(await campaign.Close()), Is.EqualTo(new[] { 1, 1, 0, 0, 0, 0 }));
        Assert.That(await campaign.Anomalies(), Is.Empty);
    }

    [Test]
    public async Task A_Count_Of_Nothing_Is_Not_Closed_Unless_The_Fleets_Manager_Says_Why()
    {
        var device = await At();
        using var staff = await Given.Client("school_staff", Uai);
        using var limited = await Given.Client("fleet_manager", Uai);
        var campaign = await Campaign.Open(Given, _school, client: staff);
        await campaign.Scan(device);
        (await campaign.Undo(device)).Must(HttpStatusCode.OK);
        foreach (var (client, body) in new (ApiClient, object)[] { (staff, new { }), (staff, new { overrideReason = "école vide" }), (limited, new { overrideReason = "école vide" }), (Given.Manager, new { reason = "x" }), (Given.Manager, new { overrideReason = " " }) })
        {
            var refused = (await client.Post(campaign.Path("/close"), body)).Must(HttpStatusCode.Conflict);
            Assert.That(refused.Code, Is.EqualTo("inventory_empty"));
            Assert.That(refused["reasons"][0].GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString()), Does.Contain("fleet_manager"));
        }
        Assert.That(Campaign.Counts(await campaign.Read()), Is.EqualTo(new[] { 1, 0, 0, 0, 0, 0 }));
        Assert.That(Campaign.Counts(await (campaign with { Client = Given.Manager }).Close(new { overrideReason = "école vide" })), Is.EqualTo(new[] { 1, 0, 0, 0, 1, 0 }));
        var told = (await Given.Read($"inventories/{campaign.Id}/events")).Items.Single(item => item.GetProperty("name").GetString() == "close_inventory").GetProperty("changes");
        Assert.That((told.GetProperty("overridden")[0].GetString(), told.GetProperty("overrideReason").GetString()), Is.EqualTo(("inventory_empty", "école vide")));
    }

    [TestCase("close")]
    [TestCase("cancel")]
    public async Task What_Has_Ended_Changes_No_More(string end)
    {
        var (device, other) = (await At(), await At());
        var campaign = await Campaign.Open(Given, _school);
        await campaign.Scan(device);
        (await Given.Manager.Post(campaign.Path("/cancel"), new { })).Must(HttpStatusCode.UnprocessableEntity);
        (await Given.Manager.Post(campaign.Path($"/{end}"), new { reason = "fini" }, ("If-Match", "\"1\""))).Must(HttpStatusCode.PreconditionFailed);
        var ended = (await Given.Manager.Post(campaign.Path($"/{end}"), new { reason = "fini" }, ("If-Match", (await campaign.Read()).Headers["ETag"]))).Must(HttpStatusCode.OK);
        Assert.That(ended["endedAt"].GetString(), Is.Not.Null);
        foreach (var (path, body) in new (string, object)[] { ("/scans", new { devices = new[] { other } }), ("/undo-scan", new { device }), ("/close", new { }), ("/cancel", new { reason = "x" }) })
            Assert.That((await Given.Manager.Post(campaign.Path(path), body)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("inventory_closed"), path);
        Assert.That((await campaign.Read()).Text, Is.EqualTo(ended.Text));
        // A campaign that was opened by mistake says nothing of any device.
        Assert.That(await campaign.Anomalies(), Is.EqualTo(end == "close" ? new[] { $"inventory_missing {other}" } : []));
        Assert.That(ended["missing"].GetInt32(), Is.EqualTo(end == "close" ? 1 : 0));
    }

    [Test]
    public async Task The_Stock_Rooms_Tasks_Are_For_People_Of_The_Whole_Organisation()
    {
        var device = (await Given.DeviceInStock(_model)).Id;
        using var technician = await Given.Client("technician");
        using var staff = await Given.Client("school_staff", Uai);
        var campaign = await Campaign.Open(Given, client: technician);
        await campaign.Scan(await At());
        Assert.That(Campaign.Counts(await campaign.Close()), Is.EqualTo(new[] { 1, 0, 1, 0, 1, 0 }));
        Assert.That(await campaign.Anomalies(), Has.Count.EqualTo(2).And.Contains($"inventory_missing {device}"));
        Assert.That(await campaign.Anomalies(staff), Is.Empty);
    }

    private async Task<Guid> At() => (await Given.DeviceAtSchool(_school, _model)).Id;

    private async Task<(string? State, long Version)> Device(Guid id)
    {
        var device = await Given.Read($"devices/{id}");
        return (device["state"].GetString(), device["version"].GetInt64());
    }
}
