using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>Packed by scan, sent as a whole, with a note that says what is in it.</summary>
public sealed class ShipmentTests(Engine engine) : ApiTest(engine)
{
    private Guid _school;
    private Guid _model;

    [SetUp]
    public async Task OpenSchool() => (_school, _model) = ((await Given.School()).Id, (await Given.Model()).Id);

    [Test]
    public async Task A_Delivery_Note_Holds_The_Number_The_School_The_Intermediary_And_The_Devices()
    {
        var (first, second) = (await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        var opened = (await Given.Manager.Post(Given.Path("shipments"), new
        {
            schoolId = _school, devices = new[] { first["assetTag"].GetString(), second["serialNumber"].GetString() }, via = "Commune d'Essai", reference = "BC 12",
        })).Must(HttpStatusCode.Created);
        Assert.That(opened.Headers["Location"], Does.EndWith($"/shipments/{opened.Id}"));
        var note = await Given.Read($"shipments/{opened.Id}");
        Assert.Multiple(() =>
        {
            Assert.That(note["number"].GetString(), Does.Match(@"^ESSAI-BL-\d\d-0001$"));
            Assert.That(note["state"].GetString(), Is.EqualTo("packed"));
            Assert.That(note["school"].GetProperty("uai").GetString(), Is.EqualTo("0381903M"));
            Assert.That((note["via"].GetString(), note["reference"].GetString(), note["shipped"].GetInt64()), Is.EqualTo(("Commune d'Essai", "BC 12", 2L)));
            Assert.That(note["devices"].EnumerateArray().Select(device => (device.GetProperty("assetTag").GetString(), device.GetProperty("serialNumber").GetString(), device.GetProperty("state").GetString())),
                Is.EqualTo(new[] { first, second }.Select(device => (device["assetTag"].GetString(), device["serialNumber"].GetString(), "packed"))));
        });
        Assert.That((await Open())["number"].GetString(), Does.EndWith("-0002"));
        Assert.That((await Given.Read($"shipments?number={note["number"].GetString()}")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(opened.Id));
        Assert.That((await Given.Read("shipments?state=sent")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Shipment_Is_Opened_As_A_Whole_Or_Every_Reason_Is_Said()
    {
        var (good, lent, held) = (await Given.DeviceInStock(_model), await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        await Given.Loan(lent.Id);
        (await Given.Manager.Patch(Given.Path($"devices/{held.Id}"), new { held = true }, "*")).Must(HttpStatusCode.OK);
        var refused = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { good.Id, lent.Id, held.Id } })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "illegal_transition", "device_held" }));
        var unread = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { $"{good.Id}", "NOBODY-1", $"{good.Id}" } })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(unread.Errors, Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["/devices/1"] = "unknown_device", ["/devices/2"] = "not_unique" }));
        Assert.That((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = Guid.CreateVersion7(), devices = Array.Empty<string>() })).Must(HttpStatusCode.UnprocessableEntity).Errors["/schoolId"], Is.EqualTo("unknown_reference"));
        Assert.That((await Given.Read("shipments")).Items, Is.Empty);
        // The number was not lost with them.
        Assert.That((await Open(good))["number"].GetString(), Does.EndWith("-0001"));
    }

    [Test]
    public async Task A_Closed_School_Is_Sent_Nothing()
    {
        var closed = (await Given.Manager.Post(Given.Path("schools"), new { uai = "0380001V", name = "A", kind = "ecole", status = "closed" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = closed.Id, devices = Array.Empty<string>() })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("school_not_open"));
        await Open();
    }

    [Test]
    public async Task Scans_Are_Packed_Line_By_Line_And_A_Second_Scan_Changes_Nothing()
    {
        var (a, b, lent) = (await Given.DeviceInStock(_model), await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        await Given.Loan(lent.Id);
        var shipment = await Open();
        var packed = await Scan(shipment, "pack", a["assetTag"].GetString()!, "NOBODY-1", $"{lent.Id}", $"{b.Id}", $"{a.Id}");
        Assert.That(Outcomes(packed), Is.EqualTo(new[] { "200 packed", "404 unknown_device", "409 illegal_transition", "200 packed", "200 already_packed" }));
        Assert.That(packed["shipment"].GetProperty("shipped").GetInt64(), Is.EqualTo(2));
        Assert.That((await Given.Read($"devices/{a.Id}"))["state"].GetString(), Is.EqualTo("in_stock"));
        Assert.That((await Given.Read($"devices/{a.Id}/events")).Items[^1].GetProperty("name").GetString(), Is.EqualTo("pack"));
    }

    [Test]
    public async Task A_Device_Stands_In_One_Open_Shipment_Until_It_Is_Taken_Out()
    {
        var device = await Given.DeviceInStock(_model);
        var (first, second) = (await Open(device), await Open());
        var refused = await Scan(second, "pack", $"{device.Id}");
        Assert.That(Outcomes(refused), Is.EqualTo(new[] { "409 already_packed" }));
        Assert.That(refused["results"][0].GetProperty("problem").GetProperty("detail").GetString(), Does.Contain(first["number"].GetString()!));
        Assert.That(Outcomes(await Scan(second, "unpack", $"{device.Id}")), Is.EqualTo(new[] { "409 not_in_shipment" }));
        Assert.That(Outcomes(await Scan(first, "unpack", $"{device.Id}")), Is.EqualTo(new[] { "200 unpacked" }));
        Assert.That((await Given.Read($"shipments/{first.Id}"))["devices"].GetArrayLength(), Is.Zero);
        Assert.That(Outcomes(await Scan(second, "pack", $"{device.Id}")), Is.EqualTo(new[] { "200 packed" }));
        // And back again: what was taken out may be put in.
        await Scan(second, "unpack", $"{device.Id}");
        Assert.That(Outcomes(await Scan(first, "pack", $"{device.Id}")), Is.EqualTo(new[] { "200 packed" }));
    }

    [Test]
    public async Task A_Send_Moves_Every_Device_Once()
    {
        var (a, b) = (await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        var shipment = await Open(a, b);
        var sent = await Send(shipment);
        Assert.That((sent["state"].GetString(), sent["devices"][0].GetProperty("state").GetString()), Is.EqualTo(("sent", "in_transit")));
        foreach (var device in new[] { a, b })
        {
            var read = await Given.Read($"devices/{device.Id}");
            Assert.That((read["state"].GetString(), read["schoolId"].GetGuid()), Is.EqualTo(("in_transit", _school)));
            Assert.That((await Given.Read($"devices/{device.Id}/events")).Items[^1].GetProperty("name").GetString(), Is.EqualTo("send_to_school"));
        }
        foreach (var verb in new[] { "send", "pack", "unpack" })
            Assert.That((await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/{verb}"), verb == "send" ? new { } : new { devices = new[] { a.Id } })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_packed"), verb);
    }

    [Test]
    public async Task A_Send_That_One_Device_Stops_Moves_None_And_Says_Why_All_At_Once()
    {
        var (a, lent, held) = (await Given.DeviceInStock(_model), await Given.DeviceInStock(_model), await Given.DeviceInStock(_model));
        var shipment = await Open(a, lent, held);
        await Given.Loan(lent.Id);
        (await Given.Manager.Patch(Given.Path($"devices/{held.Id}"), new { held = true }, "*")).Must(HttpStatusCode.OK);
        var refused = (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"))).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EquivalentTo(new[] { "illegal_transition", "device_held" }));
        Assert.That((await Given.Read($"devices/{a.Id}"))["state"].GetString(), Is.EqualTo("in_stock"));
        await Scan(shipment, "unpack", $"{lent.Id}", $"{held.Id}");
        await Send(shipment);
        Assert.That((await Given.Read($"devices/{a.Id}"))["state"].GetString(), Is.EqualTo("in_transit"));
    }

    [Test]
    public async Task An_Empty_Shipment_Does_Not_Leave() =>
        Assert.That((await Given.Manager.Post(Given.Path($"shipments/{(await Open()).Id}/send"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_empty"));

    [Test]
    public async Task A_Stale_Version_Sends_Nothing()
    {
        var shipment = await Open(await Given.DeviceInStock(_model));
        await Scan(shipment, "pack", $"{(await Given.DeviceInStock(_model)).Id}");
        (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"), new { }, ("If-Match", shipment.Headers["ETag"]))).Must(HttpStatusCode.PreconditionFailed);
        Assert.That((await Given.Read($"shipments/{shipment.Id}"))["state"].GetString(), Is.EqualTo("packed"));
    }

    [Test]
    public async Task What_Was_Recalled_Leaves_Again_In_Another_Shipment()
    {
        var device = await Given.DeviceInStock(_model);
        var first = await Send(await Open(device));
        Assert.That((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { device.Id } })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
        await Given.Move(device.Id, "recall");
        await Send(await Open(device));
        Assert.That((await Given.Read($"shipments/{first.Id}"))["devices"][0].GetProperty("state").GetString(), Is.EqualTo("withdrawn"));
    }

    [Test]
    public async Task A_Transfer_Between_Schools_Is_A_Shipment_Too()
    {
        var other = (await Given.School("0380001V")).Id;
        var device = await Given.DeviceAtSchool(_school, _model);
        Assert.That((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { device.Id } })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("already_at_the_school"));
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = other, devices = new[] { device.Id }, send = true })).Must(HttpStatusCode.Created);
        Assert.That(shipment["state"].GetString(), Is.EqualTo("sent"));
        using var receiver = await Given.Client("school_staff", "0380001V");
        (await receiver.Post(Given.Path($"shipments/{shipment.Id}/arrival"), new { devices = new[] { device.Id } })).Must(HttpStatusCode.OK);
        var events = (await Given.Read($"devices/{device.Id}/events")).Items;
        Assert.That(events.TakeLast(2).Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "transfer_to_school", "confirm_arrival" }));
        // From one school, to the other.
        Assert.That(events[^2].GetProperty("changes").GetProperty("schoolId").ToString(), Does.Contain($"{_school}").And.Contain($"{other}"));
        Assert.That((await Given.Read($"devices/{device.Id}"))["schoolId"].GetGuid(), Is.EqualTo(other));
    }

    [Test]
    public async Task A_Device_Is_Transferred_By_Itself_From_A_School_And_From_Nowhere_Else()
    {
        var other = (await Given.School("0380001V")).Id;
        var device = await Given.DeviceAtSchool(_school, _model);
        var moved = await Given.Move(device.Id, "transfer_to_school", new { schoolId = other });
        Assert.That((moved["state"].GetString(), moved["schoolId"].GetGuid()), Is.EqualTo(("in_transit", other)));
        Assert.That((await Given.Move(device.Id, "confirm_arrival"))["state"].GetString(), Is.EqualTo("at_school"));
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{(await Given.DeviceInStock(_model)).Id}/transfer_to_school"), new { schoolId = other })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
    }

    [Test]
    public async Task Staff_Of_A_School_Pack_Nothing()
    {
        using var staff = await Given.Client("school_staff", "0381903M");
        (await staff.Post(Given.Path("shipments"), new { schoolId = _school, devices = Array.Empty<string>() })).Must(HttpStatusCode.Forbidden);
        using var technician = await Given.Client("technician");
        (await technician.Post(Given.Path("shipments"), new { schoolId = _school, devices = Array.Empty<string>() })).Must(HttpStatusCode.Created);
    }

    private async Task<Answer> Open(params Answer[] devices) =>
        (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = devices.Select(device => device.Id) })).Must(HttpStatusCode.Created);

    private async Task<Answer> Send(Answer shipment) => (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"))).Must(HttpStatusCode.OK);

    private async Task<Answer> Scan(Answer shipment, string verb, params string[] devices) =>
        (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/{verb}"), new { devices })).Must(HttpStatusCode.OK);

    internal static IEnumerable<string> Outcomes(Answer answer) => answer["results"].EnumerateArray().Select(line =>
        $"{line.GetProperty("status").GetInt32()} {(line.GetProperty("outcome").GetString() ?? line.GetProperty("problem").GetProperty("code").GetString())}");
}
