using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Search;

/// <summary>One box for any identifier, within what the caller may see.</summary>
public sealed class FindAnythingTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Device_Answers_To_Each_Of_Its_Identifiers()
    {
        var device = await Device("SEARCH-1", "INV-77", "490154203237518");
        await Device("SEARCH-12", null, null);
        foreach (var typed in (string[])["search-1", " SEARCH-1 ", "inv-77", "490154203237518", device["assetTag"].GetString()!.ToLowerInvariant()])
        {
            var first = (await Hits(typed))[0];
            Assert.That((first.Kind, first.Id, first.Exact), Is.EqualTo(("device", device.Id, true)), typed);
        }
        Assert.That((await Hits("SEARCH")).Select(hit => hit.Exact), Is.EqualTo(new[] { false, false }));
        Assert.That(await Hits("EARCH"), Is.Empty);
    }

    [Test]
    public async Task A_Name_A_School_An_Order_And_A_Shipment_Are_Found_Too()
    {
        var school = (await Given.School()).Id;
        var pupil = (await Given.Pupil(school, "Éxupéry", "Zoé")).Id;
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var order = await Given.Read($"purchase-orders/{purchase.Order}");
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = school, devices = new[] { (await Given.DeviceInStock()).Id.ToString("D") } })).Must(HttpStatusCode.Created);
        Assert.That(await Hits("exup zo"), Is.EqualTo(new[] { new Found("borrower", pupil, false) }));
        Assert.That(await Hits("0381903m"), Is.EqualTo(new[] { new Found("school", school, true) }));
        Assert.That(await Hits("ecole 0381"), Is.EqualTo(new[] { new Found("school", school, false) }));
        Assert.That(await Hits(order["reference"].GetString()!), Is.EqualTo(new[] { new Found("purchase_order", purchase.Order, true) }));
        Assert.That(await Hits(shipment["number"].GetString()!.ToLowerInvariant()), Is.EqualTo(new[] { new Found("shipment", shipment.Id, true) }));
    }

    [Test]
    public async Task Nobody_Finds_What_They_May_Not_See()
    {
        var (mine, other) = ((await Given.School()).Id, (await Given.School("0380001V")).Id);
        var (near, far) = ((await Given.DeviceAtSchool(mine)).Json, (await Given.DeviceAtSchool(other)).Json);
        await Given.Pupil(other, "Lointain");
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var reference = (await Given.Read($"purchase-orders/{purchase.Order}"))["reference"].GetString()!;
        using var staff = await Given.Client("school_staff", "0381903M");
        Assert.That(await Hits(near.GetProperty("serialNumber").GetString()!, staff), Has.Count.EqualTo(1));
        foreach (var typed in (string[])[far.GetProperty("serialNumber").GetString()!, far.GetProperty("assetTag").GetString()!, "0380001V", "Lointain", reference])
            Assert.That(await Hits(typed, staff), Is.Empty, typed);
        Assert.That(await Hits("Lointain"), Has.Count.EqualTo(1));
        using var auditor = await Given.Client("auditor");
        Assert.That(await Hits("Lointain", auditor), Is.Empty);
        Assert.That(await Hits(reference, auditor), Has.Count.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("a\u0000b")]
    public async Task Nothing_Is_Not_Searched(string typed) =>
        Assert.That((await Given.Manager.Post(Given.Path("search"), new { q = typed })).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/q" }));

    [TestCase("%")]
    [TestCase("_")]
    [TestCase("'; drop table device; --")]
    [TestCase("𝔘")]
    public async Task Signs_Of_The_Databases_Are_Plain_Text(string typed)
    {
        await Given.School();
        await Given.DeviceInStock();
        Assert.That(await Hits(typed), Is.Empty);
    }

    private async Task<Answer> Device(string serialNumber, string? inventoryNumber, string? imei) =>
        (await Given.Manager.Post(Given.Path("devices"), new { serialNumber, inventoryNumber, imei, modelId = (await Given.Model()).Id })).Must(HttpStatusCode.Created);

    private async Task<IReadOnlyList<Found>> Hits(string q, ApiClient? client = null) => (await (client ?? Given.Manager).Post(Given.Path("search"), new { q })).Must(HttpStatusCode.OK)["hits"].EnumerateArray()
        .Select(hit => new Found(hit.GetProperty("kind").GetString()!, hit.GetProperty("id").GetGuid(), hit.GetProperty("exact").GetBoolean())).ToList();

    private sealed record Found(string Kind, Guid Id, bool Exact);
}
