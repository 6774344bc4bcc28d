using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Puts devices into a shipment by scan: from stock, or from another school. A second scan changes nothing.</summary>
internal static class PackShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/pack", Handle).Does(nameof(PackShipment), Permission.Distribute);

    internal sealed record Request
    {
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
    }

    /// <summary>Packs devices: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<ScansView>> Handle(Guid id, Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, request, stop);

    public static async Task<Outcome<ScansView>> Run(Db db, Caller caller, Guid id, Request request, CancellationToken stop)
    {
        var scans = await Scan.Find(db, request.Devices, anywhere: false, stop);
        return await ShipmentChange.Run<ScansView>(db, id, new IfMatch((long?)null), async (tx, shipment) =>
        {
            if (shipment.State != "packed") return DistributionErrors.ShipmentNotPacked.Refuse(("number", shipment.Number), ("state", shipment.State));
            var results = await ScanResult.Each(tx, caller, scans, device => Put(tx, db, shipment, device.Id));
            if (results.Any(result => result.Outcome == "packed")) await ShipmentChange.Touch(tx, id);
            return new ScansView { Shipment = await Shipment.Read(tx, id), Results = results };
        }, stop);
    }

    /// <summary>The move that the device makes when the shipment leaves.</summary>
    public static Transition Leaving(DeviceRow device) => DeviceLifecycle.Row(device.State == DeviceStates.AtSchool.Code ? "transfer_to_school" : "send_to_school");

    /// <summary>Puts one device in, whose row is held from here on.</summary>
    public static async Task<Outcome<Scanned>> Put(Tx tx, Db db, ShipmentRow shipment, Guid deviceId)
    {
        if (await ShipmentChange.Hold(tx, db, deviceId) is not { } device) return DeviceErrors.UnknownDevice.Refuse();
        var open = await tx.One<OpenLine>(OpenLineSql, new { deviceId });
        if (open is not null && open.ShipmentId == shipment.Id) return new Scanned("already_packed");
        var reasons = new List<Reason>(MoveDevice.Refuse(Leaving(device), device, null)?.Reasons ?? []);
        if (device.State == DeviceStates.AtSchool.Code && device.SchoolId == shipment.SchoolId) reasons.Add(DistributionErrors.AlreadyThere.With(("assetTag", device.AssetTag), ("uai", shipment.SchoolUai)));
        if (open is { State: "packed" }) reasons.Add(DistributionErrors.AlreadyPacked.With(("assetTag", device.AssetTag), ("number", open.Number)));
        if (Refusal.From(reasons) is { } refusal) return refusal;
        // Ready to leave again: it is no longer on the way that an earlier shipment says.
        if (open is not null) await ShipmentChange.End(tx, open.Id, "withdrawn");
        if (await tx.Execute(PackSql, new { id = Id.New(), shipmentId = shipment.Id, deviceId, now = tx.Now }) == 0)
            return DistributionErrors.AlreadyPacked.Refuse(("assetTag", device.AssetTag), ("number", open?.Number));
        tx.Record(new Event { Name = "pack", DeviceId = deviceId, SubjectId = shipment.Id }.Telling(ShipmentChange.Told(shipment)));
        return new Scanned("packed");
    }

    internal sealed record OpenLine
    {
        public Guid Id { get; init; }
        public Guid ShipmentId { get; init; }
        public string Number { get; init; } = "";
        public string State { get; init; } = "";
    }

    public const string OpenLineSql = """
        select l.id, l.shipment_id, sh.number, sh.state from shipment_device l join shipment sh on sh.id = l.shipment_id
        where l.organisation_id = @organisationId and l.device_id = @deviceId and l.ended_at is null
        """;

    public const string PackSql = """
        insert into shipment_device (id, organisation_id, shipment_id, device_id, from_school_id, packed_at, packed_by)
        select @id, d.organisation_id, @shipmentId, d.id, d.school_id, @now, @principalId from device d
        where d.organisation_id = @organisationId and d.id = @deviceId and d.state in ('in_stock', 'at_school')
          and not exists (select 1 from shipment_device l where l.device_id = d.id and l.ended_at is null)
        on conflict (device_id) where ended_at is null do nothing
        """;
}

/// <summary>Takes devices out of a shipment that has not left.</summary>
internal static class UnpackShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/unpack", Handle).Does(nameof(UnpackShipment), Permission.Distribute);

    /// <summary>Takes devices out: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<ScansView>> Handle(Guid id, PackShipment.Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, request, stop);

    public static async Task<Outcome<ScansView>> Run(Db db, Caller caller, Guid id, PackShipment.Request request, CancellationToken stop)
    {
        // Anywhere: what was packed may have gone elsewhere since, and must come out.
        var scans = await Scan.Find(db, request.Devices, anywhere: true, stop);
        return await ShipmentChange.Run<ScansView>(db, id, new IfMatch((long?)null), async (tx, shipment) =>
        {
            if (shipment.State != "packed") return DistributionErrors.ShipmentNotPacked.Refuse(("number", shipment.Number), ("state", shipment.State));
            var results = await ScanResult.Each(tx, caller, scans, async device =>
            {
                if (await tx.One<PackShipment.OpenLine>(PackShipment.OpenLineSql, new { deviceId = device.Id }) is not { } line || line.ShipmentId != id)
                    return DistributionErrors.NotInShipment.Refuse(("assetTag", device.AssetTag), ("number", shipment.Number));
                await ShipmentChange.End(tx, line.Id, "unpacked");
                tx.Record(new Event { Name = "unpack", DeviceId = device.Id, SubjectId = id }.Telling(ShipmentChange.Told(shipment)));
                return new Scanned("unpacked");
            });
            if (results.Any(result => result.Outcome == "unpacked")) await ShipmentChange.Touch(tx, id);
            return new ScansView { Shipment = await Shipment.Read(tx, id), Results = results };
        }, stop);
    }
}
