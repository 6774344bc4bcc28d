using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>
/// States the service fait of a delivery, once. What is refused frees its place on the line and leaves by the move `retire` with the
/// reason; its serial is free again, so that the supplier may bring the same device back, repaired, as a new delivery.
/// </summary>
internal static class AcceptDelivery
{
    // Beyond it, the end of a warranty would be no date any more.
    private const int LastYear = 9000;

    public static void Map(RouteGroupBuilder deliveries) => deliveries.MapPost("{id:guid}/accept", Handle).Does(nameof(AcceptDelivery), Permission.ManagePurchasing);

    internal sealed record Request
    {
        /// <summary>Today when absent.</summary>
        public DateOnly? AcceptedOn { get; init; }
        [Text(100)] public string? InvoiceReference { get; init; }
        /// <summary>The day of the acceptance when absent and there is a warranty.</summary>
        public DateOnly? WarrantyStartsOn { get; init; }
        /// <summary>The accepted devices get the day of the same number, so many months later, as the last of their warranty.</summary>
        [Between(1, 240)] public int? WarrantyMonths { get; init; }
        /// <summary>What is not accepted, and why.</summary>
        [Items(1000)] public IReadOnlyList<RefusedSerial>? Refused { get; init; }
    }

    internal sealed record RefusedSerial
    {
        [Text(100)] public required string Serial { get; init; }
        /// <summary>Never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>States the acceptance (service fait) of a delivery, with what is refused of it.</summary>
    internal static async Task<Returns<Delivery>> Handle(Guid id, Request request, Db db, CancellationToken stop) => await Run(db, id, request, stop);

