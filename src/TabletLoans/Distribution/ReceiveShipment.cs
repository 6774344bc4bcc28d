using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>
/// Confirms by scan, in as many goes as it takes, what arrived at the school. A known device is never refused: what is not of the
/// shipment, or cannot move, is kept as an anomaly.
/// </summary>
internal static class ReceiveShipment
{
    private static readonly Transition Arrival = DeviceLifecycle.Row("confirm_arrival");

    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/arrival", Handle).Does(nameof(ReceiveShipment), Permission.ConfirmArrival);

    internal sealed record Request
    {
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
    }

    internal sealed record View
    {
        public required Shipment Shipment { get; init; }
        [Items(500)] public required IReadOnlyList<ScanResult> Results { get; init; }
        /// <summary>Tags of what has not arrived.</summary>
        [Items(10_000)] public required IReadOnlyList<string> Missing { get; init; }
    }

    /// <summary>Confirms what arrived: 200 with a result per line and what is missing; ?close=true ends the reception.</summary>
    internal static async Task<Returns<View>> Handle(Guid id, Request request, bool? close, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, request, close == true, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Guid id, Request request, bool close, CancellationToken stop)
    {
        var scans = await Scan.Find(db, request.Devices, anywhere: true, stop);
        return await ShipmentChange.Run<View>(db, id, new IfMatch((long?)null), async (tx, shipment) =>
        {
            // Closed too: a parcel that turns up late has arrived all the same.
            if (shipment.State is "packed" or "cancelled") return DistributionErrors.ShipmentNotSent.Refuse(("number", shipment.Number), ("state", shipment.State));
            var results = await ScanResult.Each(tx, caller, scans, async device => await Receive(tx, shipment, (await ShipmentChange.Hold(tx, db, device.Id))!));
            if (results.Any(result => result.Outcome is "arrived" or "unexpected")) await ShipmentChange.Touch(tx, id);
            if (close && shipment.State == "sent") await CloseShipment.Carry(tx, db, shipment);
            var now = await Shipment.Read(tx, id);
            return new View { Shipment = now, Results = results, Missing = now.Devices!.Where(device => device.State is "in_transit" or "missing").Select(device => device.AssetTag).ToList() };
        }, stop);
    }

    private static async Task<Scanned> Receive(Tx tx, ShipmentRow shipment, DeviceRow device)
    {
        var line = await tx.One<ShippedRow>(LineSql, new { shipment.Id, deviceId = device.Id });
        if (line?.Outcome == "arrived") return new Scanned("already_arrived");
        var goesElsewhere = device.State == DeviceStates.InTransit.Code && device.SchoolId != shipment.SchoolId;
        if (line is null or { Outcome: not (null or "missing") } || goesElsewhere) return await Keep(tx, shipment, device);
        await ShipmentChange.End(tx, line.Id, "arrived");
        // The school may have confirmed the device by itself.
        if (device.State == DeviceStates.AtSchool.Code && device.SchoolId == shipment.SchoolId) return new Scanned("arrived");
        if (MoveDevice.Refuse(Arrival, device, null) is { } odd)
        {
            foreach (var reason in odd.Reasons) await Anomaly.Insert(tx, device.Id, null, shipment.SchoolId, reason);
            tx.Record(new Event { Name = "scan_arrival", DeviceId = device.Id, SubjectId = shipment.Id }.Telling(Anomaly.Told(odd.Reasons)).Telling(ShipmentChange.Told(shipment)));
            return new Scanned("arrived", odd.Reasons);
        }
        var moved = await MoveDevice.Move(tx, Arrival, device, shipment.SchoolId) ?? throw new InvalidOperationException($"device {device.Id} changed while its row was held");
        tx.Record(moved.Telling(ShipmentChange.Told(shipment)) with { SubjectId = shipment.Id });
        return new Scanned("arrived");
    }

