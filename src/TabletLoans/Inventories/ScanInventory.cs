using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Distribution;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>
/// Counts what people scan, in as many goes and by as many people as it takes. Nothing is refused: what does not belong there is
/// written down, and so is what nobody knows. No device moves. A second scan changes nothing.
/// </summary>
internal static class ScanInventory
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder inventories) => inventories.MapPost("{id:guid}/scans", Handle).Does(nameof(ScanInventory), Permission.CountInventory);

    internal sealed record Request
    {
        /// <summary>Asset tags, serial numbers or ids, as scanned.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
        /// <summary>The instant of the scans, for who was offline; now when absent.</summary>
        public DateTimeOffset? At { get; init; }
    }

    internal sealed record View
    {
        public required Inventory Inventory { get; init; }
        [Items(500)] public required IReadOnlyList<InventoryScan> Results { get; init; }
    }

    /// <summary>Counts devices: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<View>> Handle(Guid id, Request request, Db db, CancellationToken stop) => await Run(db, id, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Guid id, Request request, CancellationToken stop)
    {
        if (await db.One<InventoryRow>(InventoryRow.ByIdSql, new { id }, stop) is not { } found) return Errors.NotFound.Refuse();
        if (Check(request, found, db.Now) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        var scans = await Scan.Find(db, request.Devices, anywhere: true, stop);
        return await InventoryChange.Run<View>(db, id, new IfMatch((long?)null), async (tx, inventory) =>
        {
            var count = new InventoryCount(tx, db.Dialect, inventory, request.At ?? tx.Now);
            await count.Look(scans);
            var results = scans.Select((scan, i) => count.Take(i + 1, scan)).ToList();
            await count.Write();
            foreach (var (device, outcome) in count.Seen)
                tx.Record(new Event { Name = "scan_inventory", DeviceId = device, SubjectId = id }.Telling(InventoryChange.Told(id, outcome))
                    .Telling(request.At is { } at ? new JsonObject { ["at"] = Instant.ToText(at) } : []));
            return new View { Inventory = await Inventory.Read(tx, id), Results = results };
        }, stop);
    }

    private static List<FieldError> Check(Request request, InventoryRow inventory, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        foreach (var (i, text) in request.Devices.Index())
            if (string.IsNullOrWhiteSpace(text)) errors.Add(new FieldError($"/devices/{i}", Errors.Missing));
        if (request.At > now + ClockSkew) errors.Add(new FieldError("/at", Errors.OutOfRange, ("min", Instant.ToText(inventory.OpenedAt)), ("max", Instant.ToText(now))));
        if (request.At < inventory.OpenedAt - ClockSkew) errors.Add(new FieldError("/at", Errors.EndBeforeStart, ("start", Instant.ToText(inventory.OpenedAt))));
        return errors;
    }
}

/// <summary>What one scan says.</summary>
internal sealed record InventoryScan
{
    /// <summary>From 1, as the devices were sent.</summary>
    public required int Line { get; init; }
    /// <summary>As it was sent.</summary>
    [Text(200)] public required string Scanned { get; init; }
    [OneOf<ScanOutcomes>] public required string Outcome { get; init; }
    /// <summary>true: an earlier scan said the same, and this one changed nothing.</summary>
    public required bool Already { get; init; }
    /// <summary>The first scan.</summary>
    public required DateTimeOffset ScannedAt { get; init; }
    /// <summary>The account or the API key of the first scan.</summary>
    public required Guid ScannedBy { get; init; }
    public Guid? DeviceId { get; init; }
    [Text(50)] public string? AssetTag { get; init; }
    [Text(100)] public string? SerialNumber { get; init; }
    /// <summary>true: it belongs in another place; false where only its state is not one of those that are counted.</summary>
    public bool? Elsewhere { get; init; }
    /// <summary>Its state now; null where it belongs to a place that the caller may not see.</summary>
    [OneOf<StateCodes>] public string? State { get; init; }
    /// <summary>Where it belongs; null for the stock room too.</summary>
    public Guid? SchoolId { get; init; }
    public SchoolOfDevice? School { get; init; }
    /// <summary>Why nobody knows what was scanned.</summary>
    [OneOf<UnknownCodes>] public string? Code { get; init; }
}
