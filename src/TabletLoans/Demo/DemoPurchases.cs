using TabletLoans.Access;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>What came on one day: its lot decides the stories of its devices, its wave when they leave for the schools.</summary>
internal sealed record DemoArrival(DemoLot Lot, int DaysAgo, int Count, string Model, int? Wave = null);

internal enum DemoLot
{
    /// <summary>Laptops taken over from an older fleet: their lives are over by now.</summary>
    OldLaptops,
    Colleges,
    Ecoles,
    Laptops,

    /// <summary>The last delivery for the écoles: still on its way to them.</summary>
    Late,

    /// <summary>Came last week, and waits for its service fait.</summary>
    Unaccepted,
}

/// <summary>What was bought, of whom, and when it came.</summary>
internal sealed class DemoPurchases(DemoLedger ledger, DemoCalendar calendar, DemoBuyer buyer, DemoStaff staff, (Guid Colleges, Guid Ecoles) funding, Random random)
{
    public const string TagPrefix = "CD38";
    public const string Programme = "Plan numérique 2020";

    private const string Serials = "ABCDEFGHJKLMNPRSTUVWXYZ23456789";

    private readonly DemoHomes _homes = new(ledger.Schools);
    private readonly Dictionary<int, int> _ranks = [];

    // The founding plan of December 2020: 500 tablets for the collèges, 1 000 for the écoles.
    private static readonly IReadOnlyList<DemoArrival> OfThePlan =
    [
        new(DemoLot.Colleges, 300, 100, "BT-10", 1), new(DemoLot.Colleges, 293, 100, "BT-10", 1), new(DemoLot.Ecoles, 290, 200, "C8", 3), new(DemoLot.Colleges, 286, 100, "BT-10", 1),
        new(DemoLot.Colleges, 279, 100, "BT-10", 2), new(DemoLot.Ecoles, 275, 200, "C8", 3), new(DemoLot.Colleges, 272, 100, "BT-10", 2), new(DemoLot.Ecoles, 260, 200, "C8", 4),
        new(DemoLot.Ecoles, 245, 200, "C8", 4), new(DemoLot.Ecoles, 231, 120, "C8", 4), new(DemoLot.Late, 16, 80, "C8"),
    ];

    public void RegisterModels(DateTimeOffset at)
    {
        foreach (var (kind, manufacturer, reference, name, grams, repairability) in new[]
        {
            ("tablet", "Belledonne", "BT-10", "Belledonne BT-10 (10 pouces, 64 Go)", 480, 7.4m),
            ("tablet", "Chartreuse", "C8", "Chartreuse C8 École (8 pouces, 32 Go)", 345, 6.8m),
            ("laptop", "Vercors Micro", "VM-14", "Vercors Micro VM-14 (14 pouces, 8 Go)", 1_450, 7.9m),
            ("laptop", "Vercors Micro", "VM-12R", "Vercors Micro VM-12 reconditionné (12 pouces, 8 Go)", 1_320, 7.2m),
        })
        {
            var model = new DeviceModel
            {
                Id = Guid.CreateVersion7(at), Kind = kind, Manufacturer = manufacturer, Reference = reference, Name = name,
                WeightGrams = grams, RepairabilityIndex = repairability, TagRequired = true, MdmRequired = true, AccessoriesRequired = true, CreatedAt = at, UpdatedAt = at, Version = 1,
            };
            ledger.Models.Add(model);
            ledger.Record(at, staff.Doing(Permission.ManageFleet), new Event { Name = "register_model", SubjectId = model.Id });
        }
    }

    /// <summary>Every order in the state that it has today, and every device with its lot, in the order in which they came.</summary>
    public IReadOnlyList<(DemoLot Lot, DemoDevice Device)> Tell()
    {
        // Invented, as the numbers of their establishments are.
        var tablets = buyer.Register("Cartable numérique (exemple)", "00000011700010", "commandes@cartable.example", calendar.Ago(400));
        var laptops = buyer.Register("Vercors Micro Distribution (exemple)", "00000012500013", "ventes@vercors-micro.example", calendar.Ago(395));
        var reused = buyer.Register("Atelier du réemploi (exemple)", "00000013300017", "atelier@reemploi.example", calendar.Ago(90));
        var plan = Placed(tablets, 7, "FCS-0412", 340, 330, new("BT-10", DemoHomes.Colleges, 37_300, 44_760, "new", funding.Colleges), new("C8", DemoHomes.Ecoles, 16_742, 20_090, "new", funding.Ecoles));
        var forTeachers = Placed(laptops, 19, "FCS-0413", 300, 292, new DemoWish("VM-14", 60, 45_750, 54_900, "new", null));
        var cancelled = Placed(tablets, 44, "FCS-0518", 120, 112, new DemoWish("C8", 100, 16_900, 20_280, "new", null));
        buyer.Cancel(cancelled, calendar.Ago(95), "Rupture de stock chez le fournisseur : délai de livraison non tenu");
        var inPart = Placed(reused, 52, "FCS-0601", 40, 33, new DemoWish("VM-12R", 40, 24_900, 29_880, "refurbished", null));
        Placed(laptops, 57, "FCS-0413", 20, 12, new DemoWish("VM-14", 30, 46_500, 55_800, "new", null));
        Drafted(tablets, 61, "FCS-0518", null, calendar.Ago(3), new("BT-10", 60, 38_900, 46_680, "new", null), new("C8", 120, 17_100, 20_520, "new", null));

        (DemoArrival Arrival, Func<DemoArrival, IEnumerable<DemoDevice>> Come)[] arrivals =
        [
            (new(DemoLot.OldLaptops, 490, 40, "VM-14"), TakeOver),
            .. OfThePlan.Select(arrival => (arrival, (Func<DemoArrival, IEnumerable<DemoDevice>>)(arrival => Accepted(plan, arrival).Devices))),
            (new(DemoLot.Laptops, 265, 60, "VM-14"), arrival => WithRefusals(forTeachers, arrival)), (new(DemoLot.Laptops, 248, 2, "VM-14"), arrival => Last(forTeachers, arrival)),
            (new(DemoLot.Unaccepted, 6, 18, "VM-12R"), arrival => Received(inPart, arrival).Devices),
        ];
        return [.. arrivals.OrderByDescending(one => one.Arrival.DaysAgo).SelectMany(one => one.Come(one.Arrival).Select(device => (one.Arrival.Lot, device)))];
    }

