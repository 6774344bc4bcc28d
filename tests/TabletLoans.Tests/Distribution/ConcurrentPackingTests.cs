using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>Several people at one table: nothing is lost and nothing is doubled.</summary>
public sealed class ConcurrentPackingTests(Engine engine) : ApiTest(engine)
{
    private const int Devices = 12;

    [Test]
    public async Task Two_Instances_That_Pack_The_Same_Shipment_Lose_Nothing_And_Double_Nothing()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (school, devices) = await Stock();
        var shipment = await Open(school);
        // Everyone scans everything, one after the other, in one order and in the opposite one, alone and in a pile.
        var answers = await Task.WhenAll(devices.Select(device => Pack(Given.Manager, shipment, device))
            .Concat(devices.Reverse().Select(device => Pack(other, shipment, device)))
            .Append(Pack(Given.Manager, shipment, [.. devices])).Append(Pack(other, shipment, [.. devices.Reverse()])));
        var outcomes = answers.SelectMany(ShipmentTests.Outcomes).ToList();
        Assert.That(outcomes.Count(outcome => outcome == "200 packed"), Is.EqualTo(Devices));
        Assert.That(outcomes.Count(outcome => outcome == "200 already_packed"), Is.EqualTo(3 * Devices));
        var packed = await Given.Read($"shipments/{shipment}");
        Assert.That(packed["devices"].EnumerateArray().Select(device => device.GetProperty("deviceId").GetGuid()), Is.EquivalentTo(devices));
        var sends = await Task.WhenAll(new[] { Given.Manager, other, Given.Manager, other }.Select(client => client.Post(Given.Path($"shipments/{shipment}/send"))));
        Assert.That(sends.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(sends.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("shipment_not_packed"));
        var arrivals = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? Given.Manager : other).Post(Given.Path($"shipments/{shipment}/arrival"), new { devices = i % 2 == 0 ? devices : devices.Reverse() })));
        Assert.That(arrivals.SelectMany(answer => ShipmentTests.Outcomes(answer.Must(HttpStatusCode.OK))).Count(outcome => outcome == "200 arrived"), Is.EqualTo(Devices));
        foreach (var device in devices)
        {
            var names = (await Given.Read($"devices/{device}/events")).Items.Select(told => told.GetProperty("name").GetString()).ToList();
            Assert.That(names.TakeLast(3), Is.EqualTo(new[] { "pack", "send_to_school", "confirm_arrival" }));
        }
        await Given.ChainHolds();
    }

    [Test]
    public async Task Of_Two_Shipments_That_Want_The_Same_Devices_Each_Device_Is_In_One()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (school, devices) = await Stock();
        var (one, two) = (await Open(school), await Open(school));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { Pack(Given.Manager, one, [.. devices]), Pack(other, two, [.. devices.Reverse()]) }));
        Assert.That(answers.SelectMany(ShipmentTests.Outcomes).Count(outcome => outcome == "200 packed"), Is.EqualTo(Devices));
        Assert.That(answers.SelectMany(ShipmentTests.Outcomes).Distinct(), Is.SubsetOf(new[] { "200 packed", "200 already_packed", "409 already_packed" }));
        var held = new[] { await Given.Read($"shipments/{one}"), await Given.Read($"shipments/{two}") }.SelectMany(shipment => shipment["devices"].EnumerateArray().Select(device => device.GetProperty("deviceId").GetGuid()));
        Assert.That(held, Is.EquivalentTo(devices));
    }

    [Test]
    public async Task Shipments_Opened_At_Once_Have_Numbers_Of_Their_Own()
    {
        var school = (await Given.School()).Id;
        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Open(school)));
        var numbers = (await Given.Read("shipments")).Items.Select(item => item.GetProperty("number").GetString()![^4..]).Order(StringComparer.Ordinal);
        Assert.That(opened.Distinct().Count(), Is.EqualTo(16));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, 16).Select(i => $"{i:0000}")));
    }

    private async Task<(Guid School, IReadOnlyList<Guid> Devices)> Stock()
    {
        var (school, model, devices) = ((await Given.School()).Id, (await Given.Model()).Id, new List<Guid>());
        for (var i = 0; i < Devices; i++) devices.Add((await Given.DeviceInStock(model)).Id);
        return (school, devices);
    }

    private async Task<Guid> Open(Guid schoolId) => (await Given.Manager.Post(Given.Path("shipments"), new { schoolId, devices = Array.Empty<string>() })).Must(HttpStatusCode.Created).Id;

    private async Task<Answer> Pack(ApiClient client, Guid shipment, params Guid[] devices) => (await client.Post(Given.Path($"shipments/{shipment}/pack"), new { devices })).Must(HttpStatusCode.OK);
}
