using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Devices;

/// <summary>One move with many devices: each line by itself, and a dry run that keeps nothing.</summary>
public sealed class MoveDevicesTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Each_Line_Is_Moved_Or_Refused_By_Itself()
    {
        var (received, stocked) = (await Given.Device(), await Given.DeviceInStock());
        var answer = (await Batch("put_in_stock", [received.Id.ToString("D"), stocked["assetTag"].GetString()!, "nobody knows"])).Must(HttpStatusCode.OK);
        Assert.That(answer["results"].EnumerateArray().Select(line => line.GetProperty("status").GetInt32()), Is.EqualTo(new[] { 200, 409, 404 }));
        Assert.That((Line(answer, 0, "from"), Line(answer, 0, "to"), Line(answer, 1, "to")), Is.EqualTo(("received", "in_stock", (string?)null)));
        Assert.That(answer["results"][1].GetProperty("problem").GetProperty("code").GetString(), Is.EqualTo("illegal_transition"));
        Assert.That((await Given.Read($"devices/{received.Id}"))["state"].GetString(), Is.EqualTo("in_stock"));
    }

    [Test]
    public async Task A_Dry_Run_Says_The_Same_And_Keeps_Nothing()
    {
        var (device, school) = (await Given.DeviceInStock(), (await Given.School()).Id);
        var before = await Given.Read($"devices/{device.Id}");
        var answer = (await Batch("send_to_school", [device.Id.ToString("D")], "?dryRun=true", school)).Must(HttpStatusCode.OK);
        Assert.That((answer["dryRun"].GetBoolean(), Line(answer, 0, "to")), Is.EqualTo((true, "in_transit")));
        Assert.That((await Given.Read($"devices/{device.Id}")).Text, Is.EqualTo(before.Text));
        Assert.That((await Given.Read($"devices/{device.Id}/events")).Items.Select(told => told.GetProperty("name").GetString()), Has.None.EqualTo("send_to_school"));
        Assert.That(Line((await Batch("send_to_school", [device.Id.ToString("D")], "", school)).Must(HttpStatusCode.OK), 0, "to"), Is.EqualTo("in_transit"));
    }

    [Test]
    public async Task The_Right_Of_The_Move_Is_The_Right_Of_Many()
    {
        var device = await Given.DeviceInStock();
        using var secretary = await Given.Client("technician");
        Assert.That((await secretary.Post(Given.Path("devices/batch/retire"), new { devices = new[] { device.Id }, reason = "délibération 12" })).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        (await Batch("retire", [])).Must(HttpStatusCode.UnprocessableEntity);
    }

    private Task<Answer> Batch(string move, string[] devices, string query = "", Guid? schoolId = null) => Given.Manager.Post(Given.Path($"devices/batch/{move}{query}"), new { devices, reason = "test", schoolId });

    private static string? Line(Answer answer, int line, string member) => answer["results"][line].GetProperty(member) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