    private DemoOrder Placed(DemoSupplier supplier, int number, string contract, int draftedDaysAgo, int orderedDaysAgo, params IReadOnlyList<DemoWish> wishes)
    {
        var at = calendar.Ago(draftedDaysAgo);
        var order = Drafted(supplier, number, contract, calendar.Day(at), at, wishes);
        buyer.Order(order, calendar.Ago(orderedDaysAgo));
        return order;
    }

    private DemoOrder Drafted(DemoSupplier supplier, int number, string contract, DateOnly? commitmentOn, DateTimeOffset at, params IReadOnlyList<DemoWish> wishes) =>
        buyer.Draft(supplier, $"{calendar.Day(at).Year}-BC-{number:0000}", contract, commitmentOn, at, wishes);

    /// <summary>Two came broken, and are not taken.</summary>
    private IEnumerable<DemoDevice> WithRefusals(DemoOrder order, DemoArrival arrival)
    {
        var delivery = Received(order, arrival);
        (DemoDevice Device, string Reason)[] refused = [(delivery.Devices[17], "Écran fêlé au déballage"), (delivery.Devices[41], "Ne s'allume pas, batterie gonflée")];
        buyer.Accept(delivery, calendar.Later(delivery.CreatedAt, 1, 2), 36, refused);
        return delivery.Devices.Except(refused.Select(refusal => refusal.Device));
    }

    /// <summary>Those that came in their place, and nothing more will come.</summary>
    private IEnumerable<DemoDevice> Last(DemoOrder order, DemoArrival arrival)
    {
        var delivery = Accepted(order, arrival);
        buyer.Close(order, calendar.Later(delivery.UpdatedAt, 8, 12));
        return delivery.Devices;
    }

    private DemoDelivery Accepted(DemoOrder order, DemoArrival arrival)
    {
        var delivery = Received(order, arrival);
        buyer.Accept(delivery, calendar.Later(delivery.CreatedAt, 0, 1), 36);
        return delivery;
    }

    private DemoDelivery Received(DemoOrder order, DemoArrival arrival)
    {
        var at = calendar.Ago(arrival.DaysAgo);
        var line = order.Lines.Single(line => line.Model.Reference == arrival.Model);
        return buyer.Receive(order, line, Devices(arrival, line.Model, at, line.Origin, line.ExclTaxCents, line.InclTaxCents), at, arrival.Wave);
    }

    private List<DemoDevice> TakeOver(DemoArrival arrival)
    {
        var at = calendar.Ago(arrival.DaysAgo);
        var devices = Devices(arrival, ledger.Models.Single(model => model.Reference == arrival.Model), at, "reused", null, null);
        foreach (var device in devices) ledger.Record(at, staff.Doing(Permission.ManageFleet), new Event { Name = "register_device", DeviceId = device.Id, ToState = device.State });
        return devices;
    }

    private List<DemoDevice> Devices(DemoArrival arrival, DeviceModel model, DateTimeOffset at, string origin, long? exclTaxCents, long? inclTaxCents)
    {
        var year = calendar.Day(at).Year;
        var devices = Enumerable.Range(0, arrival.Count).Select(i => new DemoDevice
        {
            // Lists are in the order of the ids: one delivery's come in the order of the tags.
            Id = Guid.CreateVersion7(at.AddMilliseconds(i)), AssetTag = AssetTag.For(TagPrefix, year, _ranks[year] = _ranks.GetValueOrDefault(year) + 1),
            SerialNumber = $"{model.Reference.Replace("-", "", StringComparison.Ordinal)}{Serial()}", Model = model, Origin = origin, PriceExclTaxCents = exclTaxCents,
            PriceInclTaxCents = inclTaxCents, Grade = origin == "new" ? "A" : "B", CreatedAt = at, HomeId = _homes.Next(arrival.Lot)?.Id,
        }).ToList();
        ledger.Devices.AddRange(devices);
        return devices;
    }

    private string Serial() => string.Create(8, random, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = Serials[random.Next(Serials.Length)];
    });
}
