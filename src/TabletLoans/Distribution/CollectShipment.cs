using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>
/// The receipt of departure of a transfer: the school that devices leave says, by scan, that it handed them over. It moves nothing; the
/// receipt on the other side is the arrival.
/// </summary>
internal static class CollectShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/collection", Handle).Does(nameof(CollectShipment), Permission.ConfirmArrival);

    internal sealed record Request
    {
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
    }

    /// <summary>Confirms what a school handed over for a transfer: 200 with a result per line (collected, already_collected), in the order sent.</summary>
    internal static async Task<Returns<ScansView>> Handle(Guid id, Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, request, stop);

    public static async Task<Outcome<ScansView>> Run(Db db, Caller caller, Guid id, Request request, CancellationToken stop)
    {
        // Anywhere: once it left, a device is the other school's.
        var scans = await Scan.Find(db, request.Devices, anywhere: true, stop);
        return await db.Write<ScansView>(async tx =>
        {
            if (await tx.One<ShipmentRow>($"{ShipmentRow.FromSql}{db.Dialect.ForUpdateOf("sh")}", new { id }) is not { } shipment) return Errors.NotFound.Refuse();
            if (shipment.State == "cancelled") return DistributionErrors.ShipmentNotPacked.Refuse(("number", shipment.Number), ("state", shipment.State));
            var results = await ScanResult.Each(tx, caller, scans, device => Collect(tx, shipment, device));
            if (results.Any(result => result.Outcome == "collected")) await ShipmentChange.Touch(tx, id);
            return new ScansView { Shipment = (await Shipment.ReadFromBothSides(tx, id))!, Results = results };
        }, stop);
    }

    private static async Task<Outcome<Scanned>> Collect(Tx tx, ShipmentRow shipment, DeviceRow device)
    {
        if (await tx.One<ShippedRow>(LineSql, new { shipment.Id, deviceId = device.Id }) is not { } line)
            return DistributionErrors.NotInShipment.Refuse(("assetTag", device.AssetTag), ("number", shipment.Number));
        if (line.CollectedAt is not null) return new Scanned("already_collected");
        await tx.Execute(CollectSql, new { line.Id, now = tx.Now });
        tx.Record(new Event { Name = "collect", DeviceId = device.Id, SubjectId = shipment.Id }.Telling(ShipmentChange.Told(shipment)));
        return new Scanned("collected");
    }

    public static readonly string LineSql = $"""
        {ShippedRow.SelectSql}
         where l.organisation_id = @organisationId and l.shipment_id = @id and l.device_id = @deviceId and (l.outcome is null or l.outcome <> 'unpacked')
           and l.from_school_id is not null and {Scope.Schools("l.from_school_id")}
         order by l.id desc limit 1
        """;

    public const string CollectSql = "update shipment_device set collected_at = @now, collected_by = @principalId where organisation_id = @organisationId and id = @id and collected_at is null";
}
