using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>A line of an order as a list shows it, for who counts: its order, its model and its sums.</summary>
internal sealed record PurchaseLineInList
{
    public required Guid Id { get; init; }
    /// <summary>The reference of the order.</summary>
    [Text(100)] public required string OrderReference { get; init; }
    [Text(100)] public required string Manufacturer { get; init; }
    /// <summary>The manufacturer's reference of the model.</summary>
    [Text(100)] public required string Reference { get; init; }
    [Between(1, 100_000)] public required int Quantity { get; init; }
    /// <summary>Received and not refused.</summary>
    [Between(0, 100_000)] public required int Delivered { get; init; }
    /// <summary>Cents a unit, without tax.</summary>
    [Between(0, 1e8)] public required long UnitPriceExclTaxCents { get; init; }
    /// <summary>Cents a unit, with tax.</summary>
    [Between(0, 1e8)] public required long UnitPriceInclTaxCents { get; init; }
    /// <summary>quantity × unit price.</summary>
    [Between(0, 1e13)] public long TotalExclTaxCents => checked(Quantity * UnitPriceExclTaxCents);
    /// <summary>quantity × unit price.</summary>
    [Between(0, 1e13)] public long TotalInclTaxCents => checked(Quantity * UnitPriceInclTaxCents);
    [OneOf<Origins>] public required string Origin { get; init; }
    /// <summary>The code of the funding line that pays it.</summary>
    [Text(50)] public string? FundingLine { get; init; }
    [Text(100)] public string? BudgetImputation { get; init; }
}

/// <summary>Lists the lines of an order; with format=csv, what an accountant books.</summary>
internal static class ListPurchaseLines
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("{id:guid}/lines", Handle).Does(nameof(ListPurchaseLines), Permission.ReadPurchasing);

    /// <summary>Lists the lines of an order with their models and their sums.</summary>
    internal static async Task<Lists<PurchaseLineInList>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, id, filter, stop);

    public static async Task<Outcome<Page<PurchaseLineInList>>> Run(Db db, Guid id, PageRequest filter, CancellationToken stop) =>
        await db.One<PurchaseOrderRow>(PurchaseOrderRow.ByIdSql, new { id }, stop) is null
            ? (Outcome<Page<PurchaseLineInList>>)Errors.NotFound.Refuse()
            : await Paging.ById(db, new Sql(SelectSql).Where("l.organisation_id = @organisationId").Where("l.order_id = @id", "id", id), "l.id", filter.Cursor, filter.Limit, (PurchaseLineInList line) => line, line => line.Id, stop);

    public const string SelectSql = """
        select l.id, o.reference as order_reference, m.manufacturer, m.reference, l.quantity, l.delivered, l.unit_price_excl_tax_cents,
          l.unit_price_incl_tax_cents, l.origin, f.code as funding_line, l.budget_imputation
        from purchase_line l
        join purchase_order o on o.id = l.order_id
        join device_model m on m.id = l.model_id
        left join funding_line f on f.id = l.funding_line_id
        """;
}
