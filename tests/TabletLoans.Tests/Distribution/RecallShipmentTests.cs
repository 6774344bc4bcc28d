using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>A shipment that is given up before it leaves, or called back after.</summary>
public sealed class RecallShipmentTests(Engine engine) : ApiTest(engine)
{
    private Guid _school;
    private Guid _model;

    [SetUp]
    public async Task OpenSchool() => (_school, _model) = ((await Given.School()).Id, (await Given.Model()).Id);

    [Test]
    public async Task A_Cancelled_Shipment_Frees_Its_Devices()
    {
        var (shipment, devices) = await Packed(2, send: false);
        var cancelled = (await Post(shipment, "cancel", new { reason = "Mauvais établissement" })).Must(HttpStatusCode.OK);
        Assert.That((cancelled["state"].GetString(), cancelled["devices"].GetArrayLength()), Is.EqualTo(("cancelled", 0)));
        Assert.That((await Given.Read("shipments?state=cancelled")).Items, Has.Count.EqualTo(1));
        (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices, send = true })).Must(HttpStatusCode.Created);
        foreach (var move in (string[])["pack", "unpack", "arrival"]) Assert.That((await Post(shipment, move, new { devices })).Must(HttpStatusCode.Conflict).Code, Does.StartWith("shipment_not_"), move);
        foreach (var move in (string[])["send", "close", "cancel"]) Assert.That((await Post(shipment, move, new { })).Must(HttpStatusCode.Conflict).Code, Does.StartWith("shipment_not_"), move);
        Assert.That((await Given.Read($"shipments/{shipment}/events")).Items.Select(item => item.GetProperty("name").GetString()), Is.EqualTo(new[] { "create_shipment", "pack", "pack", "unpack", "unpack", "cancel_shipment" }));
    }

    [Test]
    public async Task What_Has_Left_Is_Not_Cancelled()
    {
        var (shipment, _) = await Packed(1, send: true);
        Assert.That((await Post(shipment, "cancel", new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_packed"));
    }

    [Test]
    public async Task A_Recalled_Shipment_Brings_Back_What_Has_Not_Arrived()
    {
        var allocation = (await Given.Manager.Post(Given.Path("allocations"), new { schoolId = _school, quantity = 5 })).Must(HttpStatusCode.Created);
        var (shipment, devices) = await Packed(3, send: true);
        (await Post(shipment, "arrival", new { devices = devices[..1] })).Must(HttpStatusCode.OK);
        Assert.That((await Post(shipment, "recall", new { })).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/reason" }));
        var recalled = (await Post(shipment, "recall", new { reason = "Rentrée reportée" })).Must(HttpStatusCode.OK);
        Assert.That(recalled["state"].GetString(), Is.EqualTo("closed"));
        Assert.That(recalled["devices"].EnumerateArray().Select(device => device.GetProperty("state").GetString()), Is.EquivalentTo(new[] { "arrived", "withdrawn", "withdrawn" }));
        Assert.That(await Task.WhenAll(devices.Select(async device => (await Given.Read($"devices/{device}"))["state"].GetString())), Is.EqualTo(new[] { "at_school", "in_stock", "in_stock" }));
        Assert.That((await Given.Read("anomalies")).Items, Is.Empty, "nothing of it is missing");
        Assert.That((await Given.Read($"allocations/{allocation.Id}"))["sent"].GetInt64(), Is.EqualTo(1));
        var told = (await Given.Read($"devices/{devices[1]}/events")).Items[^1];
        Assert.That((told.GetProperty("name").GetString(), told.GetProperty("reason").GetString()), Is.EqualTo(("recall", "Rentrée reportée")));
        Assert.That((await Post(shipment, "recall", new { reason = "encore" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_sent"));
    }

    [TestCase("technician", HttpStatusCode.OK)]
    [TestCase("school_staff", HttpStatusCode.Forbidden)]
    public async Task Who_Distributes_Recalls(string role, HttpStatusCode expected)
    {
        var (shipment, _) = await Packed(1, send: true);
        using var client = await Given.Client(role);
        (await client.Post(Given.Path($"shipments/{shipment}/recall"), new { reason = "essai" })).Must(expected);
    }

    [Test]
    public async Task A_Transfer_Has_A_Receipt_On_Both_Sides()
    {
        var other = (await Given.School("0380001V")).Id;
        var (mine, theirs) = ((await Given.DeviceAtSchool(_school, _model)).Id, (await Given.DeviceInStock(_model)).Id);
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = other, devices = new[] { mine, theirs }, send = true })).Must(HttpStatusCode.Created).Id;
        await Given.School("0382032C");
        using var from = await Given.Client("school_staff", "0381903M");
        using var to = await Given.Client("school_staff", "0380001V");
        using var third = await Given.Client("school_staff", "0382032C");
        // The school that it leaves sees what leaves it, and hands that over; it receives nothing in the other's place.
        Assert.That((await from.Get(Given.Path($"shipments/{shipment}"))).Must(HttpStatusCode.OK)["devices"].EnumerateArray().Select(line => line.GetProperty("deviceId").GetGuid()), Is.EqualTo(new[] { mine }));
        Assert.That((await from.Get(Given.Path("shipments"))).Must(HttpStatusCode.OK).Items, Has.Count.EqualTo(1));
        (await from.Post(Given.Path($"shipments/{shipment}/arrival"), new { devices = new[] { mine } })).Must(HttpStatusCode.NotFound);
        Assert.That(ShipmentTests.Outcomes((await from.Post(Given.Path($"shipments/{shipment}/collection"), new { devices = new[] { mine, mine, theirs } })).Must(HttpStatusCode.OK)), Is.EqualTo(new[] { "200 collected", "200 already_collected", "409 not_in_shipment" }));
        // The other side sees both, and whose word there is.
        (await to.Post(Given.Path($"shipments/{shipment}/collection"), new { devices = new[] { mine } })).Must(HttpStatusCode.NotFound);
        var lines = (await to.Post(Given.Path($"shipments/{shipment}/arrival"), new { devices = new[] { mine, theirs } })).Must(HttpStatusCode.OK)["shipment"].GetProperty("devices").EnumerateArray().ToDictionary(line => line.GetProperty("deviceId").GetGuid());
        Assert.That((lines[mine].GetProperty("fromSchoolId").GetGuid(), lines[mine].GetProperty("collectedAt").ValueKind, lines[mine].GetProperty("arrivedAt").ValueKind), Is.EqualTo((_school, JsonValueKind.String, JsonValueKind.String)));
        Assert.That((lines[theirs].GetProperty("fromSchoolId").ValueKind, lines[theirs].GetProperty("collectedAt").ValueKind), Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null)));
        Assert.That((await Given.Read($"devices/{mine}/events")).Items.TakeLast(3).Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "transfer_to_school", "collect", "confirm_arrival" }));
        foreach (var path in (string[])["", "/events"]) (await third.Get(Given.Path($"shipments/{shipment}{path}"))).Must(HttpStatusCode.NotFound);
        Assert.That((await third.Get(Given.Path("shipments"))).Must(HttpStatusCode.OK).Items, Is.Empty);
    }

    private async Task<(Guid Shipment, Guid[] Devices)> Packed(int count, bool send)
    {
        var devices = new Guid[count];
        for (var i = 0; i < count; i++) devices[i] = (await Given.DeviceInStock(_model)).Id;
        return ((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices, send })).Must(HttpStatusCode.Created).Id, devices);
    }

    private Task<Answer> Post(Guid shipment, string what, object body) => Given.Manager.Post(Given.Path($"shipments/{shipment}/{what}"), body);
}