    public static async Task<Outcome<Delivery>> Run(Db db, Guid id, Request request, CancellationToken stop)
    {
        if (await db.One<Delivery>(Delivery.ByIdSql, new { id }, stop) is not { } found) return Errors.NotFound.Refuse();
        var acceptedOn = request.AcceptedOn ?? db.Today;
        var warranty = request.WarrantyMonths is null ? (DateOnly?)null : request.WarrantyStartsOn ?? acceptedOn;
        var refusals = request.Refused ?? [];
        if (Check(found, request, acceptedOn, db.Today, refusals) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return await PurchaseChange.Run<Delivery>(db, found.OrderId, new IfMatch((long?)null), async (tx, order, lines) =>
        {
            // The order is held: whoever accepted it meanwhile is done.
            var delivery = (await tx.One<Delivery>(Delivery.ByIdSql, new { id }))!;
            if (delivery.AcceptedOn is { } day) return PurchasingErrors.AlreadyAccepted.Refuse(("acceptedOn", day));
            var devices = (await tx.List<DeviceRow>($"{DeviceRow.SelectSql} where d.organisation_id = @organisationId and d.delivery_id = @id order by d.id", new { id })).ToDictionary(device => NewDevice.SerialKeyOf(device.SerialNumber), StringComparer.Ordinal);
            var reasons = refusals.SelectMany(refusal => Refuse(refusal, devices)).ToList();
            if (Refusal.From(reasons) is { } no) return no;

            await tx.Execute(AcceptSql, new { id, acceptedOn, invoiceReference = TextKey.Tidy(request.InvoiceReference), warrantyStartsOn = warranty, request.WarrantyMonths, now = tx.Now });
            foreach (var refusal in refusals)
            {
                devices.Remove(NewDevice.SerialKeyOf(refusal.Serial), out var device);
                if (await MoveDevice.Move(tx, DeviceLifecycle.Row("retire"), device!, null, reason: refusal.Reason) is not { } moved) return Errors.VersionConflict.Refuse(("version", device!.Version + 1));
                tx.Record(moved with { SubjectId = id });
                await tx.Execute(FreeSerialSql, new { device!.Id });
                await tx.Execute(RefuseSql, new { id, deviceId = device!.Id, reason = refusal.Reason.Trim() });
            }
            if (refusals.Count > 0) await tx.Execute(FreeSql, new { id = delivery.LineId, count = refusals.Count });
            if (warranty?.AddMonths(request.WarrantyMonths!.Value) is { } endsOn) await SetWarranty(tx, id, endsOn, devices.Values);
            await PurchaseChange.Count(tx, order, lines, -refusals.Count, "accept_delivery");
            return (await tx.One<Delivery>(Delivery.ByIdSql, new { id }))!;
        }, stop);
    }

    private static List<FieldError> Check(Delivery delivery, Request request, DateOnly acceptedOn, DateOnly today, IReadOnlyList<RefusedSerial> refusals)
    {
        var errors = new List<FieldError>();
        if (acceptedOn < delivery.DeliveredOn) errors.Add(new FieldError("/acceptedOn", Errors.EndBeforeStart, ("start", delivery.DeliveredOn)));
        if (request.WarrantyStartsOn is not null && request.WarrantyMonths is null) errors.Add(new FieldError("/warrantyMonths", Errors.Missing));
        if (request.WarrantyStartsOn is { Year: > LastYear }) errors.Add(new FieldError("/warrantyStartsOn", Errors.OutOfRange, ("min", "…"), ("max", LastYear)));
        if (acceptedOn > today) errors.Add(new FieldError("/acceptedOn", Errors.OutOfRange, ("min", delivery.DeliveredOn), ("max", today)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, refusal) in refusals.Index())
            if (!seen.Add(NewDevice.SerialKeyOf(refusal.Serial))) errors.Add(new FieldError($"/refused/{i}/serial", Errors.NotUnique));
        return errors;
    }

    private static IEnumerable<Reason> Refuse(RefusedSerial refusal, Dictionary<string, DeviceRow> devices)
    {
        if (!devices.TryGetValue(NewDevice.SerialKeyOf(refusal.Serial), out var device)) return [PurchasingErrors.NotInDelivery.With(("serialNumber", refusal.Serial))];
        if (device.State != DeviceStates.Received.Code)
            return [PurchasingErrors.RefusedInUse.With(("assetTag", device.AssetTag), ("state", device.State), ("from", DeviceStates.Received.Code))];
        return MoveDevice.Refuse(DeviceLifecycle.Row("retire"), device, null)?.Reasons ?? [];
    }

    private static async Task SetWarranty(Tx tx, Guid id, DateOnly endsOn, IEnumerable<DeviceRow> accepted)
    {
        await tx.Execute(WarrantySql, new { id, endsOn, now = tx.Now });
        foreach (var device in accepted)
            tx.Record(new Event { Name = "accept_device", DeviceId = device.Id, SubjectId = id }.Telling(new JsonObject
            {
                ["warrantyEndsOn"] = new JsonObject { ["old"] = JsonSerializer.SerializeToNode(device.WarrantyEndsOn, Json.Options), ["new"] = JsonSerializer.SerializeToNode(endsOn, Json.Options) },
            }));
    }

    public const string AcceptSql = """
        update delivery set accepted_at = @now, accepted_by = @principalId, accepted_on = @acceptedOn, invoice_reference = @invoiceReference,
          warranty_starts_on = @warrantyStartsOn, warranty_months = @warrantyMonths, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and accepted_at is null
        """;

    public const string RefuseSql = "insert into delivery_refusal (delivery_id, device_id, reason) values (@id, @deviceId, @reason)";

    public const string FreeSql = """
        update purchase_line set delivered = delivered - @count
        where organisation_id = @organisationId and id = @id and delivered >= @count
        """;

    public const string WarrantySql = """
        update device set warranty_ends_on = @endsOn, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and delivery_id = @id
          and not exists (select 1 from delivery_refusal r where r.device_id = device.id)
        """;

    public const string FreeSerialSql = "update device set serial_key = serial_key || ' / ' || asset_tag where organisation_id = @organisationId and id = @id";
}
