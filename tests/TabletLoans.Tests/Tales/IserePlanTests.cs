using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Demo;
using TabletLoans.Tests.Programmes;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Tales;

/// <summary>
/// The plan of the Isère, December 2020: 500 tablets for 21 collèges and 1 000 for 57 écoles, 424 700,00 € in all. Ordered, delivered in
/// parts, accepted, prepared by scan, shipped (to the écoles through their communes), confirmed by the schools; every sum is read back.
/// </summary>
public sealed class IserePlanTests(Engine engine) : ApiTest(engine)
{
    private const string Plan = "Plan numérique 2020";

    private readonly Dictionary<string, Guid> _lines = [];
    private Guid _programme;
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
        await Publish();
    }

    /// <summary>ANCT credits of two strands, each paid to the cent by its line.</summary>
    private async Task Fund()
    {
        _programme = (await Funding.Programme(Given, 42_470_000, Plan, new
        {
            funders = new[] { new { code = "funder", name = "Agence nationale de la cohésion des territoires" } },
            strands = new[] { new { code = "colleges", name = "collèges des quartiers politique de la ville" }, new { code = "ecoles", name = "écoles des quartiers politique de la ville" } },
        })).Id;
        var envelope = (await Funding.Envelope(Given, _programme, 42_470_000)).Id;
        foreach (var (strand, cents) in new[] { ("colleges", 22_380_000L), ("ecoles", 20_090_000L) })
            _lines[strand] = (await Funding.Commit(Given, _programme, envelope, cents, strand, strand)).Must(HttpStatusCode.Created).Id;
        Assert.That((await Funding.Commit(Given, _programme, envelope, 1)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("envelope_exceeded"));
    }

    private async Task Order()
    {
        await Fund();
        var supplier = await Purchase.SupplierOf(Given, "Fournisseur du plan");
        var lines = new List<object>();
        foreach (var (reference, strand, quantity, exclTax, inclTax) in new[] { ("T-10", "colleges", 500, 37_300, 44_760), ("T-8", "ecoles", 1000, 16_742, 20_090) })
        {
            var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference, tagRequired = true, mdmRequired = true, accessoriesRequired = true })).Must(HttpStatusCode.Created);
            lines.Add(new { modelId = model.Id, quantity, unitPriceExclTaxCents = exclTax, unitPriceInclTaxCents = inclTax, fundingLineId = _lines[strand] });
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

    /// <summary>The figures of the press release of 14 December 2020, out of the ledger, in French typography.</summary>
    private async Task Publish()
    {
        foreach (var (audience, headcount) in new[] { ("teachers", 42), ("parents", 118) })
            (await Given.Manager.Post(Given.Path("training-sessions"), new { programmeId = _programme, @operator = "DSDEN de l'Isère", theme = "Prise en main", audience, heldOn = "2026-01-12", minutes = 120, headcount })).Must(HttpStatusCode.Created);
        var recap = new Published(await Given.Read($"reports/programme-recap?programmeId={_programme}"));
        foreach (var (group, credits, devices, schools, each) in new[] { ((string?)null, 424_700m, 1_500m, 78m, 283.13m), ("colleges", 223_800m, 500m, 21m, 447.60m), ("ecoles", 200_900m, 1_000m, 57m, 200.90m) })
            Assert.That((recap.Value("credits", group), recap.Value("devices", group), recap.Value("schools", group), recap.Value("unit_cost", group)), Is.EqualTo((credits, devices, schools, each)), group);
        Assert.That((recap.Value("training_sessions", "teachers"), recap.Value("training_headcount", "parents"), recap.Value("left")), Is.EqualTo((1m, 118m, 0m)));
        var release = await Given.Read($"programmes/{_programme}/press-release");
        var text = Published.Plain(release["text"].GetString()!);
        Assert.That(text, Does.Contain("424 700 € de crédits mobilisés pour l'acquisition de 1 500 équipements dans 78 établissements, dont :"));
        Assert.That(text, Does.Contain("- 223 800 € pour 500 équipements dans 21 collèges des quartiers politique de la ville").And.Contain("- 200 900 € pour 1 000 équipements dans 57 écoles des quartiers politique de la ville"));
        Assert.That(release["text"].GetString(), Does.Contain("424\u202F700\u00A0€"), "French typography: a narrow space between thousands, none that breaks before the euro");
        Assert.That(release["unknown"].GetArrayLength(), Is.Zero);
        (await Given.Manager.Patch(Given.Path($"programmes/{_programme}"), new { pressTemplate = "{credits:colleges} pour {devices:colleges} tablettes dans {schools:colleges} collèges ; {typo}" }, "*")).Must(HttpStatusCode.OK);
        var own = await Given.Read($"programmes/{_programme}/press-release");
        Assert.That(Published.Plain(own["text"].GetString()!), Is.EqualTo("223 800 € pour 500 tablettes dans 21 collèges ; {typo}"));
        Assert.That(own["unknown"].EnumerateArray().Select(name => name.GetString()), Is.EqualTo(new[] { "{typo}" }));
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
