using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

public sealed class AcceptDeliveryTests(Engine engine) : ApiTest(engine)
{
    private Answer _order = null!;
    private Guid _delivery;

    [SetUp]
    public async Task ReceiveThree()
    {
        _order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel((await Given.Model()).Id, 3));
        _delivery = (await Purchase.Receive(Given, _order.Id, Purchase.LineOf(_order), ["a", "b", "c"])).Must(HttpStatusCode.OK)["delivery"].GetProperty("id").GetGuid();
    }

    [Test]
    public async Task What_Is_Accepted_Has_A_Warranty_From_Its_Start()
    {
        var accepted = (await Accept(new { invoiceReference = "F-1", warrantyStartsOn = "2099-01-31", warrantyMonths = 25 })).Must(HttpStatusCode.OK);
        Assert.That((accepted["invoiceReference"].GetString(), accepted["warrantyEndsOn"].GetString(), accepted["refused"].GetInt32()), Is.EqualTo(("F-1", "2101-02-28", 0)));
        Assert.That(accepted["acceptedOn"].GetString(), Is.Not.Null);
        var devices = await Devices();
        Assert.That(devices.Values.Select(device => device.GetProperty("warrantyEndsOn").GetString()), Is.All.EqualTo("2101-02-28"));
        var told = (await Given.Read($"devices/{devices["a"].GetProperty("id").GetGuid()}/events")).Items;
        Assert.That(told.Select(item => item.GetProperty("name").GetString()), Is.EqualTo(new[] { "register_device", "accept_device" }));
        Assert.That(told[1].GetProperty("changes").GetProperty("warrantyEndsOn").GetRawText(), Is.EqualTo("""{"old":null,"new":"2101-02-28"}"""));
        Assert.That(await Order(), Is.EqualTo(("delivered", 3L)));
    }

    [Test]
    public async Task It_Is_Accepted_Once_Even_By_Many_At_Once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Accept(new { refused = new[] { Refusal("b") } })));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("delivery_already_accepted"));
        Assert.That(await Order(), Is.EqualTo(("partly_delivered", 2L)));
    }

    [Test]
    public async Task What_Is_Refused_Leaves_With_Its_Reason_And_Frees_Its_Place()
    {
        var accepted = (await Accept(new { warrantyMonths = 24, refused = new[] { Refusal("B") } })).Must(HttpStatusCode.OK);
        Assert.That((accepted["refused"].GetInt32(), accepted["quantity"].GetInt32()), Is.EqualTo((1, 3)));
        var devices = await Devices();
        Assert.That(devices.ToDictionary(pair => pair.Key, pair => pair.Value.GetProperty("state").GetString()), Is.EqualTo(new Dictionary<string, string?> { ["a"] = "received", ["b"] = "retired", ["c"] = "received" }));
        Assert.That(devices["b"].GetProperty("warrantyEndsOn").ValueKind, Is.EqualTo(JsonValueKind.Null));
        var told = (await Given.Read($"devices/{devices["b"].GetProperty("id").GetGuid()}/events")).Items[^1];
        Assert.That((told.GetProperty("name").GetString(), told.GetProperty("reason").GetString()), Is.EqualTo(("retire", "écran cassé")));
        var refused = (await Given.Read($"deliveries/{_delivery}/refusals")).Items.Single();
        Assert.That((refused.GetProperty("serialNumber").GetString(), refused.GetProperty("reason").GetString(), refused.GetProperty("deviceId").GetGuid()), Is.EqualTo(("b", "écran cassé", devices["b"].GetProperty("id").GetGuid())));
        Assert.That(await Order(), Is.EqualTo(("partly_delivered", 2L)));
        (await Purchase.Receive(Given, _order.Id, Purchase.LineOf(_order), ["d"])).Must(HttpStatusCode.OK);
        Assert.That(await Order(), Is.EqualTo(("delivered", 3L)));
        Assert.That((await Purchase.Receive(Given, _order.Id, Purchase.LineOf(_order), ["e"])).Must(HttpStatusCode.Conflict).Reasons, Does.Contain("over_delivery"));
    }

    [Test]
    public async Task An_Order_All_Of_Which_Was_Refused_Waits_Again_And_May_Be_Cancelled()
    {
        (await Accept(new { refused = new[] { Refusal("a"), Refusal("b"), Refusal("c") } })).Must(HttpStatusCode.OK);
        Assert.That(await Order(), Is.EqualTo(("ordered", 0L)));
        (await Purchase.Move(Given, _order.Id, "cancel")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Only_What_Came_And_Was_Not_Taken_In_Hand_Can_Be_Refused_And_Every_Reason_Is_Said()
    {
        await Given.Move((await Devices())["a"].GetProperty("id").GetGuid(), "prepare");
        var refused = (await Accept(new { refused = new[] { Refusal("a"), Refusal("zzz"), Refusal("b") } })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "refused_device_in_use", "serial_not_in_delivery" }));
        Assert.That((await Given.Read($"deliveries/{_delivery}"))["acceptedOn"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await Devices())["b"].GetProperty("state").GetString(), Is.EqualTo("received"));
        Assert.That(await Order(), Is.EqualTo(("delivered", 3L)));
    }

    [Test]
    public async Task Values_That_Cannot_Be_Are_Refused_Together()
    {
        var refused = (await Accept(new { acceptedOn = "2001-01-01", warrantyStartsOn = "2099-01-01", refused = new[] { Refusal("a"), Refusal("A") } })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors.Keys, Is.EquivalentTo(new[] { "/acceptedOn", "/warrantyMonths", "/refused/1/serial" }));
        Assert.That((await Accept(new { refused = new[] { new { serial = "a" } } })).Must(HttpStatusCode.UnprocessableEntity).Errors["/refused/0/reason"], Is.EqualTo("missing"));
        (await Accept(new { acceptedOn = "9999-12-31", warrantyMonths = 12 })).Must(HttpStatusCode.UnprocessableEntity);
    }

    private Task<Answer> Accept(object body) => Given.Manager.Post(Given.Path($"deliveries/{_delivery}/accept"), body);

    private static object Refusal(string serial) => new { serial, reason = "écran cassé" };

    private async Task<Dictionary<string, JsonElement>> Devices() =>
        (await Given.Read($"devices?deliveryId={_delivery}")).Items.ToDictionary(device => device.GetProperty("serialNumber").GetString()!, StringComparer.Ordinal);

    private async Task<(string? State, long Delivered)> Order()
    {
        var order = await Given.Read($"purchase-orders/{_order.Id}");
        return (order["state"].GetString(), order["delivered"].GetInt64());
    }
}
