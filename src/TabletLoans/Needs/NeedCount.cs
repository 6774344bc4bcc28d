using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Needs;

/// <summary>How many persons of an audience lack what at a school: counted by whom, and when. No names, and no income.</summary>
internal sealed record NeedCount : IResource
{
    public static string Collection => "need-counts";

    public required Guid Id { get; init; }
    /// <summary>The programme that it was counted for; null: for none.</summary>
    public Guid? ProgrammeId { get; init; }
    public required Guid SchoolId { get; init; }
    [Text(8)] public required string SchoolUai { get; init; }
    [Text(200)] public required string SchoolName { get; init; }
    [OneOf<BorrowerKinds>] public required string Audience { get; init; }
    [OneOf<DeclaredNeeds>] public required string Need { get; init; }
    [Between(0, 100_000)] public required int Persons { get; init; }
    public required DateOnly CountedOn { get; init; }
    /// <summary>The service or the function that counted, never a person's name.</summary>
    [Text(200)] public required string CountedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public long Version => 1;

    public const string SelectSql = """
        select n.id, n.programme_id, n.school_id, s.uai as school_uai, s.name as school_name, n.audience, n.need, n.persons, n.counted_on, n.counted_by, n.created_at
        from need_count n
        join school s on s.id = n.school_id
        """;

    public static readonly string ByIdSql = $"{SelectSql} where n.organisation_id = @organisationId and n.id = @id and {Scope.Schools("n.school_id")}";
}

/// <summary>Counts a need at a school. A count never changes: the next is of another day.</summary>
internal static class CountNeeds
{
    public static void Map(RouteGroupBuilder counts) => counts.MapPost("", Handle).Does(nameof(CountNeeds), Permission.FileApplications);

    internal sealed record Request
    {
        public Guid? ProgrammeId { get; init; }
        public required Guid? SchoolId { get; init; }
        [OneOf<BorrowerKinds>] public required string Audience { get; init; }
        [OneOf<DeclaredNeeds>] public required string Need { get; init; }
        [Between(0, 100_000)] public required int? Persons { get; init; }
        /// <summary>Today when absent.</summary>
        public DateOnly? CountedOn { get; init; }
        /// <summary>The service or the function that counted, never a person's name.</summary>
        [Text(200)] public required string CountedBy { get; init; }
    }

    /// <summary>Counts a need; 409 need_counted where the school has a count of the same need and the same day.</summary>
    internal static async Task<Creates<NeedCount>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<NeedCount>> Run(Db db, Request request, CancellationToken stop)
    {
        var (countedOn, errors) = (request.CountedOn ?? db.Today, new List<FieldError>());
        var school = await db.One<School>(School.ByIdSql, new { id = request.SchoolId }, stop);
        if (school is null) errors.Add(new FieldError("/schoolId", Errors.UnknownReference));
        if (request.ProgrammeId is { } programme && await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = programme }, stop) is null) errors.Add(new FieldError("/programmeId", Errors.UnknownReference));
        if (countedOn > db.Today) errors.Add(new FieldError("/countedOn", Errors.OutOfRange, ("min", "…"), ("max", db.Today)));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        return await db.Write<NeedCount>(async tx =>
        {
            var id = Id.New();
            if (await tx.Execute(InsertSql, new { id, request.ProgrammeId, request.SchoolId, request.Audience, request.Need, request.Persons, countedOn, countedBy = request.CountedBy.Trim(), now = tx.Now }) == 0)
                return NeedErrors.NeedCounted.Refuse(("uai", school!.Uai), ("countedOn", countedOn));
            tx.Record(new Event { Name = "count_needs", SubjectId = request.SchoolId });
            return (await tx.One<NeedCount>(NeedCount.ByIdSql, new { id }))!;
        }, stop);
    }

    public const string InsertSql = """
        insert into need_count (id, organisation_id, programme_id, school_id, audience, need, persons, counted_on, counted_by, created_at, created_by)
        values (@id, @organisationId, @programmeId, @schoolId, @audience, @need, @persons, @countedOn, @countedBy, @now, @principalId)
        on conflict do nothing
        """;
}

/// <summary>Reads one count.</summary>
internal static class ReadNeedCount
{
    public static void Map(RouteGroupBuilder counts) => counts.MapGet("{id:guid}", Handle).Does(nameof(ReadNeedCount), Permission.ReadProgrammes);

    /// <summary>Reads one count of needs.</summary>
    internal static async Task<Returns<NeedCount>> Handle(Guid id, Db db, CancellationToken stop) =>
        await db.One<NeedCount>(NeedCount.ByIdSql, new { id }, stop) is { } count ? (Outcome<NeedCount>)count : Errors.NotFound.Refuse();
}

/// <summary>Lists counts, in the order they were recorded.</summary>
internal static class ListNeedCounts
{
    public static void Map(RouteGroupBuilder counts) => counts.MapGet("", Handle).Does(nameof(ListNeedCounts), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
        public Guid? SchoolId { get; init; }
        [OneOf<BorrowerKinds>] public string? Audience { get; init; }
    }

    /// <summary>Lists the counts of needs.</summary>
    internal static async Task<Lists<NeedCount>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<NeedCount>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(NeedCount.SelectSql).Where("n.organisation_id = @organisationId").WithinSchools(db.Scope, "n.school_id")
            .WhereIf(filter.ProgrammeId, "n.programme_id = @programmeId", "programmeId")
            .WhereIf(filter.SchoolId, "n.school_id = @schoolId", "schoolId")
            .WhereIf(filter.Audience, "n.audience = @audience", "audience");
        return Paging.ById(db, sql, "n.id", filter.Cursor, filter.Limit, (NeedCount row) => row, row => row.Id, stop);
    }
}
