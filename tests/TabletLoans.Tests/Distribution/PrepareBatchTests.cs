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

    private async Task<Answer> Prepare(object? apply, params string[] devices) => (await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { apply, devices })).Must(HttpStatusCode.OK);
}
