using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Reads one incident.</summary>
internal static class ReadIncident
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapGet("{id:guid}", Handle).Does(nameof(ReadIncident), Permission.ReadLoans);

    /// <summary>Reads one incident.</summary>
    internal static async Task<Returns<Incident>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Incident>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<Incident>(Incident.ByIdSql, new { id }, stop) is { } incident ? (Outcome<Incident>)incident : Errors.NotFound.Refuse();
}

/// <summary>Reads an incident's timeline: its declaration, what was decided, what was asked for, how it ended.</summary>
internal static class ReadIncidentEvents
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapGet("{id:guid}/events", Handle).Does(nameof(ReadIncidentEvents), Permission.ReadLoans);

    /// <summary>Reads what happened in an incident, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, Incident.ByIdSql, "e.subject_id", id, filter, stop);
}

/// <summary>Lists incidents, in the order they were declared.</summary>
internal static class ListIncidents
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapGet("", Handle).Does(nameof(ListIncidents), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        /// <summary>open (not closed), declared, confirmed, decided or closed.</summary>
        [OneOf<IncidentFilterStates>] public string? State { get; init; }
        [OneOf<IncidentKinds>] public string? Kind { get; init; }
        /// <summary>Declared there.</summary>
        public Guid? SchoolId { get; init; }
        public Guid? DeviceId { get; init; }
        public Guid? LoanId { get; init; }
    }

    /// <summary>Lists incidents, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<Incident>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<Incident>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(Incident.SelectSql)
            .Where("i.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "i.school_id")
            .WhereIf(filter.Kind, "i.kind = @kind", "kind")
            .WhereIf(filter.SchoolId, "i.school_id = @schoolId", "schoolId")
            .WhereIf(filter.DeviceId, "i.device_id = @deviceId", "deviceId")
            .WhereIf(filter.LoanId, "l.id = @loanId", "loanId");
        if (filter.State is { } state) sql.Where(Is(state));
        return Paging.ById(db, sql, "i.id", filter.Cursor, filter.Limit, (Incident incident) => incident, incident => incident.Id, stop);
    }

    private static string Is(string state) => state switch
    {
        "closed" => "i.closed_at is not null",
        "decided" => "i.closed_at is null and i.decided_at is not null",
        "confirmed" => "i.closed_at is null and i.decided_at is null and i.confirmed_at is not null",
        "declared" => "i.closed_at is null and i.decided_at is null and i.confirmed_at is null",
        _ => "i.closed_at is null",
    };
}
