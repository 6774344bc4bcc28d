using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

/// <summary>A figure of the law or of the organisation, from a day on. It never changes: another one is a new row.</summary>
internal sealed record Threshold : IResource
{
    public static string Collection => "thresholds";

    public required Guid Id { get; init; }
    [OneOf<ThresholdCodes>] public required string Code { get; init; }
    /// <summary>What it is, in the language of the caller.</summary>
    [Text(200)] public required string Label { get; init; }
    /// <summary>cents (of euro, tax included) or percent.</summary>
    [OneOf<ThresholdUnits>] public required string Unit { get; init; }
    /// <summary>The first day on which it holds.</summary>
    public required DateOnly AppliesFrom { get; init; }
    /// <summary>In the unit.</summary>
    [Between(0, 1e11)] public required long Value { get; init; }
    /// <summary>The article of law, or the deliberation.</summary>
    [Text(300)] public required string Source { get; init; }
    /// <summary>true: the organisation's own; false: the default that came with the service.</summary>
    public required bool Own { get; init; }

    public long Version => 1;
}

internal sealed record ThresholdRow
{
    public Guid Id { get; init; }
    public Guid? OrganisationId { get; init; }
    public string Code { get; init; } = "";
    public DateOnly AppliesFrom { get; init; }
    public long Value { get; init; }
    public string Source { get; init; } = "";

    public Threshold View(CultureInfo culture) => new()
    {
        Id = Id, Code = Code, Label = ThresholdCodes.Of(Code).Label.In(culture), Unit = ThresholdCodes.Of(Code).Unit, AppliesFrom = AppliesFrom,
        Value = Value, Source = Source, Own = OrganisationId is not null,
    };

    public const string SelectSql = "select t.id, t.organisation_id, t.code, t.applies_from, t.value, t.source from threshold t";

    /// <summary>The law's rows are everybody's.</summary>
    public const string OursSql = $"{SelectSql} where (t.organisation_id = @organisationId or t.organisation_id is null)";

    public const string ByIdSql = $"{OursSql} and t.id = @id";
}

/// <summary>Which figure holds on a day.</summary>
internal static class Thresholds
{
    /// <summary>The row in force on the day; null where none was yet: the law did not know the figure then.</summary>
    public static Task<ThresholdRow?> On(Db db, string code, DateOnly day, CancellationToken stop) => db.One<ThresholdRow>(OnSql, new { code, day }, stop);

    /// <summary>Why a rule cannot be judged without a row.</summary>
    public static Reason NoneOn(string code, DateOnly day) => OrganisationErrors.NoThreshold.With(("threshold", code), ("label", ThresholdCodes.Of(code).Label), ("day", day));

    // The latest day wins; of the same day, the organisation's own row.
    public const string OnSql = $"""
        {ThresholdRow.OursSql} and t.code = @code and t.applies_from <= @day
         order by t.applies_from desc, case when t.organisation_id is null then 1 else 0 end
         limit 1
        """;
}

/// <summary>Lists figures: all that ever held, or those of one day.</summary>
internal static class ListThresholds
{
    public static void Map(RouteGroupBuilder thresholds) => thresholds.MapGet("", Handle).Does(nameof(ListThresholds), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<ThresholdCodes>] public string? Code { get; init; }
        /// <summary>Only the rows in force on this day, one for each code that had one.</summary>
        public DateOnly? On { get; init; }
    }

    /// <summary>Lists thresholds with their source, or with ?on= those in force on a day; the unit stands on each row.</summary>
    internal static async Task<Lists<Threshold>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Threshold>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(ThresholdRow.SelectSql)
            .Where("(t.organisation_id = @organisationId or t.organisation_id is null)")
            .WhereIf(filter.Code, "t.code = @code", "code")
            .WhereIf(filter.On, InForce, "day");
        return await Paging.ById(db, sql, "t.id", filter.Cursor, filter.Limit, (ThresholdRow row) => row.View(caller.Culture), row => row.Id, stop);
    }

    private const string InForce = """
        t.applies_from <= @day and not exists (
            select 1 from threshold n
            where n.code = t.code and (n.organisation_id = @organisationId or n.organisation_id is null) and n.applies_from <= @day
              and (n.applies_from > t.applies_from or (n.applies_from = t.applies_from and t.organisation_id is null and n.organisation_id is not null)))
        """;
}

/// <summary>Reads one figure.</summary>
internal static class ReadThreshold
{
    public static void Map(RouteGroupBuilder thresholds) => thresholds.MapGet("{id:guid}", Handle).Does(nameof(ReadThreshold), Permission.ReadFleet);

    /// <summary>Reads one threshold.</summary>
    internal static async Task<Returns<Threshold>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) =>
        await db.One<ThresholdRow>(ThresholdRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Threshold>)row.View(caller.Culture) : Errors.NotFound.Refuse();
}
