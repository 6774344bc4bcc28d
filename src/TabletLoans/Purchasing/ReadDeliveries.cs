using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Reads one delivery.</summary>
internal static class ReadDelivery
{
    public static void Map(RouteGroupBuilder deliveries) => deliveries.MapGet("{id:guid}", Handle).Does(nameof(ReadDelivery), Permission.ReadPurchasing);

    /// <summary>Reads one delivery; its devices: GET devices?deliveryId=.</summary>
    internal static async Task<Returns<Delivery>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Delivery>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<Delivery>(Delivery.ByIdSql, new { id }, stop) is { } delivery ? (Outcome<Delivery>)delivery : Errors.NotFound.Refuse();
}

/// <summary>A device that was refused at the acceptance.</summary>
internal sealed record RefusedDevice
{
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    [Text(500)] public required string Reason { get; init; }
}

/// <summary>Lists what was refused of a delivery, and why.</summary>
internal static class ListRefusals
{
    public static void Map(RouteGroupBuilder deliveries) => deliveries.MapGet("{id:guid}/refusals", Handle).Does(nameof(ListRefusals), Permission.ReadPurchasing);

    /// <summary>Lists the devices that were refused at the acceptance of a delivery, with the reasons.</summary>
    internal static async Task<Lists<RefusedDevice>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, id, filter, stop);

    public static async Task<Outcome<Page<RefusedDevice>>> Run(Db db, Guid id, PageRequest filter, CancellationToken stop) =>
        await db.One<Delivery>(Delivery.ByIdSql, new { id }, stop) is null
            ? (Outcome<Page<RefusedDevice>>)Errors.NotFound.Refuse()
            : await Paging.ById(db, new Sql(SelectSql).Where("r.delivery_id = @id", "id", id), "v.id", filter.Cursor, filter.Limit, (RefusedDevice device) => device, device => device.DeviceId, stop);

    public const string SelectSql = "select v.id as device_id, v.asset_tag, v.serial_number, r.reason from delivery_refusal r join device v on v.id = r.device_id";
}

/// <summary>Lists the deliveries, in order of arrival.</summary>
internal static class ListDeliveries
{
    public static void Map(RouteGroupBuilder deliveries) => deliveries.MapGet("", Handle).Does(nameof(ListDeliveries), Permission.ReadPurchasing);

    internal sealed record Filter : PageRequest
    {
        public Guid? OrderId { get; init; }
        /// <summary>false: only those whose acceptance is to be stated.</summary>
        public bool? Accepted { get; init; }
    }

    /// <summary>Lists the deliveries, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<Delivery>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<Delivery>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(Delivery.SelectSql)
            .Where("d.organisation_id = @organisationId")
            .WhereIf(filter.OrderId, "d.order_id = @orderId", "orderId");
        if (filter.Accepted is { } accepted) sql.Where($"d.accepted_at is {(accepted ? "not " : "")}null");
        return await Paging.ById(db, sql, "d.id", filter.Cursor, filter.Limit, (Delivery delivery) => delivery, delivery => delivery.Id, stop);
    }
}
