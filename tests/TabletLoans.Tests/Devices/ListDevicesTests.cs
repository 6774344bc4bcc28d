using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Devices;

public sealed class ListDevicesTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Each_Filter_Keeps_What_It_Says()
    {
        var school = await Given.School();
        var (tablet, laptop) = (await Given.Model(), await Given.Model("laptop"));
        var received = await Given.Device(tablet.Id, "RX-1");
        var inStock = await Given.DeviceInStock(laptop.Id);
        var atSchool = await Given.DeviceAtSchool(school.Id, tablet.Id);
        await Given.Manager.Patch(Given.Path($"devices/{received.Id}"), new { imei = "490154203237518", inventoryNumber = "INV-42", grade = "B" }, "*");
        Assert.Multiple(async () =>
        {
            Assert.That(await Ids("state=in_stock"), Is.EqualTo(new[] { inStock.Id }));
            Assert.That(await Ids($"schoolId={school.Id}"), Is.EqualTo(new[] { atSchool.Id }));
            Assert.That(await Ids($"modelId={tablet.Id}"), Is.EqualTo(new[] { received.Id, atSchool.Id }));
            Assert.That(await Ids("grade=B"), Is.EqualTo(new[] { received.Id }));
            Assert.That(await Ids($"tag={inStock["assetTag"].GetString()!.ToLowerInvariant()}"), Is.EqualTo(new[] { inStock.Id }));
            Assert.That(await Ids("serial=rx-1"), Is.EqualTo(new[] { received.Id }));
            foreach (var beginning in (string[])["rx", "RX-1", "4901", "inv-4"]) Assert.That(await Ids($"q={beginning}"), Is.EqualTo(new[] { received.Id }), beginning);
            foreach (var other in (string[])["x-1", "RX-2", "%25", "_"]) Assert.That(await Ids($"q={other}"), Is.Empty, other);
            Assert.That(await Ids($"modelId={tablet.Id}&state=at_school"), Is.EqualTo(new[] { atSchool.Id }));
            Assert.That(await Ids("updatedSince=2100-01-01T00:00:00Z"), Is.Empty);
            Assert.That(await Ids("updatedSince=2020-01-01T00:00:00Z"), Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task A_Fleet_Is_Filtered_By_Its_Money_Its_Warranty_And_Its_Waiting()
    {
        var (school, model) = ((await Given.School()).Id, (await Given.Model()).Id);
        var order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), new { modelId = model, quantity = 1, unitPriceExclTaxCents = 1, unitPriceInclTaxCents = 1, fundingLineId = await Funding.Line(Given, "ANCT 2020", 1) });
        (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["BOUGHT-1"])).Must(HttpStatusCode.OK);
        var bought = (await Ids("serial=BOUGHT-1")).Single();
        var shipped = await Given.DeviceInStock(model);
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = school, programme = "ANCT 2020", devices = new[] { shipped.Id.ToString("D") }, send = true })).Must(HttpStatusCode.Created);
        Assert.That(await Ids("programme=ANCT%202020"), Is.EqualTo(new[] { bought, shipped.Id }), "on its way under it");
        (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/arrival"), new { devices = new[] { shipped.Id.ToString("D") } })).Must(HttpStatusCode.OK);
        Assert.That(await Ids("programme=ANCT%202020"), Is.EqualTo(new[] { bought, shipped.Id }));
        Assert.That(await Ids("programme=ANCT"), Is.Empty);

        await Given.Manager.Patch(Given.Path($"devices/{bought}"), new { warrantyEndsOn = "2027-03-31" }, "*");
        Assert.That(await Ids("warrantyEndsFrom=2027-03-31&warrantyEndsTo=2027-03-31"), Is.EqualTo(new[] { bought }));
        Assert.That(await Ids("warrantyEndsTo=2027-03-30"), Is.Empty);
        Assert.That(await Ids("warrantyEndsFrom=2027-04-01"), Is.Empty);

        await Given.Loan(shipped.Id);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = shipped.Id })).Must(HttpStatusCode.OK);
        Assert.That(await Ids("state=returned&waitingDays=0"), Is.EqualTo(new[] { shipped.Id }));
        Assert.That(await Ids("state=returned&waitingDays=3"), Is.Empty);
        Host.Clock.Advance(TimeSpan.FromDays(3));
        Assert.That(await Ids("state=returned&waitingDays=3"), Is.EqualTo(new[] { shipped.Id }));
        Assert.That(await Ids("state=returned&waitingDays=4"), Is.Empty);
    }

    [Test]
    public async Task Pages_Follow_One_Another_Even_When_Devices_Are_Added_Meanwhile()
    {
        var model = await Given.Model();
        var first = new List<Guid>();
        for (var i = 0; i < 5; i++) first.Add((await Given.Device(model.Id)).Id);
        var page = await Given.Read("devices?limit=3");
        await Given.Device(model.Id);
        var rest = await Given.Read($"devices?limit=3&cursor={page["next"].GetString()}");
        Assert.That(page.Items.Concat(rest.Items).Select(item => item.GetProperty("id").GetGuid()).Take(5), Is.EqualTo(first));
        Assert.That(page.Headers["Link"], Does.Contain($"cursor={page["next"].GetString()}").And.Contain("limit=3"));
        Assert.That(rest["next"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
    }

    private async Task<List<Guid>> Ids(string filter) => [.. (await Given.Manager.Get(Given.Path($"devices?{filter}"))).Must(HttpStatusCode.OK).Items.Select(item => item.GetProperty("id").GetGuid())];
}
