using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>Choose the fields once, then scan.</summary>
public sealed class PrepareBatchTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Every_Scan_Applies_The_Fields_And_Puts_The_Device_In_Stock()
    {
        var model = (await Given.Model()).Id;
        var (received, prepared, stocked) = (await Given.Device(model), await Given.Device(model), await Given.DeviceInStock(model));
        await Given.Move(prepared.Id, "prepare");
        var answer = await Prepare(new { mdmState = "supervised", grade = "B", warrantyEndsOn = "2029-06-30" }, received["assetTag"].GetString()!, prepared["serialNumber"].GetString()!, "NOBODY-1", $"{stocked.Id}", $"{received.Id}");
        Assert.That(ShipmentTests.Outcomes(answer), Is.EqualTo(new[] { "200 prepared", "200 prepared", "404 unknown_device", "409 illegal_transition", "409 illegal_transition" }));
        foreach (var device in new[] { received, prepared })
        {
            var read = await Given.Read($"devices/{device.Id}");
            Assert.That((read["state"].GetString(), read["mdmState"].GetString(), read["grade"].GetString(), read["warrantyEndsOn"].GetString()), Is.EqualTo(("in_stock", "supervised", "B", "2029-06-30")));
            var told = (await Given.Read($"devices/{device.Id}/events")).Items[^1];
            Assert.That(told.GetProperty("name").GetString(), Is.EqualTo("put_in_stock"));
            Assert.That(told.GetProperty("changes").EnumerateObject().Select(change => change.Name), Is.EquivalentTo(new[] { "grade", "mdmState", "warrantyEndsOn" }));
        }
        Assert.That((await Given.Read($"devices/{stocked.Id}"))["mdmState"].GetString(), Is.EqualTo("not_enrolled"));
    }

    [Test]
    public async Task What_Is_Not_Chosen_Stays_As_It_Is()
    {
        var device = await Given.Device();
        Assert.That(ShipmentTests.Outcomes(await Prepare(null, $"{device.Id}")), Is.EqualTo(new[] { "200 prepared" }));
        var read = await Given.Read($"devices/{device.Id}");
        Assert.That((read["grade"].GetString(), read["mdmState"].GetString()), Is.EqualTo((device["grade"].GetString(), device["mdmState"].GetString())));
    }

    [Test]
    public async Task What_Came_Back_From_A_Loan_Or_Is_Held_Does_Not_Pass_Here()
    {
        var (lent, held) = (await Given.DeviceInStock(), await Given.Device());
        await Given.Loan(lent.Id);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = lent.Id })).Must(HttpStatusCode.OK);
        await Given.Move(lent.Id, "triage");
        (await Given.Manager.Patch(Given.Path($"devices/{held.Id}"), new { held = true }, "*")).Must(HttpStatusCode.OK);
        Assert.That(ShipmentTests.Outcomes(await Prepare(null, $"{lent.Id}", $"{held.Id}")), Is.EqualTo(new[] { "409 illegal_transition", "409 device_held" }));
        Assert.That((await Given.Read($"devices/{lent.Id}"))["state"].GetString(), Is.EqualTo("in_triage"));
    }

    [Test]
    public async Task A_Field_That_Cannot_Be_Is_Refused_For_All()
    {
        var device = await Given.Device();
        var refused = (await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { apply = new { grade = "Z" }, devices = new[] { device.Id } })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/apply/grade"], Is.EqualTo("not_one_of"));
        Assert.That((await Given.Read($"devices/{device.Id}"))["state"].GetString(), Is.EqualTo("received"));
        using var staff = await Given.Client("school_staff");
        (await staff.Post(Given.Path("devices/prepare-batch"), new { devices = new[] { device.Id } })).Must(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task The_Checklist_Of_The_Model_Is_Complete_Before_The_Stock()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "CHECK", tagRequired = true, mdmRequired = true, accessoriesRequired = true })).Must(HttpStatusCode.Created);
        var device = await Given.Device(model.Id);
        using var technician = await Given.Client("technician");
        var refused = (await technician.Post(Given.Path($"devices/{device.Id}/put_in_stock"))).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EquivalentTo(new[] { "tag_not_printed", "mdm_not_enrolled", "accessories_not_checked" }));
        Assert.That(ShipmentTests.Outcomes(await Prepare(new { tagPrinted = true }, $"{device.Id}")), Is.EqualTo(new[] { "409 mdm_not_enrolled" }));
        Assert.That(await Tick(new { tagPrinted = true, mdmState = "enrolled" }, device.Id), Is.EqualTo("200 checked"));
        var read = await Given.Read($"devices/{device.Id}");
        Assert.That((read["state"].GetString(), read["tagPrinted"].GetBoolean(), read["accessoriesPresent"].GetBoolean(), read["mdmState"].GetString()), Is.EqualTo(("in_preparation", true, false, "enrolled")));
        Assert.That((await technician.Post(Given.Path($"devices/{device.Id}/put_in_stock"))).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "accessories_not_checked" }));
        Assert.That(await Tick(new { accessoriesPresent = true }, device.Id), Is.EqualTo("200 checked"));
        Assert.That((await technician.Post(Given.Path($"devices/{device.Id}/put_in_stock"))).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("in_stock"));
        Assert.That((await Given.Read($"devices/{device.Id}/events")).Items.Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "register_device", "prepare", "check_preparation", "put_in_stock" }));
    }

    [Test]
    public async Task Who_Manages_The_Fleet_Goes_Past_The_Checklist_With_A_Reason()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "PAST", tagRequired = true })).Must(HttpStatusCode.Created);
        var (one, two) = ((await Given.Device(model.Id)).Id, (await Given.Device(model.Id)).Id);
        using var technician = await Given.Client("technician");
        var refused = (await technician.Post(Given.Path($"devices/{one}/put_in_stock"), new { overrideReason = "Imprimante en panne" })).Must(HttpStatusCode.Conflict);
        Assert.That(refused["reasons"][0].GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString()), Is.EqualTo(new[] { "organisation_admin", "fleet_manager" }));
        (await Given.Manager.Post(Given.Path($"devices/{one}/put_in_stock"), new { overrideReason = " " })).Must(HttpStatusCode.Conflict);
        (await Given.Manager.Post(Given.Path($"devices/{one}/put_in_stock"), new { overrideReason = "Imprimante en panne" })).Must(HttpStatusCode.OK);
        Assert.That(ShipmentTests.Outcomes((await technician.Post(Given.Path("devices/prepare-batch"), new { devices = new[] { two }, overrideReason = "Imprimante en panne" })).Must(HttpStatusCode.OK)), Is.EqualTo(new[] { "409 tag_not_printed" }));
        Assert.That(ShipmentTests.Outcomes((await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { devices = new[] { two }, overrideReason = "Imprimante en panne" })).Must(HttpStatusCode.OK)), Is.EqualTo(new[] { "200 prepared" }));
        foreach (var device in new[] { one, two })
        {
            var changes = (await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("changes");
            Assert.That((changes.GetProperty("overridden")[0].GetString(), changes.GetProperty("overrideReason").GetString()), Is.EqualTo(("tag_not_printed", "Imprimante en panne")));
        }
    }

    [Test]
    public async Task What_Was_Bought_Waits_For_The_Acceptance_Of_Its_Delivery()
    {
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var device = (await Given.Read($"devices?deliveryId={purchase.Delivery}")).Items.Single().GetProperty("id").GetGuid();
        using var technician = await Given.Client("technician");
        Assert.That((await technician.Post(Given.Path($"devices/{device}/put_in_stock"))).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "service_fait_missing" }));
        Assert.That(ShipmentTests.Outcomes(await Prepare(null, $"{device}")), Is.EqualTo(new[] { "409 service_fait_missing" }));
        (await Given.Manager.Post(Given.Path($"deliveries/{purchase.Delivery}/accept"), new { })).Must(HttpStatusCode.OK);
        Assert.That(ShipmentTests.Outcomes(await Prepare(null, $"{device}")), Is.EqualTo(new[] { "200 prepared" }));
    }

    [Test]
    public async Task A_Device_That_Comes_Back_From_The_Bench_Is_Enrolled_Again_And_Not_Tagged_Again()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "BACK", tagRequired = true, mdmRequired = true })).Must(HttpStatusCode.Created);
        var device = (await Given.Device(model.Id)).Id;
        await Given.Move(device, "put_in_stock", new { overrideReason = "essai" });
        foreach (var move in (string[])["repair", "finish_repair"]) await Given.Move(device, move);
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device}/put_in_stock"))).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "mdm_not_enrolled" }));
        (await Given.Manager.Patch(Given.Path($"devices/{device}"), new { mdmState = "supervised" }, "*")).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"devices/{device}/put_in_stock"))).Must(HttpStatusCode.OK);
    }

    private async Task<string> Tick(object apply, Guid device) =>
        ShipmentTests.Outcomes((await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { apply, devices = new[] { device }, putInStock = false })).Must(HttpStatusCode.OK)).Single();

    private async Task<Answer> Prepare(object? apply, params string[] devices) => (await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { apply, devices })).Must(HttpStatusCode.OK);
}
