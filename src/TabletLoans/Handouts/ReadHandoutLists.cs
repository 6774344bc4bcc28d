using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Handouts;

/// <summary>Reads one list with its lines.</summary>
internal static class ReadHandoutList
{
    public static void Map(RouteGroupBuilder lists) => lists.MapGet("{id:guid}", Handle).Does(nameof(ReadHandoutList), Permission.ReadLoans);

    /// <summary>Reads one hand-out list: what each line has become.</summary>
    internal static async Task<Returns<HandoutList>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) =>
        await HandoutList.Find(db, caller, id, stop) is { } list ? (Outcome<HandoutList>)list : Errors.NotFound.Refuse();
}

/// <summary>Lists hand-out lists, in the order they were made.</summary>
internal static class ListHandoutLists
{
    public static void Map(RouteGroupBuilder lists) => lists.MapGet("", Handle).Does(nameof(ListHandoutLists), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        public Guid? SchoolId { get; init; }
        /// <summary>true: only those still handed out; false: only the closed ones.</summary>
        public bool? Open { get; init; }
    }

    /// <summary>Lists hand-out lists, without their lines.</summary>
    internal static async Task<Lists<HandoutList>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<HandoutList>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(HandoutListRow.SelectSql)
            .Where("h.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "h.school_id")
            .WhereIf(filter.SchoolId, "h.school_id = @schoolId", "schoolId");
        if (filter.Open is { } open) sql.Where(open ? "h.closed_at is null" : "h.closed_at is not null");
        return Paging.ById(db, sql, "h.id", filter.Cursor, filter.Limit, (HandoutListRow row) => row.View(), row => row.Id, stop);
    }
}

/// <summary>Closes a list: nothing more is handed out by it.</summary>
internal static class CloseHandoutList
{
    public static void Map(RouteGroupBuilder lists) => lists.MapPost("{id:guid}/close", Handle).Does(nameof(CloseHandoutList), Permission.Lend).HonoursIfMatch();

    /// <summary>Closes a hand-out list; closing it again changes nothing.</summary>
    internal static async Task<Returns<HandoutList>> Handle(Guid id, Db db, Caller caller, HttpContext context, CancellationToken stop) => await Run(db, caller, id, IfMatch.Optional(context), stop);

    public static Task<Outcome<HandoutList>> Run(Db db, Caller caller, Guid id, IfMatch ifMatch, CancellationToken stop) => db.Write<HandoutList>(async tx =>
    {
        if (await tx.One<HandoutListRow>($"{HandoutListRow.ByIdSql}{db.Dialect.ForUpdateOf("h")}", new { id }) is not { } list) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(list.Version) is { } stale) return stale;
        if (await tx.Execute(CloseSql, new { id, now = tx.Now }) > 0) tx.Record(new Event { Name = "close_handout_list", SubjectId = id });
        return await HandoutList.Read(tx, caller, id);
    }, stop);

    public const string CloseSql = "update handout_list set closed_at = @now, updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id and closed_at is null";
}
