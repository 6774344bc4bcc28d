using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

public sealed class ReturnDeviceTests(Engine engine) : ApiTest(engine)
{
    private static readonly object[] ChargerAndCover = [new { kind = "charger" }, new { kind = "cover", quantity = 2 }];

    [TestCase("tag")]
    [TestCase("serial")]
    [TestCase("id")]
    public async Task A_Device_Is_Taken_Back_By_Tag_Serial_Or_Id(string by)
    {
        var device = await Given.DeviceInStock();
        var loan = await Given.Loan(device.Id);
        var name = by switch { "tag" => device["assetTag"].GetString()!.ToLowerInvariant(), "serial" => $" {device["serialNumber"].GetString()} ", _ => device.Id.ToString() };
        var answer = await Return(new { device = name, grade = "B", notes = "rayée" });
        Assert.Multiple(() =>
        {
            Assert.That(answer["loan"].GetProperty("id").GetGuid(), Is.EqualTo(loan.Id));
            Assert.That(answer["loan"].GetProperty("outcome").GetString(), Is.EqualTo("returned"));
            Assert.That(answer["loan"].GetProperty("returnGrade").GetString(), Is.EqualTo("B"));
            Assert.That(answer["device"].GetProperty("state").GetString(), Is.EqualTo("returned"));
            Assert.That(answer["device"].GetProperty("grade").GetString(), Is.EqualTo("B"));
            Assert.That(answer["device"].GetProperty("dataState").GetString(), Is.EqualTo("user_data"));
            Assert.That(Anomalies(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Without_A_List_Every_Piece_Came_Back_And_With_One_The_Rest_Stays_Due()
    {
        var loan = await Given.Loan(accessories: ChargerAndCover);
        var answer = await Return(new { device = loan["deviceId"].GetGuid(), accessories = new[] { new { kind = "cover", quantity = 1 } } });
        Assert.That(Anomalies(answer), Is.EqualTo(new[] { "accessory_missing", "accessory_missing" }));
        Assert.That(answer["device"].GetProperty("state").GetString(), Is.EqualTo("returned"), "a missing piece does not keep the device on loan");
        Assert.That((await Given.Read("loans?accessoriesDue=true")).Items, Has.Count.EqualTo(1));

        var late = (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/accessories/return"), new { accessories = ChargerAndCover })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(late.Errors["/accessories/1"], Is.EqualTo("accessory_not_due"), "one cover is due, not two");
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/accessories/return"), new { accessories = new[] { new { kind = "charger" }, new { kind = "cover" } } })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("loans?accessoriesDue=true")).Items, Is.Empty);

        var other = await Given.Loan(borrower: (await Given.Pupil(lastName: "Autre")).Id, accessories: ChargerAndCover);
        Assert.That(Anomalies(await Return(new { device = other["deviceId"].GetGuid() })), Is.Empty);
    }

    [Test]
    public async Task A_Piece_That_Was_Not_Lent_Is_An_Anomaly()
    {
        var loan = await Given.Loan();
        Assert.That(Anomalies(await Return(new { device = loan["deviceId"].GetGuid(), accessories = new[] { new { kind = "stylus" } } })), Is.EqualTo(new[] { "accessory_unexpected" }));
    }

    [Test]
    public async Task A_Second_Scan_Is_Accepted_And_Rewrites_Nothing()
    {
        var loan = await Given.Loan();
        var first = await Return(new { device = loan["deviceId"].GetGuid(), grade = "B" });
        var second = await Return(new { device = loan["deviceId"].GetGuid(), grade = "D" });
        Assert.That(Anomalies(second), Is.EqualTo(new[] { "not_on_loan" }));
        Assert.That(second["loan"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        var after = await Given.Read($"loans/{loan.Id}");
        Assert.That(after["returnedAt"].GetString(), Is.EqualTo(first["loan"].GetProperty("returnedAt").GetString()));
        Assert.That(after["returnGrade"].GetString(), Is.EqualTo("B"));
        Assert.That((await Given.Read($"devices/{loan["deviceId"].GetGuid()}"))["grade"].GetString(), Is.EqualTo("B"));
    }

    [Test]
    public async Task A_Device_That_Left_The_Fleet_Is_Accepted_With_An_Anomaly()
    {
        var device = await Given.DeviceInStock();
        await Given.Move(device.Id, "retire");
        Assert.That(Anomalies(await Return(new { device = device.Id })), Is.EqualTo(new[] { "left_fleet" }));
        Assert.That((await Given.Read($"devices/{device.Id}"))["state"].GetString(), Is.EqualTo("retired"));
    }

    [TestCase("declare-lost", "was_lost")]
    [TestCase("declare-stolen", "was_stolen")]
    public async Task A_Lost_Or_Stolen_Device_That_Comes_Back_Ends_Its_Loan_As_Returned(string declare, string anomaly)
    {
        var loan = await Given.Loan();
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/{declare}"), declare == "declare-lost" ? new { } : new { policeReport = "2026/001234" })).Must(HttpStatusCode.OK);
        var answer = await Return(new { device = loan["deviceId"].GetGuid() });
        Assert.That(Anomalies(answer), Is.EqualTo(new[] { anomaly }));
        Assert.That(answer["device"].GetProperty("state").GetString(), Is.EqualTo("in_triage"));
        Assert.That(answer["loan"].GetProperty("outcome").GetString(), Is.EqualTo("returned"));
    }

    [Test]
    public async Task A_Device_Of_Another_School_Is_Accepted_And_Nothing_Of_That_School_Is_Shown()
    {
        var (here, there) = (await Given.School(), await Given.School("0382032C"));
        using var staff = await Given.Client("school_staff", "0381903M");
        var device = await Given.DeviceAtSchool(there.Id);
        var loan = await Given.Loan(device.Id, (await Given.Pupil(there.Id)).Id);
        (await staff.Get(Given.Path($"devices/{device.Id}"))).Must(HttpStatusCode.NotFound);

        var answer = (await staff.Post(Given.Path("loans/return"), new { device = device["assetTag"].GetString() })).Must(HttpStatusCode.OK);
        Assert.That(Anomalies(answer), Is.EqualTo(new[] { "wrong_school" }));
        Assert.That(answer["loan"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(answer["device"].GetProperty("schoolId").GetGuid(), Is.EqualTo(here.Id), "it stands here now");
        (await staff.Get(Given.Path($"loans/{loan.Id}"))).Must(HttpStatusCode.NotFound);
        Assert.That((await Given.Read($"loans/{loan.Id}"))["outcome"].GetString(), Is.EqualTo("returned"));
    }

    [Test]
    public async Task A_Device_That_Is_Not_The_Schools_Is_Shown_As_Far_As_The_Eye_Sees()
    {
        await Given.School();
        using var staff = await Given.Client("school_staff", "0381903M");
        var device = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = "S-1", modelId = (await Given.Model()).Id, priceInclTaxCents = 20090, inventoryNumber = "I-1", customFields = new { secret = 1 } })).Must(HttpStatusCode.Created);
        var answer = (await staff.Post(Given.Path("loans/return"), new { device = device["assetTag"].GetString() })).Must(HttpStatusCode.OK);
        Assert.That(answer["device"].GetProperty("assetTag").GetString(), Is.EqualTo(device["assetTag"].GetString()));
        foreach (var hidden in (string[])["priceInclTaxCents", "inventoryNumber", "customFields", "schoolId"]) Assert.That(answer["device"].GetProperty(hidden).ValueKind, Is.EqualTo(JsonValueKind.Null), hidden);
        Assert.That(answer["device"].GetProperty("allowedTransitions").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_Tag_With_A_Wrong_Check_Letter_Was_Misread()
    {
        var tag = (await Given.Device())["assetTag"].GetString()!;
        var wrong = tag[..^1] + (tag[^1] == 'A' ? 'B' : 'A');
        Assert.That((await Given.Manager.Post(Given.Path("loans/return"), new { device = wrong })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("mistyped_tag"));
        Assert.That((await Given.Manager.Post(Given.Path("loans/return"), new { device = "R9W00001" })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
    }

    [Test]
    public async Task A_Return_May_Be_Dated_By_An_Offline_Desk_But_Not_In_The_Future()
    {
        var loan = await Given.Loan();
        Host.Clock.Advance(TimeSpan.FromHours(3));
        var at = loan["handedOverAt"].GetDateTimeOffset().AddHours(1);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid(), at = at.AddDays(2) })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That((await Return(new { device = loan["deviceId"].GetGuid(), at }))["loan"].GetProperty("returnedAt").GetDateTimeOffset(), Is.EqualTo(at));
    }

    private static IEnumerable<string?> Anomalies(Answer answer) => answer["anomalies"].EnumerateArray().Select(anomaly => anomaly.GetProperty("code").GetString());

    private async Task<Answer> Return(object body) => (await Given.Manager.Post(Given.Path("loans/return"), body)).Must(HttpStatusCode.OK);
}
