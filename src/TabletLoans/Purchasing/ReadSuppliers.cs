using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Reads one supplier.</summary>
internal static class ReadSupplier
{
    public static void Map(RouteGroupBuilder suppliers) => suppliers.MapGet("{id:guid}", Handle).Does(nameof(ReadSupplier), Permission.ReadPurchasing);

    /// <summary>Reads one supplier.</summary>
    internal static async Task<Returns<Supplier>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Supplier>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<Supplier>(Supplier.ByIdSql, new { id }, stop) is { } supplier ? (Outcome<Supplier>)supplier : Errors.NotFound.Refuse();
}

/// <summary>Lists the suppliers, in order of registration.</summary>
internal static class ListSuppliers
{
    public static void Map(RouteGroupBuilder suppliers) => suppliers.MapGet("", Handle).Does(nameof(ListSuppliers), Permission.ReadPurchasing);

    /// <summary>Lists the suppliers.</summary>
    internal static async Task<Lists<Supplier>> Handle([AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<Supplier>>> Run(Db db, PageRequest filter, CancellationToken stop) =>
        await Paging.ById(db, new Sql(Supplier.SelectSql).Where("s.organisation_id = @organisationId"), "s.id", filter.Cursor, filter.Limit, (Supplier supplier) => supplier, supplier => supplier.Id, stop);
}
