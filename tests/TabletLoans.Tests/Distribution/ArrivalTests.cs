using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>A reception refuses no known device: what is odd is written down, and what is missing is told.</summary>
public sealed class ArrivalTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";
    private Guid _school;
    private Guid _model;
    private ApiClient _staff = null!;

    [SetUp]
    public async Task OpenSchool()
    {
        (_school, _model) = ((await Given.School(Uai)).Id, (await Given.Model()).Id);
        _staff = await Given.Client("school_staff", Uai);
    }

    [TearDown]
    public void Leave() => _staff.Dispose();

    [Test]
    public async Task A_School_Confirms_In_Several_Goes_And_What_Is_Missing_Is_Listed()
    {
        var (shipment, devices) = await Sent(3);
        var first = await Arrive(shipment, devices[0]["assetTag"].GetString()!);
        Assert.That(ShipmentTests.Outcomes(first), Is.EqualTo(new[] { "200 arrived" }));
        Assert.That(Tags(first["missing"]), Is.EqualTo(new[] { devices[1], devices[2] }.Select(Tag)));
        Assert.That(await State(devices[0]), Is.EqualTo("at_school"));
        Assert.That(await State(devices[1]), Is.EqualTo("in_transit"));
        var second = await Arrive(shipment, $"{devices[0].Id}", devices[1]["serialNumber"].GetString()!, $"{devices[2].Id}");
        Assert.That(ShipmentTests.Outcomes(second), Is.EqualTo(new[] { "200 already_arrived", "200 arrived", "200 arrived" }));
        Assert.That(second["missing"].GetArrayLength(), Is.Zero);
        Assert.That(second["shipment"].GetProperty("arrived").GetInt64(), Is.EqualTo(3));
        Assert.That((await Given.Read($"devices/{devices[0].Id}/events")).Items.Count(told => told.GetProperty("name").GetString() == "confirm_arrival"), Is.EqualTo(1));
        Assert.That((await Given.Read("anomalies")).Items, Is.Empty);
    }

    [Test]
    public async Task What_Is_Not_Of_The_Shipment_Is_Kept_Once_As_An_Anomaly_And_Moves_Nowhere()
    {
        var (shipment, devices) = await Sent(1);
        var stranger = await Given.DeviceInStock(_model);
        var answer = await Arrive(shipment, $"{stranger.Id}", "NOBODY-1", $"{devices[0].Id}");
        Assert.That(ShipmentTests.Outcomes(answer), Is.EqualTo(new[] { "200 unexpected", "404 unknown_device", "200 arrived" }));
        Assert.That(answer["results"][0].GetProperty("anomalies")[0].GetProperty("code").GetString(), Is.EqualTo("unexpected_device"));
        await Arrive(shipment, $"{stranger.Id}");
        Assert.That(await State(stranger), Is.EqualTo("in_stock"));
        Assert.That(await Anomalies(), Is.EqualTo(new[] { $"unexpected_device {Tag(stranger)}" }));
        Assert.That(Tags((await Given.Read($"shipments/{shipment.Id}"))["unexpected"]), Is.EqualTo(new[] { Tag(stranger) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Closing_Keeps_What_Is_Missing_As_Anomalies(bool withTheScan)
    {
        var (shipment, devices) = await Sent(2);
        await Arrive(shipment, $"{devices[0].Id}");
        if (withTheScan) (await _staff.Post(Given.Path($"shipments/{shipment.Id}/arrival?close=true"), new { devices = Array.Empty<string>() })).Must(HttpStatusCode.OK);
        else (await _staff.Post(Given.Path($"shipments/{shipment.Id}/close"))).Must(HttpStatusCode.OK);
        var closed = await Given.Read($"shipments/{shipment.Id}");
        Assert.That((closed["state"].GetString(), closed["closedAt"].ValueKind), Is.EqualTo(("closed", System.Text.Json.JsonValueKind.String)));
        Assert.That(closed["devices"].EnumerateArray().Select(device => device.GetProperty("state").GetString()), Is.EquivalentTo(new[] { "arrived", "missing" }));
        Assert.That(await Anomalies(), Is.EqualTo(new[] { $"not_arrived {Tag(devices[1])}" }));
        // Never a silent change of state.
        Assert.That(await State(devices[1]), Is.EqualTo("in_transit"));
        Assert.That((await _staff.Post(Given.Path($"shipments/{shipment.Id}/close"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_sent"));
        Assert.That(await Anomalies(), Has.Count.EqualTo(1));
        // A parcel that turns up late has arrived all the same.
        Assert.That(ShipmentTests.Outcomes(await Arrive(shipment, $"{devices[1].Id}")), Is.EqualTo(new[] { "200 arrived" }));
        Assert.That(await State(devices[1]), Is.EqualTo("at_school"));
    }

    [Test]
    public async Task Without_Close_The_Reception_Stays_Open()
    {
        var (shipment, devices) = await Sent(2);
        Assert.That((await Arrive(shipment, $"{devices[0].Id}"))["shipment"].GetProperty("state").GetString(), Is.EqualTo("sent"));
        Assert.That(await Anomalies(), Is.Empty);
    }

    [Test]
    public async Task What_Has_Not_Left_Does_Not_Arrive()
    {
        var device = await Given.DeviceInStock(_model);
        var packed = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { device.Id } })).Must(HttpStatusCode.Created);
        Assert.That((await _staff.Post(Given.Path($"shipments/{packed.Id}/arrival"), new { devices = new[] { device.Id } })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_sent"));
        Assert.That((await _staff.Post(Given.Path($"shipments/{packed.Id}/close"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("shipment_not_sent"));
        Assert.That(await State(device), Is.EqualTo("in_stock"));
    }

    [Test]
    public async Task A_Device_That_Cannot_Move_Has_Arrived_With_An_Anomaly()
    {
        var (shipment, devices) = await Sent(2);
        await Given.Move(devices[0].Id, "report_missing");
        await Given.Move(devices[1].Id, "confirm_arrival");
        var answer = await Arrive(shipment, $"{devices[0].Id}", $"{devices[1].Id}");
        Assert.That(ShipmentTests.Outcomes(answer), Is.EqualTo(new[] { "200 arrived", "200 arrived" }));
        Assert.That(await Anomalies(), Is.EqualTo(new[] { $"illegal_transition {Tag(devices[0])}" }));
        Assert.That(await State(devices[0]), Is.EqualTo("missing"));
    }

    [Test]
    public async Task Staff_Of_Another_School_See_Nothing_Of_A_Shipment()
    {
        var (shipment, devices) = await Sent(1);
        await Given.School("0380001V");
        using var stranger = await Given.Client("school_staff", "0380001V");
        Assert.That((await stranger.Get(Given.Path("shipments"))).Must(HttpStatusCode.OK).Items, Is.Empty);
        (await stranger.Get(Given.Path($"shipments/{shipment.Id}"))).Must(HttpStatusCode.NotFound);
        Assert.That((await stranger.Post(Given.Path($"shipments/{shipment.Id}/arrival"), new { devices = new[] { devices[0].Id } })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("not_found"));
        (await stranger.Post(Given.Path($"shipments/{shipment.Id}/close"))).Must(HttpStatusCode.NotFound);
        Assert.That(await State(devices[0]), Is.EqualTo("in_transit"));
        Assert.That((await _staff.Get(Given.Path("shipments"))).Must(HttpStatusCode.OK).Items, Has.Count.EqualTo(1));
    }

    private async Task<(Answer Shipment, IReadOnlyList<Answer> Devices)> Sent(int count)
    {
        var devices = new List<Answer>();
        for (var i = 0; i < count; i++) devices.Add(await Given.DeviceInStock(_model));
        return ((await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = devices.Select(device => device.Id), send = true })).Must(HttpStatusCode.Created), devices);
    }

    private async Task<Answer> Arrive(Answer shipment, params string[] devices) => (await _staff.Post(Given.Path($"shipments/{shipment.Id}/arrival"), new { devices })).Must(HttpStatusCode.OK);

    private async Task<string?> State(Answer device) => (await Given.Read($"devices/{device.Id}"))["state"].GetString();

    private async Task<IReadOnlyList<string>> Anomalies() =>
        [.. (await _staff.Get(Given.Path("anomalies"))).Must(HttpStatusCode.OK).Items.Select(anomaly => $"{anomaly.GetProperty("code").GetString()} {anomaly.GetProperty("assetTag").GetString()}")];

    private static string? Tag(Answer device) => device["assetTag"].GetString();

    private static IEnumerable<string?> Tags(System.Text.Json.JsonElement tags) => tags.EnumerateArray().Select(tag => tag.GetString());
}
