using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

public sealed class AnomalyTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task What_Was_Odd_Is_Listed_Until_Somebody_Settles_It()
    {
        var loan = await Given.Loan(accessories: new[] { new { kind = "charger" } });
        await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid(), accessories = Array.Empty<object>() });
        var anomaly = (await Given.Read("anomalies?resolved=false")).Items.Single();
        Assert.That(anomaly.GetProperty("code").GetString(), Is.EqualTo("accessory_missing"));
        Assert.That(anomaly.GetProperty("loanId").GetGuid(), Is.EqualTo(loan.Id));

        var settle = Given.Path($"anomalies/{anomaly.GetProperty("id").GetGuid()}/resolve");
        (await Given.Manager.Post(settle, new { })).Must(HttpStatusCode.UnprocessableEntity);
        (await Given.Manager.Post(settle, new { reason = "chargeur remplacé" })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Manager.Post(settle, new { reason = "encore" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("anomaly_settled"));
        Assert.That((await Given.Read("anomalies?resolved=false")).Items, Is.Empty);
        Assert.That((await Given.Read("anomalies?resolved=true")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_School_Sees_The_Anomalies_Of_Its_Own_Desk_And_Of_Its_Own_Loans()
    {
        await Given.School();
        var there = await Given.School("0382032C");
        using var staff = await Given.Client("school_staff", "0381903M");
        using var others = await Given.Client("school_staff", "0382032C");
        var device = await Given.DeviceAtSchool(there.Id);
        await Given.Loan(device.Id, (await Given.Pupil(there.Id)).Id);
        (await staff.Post(Given.Path("loans/return"), new { device = device.Id })).Must(HttpStatusCode.OK);
        var seen = (await staff.Get(Given.Path("anomalies"))).Items.Single();
        Assert.That(seen.GetProperty("loanId").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That((await others.Get(Given.Path("anomalies"))).Items, Has.Count.EqualTo(1), "the school whose loan ended must see it");
        using var third = await Given.Client("school_staff", (await Given.School("0382044R"))["uai"].GetString()!);
        Assert.That((await third.Get(Given.Path("anomalies"))).Items, Is.Empty);
        (await third.Post(Given.Path($"anomalies/{seen.GetProperty("id").GetGuid()}/resolve"), new { reason = "x" })).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_Condition_Is_Reported_At_The_Hand_Over_And_At_The_Return()
    {
        var device = await Given.DeviceInStock();
        var loan = (await Given.Manager.Post(Given.Path("loans"), new { device = device.Id, borrowerId = (await Given.Pupil()).Id, condition = new { grade = "B", notes = "coin usé" } })).Must(HttpStatusCode.Created);
        await Given.Manager.Post(Given.Path("loans/return"), new { device = device.Id, grade = "C", notes = "vitre rayée" });
        var reports = (await Given.Read($"loans/{loan.Id}/condition-reports")).Items;
        Assert.That(reports.Select(report => (report.GetProperty("phase").GetString(), report.GetProperty("grade").GetString(), report.GetProperty("notes").GetString())),
            Is.EqualTo(new[] { ("hand_over", "B", "coin usé"), ("return", "C", "vitre rayée") }));
    }
}
