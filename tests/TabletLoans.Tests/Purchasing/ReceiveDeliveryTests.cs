using System.Net;
using System.Text.Json;
using TabletLoans.Devices;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

public sealed class ReceiveDeliveryTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task What_Is_Received_Is_In_The_Fleet_With_The_Model_And_The_Prices_Of_The_Line()
    {
        var (order, line) = await OrderOf(3);
        var report = (await Purchase.Receive(Given, order.Id, line, ["a1", " a2 "])).Must(HttpStatusCode.OK);
        Assert.That((report["created"].GetInt32(), report["leftToDeliver"].GetInt32(), report["dryRun"].GetBoolean()), Is.EqualTo((2, 1, false)));
        var delivery = report["delivery"].GetProperty("id").GetGuid();
        // Created within one millisecond, they are listed in no particular order.
        var devices = (await Given.Read($"devices?deliveryId={delivery}")).Items.OrderBy(device => device.GetProperty("serialNumber").GetString(), StringComparer.Ordinal).ToList();
        Assert.That(devices.Select(device => device.GetProperty("serialNumber").GetString()), Is.EqualTo(new[] { "a1", "a2" }));
        Assert.That(devices.Select(device => device.GetProperty("assetTag").GetString()), Is.EqualTo(report["devices"].EnumerateArray().Select(device => device.GetProperty("assetTag").GetString())).And.All.Matches<string>(AssetTag.HasValidCheckLetter));
        var first = devices[0];
        Assert.That((first.GetProperty("state").GetString(), first.GetProperty("priceExclTaxCents").GetInt64(), first.GetProperty("priceInclTaxCents").GetInt64(), first.GetProperty("origin").GetString(), first.GetProperty("grade").GetString()), Is.EqualTo(("received", 37_300L, 44_760L, "new", "A")));
        Assert.That(first.GetProperty("modelId").GetGuid(), Is.EqualTo(order["lines"][0].GetProperty("modelId").GetGuid()));
        Assert.That((await Given.Read($"devices/{first.GetProperty("id").GetGuid()}/events")).Items.Select(item => item.GetProperty("name").GetString()), Is.EqualTo(new[] { "register_device" }));
        Assert.That(await Order(order.Id), Is.EqualTo(("partly_delivered", 2L)));
        (await Purchase.Receive(Given, order.Id, line, ["a3"])).Must(HttpStatusCode.OK);
        Assert.That(await Order(order.Id), Is.EqualTo(("delivered", 3L)));
        Assert.That((await Given.Read($"deliveries?orderId={order.Id}")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Read("deliveries?accepted=true")).Items, Is.Empty);
    }

    [Test]
    public async Task Everything_That_Is_Wrong_Is_Said_At_Once_And_Nothing_Is_Kept()
    {
        var model = await Given.Model();
        var known = await Given.Device(model.Id, "KNOWN");
        var order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel(model.Id, 3));
        var refused = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["x1", "known", "X1", "x2"])).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "over_delivery", "serial_number_taken", "duplicate_serial_number" }));
        Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string> { ["/serials/1"] = "serial_number_taken", ["/serials/2"] = "duplicate_serial_number" }));
        Assert.That(refused["reasons"][1].GetProperty("facts").GetProperty("assetTag").GetString(), Is.EqualTo(known["assetTag"].GetString()));
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(1));
        Assert.That(await Order(order.Id), Is.EqualTo(("ordered", 0L)));
        // No tag was lost either.
        var report = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["x1", "x2", "x3"])).Must(HttpStatusCode.OK);
        Assert.That(report["devices"].EnumerateArray().Select(device => int.Parse(device.GetProperty("assetTag").GetString()!.Split('-')[2][..6], null)), Is.EqualTo(new[] { 2, 3, 4 }));
    }

    [Test]
    public async Task The_Serial_Of_Another_Manufacturer_Is_Another_Serial()
    {
        await Given.Device((await Given.Model(manufacturer: "Other")).Id, "same");
        var (order, line) = await OrderOf(1);
        (await Purchase.Receive(Given, order.Id, line, ["same"])).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Dry_Run_Says_The_Same_And_Keeps_Nothing()
    {
        var (order, line) = await OrderOf(2);
        var preview = (await Purchase.Receive(Given, order.Id, line, ["a", "b"], "?dryRun=true")).Must(HttpStatusCode.OK);
        Assert.That((preview["created"].GetInt32(), preview["leftToDeliver"].GetInt32(), preview["delivery"].ValueKind), Is.EqualTo((2, 0, JsonValueKind.Null)));
        Assert.That((await Purchase.Receive(Given, order.Id, line, ["a", "b", "c"], "?dryRun=true")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("over_delivery"));
        Assert.That((await Given.Read("devices")).Items, Is.Empty);
        Assert.That((await Given.Read("deliveries")).Items, Is.Empty);
        Assert.That((await Given.Read($"purchase-orders/{order.Id}")).Text, Is.EqualTo(order.Text));
    }

    [Test]
    public async Task Serials_That_Are_None_A_Line_Of_Another_Order_And_A_Delivery_Before_The_Order_Are_Refused()
    {
        var (order, line) = await OrderOf(9);
        var (_, other) = await OrderOf(9);
        var refused = (await Purchase.Receive(Given, order.Id, line, [" ", "=1", new string('x', 101), "fine"])).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string> { ["/serials/0"] = "missing", ["/serials/1"] = "formula", ["/serials/2"] = "too_long" }));
        Assert.That((await Purchase.Receive(Given, order.Id, line, [])).Must(HttpStatusCode.UnprocessableEntity).Errors["/serials"], Is.EqualTo("missing"));
        Assert.That((await Purchase.Receive(Given, order.Id, other, ["a"])).Must(HttpStatusCode.UnprocessableEntity).Errors["/lineId"], Is.EqualTo("unknown_reference"));
        var early = await Given.Manager.Post(Given.Path($"purchase-orders/{order.Id}/deliveries"), new { lineId = line, serials = new[] { "a" }, deliveredOn = "2001-01-01" });
        Assert.That(early.Must(HttpStatusCode.UnprocessableEntity).Errors["/deliveredOn"], Is.EqualTo("end_before_start"));
        Assert.That((await Given.Read("devices")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Delivery_Sent_Again_With_Its_Idempotency_Key_Is_Received_Once()
    {
        var (order, line) = await OrderOf(2);
        var answers = new List<Answer>();
        for (var i = 0; i < 2; i++) answers.Add((await Given.Manager.Post(Given.Path($"purchase-orders/{order.Id}/deliveries"), new { lineId = line, serials = new[] { "a" } }, ("Idempotency-Key", "BL-1"))).Must(HttpStatusCode.OK));
        Assert.That(answers[1].Text, Is.EqualTo(answers[0].Text));
        Assert.That(await Order(order.Id), Is.EqualTo(("partly_delivered", 1L)));
    }

    /// <summary>Twenty-four deliveries of five different devices at once, for ten: two arrive, whoever they are, on two instances.</summary>
    [Test]
    public async Task Many_Who_Receive_The_Same_Line_At_Once_Lose_Nothing_And_Never_Exceed_It()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (order, line) = await OrderOf(10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Purchase.Receive(Given, order.Id, line, Purchase.Serials("D", i * 5, 5), client: i % 2 == 0 ? Given.Manager : other)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(2), string.Join("\n", answers.Select(answer => answer.Text)));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("illegal_order_transition").Or.EqualTo("over_delivery"));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).SelectMany(answer => answer.Reasons), Does.Contain("over_delivery"));
        await Adds(order.Id, 10, 2);
    }

    /// <summary>The same box scanned at several desks: once in the fleet.</summary>
    [Test]
    public async Task Many_Who_Receive_The_Same_Devices_At_Once_Receive_Them_Once()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (order, line) = await OrderOf(100);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Purchase.Receive(Given, order.Id, line, Purchase.Serials("D", 0, 4), client: i % 2 == 0 ? Given.Manager : other)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => (answer.Status, answer.Code)), Is.All.EqualTo((HttpStatusCode.Conflict, "serial_number_taken")));
        await Adds(order.Id, 4, 1);
    }

    /// <summary>Two orders do not wait for each other's row: the serial's own uniqueness decides.</summary>
    [Test]
    public async Task The_Same_Devices_Received_On_Two_Orders_At_Once_Are_Of_One()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (model, supplier) = ((await Given.Model()).Id, await Purchase.SupplierOf(Given));
        var orders = new List<Answer>();
        for (var i = 0; i < 8; i++) orders.Add(await Purchase.Ordered(Given, supplier, Purchase.OfModel(model, 5)));
        var answers = await Task.WhenAll(orders.Select((order, i) => Purchase.Receive(Given, order.Id, Purchase.LineOf(order), Purchase.Serials("D", 0, 5), client: i % 2 == 0 ? Given.Manager : other)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => (answer.Status, answer.Code)), Is.All.EqualTo((HttpStatusCode.Conflict, "serial_number_taken")));
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(5));
        Assert.That((await Given.Read("purchase-orders?state=ordered")).Items, Has.Count.EqualTo(7));
    }

    private async Task Adds(Guid order, int devices, int deliveries)
    {
        var all = (await Given.Read("devices?limit=500")).Items;
        Assert.That(all, Has.Count.EqualTo(devices));
        Assert.That(all.Select(device => device.GetProperty("assetTag").GetString()), Is.Unique);
        Assert.That((await Order(order)).Delivered, Is.EqualTo(devices));
        var received = (await Given.Read($"deliveries?orderId={order}")).Items;
        Assert.That((received.Count, received.Sum(delivery => delivery.GetProperty("quantity").GetInt32())), Is.EqualTo((deliveries, devices)));
        await Given.ChainHolds();
    }

    private async Task<(Answer Order, Guid Line)> OrderOf(int quantity)
    {
        var order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel((await Given.Model()).Id, quantity));
        return (order, Purchase.LineOf(order));
    }

    private async Task<(string? State, long Delivered)> Order(Guid id)
    {
        var order = await Given.Read($"purchase-orders/{id}");
        return (order["state"].GetString(), order["delivered"].GetInt64());
    }
}
