using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Devices;

public sealed class ChangeDeviceTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Only_The_Members_Sent_Change_And_A_Null_Removes()
    {
        var device = await Given.Device();
        var changed = (await Patch(device, new { inventoryNumber = "INV-1", grade = "C", customFields = new { a = 1, b = 2 } }, device.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((changed["inventoryNumber"].GetString(), changed["grade"].GetString(), changed["serialNumber"].GetString(), changed.Headers["ETag"]), Is.EqualTo(("INV-1", "C", device["serialNumber"].GetString(), "\"2\"")));
        var again = (await Patch(device, new Dictionary<string, object?> { ["inventoryNumber"] = null, ["customFields"] = new Dictionary<string, object?> { ["a"] = null, ["c"] = 3 } }, "\"2\"")).Must(HttpStatusCode.OK);
        Assert.That(again["inventoryNumber"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(again["customFields"].GetRawText(), Is.EqualTo("""{"b":2,"c":3}"""));
        var told = (await Given.Read($"devices/{device.Id}/events")).Items;
        Assert.That(told.Select(item => item.GetProperty("name").GetString()), Is.EqualTo(new[] { "register_device", "change_device", "change_device" }));
        Assert.That(told[1].GetProperty("changes").GetProperty("grade").GetRawText(), Is.EqualTo("""{"old":"A","new":"C"}"""));
        Assert.That(told[1].GetProperty("changes").TryGetProperty("serialNumber", out _), Is.False);
    }

    [Test]
    public async Task What_No_Answer_Could_Hold_Is_Refused()
    {
        var device = await Given.Device();
        var half = await Given.Manager.Send(HttpMethod.Patch, Given.Path($"devices/{device.Id}"), new StringContent("""{"inventoryNumber":"\ud800"}""", System.Text.Encoding.UTF8, "application/merge-patch+json"), ("If-Match", "*"));
        Assert.That(half.Must(HttpStatusCode.BadRequest).Code, Is.EqualTo("malformed_request"));
        (await Patch(device, new { assetTag = " " }, "*")).Must(HttpStatusCode.UnprocessableEntity);
        (await Patch(device, new { customFields = Nested(9) }, "*")).Must(HttpStatusCode.UnprocessableEntity);
        (await Patch(device, new { customFields = Nested(8) }, "*")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read($"devices/{device.Id}/events")).Items, Has.Count.EqualTo(2));
    }

    private static object Nested(int levels) => levels == 0 ? 1 : new Dictionary<string, object> { ["a"] = Nested(levels - 1) };

    [Test]
    public async Task Without_If_Match_It_Is_428_With_A_Stale_One_412_And_Nothing_Changes()
    {
        var device = await Given.Device();
        Assert.That((await Patch(device, new { grade = "C" }, null)).Must((HttpStatusCode)428).Code, Is.EqualTo("precondition_required"));
        Assert.That((await Patch(device, new { grade = "C" }, "\"7\"")).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        Assert.That((await Patch(device, new { grade = "C" }, "\"x\"")).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        Assert.That((await Given.Read($"devices/{device.Id}"))["version"].GetInt64(), Is.EqualTo(1));
        (await Patch(device, new { grade = "C" }, "*")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Of_Many_Changes_At_Once_On_One_Version_Exactly_One_Is_Kept()
    {
        var device = await Given.Device();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Patch(device, new { inventoryNumber = $"INV-{i}" }, "\"1\"")));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed), Is.EqualTo(11));
    }

    [TestCase("""{"state":"in_stock"}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"schoolId":null}""", HttpStatusCode.BadRequest)]
    [TestCase("""{"serialNumber":null}""", HttpStatusCode.UnprocessableEntity)]
    [TestCase("""{"grade":"Z"}""", HttpStatusCode.UnprocessableEntity)]
    [TestCase("""{"imei":"123"}""", HttpStatusCode.UnprocessableEntity)]
    [TestCase("""{"customFields":[1]}""", HttpStatusCode.UnprocessableEntity)]
    [TestCase("[]", HttpStatusCode.BadRequest)]
    [TestCase("{", HttpStatusCode.BadRequest)]
    public async Task What_Cannot_Be_Changed_Or_Accepted_Is_Refused(string patch, HttpStatusCode expected)
    {
        var device = await Given.Device();
        (await Patch(device, patch, "*")).Must(expected);
        Assert.That((await Given.Read($"devices/{device.Id}"))["version"].GetInt64(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_Change_Of_Nothing_Leaves_The_Version()
    {
        var device = await Given.Device();
        Assert.That((await Patch(device, new { grade = "A" }, "*")).Must(HttpStatusCode.OK)["version"].GetInt64(), Is.EqualTo(1));
        Assert.That((await Given.Read($"devices/{device.Id}/events")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Held_Device_Offers_No_Move()
    {
        var device = await Given.DeviceInStock();
        Assert.That((await Patch(device, new { held = true }, "*")).Must(HttpStatusCode.OK)["allowedTransitions"].GetArrayLength(), Is.Zero);
        Assert.That((await Patch(device, new { held = false }, "*")).Must(HttpStatusCode.OK)["allowedTransitions"].GetArrayLength(), Is.GreaterThan(3));
    }

    [Test]
    public async Task A_Tag_That_Is_Another_Devices_Is_Refused()
    {
        var (first, second) = (await Given.Device(), await Given.Device());
        Assert.That((await Patch(first, new { assetTag = second["assetTag"].GetString() }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("asset_tag_taken"));
        (await Patch(first, new { assetTag = first["assetTag"].GetString() }, "*")).Must(HttpStatusCode.OK);
    }

    private Task<Answer> Patch(Answer device, object patch, string? ifMatch) => Given.Manager.Patch(Given.Path($"devices/{device.Id}"), patch, ifMatch);
}
