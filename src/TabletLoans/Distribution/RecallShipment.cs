using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Calls a shipment back that has left: what has not arrived returns to stock, what has stays at the school.</summary>
internal static class RecallShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/recall", Handle).Does(nameof(RecallShipment), Permission.Distribute).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why; never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Recalls what is still on its way, and closes the shipment.</summary>
    internal static async Task<Returns<Shipment>> Handle(Guid id, Request request, Db db, HttpContext context, CancellationToken stop) => await Run(db, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Shipment>> Run(Db db, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => ShipmentChange.Run<Shipment>(db, id, ifMatch, async (tx, shipment) =>
    {
        if (shipment.State != "sent") return DistributionErrors.ShipmentNotSent.Refuse(("number", shipment.Number), ("state", shipment.State));
        var row = DeviceLifecycle.Row("recall");
        var devices = (await tx.List<DeviceRow>($"{SendShipment.DevicesSql}{db.Dialect.ForUpdateOf("d")}", new { id }))
            .Where(device => device.State == DeviceStates.InTransit.Code && device.SchoolId == shipment.SchoolId).ToList();
        if (Refusal.From([.. devices.SelectMany(device => MoveDevice.Refuse(row, device, null)?.Reasons ?? [])]) is { } refusal) return refusal;
        foreach (var device in devices)
        {
            var line = (await tx.One<ShippedRow>(ReceiveShipment.LineSql, new { id, deviceId = device.Id }))!;
            var moved = await MoveDevice.Move(tx, row, device, null, reason: request.Reason) ?? throw new InvalidOperationException($"device {device.Id} changed while its row was held");
            await ShipmentChange.End(tx, line.Id, "withdrawn");
            tx.Record(moved.Telling(ShipmentChange.Told(shipment)) with { SubjectId = id });
        }
        await CloseShipment.Carry(tx, db, shipment, TextKey.Tidy(request.Reason));
        return await Shipment.Read(tx, id);
    }, stop);
}

/// <summary>Gives up a shipment that has not left: its devices are free again, its number stays told.</summary>
internal static class CancelShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/cancel", Handle).Does(nameof(CancelShipment), Permission.Distribute).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why; never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Cancels a shipment that has not left, and takes its devices out.</summary>
    internal static async Task<Returns<Shipment>> Handle(Guid id, Request? request, Db db, HttpContext context, CancellationToken stop) => await Run(db, id, request?.Reason, IfMatch.Optional(context), stop);

    public static Task<Outcome<Shipment>> Run(Db db, Guid id, string? reason, IfMatch ifMatch, CancellationToken stop) => ShipmentChange.Run<Shipment>(db, id, ifMatch, async (tx, shipment) =>
    {
        if (shipment.State != "packed") return DistributionErrors.ShipmentNotPacked.Refuse(("number", shipment.Number), ("state", shipment.State));
        foreach (var device in await tx.List<DeviceRow>(SendShipment.DevicesSql, new { id }))
            tx.Record(new Event { Name = "unpack", DeviceId = device.Id, SubjectId = id }.Telling(ShipmentChange.Told(shipment)));
        await tx.Execute(UnpackSql, new { id, now = tx.Now });
        await tx.Execute(CancelSql, new { id, now = tx.Now });
        tx.Record(new Event { Name = "cancel_shipment", SubjectId = id, Reason = TextKey.Tidy(reason) });
        return await Shipment.Read(tx, id);
    }, stop);

    public const string UnpackSql = """
        update shipment_device set ended_at = @now, ended_by = @principalId, outcome = 'unpacked'
        where organisation_id = @organisationId and shipment_id = @id and ended_at is null
        """;

    public const string CancelSql = """
        update shipment set state = 'cancelled', closed_at = @now, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'packed'
        """;
}