    /// <summary>Not of this shipment: written down once, moved nowhere.</summary>
    private static async Task<Scanned> Keep(Tx tx, ShipmentRow shipment, DeviceRow device)
    {
        var reason = DistributionErrors.UnexpectedDevice.With(("assetTag", device.AssetTag), ("number", shipment.Number));
        if (await tx.One<Guid?>(KnownSql, new { shipment.Id, deviceId = device.Id }) is null)
        {
            var anomaly = await Anomaly.Insert(tx, device.Id, null, shipment.SchoolId, reason);
            await tx.Execute(UnexpectedSql, new { shipment.Id, deviceId = device.Id, anomaly });
            tx.Record(new Event { Name = "scan_arrival", DeviceId = device.Id, SubjectId = shipment.Id }.Telling(Anomaly.Told([reason])).Telling(ShipmentChange.Told(shipment)));
        }
        return new Scanned("unexpected", reason);
    }

    public const string LineSql = $"""
        {ShippedRow.SelectSql}
         where l.organisation_id = @organisationId and l.shipment_id = @id and l.device_id = @deviceId and (l.outcome is null or l.outcome <> 'unpacked')
         order by l.id desc limit 1
        """;

    public const string KnownSql = "select u.anomaly_id from shipment_unexpected u where u.shipment_id = @id and u.device_id = @deviceId";

    public const string UnexpectedSql = "insert into shipment_unexpected (shipment_id, device_id, anomaly_id) values (@id, @deviceId, @anomaly)";
}

/// <summary>Ends the reception of a shipment: what has not arrived is missing, and kept as anomalies.</summary>
internal static class CloseShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/close", Handle).Does(nameof(CloseShipment), Permission.ConfirmArrival).HonoursIfMatch();

    /// <summary>Ends the reception: what is missing becomes anomalies, and stays on its way until somebody settles it.</summary>
    internal static async Task<Returns<Shipment>> Handle(Guid id, Db db, HttpContext context, CancellationToken stop) => await Run(db, id, IfMatch.Optional(context), stop);

    public static Task<Outcome<Shipment>> Run(Db db, Guid id, IfMatch ifMatch, CancellationToken stop) => ShipmentChange.Run<Shipment>(db, id, ifMatch, async (tx, shipment) =>
    {
        if (shipment.State != "sent") return DistributionErrors.ShipmentNotSent.Refuse(("number", shipment.Number), ("state", shipment.State));
        await Carry(tx, db, shipment);
        return await Shipment.Read(tx, id);
    }, stop);

    /// <summary>The shipment's row is held.</summary>
    public static async Task Carry(Tx tx, Db db, ShipmentRow shipment, string? recalled = null)
    {
        foreach (var device in await tx.List<DeviceRow>($"{SendShipment.DevicesSql}{db.Dialect.ForUpdateOf("d")}", new { shipment.Id }))
        {
            var line = (await tx.One<ShippedRow>(ReceiveShipment.LineSql, new { shipment.Id, deviceId = device.Id }))!;
            var here = device.SchoolId == shipment.SchoolId;
            if (device.State == DeviceStates.InTransit.Code && here)
            {
                var reason = DistributionErrors.NotArrived.With(("assetTag", device.AssetTag), ("number", shipment.Number));
                await ShipmentChange.End(tx, line.Id, "missing");
                await Anomaly.Insert(tx, device.Id, null, shipment.SchoolId, reason);
                tx.Record(new Event { Name = "not_arrived", DeviceId = device.Id, SubjectId = shipment.Id }.Telling(Anomaly.Told([reason])).Telling(ShipmentChange.Told(shipment)));
            }
            // Confirmed one by one, or recalled and sent elsewhere, without this shipment.
            else await ShipmentChange.End(tx, line.Id, here && device.State is "at_school" or "on_loan" ? "arrived" : "withdrawn");
        }
        await tx.Execute(CloseSql, new { shipment.Id, now = tx.Now });
        tx.Record(new Event { Name = recalled is null ? "close_shipment" : "recall_shipment", SubjectId = shipment.Id, Reason = recalled });
    }

    public const string CloseSql = """
        update shipment set state = 'closed', closed_at = @now, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'sent'
        """;
}
