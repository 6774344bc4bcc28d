using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Lists what was odd at returns, receptions and inventories, in the order it was seen.</summary>
internal static class ListAnomalies
{
    public static void Map(RouteGroupBuilder anomalies) => anomalies.MapGet("", Handle).Does(nameof(ListAnomalies), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        public Guid? DeviceId { get; init; }
        public Guid? SchoolId { get; init; }
        /// <summary>What one inventory left to be looked at.</summary>
        public Guid? InventoryId { get; init; }
        /// <summary>false: those that nobody settled yet.</summary>
        public bool? Resolved { get; init; }
    }

    /// <summary>Lists the anomalies of returns, receptions and inventories.</summary>
    internal static async Task<Lists<RecordedAnomaly>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<RecordedAnomaly>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(RecordedAnomaly.SelectSql)
            .Where("a.organisation_id = @organisationId")
            .Where($"({Scope.Schools("a.school_id")} or l.id is not null)") // the desk that saw it, and the school that lent
            .WhereIf(filter.DeviceId, "a.device_id = @deviceId", "deviceId")
            .WhereIf(filter.SchoolId, "a.school_id = @schoolId", "schoolId")
            .WhereIf(filter.InventoryId, "a.inventory_id = @inventoryId", "inventoryId");
        if (filter.Resolved is { } resolved) sql.Where(resolved ? "a.resolved_at is not null" : "a.resolved_at is null");
        return Paging.ById(db, sql, "a.id", filter.Cursor, filter.Limit, (RecordedAnomaly anomaly) => anomaly, anomaly => anomaly.Id, stop);
    }
}
