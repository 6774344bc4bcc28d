using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

/// <summary>The plan of the Isère, December 2020: 500 tablets for collèges and 1 000 for écoles, 424 700,00 € in all.</summary>
public sealed class IserePlanTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task The_Plan_Is_Ordered_And_Delivered_In_Parts_And_Its_Sums_Read_Back_Exactly()
    {
        var supplier = await Purchase.SupplierOf(Given, "Fournisseur du plan");
        var (college, ecole) = ((await Given.Model(reference: "T-10")).Id, (await Given.Model(reference: "T-8")).Id);
        var order = await Purchase.Ordered(Given, supplier, Purchase.OfModel(college, 500, 37_300, 44_760), Purchase.OfModel(ecole, 1000, 16_742, 20_090));
        var (forColleges, forEcoles) = (Purchase.LineOf(order, 0), Purchase.LineOf(order, 1));

        foreach (var (line, prefix, from, count) in new[] { (forColleges, "C", 0, 200), (forEcoles, "E", 0, 600), (forColleges, "C", 200, 300) })
        {
            await Receive(order.Id, line, prefix, from, count);
            Assert.That((await Given.Read($"purchase-orders/{order.Id}"))["state"].GetString(), Is.EqualTo("partly_delivered"));
        }
        // The last box of the écoles is counted one too many: all of it is refused, and comes right.
        Assert.That((await Purchase.Receive(Given, order.Id, forEcoles, Purchase.Serials("E", 600, 401))).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "over_delivery" }));
        await Receive(order.Id, forEcoles, "E", 600, 400);

        var plan = await Given.Read($"purchase-orders/{order.Id}");
        var lines = plan["lines"].EnumerateArray().ToList();
        Assert.That(lines.Select(line => line.GetProperty("totalInclTaxCents").GetInt64()), Is.EqualTo(new[] { 22_380_000L, 20_090_000L }));
        Assert.That(lines.Select(line => line.GetProperty("delivered").GetInt32()), Is.EqualTo(new[] { 500, 1000 }));
        Assert.That((plan["totalInclTaxCents"].GetInt64(), plan["totalExclTaxCents"].GetInt64()), Is.EqualTo((42_470_000L, 35_392_000L)));
        Assert.That((plan["ordered"].GetInt64(), plan["delivered"].GetInt64(), plan["state"].GetString()), Is.EqualTo((1500L, 1500L, "delivered")));

        // And from the devices themselves: each carries its price, and they add up to the order.
        var (devices, sum) = (0, 0L);
        for (var path = "devices?limit=500&state=received"; path is not null;)
        {
            var page = await Given.Read(path);
            (devices, sum) = (devices + page.Items.Count, sum + page.Items.Sum(device => device.GetProperty("priceInclTaxCents").GetInt64()));
            path = page["next"].GetString() is { } next ? $"devices?limit=500&state=received&cursor={next}" : null;
        }
        Assert.That((devices, sum), Is.EqualTo((1500, 42_470_000L)));

        foreach (var delivery in (await Given.Read($"deliveries?orderId={order.Id}")).Items)
            (await Given.Manager.Post(Given.Path($"deliveries/{delivery.GetProperty("id").GetGuid()}/accept"), new { invoiceReference = "F-2020-12", warrantyMonths = 36 })).Must(HttpStatusCode.OK);
        Assert.That((await Purchase.Move(Given, order.Id, "close")).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("closed"));
    }

    private async Task Receive(Guid order, Guid line, string prefix, int from, int count) =>
        Assert.That((await Purchase.Receive(Given, order, line, Purchase.Serials(prefix, from, count))).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(count));
}
