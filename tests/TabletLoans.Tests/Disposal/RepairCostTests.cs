using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>A repair that costs more than the organisation's share of the price is scrap, unless somebody who may dispose says why not.</summary>
public sealed class RepairCostTests(Engine engine) : ApiTest(engine)
{
    [TestCase(20_000, 12_000, null)]
    [TestCase(20_000, 12_001, "repair_too_dear")]
    [TestCase(null, 12_001, null)] // nothing to compare with
    public async Task A_Repair_Costs_At_Most_The_Share_Of_The_Price(int? price, int cost, string? refusal)
    {
        var (device, order) = await InRepair(price);
        using var technician = await Given.Client("technician");
        var answer = await Finish(technician, order, new { outcome = "repaired", costCents = cost });
        if (refusal is null)
        {
            answer.Must(HttpStatusCode.OK);
            return;
        }
        Assert.That(answer.Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { refusal }));
        Assert.That(Ends.OverridableBy(answer, refusal), Is.EqualTo(new[] { "organisation_admin", "fleet_manager" }));
        Assert.That(answer["detail"].GetString(), Does.Contain("€120.01").And.Contain("€200.00").And.Contain("60").And.Contain("irreparable"));
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("in_repair"));
        // The alternative needs nobody's leave.
        (await Finish(technician, order, new { outcome = "irreparable", costCents = cost })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"devices/{device}"))["grade"].GetString(), Is.EqualTo("X"));
    }

    [TestCase("technician", "Pièce rare", HttpStatusCode.Conflict)]
    [TestCase("fleet_manager", null, HttpStatusCode.Conflict)]
    [TestCase("fleet_manager", " ", HttpStatusCode.Conflict)]
    [TestCase("fleet_manager", "Pièce rare", HttpStatusCode.OK)]
    [TestCase("organisation_admin", "Pièce rare", HttpStatusCode.OK)]
    public async Task Who_May_Dispose_Keeps_It_With_A_Reason(string role, string? overrideReason, HttpStatusCode expected)
    {
        var (device, order) = await InRepair(20_000);
        using var client = await Given.Client(role);
        (await Finish(client, order, new { outcome = "repaired", costCents = 15_000, overrideReason })).Must(expected);
        var told = (await Given.Read($"devices/{device}/events")).Items[^1];
        if (expected != HttpStatusCode.OK)
        {
            Assert.That(told.GetProperty("name").GetString(), Is.EqualTo("repair"));
            return;
        }
        Assert.That(told.GetProperty("changes").GetProperty("overridden")[0].GetString(), Is.EqualTo("repair_too_dear"));
        Assert.That(told.GetProperty("changes").GetProperty("overrideReason").GetString(), Is.EqualTo(overrideReason));
    }

    [Test]
    public async Task The_Share_Is_The_Organisations()
    {
        using var admin = await Given.Client("organisation_admin");
        (await admin.Post(Given.Path("thresholds"), new { code = "repair_cost_max_percent", appliesFrom = "2025-01-01", value = 10, source = "DEL 2025-1" })).Must(HttpStatusCode.Created);
        var (_, order) = await InRepair(20_000);
        var refused = (await Finish(Given.Manager, order, new { outcome = "repaired", costCents = 2_001 })).Must(HttpStatusCode.Conflict);
        Assert.That(refused["detail"].GetString(), Does.Contain("DEL 2025-1"));
        (await Finish(Given.Manager, order, new { outcome = "repaired", costCents = 2_000 })).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task What_Is_Sent_Out_Is_Sent_To_Somebody()
    {
        var device = (await Given.DeviceInStock()).Id;
        foreach (var supplierName in (string?[])[null, " "])
            Assert.That((await Given.Manager.Post(Given.Path("work-orders"), new { device, kind = "sent_out", fault = "Écran", supplierName })).Must(HttpStatusCode.UnprocessableEntity).Errors["/supplierName"], Is.EqualTo("missing"));
        (await Given.Manager.Post(Given.Path("work-orders"), new { device, kind = "sent_out", fault = "Écran", supplierName = "Atelier" })).Must(HttpStatusCode.Created);
    }

    private async Task<(Guid Device, Guid Order)> InRepair(int? price)
    {
        var device = (await Given.DeviceInStock()).Id;
        if (price is not null) await Ends.Patch(Given, device, new { priceInclTaxCents = price });
        return (device, (await Given.Move(device, "repair")).Id);
    }

    private Task<Answer> Finish(ApiClient client, Guid order, object body) => client.Post(Given.Path($"work-orders/{order}/finish"), body);
}
