using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

/// <summary>A supplier's delivery file is received by the rule of a delivery that is scanned, and told by its lines.</summary>
public sealed class ImportDeliveryTests(Engine engine) : ApiTest(engine)
{
    private const string File = "N° de série;Désignation\r\nIMP-1;Tablette\r\nIMP-2;Tablette\r\n";

    private Answer _order = null!;

    [SetUp]
    public async Task OrderThree() => _order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel((await Given.Model()).Id, 3));

    [Test]
    public async Task A_File_Is_Looked_At_And_Then_Received()
    {
        var preview = (await Import(File, "&dryRun=true")).Must(HttpStatusCode.OK);
        Assert.That((preview["dryRun"].GetBoolean(), preview["created"].GetInt32(), preview["leftToDeliver"].GetInt32()), Is.EqualTo((true, 2, 1)));
        Assert.That((await Given.Read("devices")).Items, Is.Empty);
        var received = (await Import(File, $"&deliveryNote=BL-9&deliveredOn={Given.Today:O}")).Must(HttpStatusCode.OK);
        Assert.That((received["delivery"].GetProperty("deliveryNote").GetString(), received["delivery"].GetProperty("deliveredOn").GetString()), Is.EqualTo(("BL-9", $"{Given.Today:O}")));
        var devices = (await Given.Read("devices")).Items;
        Assert.That(devices.Select(device => device.GetProperty("serialNumber").GetString()), Is.EquivalentTo(new[] { "IMP-1", "IMP-2" }));
        Assert.That((await Given.Read($"devices/{devices[0].GetProperty("id").GetGuid()}/events")).Items[0].GetProperty("source").GetString(), Is.EqualTo("import"));
        var told = (await Given.Read($"purchase-orders/{_order.Id}/events")).Items.Select(item => item.GetProperty("name").GetString());
        Assert.That(told, Is.EqualTo(new[] { "draft_purchase_order", "order_purchase", "receive_delivery" }));
    }

    [Test]
    public async Task Everything_Wrong_Is_Told_By_Its_Line_And_Nothing_Is_Kept()
    {
        (await Import("serial\nKNOWN\n", "")).Must(HttpStatusCode.OK);
        var refused = (await Import("serial;x\nIMP-1;a\n\nknown;b\nimp-1;c\n", "")).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "over_delivery", "serial_number_taken", "duplicate_serial_number" }));
        Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string> { ["/lines/4/serial"] = "serial_number_taken", ["/lines/5/serial"] = "duplicate_serial_number" }));
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(1));
    }

    [TestCase("numéro\nA\n")]
    [TestCase("serial\n")]
    [TestCase("serial;x\n;a\n")]
    [TestCase("serial\n=1+1\n")]
    public async Task A_File_That_Names_No_Device_Is_Refused(string file)
    {
        (await Import(file, "")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That((await Given.Read("devices")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Line_Of_Another_Order_And_Nobody_Else_Receives()
    {
        Assert.That((await Given.Manager.PostText(Given.Path($"purchase-orders/{_order.Id}/deliveries/import?lineId={Guid.CreateVersion7()}"), File, "text/csv")).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/lineId" }));
        Assert.That((await Given.Manager.PostText(Given.Path($"purchase-orders/{_order.Id}/deliveries/import"), File, "text/csv")).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/lineId" }));
        using var technician = await Given.Client("technician");
        (await technician.PostText(Given.Path($"purchase-orders/{_order.Id}/deliveries/import?lineId={Purchase.LineOf(_order)}"), File, "text/csv")).Must(HttpStatusCode.Forbidden);
    }

    private Task<Answer> Import(string file, string query) =>
        Given.Manager.PostText(Given.Path($"purchase-orders/{_order.Id}/deliveries/import?lineId={Purchase.LineOf(_order)}{query}"), file, "text/csv");
}
