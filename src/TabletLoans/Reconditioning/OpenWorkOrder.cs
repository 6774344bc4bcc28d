using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>Sends a device to repair, in the workshop or out. A device has one open work order at most.</summary>
internal static class OpenWorkOrder
{
    public static void Map(RouteGroupBuilder orders) => orders.MapPost("", Handle).Does(nameof(OpenWorkOrder), Permission.Recondition);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        [OneOf<WorkOrderKinds>] public required string Kind { get; init; }
        /// <summary>What is wrong; never a person's name.</summary>
        [Text(500)] public required string Fault { get; init; }
        /// <summary>Who repairs it; needed where it is sent out.</summary>
        [Text(200)] public string? SupplierName { get; init; }
        /// <summary>Reference of the warranty claim.</summary>
        [Text(100)] public string? WarrantyClaim { get; init; }
    }

    /// <summary>Opens a work order: the device goes to in_repair.</summary>
    internal static async Task<Creates<WorkOrder>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<WorkOrder>> Run(Db db, Request request, CancellationToken stop)
    {
        if (request.Kind == "sent_out" && string.IsNullOrWhiteSpace(request.SupplierName)) return Refusal.Invalid("/supplierName", Errors.Missing);
        var found = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        if (found.Refusal is { } unknown) return unknown;
        var row = DeviceLifecycle.Row("repair");
        return await db.Write<WorkOrder>(async tx =>
        {
            if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { found.Value!.Id }) is not { } device) return DeviceErrors.UnknownDevice.Refuse();
            // An order stays open where the device was lost or retired during it.
            var open = await tx.One<Guid?>(OpenSql, new { device.Id }) is { } order ? ReconditioningErrors.WorkOrderOpen.With(("assetTag", device.AssetTag), ("workOrderId", order)) : null;
            if (MoveDevice.Refuse(row, device, null, open) is { } refusal) return refusal;
            if (await MoveDevice.Move(tx, row, device, null, reason: request.Fault) is not { } moved) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
            var id = Id.New();
            await tx.Execute(InsertSql, new
            {
                id, deviceId = device.Id, request.Kind, fault = request.Fault.Trim(), supplierName = TextKey.Tidy(request.SupplierName),
                warrantyClaim = TextKey.Tidy(request.WarrantyClaim), now = tx.Now,
            });
            tx.Record(moved with { SubjectId = id });
            return (await tx.One<WorkOrderRow>(WorkOrderRow.AnywhereByIdSql, new { id }))!.View();
        }, stop);
    }

    /// <summary>Why a device does not leave yet: somebody repairs it still.</summary>
    public static async Task<Reason?> Judge(Db db, DeviceRow device, CancellationToken stop) => await db.One<Guid?>(OpenSql, new { device.Id }, stop) is { } order
        ? ReconditioningErrors.WorkOrderOpen.With(("assetTag", device.AssetTag), ("workOrderId", order))
        : null;

    public const string OpenSql = "select w.id from work_order w where w.organisation_id = @organisationId and w.device_id = @id and w.finished_at is null";

    public const string InsertSql = """
        insert into work_order (id, organisation_id, device_id, kind, fault, supplier_name, warranty_claim, opened_at, opened_by)
        values (@id, @organisationId, @deviceId, @kind, @fault, @supplierName, @warrantyClaim, @now, @principalId)
        """;
}
