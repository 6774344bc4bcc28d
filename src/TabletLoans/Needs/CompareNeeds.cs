using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Needs;

/// <summary>What a school needs by its last counts, beside what it has.</summary>
internal sealed record SchoolNeeds
{
    public required Guid SchoolId { get; init; }
    [Text(8)] public required string Uai { get; init; }
    [Text(200)] public required string Name { get; init; }
    [Between(0, 20_000)] public int? Pupils { get; init; }
    /// <summary>Persons without a device or with a shared one, by the last count of each audience and need.</summary>
    public required long Counted { get; init; }
    /// <summary>The day of the latest of these counts.</summary>
    public DateOnly? CountedOn { get; init; }
    /// <summary>Tablets and computers that stand at the school.</summary>
    public required long AtSchool { get; init; }
    /// <summary>Tablets and computers on loan of the school.</summary>
    public required long OnLoan { get; init; }
    /// <summary>What the counts ask for beyond what stands at the school and what it has lent; 0 where it is enough.</summary>
    public required long Missing { get; init; }
}

/// <summary>Compares the needs of schools with what they already have; schools that were never counted are left out.</summary>
internal static class CompareNeeds
{
    public static void Map(RouteGroupBuilder counts) => counts.MapGet("compared", Handle).Does(nameof(CompareNeeds), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
    }

    /// <summary>Lists the schools that were counted, with what they need and what they have.</summary>
    internal static async Task<Lists<SchoolNeeds>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<SchoolNeeds>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(filter.ProgrammeId is null ? SelectSql : OfProgrammeSql).Where("c.organisation_id = @organisationId").WithinSchools(db.Scope, "c.school_id");
        if (filter.ProgrammeId is { } programme) sql.Parameters.Add("programmeId", programme);
        return Paging.ById(db, sql, "c.school_id", filter.Cursor, filter.Limit, (Row row) => row.View(), row => row.SchoolId, stop);
    }

    internal sealed record Row
    {
        public Guid SchoolId { get; init; }
        public string Uai { get; init; } = "";
        public string Name { get; init; } = "";
        public int? Pupils { get; init; }
        public long Counted { get; init; }
        public DateOnly? CountedOn { get; init; }
        public long AtSchool { get; init; }
        public long OnLoan { get; init; }

        public SchoolNeeds View() => new() { SchoolId = SchoolId, Uai = Uai, Name = Name, Pupils = Pupils, Counted = Counted, CountedOn = CountedOn, AtSchool = AtSchool, OnLoan = OnLoan, Missing = Math.Max(0, Counted - AtSchool - OnLoan) };
    }

    // The last count of each audience and need; a connection that is missing is no device that is missing.
    private const string Latest = """
        from need_count n
            where n.need <> 'no_connection' {0} and not exists (select 1 from need_count later where later.school_id = n.school_id and later.audience = n.audience and later.need = n.need
              and coalesce(later.programme_id, later.school_id) = coalesce(n.programme_id, n.school_id) and later.counted_on > n.counted_on)
            group by n.organisation_id, n.school_id
        """;

    private const string Beside = """
        select c.school_id, s.uai, s.name, s.pupils, c.counted, c.counted_on,
          (select count(*) from device d join device_model m on m.id = d.model_id where d.school_id = c.school_id and d.state = 'at_school' and m.kind in ('tablet', 'laptop', 'desktop')) as at_school,
          (select count(*) from loan l where l.school_id = c.school_id and l.ended_at is null and l.counts_as_main) as on_loan
        from (select n.organisation_id, n.school_id, cast(sum(n.persons) as bigint) as counted, max(n.counted_on) as counted_on {0}) c
        join school s on s.id = c.school_id
        """;

    public static readonly string SelectSql = Beside.Replace("{0}", Latest.Replace("{0}", "", StringComparison.Ordinal), StringComparison.Ordinal);

    public static readonly string OfProgrammeSql = Beside.Replace("{0}", Latest.Replace("{0}", "and n.programme_id = @programmeId", StringComparison.Ordinal), StringComparison.Ordinal);
}
