using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Reads one application.</summary>
internal static class ReadApplication
{
    public static void Map(RouteGroupBuilder applications) => applications.MapGet("{id:guid}", Handle).Does(nameof(ReadApplication), Permission.ReadProgrammes);

    /// <summary>Reads an application with its money by item and funder.</summary>
    internal static async Task<Returns<Application>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, stop);

    public static async Task<Outcome<Application>> Run(Db db, Caller caller, Guid id, CancellationToken stop) =>
        await db.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Application>)row.View(caller) : Errors.NotFound.Refuse();
}

/// <summary>Reads an application's timeline.</summary>
internal static class ReadApplicationEvents
{
    public static void Map(RouteGroupBuilder applications) => applications.MapGet("{id:guid}/events", Handle).Does(nameof(ReadApplicationEvents), Permission.ReadProgrammes);

    /// <summary>Reads what happened to an application, oldest first, with the reasons that were given.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Run(db, id, filter, stop);

    // What the commission does, and the names of other applications in its reasons, is for who sees them all.
    private static readonly string[] OfTheCommission = [.. new[] { "find_eligible", "score", "recommend", "send_to_arbitration", "waitlist", "award" }.Select(name => $"{name}_application")];

    public static async Task<Outcome<Page<TimelineEvent>>> Run(Db db, Guid id, PageRequest filter, CancellationToken stop)
    {
        var events = await Timeline.Of(db, ApplicationRow.ByIdSql, "e.subject_id", id, filter, stop);
        return db.Scope.EverySchool || events.IsRefused ? events : events.Value! with { Items = [.. events.Value!.Items.Where(told => !OfTheCommission.Contains(told.Name))] };
    }
}

/// <summary>Lists applications, in the order they were begun.</summary>
internal static class ListApplications
{
    public static void Map(RouteGroupBuilder applications) => applications.MapGet("", Handle).Does(nameof(ListApplications), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        public Guid? CallId { get; init; }
        public Guid? SchoolId { get; init; }
        [OneOf<ApplicationStateCodes>] public string? State { get; init; }
        /// <summary>true: filed and not withdrawn; false: drafts and withdrawn ones.</summary>
        public bool? Filed { get; init; }
        /// <summary>true: awarded, or further on.</summary>
        public bool? Retained { get; init; }
        /// <summary>043, 02A.</summary>
        [Text(3)] public string? DepartementCode { get; init; }
    }

    /// <summary>Lists applications, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<ApplicationInList>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<ApplicationInList>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(ApplicationInList.SelectSql).Where("a.organisation_id = @organisationId").Where(ApplicationRow.Visible)
            .WhereIf(filter.CallId, "a.call_id = @callId", "callId")
            .WhereIf(filter.SchoolId, "exists (select 1 from application_school y where y.application_id = a.id and y.school_id = @schoolId)", "schoolId")
            .WhereIf(filter.State, $"{ApplicationRow.ToldState} = @state", "state")
            .WhereIf(filter.DepartementCode, "a.departement_code = @departementCode", "departementCode");
        if (filter.Filed is { } filed) sql.Where($"{(filed ? "" : "not ")}({ApplicationLifecycle.IsFiled})");
        if (filter.Retained is { } retained) sql.Where($"{(retained ? "" : "not ")}({ApplicationLifecycle.IsRetained} and (@everySchool or a.notified_on is not null))");
        return Paging.ById(db, sql, "a.id", filter.Cursor, filter.Limit, (ApplicationInList row) => row, row => row.Id, stop);
    }
}

/// <summary>An application in a list, without what it says.</summary>
internal sealed record ApplicationInList
{
    public required Guid Id { get; init; }
    public required Guid CallId { get; init; }
    [Text(50)] public required string Number { get; init; }
    [OneOf<ApplicantKinds>] public required string ApplicantKind { get; init; }
    [Text(200)] public required string ApplicantName { get; init; }
    [Text(100)] public string? Reference { get; init; }
    [Text(3)] public string? DepartementCode { get; init; }
    [OneOf<ApplicationStateCodes>] public required string State { get; init; }
    [Between(1, 100_000)] public int? Rank { get; init; }
    public required long Schools { get; init; }
    [Between(0, 1e6)] public required int Classes { get; init; }
    [Between(0, 1e15)] public required long TotalCents { get; init; }
    [Between(0, 1e15)] public required long RequestedCents { get; init; }
    [Between(0, 1e15)] public long? GrantedCents { get; init; }
    public DateTimeOffset? FiledAt { get; init; }
    public DateOnly? DecidedOn { get; init; }
    public DateOnly? NotifiedOn { get; init; }
    public required long Version { get; init; }

    public static readonly string SelectSql = $"""
        select a.id, a.call_id, a.number, a.applicant_kind, a.applicant_name, a.reference, a.departement_code, {ApplicationRow.ToldState} as state, case when @everySchool then a.rank end as rank,
          (select count(*) from application_school x where x.application_id = a.id) as schools,
          a.classes, a.total_cents, a.requested_cents, case when @everySchool or a.notified_on is not null then a.granted_cents end as granted_cents, a.filed_at,
          case when @everySchool or a.notified_on is not null then a.decided_on end as decided_on, a.notified_on, a.version
        from application a
        """;
}
