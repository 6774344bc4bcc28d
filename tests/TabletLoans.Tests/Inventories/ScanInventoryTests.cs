using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Inventories;

/// <summary>A scan refuses nothing, moves nothing, and a second one changes nothing.</summary>
public sealed class ScanInventoryTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";
    private Guid _school;
    private Guid _model;

    [SetUp]
    public async Task OpenSchool() => (_school, _model) = ((await Given.School(Uai)).Id, (await Given.Model()).Id);

    [Test]
    public async Task Each_Line_Says_What_It_Found_In_The_Order_Sent()
    {
        var (here, second) = (await Given.DeviceAtSchool(_school, _model), await Given.DeviceAtSchool(_school, _model));
        var stock = await Given.DeviceInStock(_model);
        var campaign = await Campaign.Open(Given, _school);
        var tag = here["assetTag"].GetString()!;
        var misread = $"{tag[..^1]}{(tag[^1] == 'A' ? 'B' : 'A')}";
        var answer = await campaign.Scan(stock.Id, $" {tag.ToLowerInvariant()} ", "nobody-1", second["serialNumber"].GetString()!, here.Id, misread, "NOBODY-1", stock["assetTag"].GetString()!);
        Assert.That(Campaign.Outcomes(answer), Is.EqualTo(new[] { "misplaced", "found", "unknown", "found", "already_found", "unknown", "unknown", "misplaced" }));
        var results = answer["results"].EnumerateArray().ToList();
        Assert.That(results.Select(result => result.GetProperty("line").GetInt32()), Is.EqualTo(Enumerable.Range(1, 8)));
        Assert.That(results.Select(result => result.GetProperty("already").GetBoolean()), Is.EqualTo(new[] { false, false, false, false, true, false, true, true }));
        Assert.That((results[0].GetProperty("elsewhere").GetBoolean(), results[0].GetProperty("state").GetString(), results[0].GetProperty("school").ValueKind), Is.EqualTo((true, "in_stock", JsonValueKind.Null)));
        Assert.That((results[1].GetProperty("assetTag").GetString(), results[1].GetProperty("deviceId").GetGuid(), results[1].GetProperty("scanned").GetString()), Is.EqualTo((tag, here.Id, $" {tag.ToLowerInvariant()} ")));
        Assert.That((results[2].GetProperty("code").GetString(), results[5].GetProperty("code").GetString()), Is.EqualTo(("unknown_device", "mistyped_tag")));
        Assert.That(Campaign.Counts(answer["inventory"]), Is.EqualTo(new[] { 2, 2, 1, 2, 0, 0 }));
        Assert.That(answer["inventory"].GetProperty("progress").GetInt32(), Is.EqualTo(100));
        Assert.That((await campaign.Lines("unknown")).Select(line => line.GetProperty("scanned").GetString()), Is.EqualTo(new[] { "NOBODY-1", misread }));
        Assert.That(await campaign.Lines(), Has.Count.EqualTo(5));
        foreach (var (device, state) in new[] { (here, "at_school"), (second, "at_school"), (stock, "in_stock") })
        {
            var now = await Given.Read($"devices/{device.Id}");
            Assert.That((now["state"].GetString(), now["version"].GetInt64()), Is.EqualTo((state, device["version"].GetInt64())));
            Assert.That((await Given.Read($"devices/{device.Id}/events")).Items.Count(told => told.GetProperty("name").GetString() == "scan_inventory"), Is.EqualTo(1));
        }
        Assert.That((await Given.Read("anomalies")).Items, Is.Empty, "nothing is missing before the close");
    }

    [Test]
    public async Task A_Second_Scan_By_Anybody_Changes_Nothing_And_Tells_The_First()
    {
        var device = (await Given.DeviceAtSchool(_school, _model)).Id;
        using var staff = await Given.Client("school_staff", Uai);
        var campaign = await Campaign.Open(Given, _school);
        var first = (await campaign.Scan(device))["results"][0];
        var before = await campaign.Read();
        Host.Clock.Advance(TimeSpan.FromMinutes(3));
        var again = (await (campaign with { Client = staff }).Scan(device))["results"][0];
        Assert.That(again.GetProperty("outcome").GetString(), Is.EqualTo("already_found"));
        foreach (var fact in (string[])["scannedAt", "scannedBy"]) Assert.That(again.GetProperty(fact).GetString(), Is.EqualTo(first.GetProperty(fact).GetString()), fact);
        Assert.That((await campaign.Read()).Text, Is.EqualTo(before.Text));
    }

    [Test]
    public async Task The_Instant_Of_The_Scans_May_Be_Told_By_Who_Was_Offline()
    {
        var devices = new[] { (await Given.DeviceAtSchool(_school, _model)).Id, (await Given.DeviceAtSchool(_school, _model)).Id };
        var campaign = await Campaign.Open(Given, _school);
        Host.Clock.Advance(TimeSpan.FromHours(2));
        var at = Given.Now.AddHours(-1);
        var scanned = (await campaign.Client.Post(campaign.Path("/scans"), new { devices, at })).Must(HttpStatusCode.OK);
        Assert.That(scanned["results"][0].GetProperty("scannedAt").GetDateTimeOffset(), Is.EqualTo(at).Within(TimeSpan.FromMilliseconds(1)));
        foreach (var (wrong, code) in new[] { (Given.Now.AddHours(1), "out_of_range"), (Given.Now.AddHours(-3), "end_before_start") })
            Assert.That((await campaign.Client.Post(campaign.Path("/scans"), new { devices, at = wrong })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/at").WithValue(code));
    }

    [Test]
    public async Task What_Cannot_Be_Read_Is_Refused_As_A_Whole_And_Long_Texts_Are_Cut()
    {
        var campaign = await Campaign.Open(Given, _school);
        Assert.That((await campaign.TryScan("A-1", " ")).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/devices/1").WithValue("missing"));
        Assert.That((await campaign.TryScan(Enumerable.Range(0, 501).Cast<object>().ToArray())).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/devices").WithValue("too_many"));
        (await campaign.Client.Post(campaign.Path("/scans"), new { })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(Campaign.Counts(await campaign.Read()), Is.EqualTo(new int[6]));
        // A sticker of somebody else's: a long address, with a character that the limit cuts in two.
        var text = new string('x', 99) + "😀" + new string('y', 50);
        await campaign.Scan(text, text.ToUpperInvariant());
        Assert.That((await campaign.Lines("unknown")).Single().GetProperty("scanned").GetString(), Is.EqualTo(new string('X', 99)));
    }

    [Test]
    public async Task The_Same_Request_Sent_Twice_Gets_The_Same_Answer()
    {
        var device = (await Given.DeviceAtSchool(_school, _model)).Id;
        var campaign = await Campaign.Open(Given, _school);
        var key = ("Idempotency-Key", "scan-1");
        var first = (await Given.Manager.Post(campaign.Path("/scans"), new { devices = new[] { device } }, key)).Must(HttpStatusCode.OK);
        var again = (await Given.Manager.Post(campaign.Path("/scans"), new { devices = new[] { device } }, key)).Must(HttpStatusCode.OK);
        Assert.That((again.Text, again.Headers["Idempotency-Replayed"]), Is.EqualTo((first.Text, "true")));
        Assert.That(Campaign.Outcomes(again), Is.EqualTo(new[] { "found" }));
    }

    [Test]
    public async Task Who_Is_Limited_To_A_School_Learns_No_More_Than_That_It_Belongs_Elsewhere()
    {
        var other = await Given.School("0382032C");
        var (theirs, stock, ownWay) = (await Given.DeviceAtSchool(other.Id, _model), await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        await Given.Loan(theirs.Id, (await Given.Pupil(other.Id, "Secret")).Id);
        await Given.Move(ownWay.Id, "send_to_school", new { schoolId = _school });
        // One number on two devices of other places: neither is told.
        foreach (var manufacturer in (string[])["Acme", "Zénith"]) await Given.Device((await Given.Model(manufacturer: manufacturer)).Id, "SAME-1");
        using var staff = await Given.Client("school_staff", Uai);
        var campaign = await Campaign.Open(Given, _school, client: staff);
        var answer = await campaign.Scan(theirs.Id, stock.Id, ownWay.Id, "SAME-1");
        Assert.That(Campaign.Outcomes(answer), Is.EqualTo(new[] { "misplaced", "misplaced", "misplaced", "unknown" }));
        var results = answer["results"].EnumerateArray().ToList();
        Assert.That(results.Select(result => result.GetProperty("elsewhere").ValueKind), Is.EqualTo(new[] { JsonValueKind.True, JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null }));
        Assert.That(results.Select(result => result.GetProperty("state").GetString()), Is.EqualTo(new[] { null, null, "in_transit", null }), "a state of its own school is told");
        Assert.That(results[3].GetProperty("code").GetString(), Is.EqualTo("ambiguous_device"));
        await campaign.Undo("SAME-1");
        Assert.That((await campaign.Undo("SAME-1")).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
        var lines = (await staff.Get(campaign.Path("/lines"))).Must(HttpStatusCode.OK);
        await campaign.Close();
        string[] secrets = [other.Id.ToString("D"), "0382032C", "on_loan", "in_stock", "Secret"];
        foreach (var text in new[] { answer.Text, lines.Text, (await staff.Get(campaign.Path("/lines"))).Text, (await staff.Get(campaign.Path("/events"))).Text, (await staff.Get(Given.Path("anomalies"))).Text })
            Assert.That(secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)), Is.Empty, text);
        // Who sees every school is told all of it.
        var whole = (await Given.Read($"inventories/{campaign.Id}/lines")).Items[0];
        Assert.That((whole.GetProperty("state").GetString(), whole.GetProperty("school").GetProperty("uai").GetString()), Is.EqualTo(("on_loan", "0382032C")));
    }

    [Test]
    public async Task A_Scan_By_Mistake_Is_Taken_Back()
    {
        var (here, late, stock) = ((await Given.DeviceAtSchool(_school, _model)).Id, (await Given.DeviceInStock(_model)).Id, (await Given.DeviceInStock(_model)).Id);
        var campaign = await Campaign.Open(Given, _school);
        await Given.Move(late, "send_to_school", new { schoolId = _school });
        await Given.Move(late, "confirm_arrival");
        Assert.That(Campaign.Outcomes(await campaign.Scan(here, late, stock, "X-1")), Is.EqualTo(new[] { "found", "found", "misplaced", "unknown" }), "what came lawfully since belongs here");
        Assert.That(Campaign.Counts(await campaign.Read()), Is.EqualTo(new[] { 2, 2, 1, 1, 0, 0 }));
        foreach (var device in new object[] { here, late, stock, " x-1" }) (await campaign.Undo(device)).Must(HttpStatusCode.OK);
        Assert.That(Campaign.Counts(await campaign.Read()), Is.EqualTo(new[] { 1, 0, 0, 0, 0, 0 }));
        Assert.That(await campaign.Devices("expected"), Is.EqualTo(new[] { here }));
        Assert.That(await campaign.Lines(), Has.Count.EqualTo(1));
        Assert.That((await campaign.Undo(here)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("inventory_not_scanned"));
        Assert.That((await campaign.Undo(stock)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("inventory_not_scanned"));
        Assert.That((await campaign.Undo("X-1")).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
        Assert.That(Campaign.Outcomes(await campaign.Scan(here, "X-1")), Is.EqualTo(new[] { "found", "unknown" }));
        Assert.That((await Given.Read($"devices/{here}/events")).Items.TakeLast(3).Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "scan_inventory", "undo_inventory_scan", "scan_inventory" }));
    }

    [Test]
    public async Task People_Resume_Where_They_Stopped()
    {
        var devices = new List<Guid>();
        for (var i = 0; i < 5; i++) devices.Add((await Given.DeviceAtSchool(_school, _model)).Id);
        var campaign = await Campaign.Open(Given, _school);
        await campaign.Scan(devices[1], devices[3]);
        // Another person, another day, another machine: nothing is kept but in the campaign.
        using var staff = await Given.Client("school_staff", Uai);
        Host.Clock.Advance(TimeSpan.FromDays(2));
        var open = (await staff.Get(Given.Path($"inventories?state=open&schoolId={_school}"))).Must(HttpStatusCode.OK).Items.Single();
        Assert.That((open.GetProperty("progress").GetInt32(), open.GetProperty("expected").GetInt32(), open.GetProperty("found").GetInt32()), Is.EqualTo((40, 5, 2)));
        var left = new List<Guid>();
        var path = campaign.Path("/lines?outcome=expected&limit=2");
        for (string? next = path; next is not null;)
        {
            var page = (await staff.Get(next)).Must(HttpStatusCode.OK);
            left.AddRange(page.Items.Select(line => line.GetProperty("deviceId").GetGuid()));
            next = page["next"].GetString() is { } cursor ? $"{path}&cursor={cursor}" : null;
        }
        Assert.That(left, Is.EqualTo(new[] { devices[0], devices[2], devices[4] }));
        await (campaign with { Client = staff }).Scan([.. left.Cast<object>()]);
        Assert.That((await campaign.Read())["progress"].GetInt32(), Is.EqualTo(100));
        Assert.That(await campaign.Lines("expected"), Is.Empty);
    }
}
