using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Reads one recovery.</summary>
internal static class ReadRecovery
{
    public static void Map(RouteGroupBuilder recoveries) => recoveries.MapGet("{id:guid}", Handle).Does(nameof(ReadRecovery), Permission.ReadLoans);

    /// <summary>Reads one recovery.</summary>
    internal static async Task<Returns<Recovery>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, stop);

    public static async Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, CancellationToken stop) =>
        await db.One<RecoveryRow>(RecoveryRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Recovery>)row.View(caller) : Errors.NotFound.Refuse();
}

/// <summary>Lists recoveries, in the order they were issued: what an accountant collects.</summary>
internal static class ListRecoveries
{
    public static void Map(RouteGroupBuilder recoveries) => recoveries.MapGet("", Handle).Does(nameof(ListRecoveries), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        [OneOf<RecoveryStates>] public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        public Guid? IncidentId { get; init; }
        public Guid? DeviceId { get; init; }
        public Guid? BorrowerId { get; init; }
        /// <summary>true: the device came back since; false: it did not.</summary>
        public bool? Found { get; init; }
        /// <summary>Issued on this local date or later.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Issued on this local date or earlier.</summary>
        public DateOnly? To { get; init; }
    }

    /// <summary>Lists what borrowers owe or owed by a decision, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<Recovery>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Recovery>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(RecoveryRow.SelectSql)
            .Where("r.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "i.school_id")
            .WhereIf(filter.SchoolId, "i.school_id = @schoolId", "schoolId")
            .WhereIf(filter.IncidentId, "r.incident_id = @incidentId", "incidentId")
            .WhereIf(filter.DeviceId, "i.device_id = @deviceId", "deviceId")
            .WhereIf(filter.BorrowerId, "l.borrower_id = @borrowerId", "borrowerId")
            .WhereIf(filter.From, "r.issued_on >= @from", "from")
            .WhereIf(filter.To, "r.issued_on <= @to", "to");
        if (filter.Found is { } found) sql.Where(found ? "i.found_on is not null" : "i.found_on is null");
        if (filter.State is { } state)
            sql.Where(state switch
            {
                "waived" => "r.waived_at is not null",
                "settled" => "r.settled_at is not null and r.waived_at is null",
                _ => "r.settled_at is null and r.waived_at is null",
            });
        return await Paging.ById(db, sql, "r.id", filter.Cursor, filter.Limit, (RecoveryRow row) => row.View(caller), row => row.Id, stop);
    }
}
