using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Reads one order.</summary>
internal static class ReadPurchaseOrder
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("{id:guid}", Handle).Does(nameof(ReadPurchaseOrder), Permission.ReadPurchasing);

    /// <summary>Reads one purchase order with its lines, its sums and its counts.</summary>
    internal static async Task<Returns<PurchaseOrder>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<PurchaseOrder>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<PurchaseOrderRow>(PurchaseOrderRow.ByIdSql, new { id }, stop) is { } order
            ? (Outcome<PurchaseOrder>)order.View(await db.List<PurchaseLineRow>(PurchaseLineRow.OfOrderSql, new { id }, stop))
            : Errors.NotFound.Refuse();
}

/// <summary>Reads an order's timeline.</summary>
internal static class ReadPurchaseOrderEvents
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("{id:guid}/events", Handle).Does(nameof(ReadPurchaseOrderEvents), Permission.ReadPurchasing);

    /// <summary>Reads what happened to an order, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, PurchaseOrderRow.ByIdSql, "e.subject_id", id, filter, stop);
}

/// <summary>Lists the orders, in order of creation.</summary>
internal static class ListPurchaseOrders
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("", Handle).Does(nameof(ListPurchaseOrders), Permission.ReadPurchasing);

    internal sealed record Filter : PageRequest
    {
        [OneOf<PurchaseStateCodes>] public string? State { get; init; }
        public Guid? SupplierId { get; init; }
    }

    /// <summary>Lists the purchase orders, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<PurchaseOrder>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<PurchaseOrder>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(PurchaseOrderRow.SelectSql)
            .Where("o.organisation_id = @organisationId")
            .WhereIf(filter.State, "o.state = @state", "state")
            .WhereIf(filter.SupplierId, "o.supplier_id = @supplierId", "supplierId");
        var page = await Paging.ById(db, sql, "o.id", filter.Cursor, filter.Limit, (PurchaseOrderRow row) => row, row => row.Id, stop);
        if (page.Refusal is { } refusal) return refusal;
        var rows = page.Value!.Items;
        var lines = rows.Count == 0 ? [] : await db.List<PurchaseLineRow>($"{PurchaseLineRow.SelectSql} where {db.Dialect.In("l.order_id", "@ids")} order by l.position", new { ids = db.Dialect.List(rows.Select(row => row.Id)) }, stop);
        var byOrder = lines.ToLookup(line => line.OrderId);
        return new Page<PurchaseOrder> { Items = rows.Select(row => row.View(byOrder[row.Id])).ToList(), Next = page.Value.Next };
    }
}
