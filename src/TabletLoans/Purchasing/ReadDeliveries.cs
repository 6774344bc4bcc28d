using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Reads one delivery.</summary>
internal static class ReadDelivery
{
    public static void Map(RouteGroupBuilder deliveries) => deliveries.MapGet("{id:guid}", Handle).Does(nameof(ReadDelivery), Permission.ReadPurchasing);

    /// <summary>Reads one delivery; its devices: GET devices?deliveryId=.</summary>
    internal static async Task<Returns<Delivery>> Handle(Guid id, Db db, CancellationToken stop) =>
        await db.One<Delivery>(Delivery.ByIdSql, new { id }, stop) is { } delivery ? (Outcome<Delivery>)delivery : Errors.NotFound.Refuse();
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
    internal static async Task<Lists<Delivery>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop)
    {
        var sql = new Sql(Delivery.SelectSql)
            .Where("d.organisation_id = @organisationId")
            .WhereIf(filter.OrderId, "d.order_id = @orderId", "orderId");
        if (filter.Accepted is { } accepted) sql.Where($"d.accepted_at is {(accepted ? "not " : "")}null");
        return await Paging.ById(db, sql, "d.id", filter.Cursor, filter.Limit, (Delivery delivery) => delivery, delivery => delivery.Id, stop);
    }
}
