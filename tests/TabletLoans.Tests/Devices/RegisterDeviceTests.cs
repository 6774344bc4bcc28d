using System.Net;
using System.Text.Json;
using TabletLoans.Devices;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Devices;

public sealed class RegisterDeviceTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Device_Is_Received_With_All_That_Is_Known_Of_It()
    {
        var model = await Given.Model();
        var device = (await Given.Manager.Post(Given.Path("devices"), new
        {
            serialNumber = " dmpXQ1 ", modelId = model.Id, inventoryNumber = "inv-7", imei = "49-015420-323751-8", macAddress = "00-1a-2b-3c-4d-5e",
            origin = "refurbished", priceExclTaxCents = 16742, priceInclTaxCents = 20090, warrantyEndsOn = "2029-08-31", customFields = new { lot = "A", rang = 3 },
        })).Must(HttpStatusCode.Created);
        Assert.Multiple(() =>
        {
            Assert.That(device["serialNumber"].GetString(), Is.EqualTo("dmpXQ1"));
            Assert.That(device["imei"].GetString(), Is.EqualTo("490154203237518"));
            Assert.That(device["macAddress"].GetString(), Is.EqualTo("00:1A:2B:3C:4D:5E"));
            Assert.That(device["state"].GetString(), Is.EqualTo("received"));
            Assert.That(device["grade"].GetString(), Is.EqualTo("B"), "a reconditioned device is not like new");
            Assert.That(device["priceInclTaxCents"].GetInt64(), Is.EqualTo(20090));
            Assert.That(device["warrantyEndsOn"].GetString(), Is.EqualTo("2029-08-31"));
            Assert.That(device["customFields"].GetProperty("rang").GetInt32(), Is.EqualTo(3));
            Assert.That(device["model"].GetProperty("manufacturer").GetString(), Is.EqualTo("Acme"));
        });
        var read = await Given.Read($"devices/{device.Id}");
        Assert.That(JsonElement.DeepEquals(read.Json, device.Json), Is.True, "what is read is what was answered");
    }

    [Test]
    public async Task Tags_That_Are_Not_Given_Follow_One_Another_With_A_Check_Letter()
    {
        var model = await Given.Model();
        var devices = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Given.Device(model.Id)));
        var tags = devices.Select(device => device["assetTag"].GetString()!).ToList();
        Assert.That(tags, Is.Unique);
        Assert.That(tags, Is.All.Matches<string>(AssetTag.HasValidCheckLetter));
        Assert.That(tags.Select(tag => int.Parse(tag.Split('-')[2][..6], null)).Order(), Is.EqualTo(Enumerable.Range(1, 20)), "none is skipped and none given twice");
    }

    [Test]
    public async Task A_Serial_Number_Is_Unique_Per_Manufacturer_Whatever_Its_Case()
    {
        var model = await Given.Model();
        await Given.Device(model.Id, "abc123");
        Assert.That((await Register(model.Id, "ABC123")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("serial_number_taken"));
        Assert.That((await Register((await Given.Model()).Id, "abc123")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("serial_number_taken"), "another model of the same manufacturer");
        (await Register((await Given.Model(manufacturer: "Other")).Id, "abc123")).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task Two_Devices_With_One_Serial_Are_Told_Apart_By_Their_Tags()
    {
        var first = await Given.Device((await Given.Model()).Id, "same");
        await Given.Device((await Given.Model(manufacturer: "Other")).Id, "same");
        Assert.That((await Given.Manager.Post(Given.Path("loans/return"), new { device = "same" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("ambiguous_device"));
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = first["assetTag"].GetString() })).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Every_Identifier_That_Is_Taken_Is_Told_At_Once_And_Nothing_Is_Kept()
    {
        var model = await Given.Model();
        var identifiers = new { serialNumber = "s1", modelId = model.Id, assetTag = "t1", inventoryNumber = "i1", imei = "490154203237518" };
        (await Given.Manager.Post(Given.Path("devices"), identifiers)).Must(HttpStatusCode.Created);
        var refused = (await Given.Manager.Post(Given.Path("devices"), identifiers)).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EquivalentTo(new[] { "asset_tag_taken", "serial_number_taken", "imei_taken", "inventory_number_taken" }));
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Serial_In_Another_Organisation_Is_Another_Device()
    {
        await Given.Device(serialNumber: "s1");
        var other = await Support.Given.Organisation(Host);
        await other.Device(serialNumber: "s1");
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_Unknown_Model_And_A_Price_With_Tax_Below_The_Price_Without_Are_Refused()
    {
        Assert.That((await Register(Guid.CreateVersion7(), "s1")).Must(HttpStatusCode.UnprocessableEntity).Errors["/modelId"], Is.EqualTo("unknown_reference"));
        var refused = await Given.Manager.Post(Given.Path("devices"), new { serialNumber = "s1", modelId = (await Given.Model()).Id, priceExclTaxCents = 200, priceInclTaxCents = 100 });
        Assert.That(refused.Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/priceInclTaxCents"));
    }

    [Test]
    public async Task A_Model_Is_Registered_Once_Per_Manufacturer_And_Reference()
    {
        await Given.Model(reference: "T 10");
        var again = await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = " acme ", reference = "t  10" });
        Assert.That(again.Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_model_taken"));
        await Given.Model(manufacturer: "Other", reference: "T 10");
        (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "G", gtin = "4006381333931" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "H", gtin = "4006381333932" })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/gtin"));
    }

    private Task<Answer> Register(Guid modelId, string serialNumber) => Given.Manager.Post(Given.Path("devices"), new { serialNumber, modelId });
}
