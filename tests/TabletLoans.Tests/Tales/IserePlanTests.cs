using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Demo;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Tales;

/// <summary>
/// The plan of the Isère, December 2020: 500 tablets for 21 collèges and 1 000 for 57 écoles, 424 700,00 € in all. Ordered, delivered in
/// parts, accepted, prepared by scan, shipped (to the écoles through their communes), confirmed by the schools; every sum is read back.
/// </summary>
public sealed class IserePlanTests(Engine engine) : ApiTest(engine)
{
    private const string Plan = "Plan numérique 2020";

    private Answer _order = null!;

    [Test]
    public async Task The_Plan_Is_Told_From_The_Order_To_The_Schools_And_Its_Sums_Read_Back_Exactly()
    {
        await Order();
        await ReceiveInParts();
        await Accept();
        await Prepare();
        var schools = await Schools();
        var (colleges, ecoles) = (schools.Where(school => school.Kind == "college").ToList(), schools.Where(school => school.Kind == "ecole").ToList());
        Assert.That((colleges.Count, ecoles.Count), Is.EqualTo((21, 57)));
        await Ship(colleges, 500, "C");
        await Ship(ecoles, 1000, "E");
        await ReadBack(schools);
    }

    private async Task Order()
    {
        var supplier = await Purchase.SupplierOf(Given, "Fournisseur du plan");
        var lines = new List<object>();
        foreach (var (reference, quantity, exclTax, inclTax) in new[] { ("T-10", 500, 37_300, 44_760), ("T-8", 1000, 16_742, 20_090) })
        {
            var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference, tagRequired = true, mdmRequired = true, accessoriesRequired = true })).Must(HttpStatusCode.Created);
            lines.Add(new { modelId = model.Id, quantity, unitPriceExclTaxCents = exclTax, unitPriceInclTaxCents = inclTax, fundingLineId = await Funding.Line(Given, reference, quantity * (long)inclTax, Plan) });
        }
        _order = await Purchase.Ordered(Given, supplier, [.. lines]);
    }

    private async Task ReceiveInParts()
    {
        var (forColleges, forEcoles) = (Purchase.LineOf(_order, 0), Purchase.LineOf(_order, 1));
        foreach (var (line, prefix, from, count) in new[] { (forColleges, "C", 0, 200), (forEcoles, "E", 0, 600), (forColleges, "C", 200, 300) })
        {
            await Receive(line, prefix, from, count);
            Assert.That((await Given.Read($"purchase-orders/{_order.Id}"))["state"].GetString(), Is.EqualTo("partly_delivered"));
        }
        // The last box of the écoles is counted one too many: all of it is refused, and comes right.
        Assert.That((await Purchase.Receive(Given, _order.Id, forEcoles, Purchase.Serials("E", 600, 401))).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "over_delivery" }));
        await Receive(forEcoles, "E", 600, 400);

        var plan = await Given.Read($"purchase-orders/{_order.Id}");
        var lines = plan["lines"].EnumerateArray().ToList();
        Assert.That(lines.Select(line => line.GetProperty("totalInclTaxCents").GetInt64()), Is.EqualTo(new[] { 22_380_000L, 20_090_000L }));
        Assert.That(lines.Select(line => line.GetProperty("delivered").GetInt32()), Is.EqualTo(new[] { 500, 1000 }));
        Assert.That((plan["totalInclTaxCents"].GetInt64(), plan["totalExclTaxCents"].GetInt64()), Is.EqualTo((42_470_000L, 35_392_000L)));
        Assert.That((plan["ordered"].GetInt64(), plan["delivered"].GetInt64(), plan["state"].GetString()), Is.EqualTo((1500L, 1500L, "delivered")));
        Assert.That(Sum(await All("devices?state=received")), Is.EqualTo((1500, 42_470_000L)));
    }

    private async Task Receive(Guid line, string prefix, int from, int count) =>
        Assert.That((await Purchase.Receive(Given, _order.Id, line, Purchase.Serials(prefix, from, count))).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(count));

    private async Task Accept()
    {
        foreach (var delivery in (await Given.Read($"deliveries?orderId={_order.Id}")).Items)
            (await Given.Manager.Post(Given.Path($"deliveries/{delivery.GetProperty("id").GetGuid()}/accept"), new { invoiceReference = "F-2020-12", warrantyMonths = 36 })).Must(HttpStatusCode.OK);
        Assert.That((await Purchase.Move(Given, _order.Id, "close")).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("closed"));
    }

    private async Task Prepare()
    {
        using var technician = await Given.Client("technician");
        foreach (var box in Purchase.Serials("C", 0, 500).Concat(Purchase.Serials("E", 0, 1000)).Chunk(500))
        {
            var done = (await technician.Post(Given.Path("devices/prepare-batch"), new { apply = new { tagPrinted = true, mdmState = "supervised", accessoriesPresent = true }, devices = box })).Must(HttpStatusCode.OK);
            Assert.That(done["results"].EnumerateArray().Select(result => result.GetProperty("outcome").GetString()), Has.Exactly(500).EqualTo("prepared"));
        }
    }

    private async Task<IReadOnlyList<(Guid Id, string Uai, string Kind, string Commune)>> Schools()
    {
        var file = new StringBuilder("uai;nom;type;code commune;commune;effectif\n");
        foreach (var school in IsereSchools.All) file.Append(null, $"{school.Uai};{school.Name};{school.Kind};{school.CommuneCode};{school.CommuneName};{school.Pupils}\n");
        (await Given.Manager.PostText(Given.Path("schools/import"), file.ToString(), "text/csv")).Must(HttpStatusCode.OK);
        return [.. (await Given.Read("schools?limit=500")).Items.Select(school => (school.GetProperty("id").GetGuid(), school.GetProperty("uai").GetString()!, school.GetProperty("kind").GetString()!, school.GetProperty("communeName").GetString()!))];
    }

    /// <summary>As equal a share for each school as whole tablets allow, allocated, packed by scan, sent, and confirmed by the school's own staff.</summary>
    private async Task Ship(List<(Guid Id, string Uai, string Kind, string Commune)> schools, int count, string prefix)
    {
        var serials = new Queue<string>(Purchase.Serials(prefix, 0, count));
        foreach (var (i, school) in schools.Index())
        {
            var share = Enumerable.Range(0, count / schools.Count + (i < count % schools.Count ? 1 : 0)).Select(_ => serials.Dequeue()).ToArray();
            (await Given.Manager.Post(Given.Path("allocations"), new { schoolId = school.Id, quantity = share.Length, programme = Plan })).Must(HttpStatusCode.Created);
            // The commune equips its écoles; the Département its collèges.
            var via = school.Kind == "ecole" ? $"Commune de {school.Commune}" : null;
            var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = school.Id, via, programme = Plan, devices = share, send = true })).Must(HttpStatusCode.Created);
            using var staff = await Given.Client("school_staff", school.Uai);
            (await staff.Post(Given.Path($"shipments/{shipment.Id}/arrival"), new { devices = share[..5] })).Must(HttpStatusCode.OK);
            var arrived = (await staff.Post(Given.Path($"shipments/{shipment.Id}/arrival?close=true"), new { devices = share[5..] })).Must(HttpStatusCode.OK);
            Assert.That(arrived["missing"].GetArrayLength(), Is.Zero);
        }
        Assert.That(serials, Is.Empty);
    }

    private async Task ReadBack(IReadOnlyList<(Guid Id, string Uai, string Kind, string Commune)> schools)
    {
        var kinds = schools.ToDictionary(school => school.Id, school => school.Kind);
        var devices = await All($"devices?state=at_school&programme={Uri.EscapeDataString(Plan)}");
        Assert.That(Sum(devices), Is.EqualTo((1500, 42_470_000L)));
        var byKind = devices.ToLookup(device => kinds[device.GetProperty("schoolId").GetGuid()]);
        Assert.That(Sum(byKind["college"]), Is.EqualTo((500, 22_380_000L)));
        Assert.That(Sum(byKind["ecole"]), Is.EqualTo((1000, 20_090_000L)));
        Assert.That(devices.Select(device => device.GetProperty("schoolId").GetGuid()).Distinct().Count(), Is.EqualTo(78));

        var shipments = await All("shipments?state=closed");
        Assert.That(shipments, Has.Count.EqualTo(78));
        Assert.That(shipments.Sum(shipment => shipment.GetProperty("arrived").GetInt64()), Is.EqualTo(1500));
        Assert.That(shipments.Count(shipment => shipment.GetProperty("via").GetString()?.StartsWith("Commune de ", StringComparison.Ordinal) == true), Is.EqualTo(57));
        Assert.That(shipments.Select(shipment => shipment.GetProperty("number").GetString()), Is.Unique);
        var allocations = await All("allocations");
        Assert.That(allocations.Sum(allocation => allocation.GetProperty("sent").GetInt64()), Is.EqualTo(1500));
        Assert.That(allocations.Select(allocation => allocation.GetProperty("remaining").GetInt64()), Is.All.Zero);
        Assert.That((await Given.Read("anomalies")).Items, Is.Empty);
    }

    private async Task<IReadOnlyList<JsonElement>> All(string path)
    {
        var items = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Given.Read($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=500{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            items.AddRange(page.Items);
            cursor = page["next"].GetString();
        }
        return items;
    }

    private static (int Devices, long Cents) Sum(IEnumerable<JsonElement> devices)
    {
        var all = devices.ToList();
        return (all.Count, all.Sum(device => device.GetProperty("priceInclTaxCents").GetInt64()));
    }
}
