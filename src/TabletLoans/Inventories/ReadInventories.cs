using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>Reads one campaign with its counts.</summary>
internal static class ReadInventory
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapGet("{id:guid}", Handle).Does(nameof(ReadInventory), Permission.ReadFleet);

    /// <summary>Reads one inventory: how far it has come, or its report once closed.</summary>
    internal static async Task<Returns<Inventory>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Inventory>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<InventoryRow>(InventoryRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Inventory>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists campaigns, in the order they were opened.</summary>
internal static class ListInventories
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapGet("", Handle).Does(nameof(ListInventories), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<InventoryStates>] public string? State { get; init; }
        public Guid? SchoolId { get; init; }
    }

    /// <summary>Lists inventories with their counts.</summary>
    internal static async Task<Lists<Inventory>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<Inventory>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(InventoryRow.SelectSql)
            .Where("i.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "i.school_id")
            .WhereIf(filter.State, "i.state = @state", "state")
            .WhereIf(filter.SchoolId, "i.school_id = @schoolId", "schoolId");
        return await Paging.ById(db, sql, "i.id", filter.Cursor, filter.Limit, (InventoryRow row) => row.View(), row => row.Id, stop);
    }
}

/// <summary>Reads what happened in a campaign: opened, scanned, closed.</summary>
internal static class ReadInventoryEvents
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapGet("{id:guid}/events", Handle).Does(nameof(ReadInventoryEvents), Permission.ReadFleet);

    /// <summary>Reads what happened in an inventory, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, InventoryRow.ByIdSql, "e.subject_id", id, filter, stop);
}
