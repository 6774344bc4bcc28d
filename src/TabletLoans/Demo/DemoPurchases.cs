using TabletLoans.Devices;
using TabletLoans.Schools;

namespace TabletLoans.Demo;

/// <summary>A delivery of the demonstration: its lot decides the stories of its devices.</summary>
internal sealed record DemoDelivery(DemoLot Lot, int DaysAgo, int Count, string Reference, string Origin, long? ExclTaxCents, long? InclTaxCents);

internal enum DemoLot
{
    /// <summary>Laptops taken over from an older fleet: their lives are over by now.</summary>
    OldLaptops,
    Colleges,
    Ecoles,
    Laptops,

    /// <summary>The last delivery for the écoles: still on its way to them.</summary>
    Late,
}

/// <summary>What was bought, for which schools.</summary>
internal sealed class DemoPurchases(DemoLedger ledger, DemoCalendar calendar, Random random)
{
    public const string TagPrefix = "CD38";

    private const string Serials = "ABCDEFGHJKLMNPRSTUVWXYZ23456789";

    // Prices of the founding plan of December 2020: 447,60 € for a collège's tablet, 200,90 € for an école's, tax included.
    private static readonly IReadOnlyList<DemoDelivery> Deliveries =
    [
        new(DemoLot.OldLaptops, 490, 40, "VM-14", "reused", null, null),
        .. new[] { 300, 293, 286, 279, 272 }.Select(ago => new DemoDelivery(DemoLot.Colleges, ago, 100, "BT-10", "new", 37_300, 44_760)),
        .. new[] { 290, 275, 260, 245 }.Select(ago => new DemoDelivery(DemoLot.Ecoles, ago, 200, "C8", "new", 16_742, 20_090)),
        new(DemoLot.Ecoles, 231, 120, "BT-9R", "refurbished", 16_742, 20_090),
        new(DemoLot.Laptops, 265, 80, "VM-14", "new", 45_750, 54_900),
        new(DemoLot.Late, 11, 80, "C8", "new", 16_742, 20_090),
    ];

    public void RegisterModels(DateTimeOffset at, Guid by)
    {
        foreach (var (kind, manufacturer, reference, name, grams, repairability) in new[]
        {
            ("tablet", "Belledonne", "BT-10", "Belledonne BT-10 (10 pouces, 64 Go)", 480, 7.4m),
            ("tablet", "Chartreuse", "C8", "Chartreuse C8 École (8 pouces, 32 Go)", 345, 6.8m),
            ("tablet", "Belledonne", "BT-9R", "Belledonne BT-9 reconditionnée (9,7 pouces, 32 Go)", 470, 6.9m),
            ("laptop", "Vercors Micro", "VM-14", "Vercors Micro VM-14 (14 pouces, 8 Go)", 1_450, 7.9m),
        })
        {
            var model = new DeviceModel
            {
                Id = Guid.CreateVersion7(at), Kind = kind, Manufacturer = manufacturer, Reference = reference, Name = name,
                WeightGrams = grams, RepairabilityIndex = repairability, TagRequired = true, MdmRequired = true, AccessoriesRequired = true, CreatedAt = at, UpdatedAt = at, Version = 1,
            };
            ledger.Models.Add(model);
            ledger.Record(at, by, new Storage.Event { Name = "register_model", SubjectId = model.Id });
        }
    }

    /// <summary>Registers every delivery; each device knows its lot.</summary>
    public IReadOnlyList<(DemoDelivery Delivery, DemoDevice Device)> Register(Guid by)
    {
        var colleges = new Queue<School>(Shares(ledger.Schools.Where(school => school.Kind == "college").ToList(), 500));
        var ecoles = new Queue<School>(Shares(ledger.Schools.Where(school => school.Kind == "ecole").ToList(), 1_000));
        var registered = new List<(DemoDelivery, DemoDevice)>();
        var ranks = new Dictionary<int, int>();
        foreach (var delivery in Deliveries.OrderByDescending(delivery => delivery.DaysAgo))
        {
            var at = calendar.Ago(delivery.DaysAgo);
            var model = ledger.Models.Single(model => model.Reference == delivery.Reference);
            for (var i = 0; i < delivery.Count; i++)
            {
                var year = calendar.Day(at).Year;
                ranks[year] = ranks.GetValueOrDefault(year) + 1;
                var home = delivery.Lot switch { DemoLot.Colleges => colleges.Dequeue(), DemoLot.Ecoles or DemoLot.Late => ecoles.Dequeue(), _ => null };
                var device = Device(delivery, model, at, i, AssetTag.For(TagPrefix, year, ranks[year]), home?.Id);
                ledger.Devices.Add(device);
                ledger.Record(at, by, new Storage.Event { Name = "register_device", DeviceId = device.Id, ToState = device.State });
                registered.Add((delivery, device));
            }
        }
        return registered;
    }

    private DemoDevice Device(DemoDelivery delivery, DeviceModel model, DateTimeOffset at, int rank, string tag, Guid? homeId) => new()
    {
        // Lists are in the order of the ids: one delivery's come in the order of the tags.
        Id = Guid.CreateVersion7(at.AddMilliseconds(rank)), AssetTag = tag, SerialNumber = $"{model.Reference.Replace("-", "", StringComparison.Ordinal)}{Serial()}", Model = model,
        Origin = delivery.Origin, PriceExclTaxCents = delivery.ExclTaxCents, PriceInclTaxCents = delivery.InclTaxCents,
        WarrantyEndsOn = delivery.Origin == "reused" ? null : calendar.Day(at).AddYears(delivery.Origin == "new" ? 3 : 1),
        Grade = delivery.Origin == "new" ? "A" : "B", MdmState = model.Kind == "tablet" ? "supervised" : "enrolled", CreatedAt = at, HomeId = homeId,
    };

    private string Serial() => string.Create(8, random, static (text, random) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = Serials[random.Next(Serials.Length)];
    });

    /// <summary>A school for each of so many devices, in proportion to the pupils; the schools take turns, so that each delivery serves all.</summary>
    private static IEnumerable<School> Shares(List<School> schools, int count)
    {
        var pupils = schools.Sum(school => school.Pupils!.Value);
        var given = new int[schools.Count];
        for (var i = 1; i <= count; i++)
        {
            // To whom is owed most.
            var next = Enumerable.Range(0, schools.Count).MaxBy(s => (double)i * schools[s].Pupils!.Value / pupils - given[s]);
            given[next]++;
            yield return schools[next];
        }
    }
}
