using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>Takes a scan back that was made by mistake, while the campaign is open: what was expected is to be found again.</summary>
internal static class UndoInventoryScan
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapPost("{id:guid}/undo-scan", Handle).Does(nameof(UndoInventoryScan), Permission.CountInventory);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id; or the text of an unknown line.</summary>
        [Text(200)] public required string Device { get; init; }
    }

    /// <summary>Takes back the scan of one device, or of a text that nobody knows.</summary>
    internal static async Task<Returns<Inventory>> Handle(Guid id, Request request, Db db, CancellationToken stop) => await Run(db, id, request, stop);

    public static async Task<Outcome<Inventory>> Run(Db db, Guid id, Request request, CancellationToken stop)
    {
        var found = await FindDevice.Run(db, request.Device, anywhere: true, stop);
        return await InventoryChange.Run<Inventory>(db, id, new IfMatch((long?)null), async (tx, inventory) =>
        {
            var line = found.Value is { } device ? await tx.One<ScannedLine>(OfDeviceSql, new { id, deviceId = device.Id }) : null;
            line ??= await tx.One<ScannedLine>(OfTextSql, new { id, text = InventoryCount.TextOf(request.Device) });
            // Several devices with one number may be other schools': they are told to who may see them all.
            if (line is null && found.Refusal is { } unknown) return db.Scope.EverySchool || unknown.Error != DeviceErrors.AmbiguousDevice ? unknown : DeviceErrors.UnknownDevice.Refuse();
            if (line is null) return InventoryErrors.NotScanned.Refuse(("device", found.Value!.AssetTag), ("name", inventory.Name));
            var wasExpected = line.ExpectedState is not null;
            if (await tx.Execute(wasExpected ? ExpectAgainSql : ForgetSql, new { id, line.Line }) == 0) throw new InvalidOperationException($"inventory {id} changed while its row was held");
            await InventoryChange.Count(tx, id,
                expected: line.Outcome == "found" && !wasExpected ? -1 : 0, found: line.Outcome == "found" ? -1 : 0,
                misplaced: line.Outcome == "misplaced" ? -1 : 0, unknown: line.Outcome == "unknown" ? -1 : 0);
            tx.Record(new Event { Name = "undo_inventory_scan", DeviceId = line.DeviceId, SubjectId = id }.Telling(InventoryChange.Told(id, line.Outcome)));
            return await Inventory.Read(tx, id);
        }, stop);
    }

    internal sealed record ScannedLine
    {
        public long Line { get; init; }
        public Guid? DeviceId { get; init; }
        public string? ExpectedState { get; init; }
        public string Outcome { get; init; } = "";
    }

    private const string ScannedSql = """
        select l.line, l.device_id, l.expected_state, l.outcome from inventory_line l
        where l.organisation_id = @organisationId and l.inventory_id = @id and l.scanned_at is not null
        """;

    public const string OfDeviceSql = $"{ScannedSql} and l.device_id = @deviceId";

    public const string OfTextSql = $"{ScannedSql} and l.device_id is null and l.scanned_text = @text";

    public const string ExpectAgainSql = """
        update inventory_line set outcome = 'expected', scanned_at = null, scanned_by = null
        where organisation_id = @organisationId and inventory_id = @id and line = @line and outcome = 'found'
        """;

    // The events keep that it was scanned.
    public const string ForgetSql = "delete from inventory_line where organisation_id = @organisationId and inventory_id = @id and line = @line and expected_state is null";
}
