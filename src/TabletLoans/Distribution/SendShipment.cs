using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Sends a shipment: every device of it leaves, or none does and every reason is said at once.</summary>
internal static class SendShipment
{
    private const int MostReasons = 100;

    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("{id:guid}/send", Handle).Does(nameof(SendShipment), Permission.Distribute).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why, where a rule is gone past: needed beyond what the school was allocated. Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Sends a shipment: its devices are on their way to the school.</summary>
    internal static async Task<Returns<Shipment>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Shipment>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) =>
        ShipmentChange.Run<Shipment>(db, id, ifMatch, async (tx, shipment) => await Carry(tx, db, caller, shipment, request.Reason) is { } refusal ? refusal : await Shipment.Read(tx, id), stop);

    /// <summary>Null where it left. The shipment's row is held.</summary>
    public static async Task<Refusal?> Carry(Tx tx, Db db, Caller caller, ShipmentRow shipment, string? reason)
    {
        if (shipment.State != "packed") return DistributionErrors.ShipmentNotPacked.Refuse(("number", shipment.Number), ("state", shipment.State));
        var devices = await tx.List<DeviceRow>($"{DevicesSql}{db.Dialect.ForUpdateOf("d")}", new { shipment.Id });
        if (devices.Count == 0) return DistributionErrors.ShipmentEmpty.Refuse(("number", shipment.Number));
        var reasons = new List<Reason>();
        if (shipment.SchoolStatus is not ("open" or "closing")) reasons.Add(DeviceErrors.SchoolNotOpen.With(("uai", shipment.SchoolUai), ("status", shipment.SchoolStatus)));
        foreach (var device in devices) reasons.AddRange(MoveDevice.Refuse(PackShipment.Leaving(device), device, null)?.Reasons ?? []);
        var exceeded = await AllocationRow.Exceeded(tx, db, shipment, devices.Count);
        if (exceeded is not null && (string.IsNullOrWhiteSpace(reason) || !caller.MayOverride(exceeded))) reasons.Insert(0, exceeded);
        if (Refusal.From([.. reasons.Take(MostReasons)]) is { } refusal) return refusal;
        foreach (var device in devices)
        {
            var moved = await MoveDevice.Move(tx, PackShipment.Leaving(device), device, shipment.SchoolId, reason: reason)
                ?? throw new InvalidOperationException($"device {device.Id} changed while its row was held");
            tx.Record(moved.Telling(ShipmentChange.Told(shipment)) with { SubjectId = shipment.Id });
        }
        await tx.Execute(SendSql, new { shipment.Id, now = tx.Now });
        tx.Record(new Event { Name = "send_shipment", SubjectId = shipment.Id, Reason = TextKey.Tidy(reason) }
            .Telling(exceeded is null ? [] : new JsonObject { ["overridden"] = new JsonArray(exceeded.Error.Code) }));
        return null;
    }

    public static readonly string DevicesSql = $"""
        {DeviceRow.SelectSql}
         where d.organisation_id = @organisationId and d.id in (select sd.device_id from shipment_device sd where sd.shipment_id = @id and sd.ended_at is null)
         order by d.id
        """;

    public const string SendSql = """
        update shipment set state = 'sent', sent_at = @now, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'packed'
        """;
}
