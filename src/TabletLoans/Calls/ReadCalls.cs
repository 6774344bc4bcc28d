using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Reads one call.</summary>
internal static class ReadCall
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("{id:guid}", Handle).Does(nameof(ReadCall), Permission.ReadProgrammes);

    /// <summary>Reads a call with its days and its rules.</summary>
    internal static async Task<Returns<Call>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Call>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<CallRow>(CallRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Call>)row.View(db) : Errors.NotFound.Refuse();
}

/// <summary>Reads a call's timeline.</summary>
internal static class ReadCallEvents
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("{id:guid}/events", Handle).Does(nameof(ReadCallEvents), Permission.ReadFunding);

    /// <summary>Reads what happened to a call, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, CallRow.ByIdSql, "e.subject_id", id, filter, stop);
}

/// <summary>Lists the rules that a call had.</summary>
internal static class ListCallRules
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("{id:guid}/rules", Handle).Does(nameof(ListCallRules), Permission.ReadProgrammes);

    /// <summary>Lists every version of a call's rules, oldest first.</summary>
    internal static async Task<Lists<RuleVersion>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await db.One<CallRow>(CallRow.ByIdSql, new { id }, stop) is null ? (Outcome<Page<RuleVersion>>)Errors.NotFound.Refuse() : await RuleVersion.Of(db, id, filter, stop);
}

/// <summary>Lists the calls, in the order they were announced.</summary>
internal static class ListCalls
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("", Handle).Does(nameof(ListCalls), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
        /// <summary>By the clock: upcoming, open or closed today.</summary>
        [OneOf<CallStates>] public string? State { get; init; }
    }

    /// <summary>Lists calls.</summary>
    internal static async Task<Lists<Call>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<Call>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(CallRow.SelectSql).Where("c.organisation_id = @organisationId").WhereIf(filter.ProgrammeId, "c.programme_id = @programmeId", "programmeId");
        if (filter.State is { } state) sql.Where(state switch { "upcoming" => "c.opens_on > @today", "open" => "c.opens_on <= @today and c.closes_on >= @today", _ => "c.closes_on < @today" }, "today", db.Today);
        return Paging.ById(db, sql, "c.id", filter.Cursor, filter.Limit, (CallRow row) => row.View(db), row => row.Id, stop);
    }
}
