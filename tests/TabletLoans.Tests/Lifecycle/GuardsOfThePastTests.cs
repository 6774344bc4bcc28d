using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>No way around a guard: what a device was before it was retired, gone, refused or prepared still counts.</summary>
public sealed class GuardsOfThePastTests(Engine engine) : ApiTest(engine)
{
    [TestCase("report_missing")]
    [TestCase("report_stolen")]
    public async Task What_Was_Retired_While_Gone_Is_Neither_Given_Nor_Reinstated_Until_It_Is_Found(string gone)
    {
        var device = (await Given.DeviceInStock()).Id;
        await Given.Move(device, gone, new { reason = "test", policeReport = "PV 2026/1" });
        await Given.Move(device, "retire");
        var incident = (await Given.Read($"incidents?deviceId={device}")).Items.Single().GetProperty("id").GetGuid();
        (await Damage.Decide(Given, incident, "retire")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);
        foreach (var end in Bench.Ends) Assert.That((await Bench.Try(Given, device, end)).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "retired_while_gone" }), end);
        Assert.That((await Try(device, "reinstate")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("retired_while_gone"));
        var found = (await Try(device, "find_retired")).Must(HttpStatusCode.OK);
        Assert.That((found["state"].GetString(), found["dataState"].GetString()), Is.EqualTo(("in_triage", "unknown")));
        Assert.That((await Try(device, "put_in_stock")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "data_not_clean" }));
    }

    [Test]
    public async Task What_Was_Retired_In_Hand_Is_Reinstated_And_Not_Found()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Given.Move(device, "retire");
        Assert.That((await Try(device, "find_retired")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("not_retired_while_gone"));
        Assert.That((await Try(device, "reinstate")).Must(HttpStatusCode.OK)["dataState"].GetString(), Is.EqualTo("clean"));
    }

    [Test]
    public async Task What_A_Loan_Lost_And_Was_Retired_Ends_Its_Loan_When_It_Is_Found()
    {
        var device = (await Given.DeviceInStock()).Id;
        var loan = (await Given.Loan(device)).Id;
        (await Given.Manager.Post(Given.Path($"loans/{loan}/declare-lost"), new { reason = "perdue" })).Must(HttpStatusCode.OK);
        await Given.Move(device, "retire");
        Assert.That((await Try(device, "find_retired")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("lost_on_loan"));
        (await Given.Manager.Post(Given.Path($"loans/{loan}/found"), new { reason = "au collège" })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"loans/{loan}"))["outcome"].GetString(), Is.EqualTo("returned"));
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("in_triage"));
    }

    [Test]
    public async Task A_Certificate_From_Before_It_Was_Gone_Serves_No_More()
    {
        var device = (await Given.DeviceInStock()).Id;
        foreach (var move in (string[])["sanitize", "reimage", "put_in_stock", "report_missing", "find", "retire"]) await Given.Move(device, move);
        Assert.That((await Bench.Try(Given, device, "recycle")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "sanitization_level_too_low" }));
        foreach (var move in (string[])["reinstate", "sanitize", "reimage", "retire", "recycle"]) await Given.Move(device, move);
    }

    [Test]
    public async Task Being_Lost_And_Found_Is_No_Way_Past_The_Preparation()
    {
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var device = (await Given.Read($"devices?deliveryId={purchase.Delivery}")).Items.Single().GetProperty("id").GetGuid();
        foreach (var move in (string[])["report_missing", "find", "sanitize", "reimage"]) await Given.Move(device, move);
        Assert.That((await Try(device, "put_in_stock")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "service_fait_missing" }));
        (await Given.Manager.Post(Given.Path($"deliveries/{purchase.Delivery}/accept"), new { })).Must(HttpStatusCode.OK);
        (await Try(device, "put_in_stock")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task What_Was_Refused_Is_The_Suppliers_And_May_Come_Again_Repaired()
    {
        var order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel((await Given.Model()).Id, 1));
        var delivery = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["BAD-1"])).Must(HttpStatusCode.OK)["delivery"].GetProperty("id").GetGuid();
        (await Given.Manager.Post(Given.Path($"deliveries/{delivery}/accept"), new { refused = new[] { new { serial = "BAD-1", reason = "écran cassé" } } })).Must(HttpStatusCode.OK);
        var refused = (await Given.Read($"devices?deliveryId={delivery}")).Items.Single().GetProperty("id").GetGuid();
        Assert.That((await Try(refused, "reinstate")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("refused_at_acceptance"));
        foreach (var end in Bench.Ends) Assert.That((await Bench.Try(Given, refused, end)).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "refused_at_acceptance" }), end);
        (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["bad-1"])).Must(HttpStatusCode.OK);
        var again = (await Given.Read("devices?serial=BAD-1")).Items.Single();
        Assert.That((again.GetProperty("id").GetGuid(), again.GetProperty("state").GetString()), Is.Not.EqualTo((refused, "retired")));
    }

    [Test]
    public async Task What_Was_Replaced_Under_Warranty_May_Only_Be_Recycled()
    {
        var device = (await Given.DeviceInStock()).Id;
        var order = (await Bench.Move(Given, device, "repair")).Id;
        (await Given.Manager.Post(Given.Path($"work-orders/{order}/finish"), new { outcome = "replaced", replacedBySerial = "NEW-1" })).Must(HttpStatusCode.OK);
        Assert.That((await Try(device, "reinstate")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("replaced_under_warranty"));
        Assert.That((await Bench.Try(Given, device, "donate")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "replaced_under_warranty" }));
        await Bench.Move(Given, device, "recycle");
    }

    [Test]
    public async Task A_Device_In_Somebodys_Workshop_Does_Not_Leave()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Bench.Move(Given, device, "repair");
        await Given.Move(device, "retire");
        Assert.That((await Bench.Try(Given, device, "recycle")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "work_order_open" }));
    }

    [Test]
    public async Task Scrap_Does_Not_Go_To_Stock_And_What_Was_Destroyed_Is_Scrap()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Given.Move(device, "sanitize");
        (await Bench.Try(Given, device, "reimage", standard: "nist_destroy")).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"devices/{device}"))["grade"].GetString(), Is.EqualTo("X"));
        Assert.That((await Try(device, "put_in_stock")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "grade_is_scrap" }));
        foreach (var move in (string[])["retire", "recycle"]) await Given.Move(device, move);
    }

    [Test]
    public async Task What_Has_Left_Is_Not_Written_Anew()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Given.Move(device, "retire");
        (await Given.Manager.Patch(Given.Path($"devices/{device}"), new { mdmState = "removed" }, "*")).Must(HttpStatusCode.OK);
        await Given.Move(device, "recycle");
        Assert.That((await Given.Manager.Patch(Given.Path($"devices/{device}"), new { serialNumber = "AUTRE" }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("out_of_the_fleet"));
    }

    private Task<Answer> Try(Guid device, string move) => Given.Manager.Post(Given.Path($"devices/{device}/{move}"), new { reason = "test" });
}
