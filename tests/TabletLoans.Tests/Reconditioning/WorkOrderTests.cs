using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Reconditioning;

/// <summary>Repairs: opened once, finished once, and what came in place of a device knows it.</summary>
public sealed class WorkOrderTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Repair_Is_Opened_And_Finished()
    {
        var device = await Given.DeviceInStock();
        var opened = (await Given.Manager.Post(Given.Path("work-orders"), new { device = device["assetTag"].GetString(), kind = "sent_out", fault = "Écran", supplierName = "Atelier", warrantyClaim = "SAV-1" })).Must(HttpStatusCode.Created);
        Assert.That((opened["state"].GetString(), opened["deviceId"].GetGuid(), opened["supplierName"].GetString()), Is.EqualTo(("open", device.Id, "Atelier")));
        Assert.That(await State(device.Id), Is.EqualTo("in_repair"));
        Assert.That((await Given.Read("work-orders?state=open")).Items, Has.Count.EqualTo(1));
        var finished = (await Finish(opened.Id, new { outcome = "repaired", costCents = 8900, parts = new[] { "Dalle", "Joint" } })).Must(HttpStatusCode.OK);
        Assert.That((finished["state"].GetString(), finished["outcome"].GetString(), finished["costCents"].GetInt64()), Is.EqualTo(("finished", "repaired", 8900)));
        Assert.That(finished["parts"].EnumerateArray().Select(part => part.GetString()), Is.EqualTo(new[] { "Dalle", "Joint" }));
        Assert.That(await State(device.Id), Is.EqualTo("in_triage"));
        Assert.That((await Given.Read("work-orders?state=open")).Items, Is.Empty);
        Assert.That((await Given.Read($"work-orders?state=finished&deviceId={device.Id}")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read($"work-orders/{opened.Id}")).Text, Is.EqualTo(finished.Text));
        Assert.That((await Finish(opened.Id, new { outcome = "repaired", costCents = 0 })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("work_order_finished"));
    }

    [Test]
    public async Task What_Cannot_Be_Repaired_Is_Scrap_And_Goes_Back_To_Triage()
    {
        var order = await Open((await Given.DeviceInStock()).Id);
        (await Finish(order.Id, new { outcome = "irreparable" })).Must(HttpStatusCode.OK);
        var read = await Given.Read($"devices/{order["deviceId"].GetGuid()}");
        Assert.That((read["state"].GetString(), read["grade"].GetString()), Is.EqualTo(("in_triage", "X")));
    }

    [Test]
    public async Task A_Replacement_Keeps_The_Inventory_Number_And_The_Two_Know_Each_Other()
    {
        var old = (await Given.DeviceInStock()).Id;
        (await Given.Manager.Patch(Given.Path($"devices/{old}"), new { inventoryNumber = "INV-7", warrantyEndsOn = "2031-01-31" }, "*")).Must(HttpStatusCode.OK);
        var order = await Open(old, "SAV-7");
        var finished = (await Finish(order.Id, new { outcome = "replaced", replacedBySerial = "NEW-7" })).Must(HttpStatusCode.OK);
        var next = finished["replacedByDeviceId"].GetGuid();
        var (before, after) = (await Given.Read($"devices/{old}"), await Given.Read($"devices/{next}"));
        Assert.Multiple(() =>
        {
            Assert.That((before["state"].GetString(), before["replacedByDeviceId"].GetGuid()), Is.EqualTo(("retired", next)));
            Assert.That(before["inventoryNumber"].ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That((after["state"].GetString(), after["serialNumber"].GetString(), after["inventoryNumber"].GetString()), Is.EqualTo(("received", "NEW-7", "INV-7")));
            Assert.That((after["replacesDeviceId"].GetGuid(), after["warrantyEndsOn"].GetString()), Is.EqualTo((old, "2031-01-31")));
            Assert.That(after["modelId"].GetGuid(), Is.EqualTo(before["modelId"].GetGuid()));
        });
        var told = (await Given.Read($"devices/{old}/events")).Items[^1];
        Assert.That((told.GetProperty("name").GetString(), told.GetProperty("reason").GetString()), Is.EqualTo(("replace", "SAV-7")));
    }

    [Test]
    public async Task A_Replacement_That_Cannot_Be_Changes_Nothing()
    {
        var (model, device) = ((await Given.Model()).Id, Guid.Empty);
        device = (await Given.Device(model, "OLD-8")).Id;
        await Given.Device(model, "TAKEN-8");
        await Given.Move(device, "put_in_stock");
        var order = await Open(device);
        Assert.That((await Finish(order.Id, new { outcome = "replaced" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/replacedBySerial"], Is.EqualTo("missing"));
        Assert.That((await Finish(order.Id, new { outcome = "replaced", replacedBySerial = "=1+1" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/replacedBySerial"], Is.EqualTo("formula"));
        (await Finish(order.Id, new { outcome = "repaired", costCents = 0, replacedBySerial = "X" })).Must(HttpStatusCode.UnprocessableEntity);
        foreach (var serial in (string[])["taken-8", "OLD-8"])
            Assert.That((await Finish(order.Id, new { outcome = "replaced", replacedBySerial = serial })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("serial_number_taken"));
        Assert.That(await State(device), Is.EqualTo("in_repair"));
        Assert.That((await Given.Read($"work-orders/{order.Id}"))["state"].GetString(), Is.EqualTo("open"));
    }

    [Test]
    public async Task An_Order_Whose_Device_Was_Retired_Ends_Without_Moving_It()
    {
        var device = (await Given.DeviceInStock()).Id;
        var order = await Open(device);
        foreach (var move in (string[])["retire", "reinstate"]) await Given.Move(device, move);
        Assert.That((await Bench.Try(Given, device, "repair")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "work_order_open" }));
        Assert.That((await Finish(order.Id, new { outcome = "replaced", replacedBySerial = "NEW-9" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("illegal_transition"));
        (await Finish(order.Id, new { outcome = "irreparable" })).Must(HttpStatusCode.OK);
        var read = await Given.Read($"devices/{device}");
        Assert.That((read["state"].GetString(), read["grade"].GetString()), Is.EqualTo(("in_triage", "A")));
        (await Bench.Try(Given, device, "repair")).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task Two_Who_Finish_At_Once_Replace_One_Device()
    {
        var device = (await Given.DeviceInStock()).Id;
        var order = await Open(device);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Finish(order.Id, new { outcome = "replaced", replacedBySerial = $"RACE-{i}" })));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Has.All.EqualTo("work_order_finished"));
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(2));
    }

    [TestCase("technician", HttpStatusCode.OK)]
    [TestCase("school_staff", HttpStatusCode.Forbidden)]
    public async Task Who_Repairs_May_Replace(string role, HttpStatusCode expected)
    {
        using var client = await Given.Client(role);
        var order = await Open((await Given.DeviceInStock()).Id);
        (await client.Post(Given.Path($"work-orders/{order.Id}/finish"), new { outcome = "replaced", replacedBySerial = "ROLE-1" })).Must(expected);
    }

    private async Task<Answer> Open(Guid device, string? warrantyClaim = null) =>
        (await Given.Manager.Post(Given.Path("work-orders"), new { device, kind = "internal", fault = "Écran", warrantyClaim })).Must(HttpStatusCode.Created);

    private Task<Answer> Finish(Guid order, object body) => Given.Manager.Post(Given.Path($"work-orders/{order}/finish"), body);

    private async Task<string?> State(Guid device) => (await Given.Read($"devices/{device}"))["state"].GetString();
}
