using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Records a scale of recovery that was voted. It is never changed: what was voted anew is a new scale with its day.</summary>
internal static class AdoptRecoveryScale
{
    public static void Map(RouteGroupBuilder scales) => scales.MapPost("", Handle).Does(nameof(AdoptRecoveryScale), Permission.ManageSettings);

    internal sealed record Request
    {
        /// <summary>Local date: it counts for the incidents of that day and later.</summary>
        public required DateOnly? AppliesFrom { get; init; }
        [Text(100)] public required string DeliberationReference { get; init; }
        /// <summary>Percents taken off each item for each whole year of age; two decimals at most.</summary>
        [Between(0, 100)] public required decimal? WearPercentPerYear { get; init; }
        /// <summary>Years after which a device is worth nothing, and nothing can be asked for.</summary>
        [Between(1, 30)] public required int? DepreciationYears { get; init; }
        /// <summary>Each kind once, with amountCents or percentOfPrice.</summary>
        [Items(30)] public required IReadOnlyList<RecoveryScaleItem> Items { get; init; }
    }

    /// <summary>Records a voted scale of recovery.</summary>
    internal static async Task<Creates<RecoveryScale>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<RecoveryScale>> Run(Db db, Request request, CancellationToken stop)
    {
        if (Check(request) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return await db.Write<RecoveryScale>(async tx =>
        {
            var id = Id.New();
            await tx.Execute(InsertSql, new
            {
                id, request.AppliesFrom, deliberationReference = request.DeliberationReference.Trim(), request.WearPercentPerYear, request.DepreciationYears,
                items = JsonSerializer.Serialize(request.Items, Json.Options), now = tx.Now,
            });
            tx.Record(new Event { Name = "adopt_recovery_scale", SubjectId = id, Changes = JsonSerializer.Serialize(request, Json.Options) });
            return (await tx.One<RecoveryScaleRow>(RecoveryScaleRow.ByIdSql, new { id }))!.View();
        }, stop);
    }

    private static List<FieldError> Check(Request request)
    {
        var errors = new List<FieldError>();
        if (request.Items.Count == 0) errors.Add(new FieldError("/items", Errors.Missing));
        if (decimal.Round(request.WearPercentPerYear!.Value, 2) != request.WearPercentPerYear) errors.Add(new FieldError("/wearPercentPerYear", Errors.InvalidFormat, ("expected", "0.00")));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, item) in request.Items.Index())
        {
            if (!seen.Add(item.Kind)) errors.Add(new FieldError($"/items/{i}/kind", Errors.NotUnique));
            if ((item.AmountCents is null) == (item.PercentOfPrice is null)) errors.Add(new FieldError($"/items/{i}", Errors.InvalidFormat, ("expected", "amountCents | percentOfPrice")));
        }
        return errors;
    }

    public const string InsertSql = """
        insert into recovery_scale (id, organisation_id, applies_from, deliberation_reference, wear_percent_per_year, depreciation_years, items, created_at, created_by)
        values (@id, @organisationId, @appliesFrom, @deliberationReference, @wearPercentPerYear, @depreciationYears, @items, @now, @principalId)
        """;
}

/// <summary>Reads one scale.</summary>
internal static class ReadRecoveryScale
{
    public static void Map(RouteGroupBuilder scales) => scales.MapGet("{id:guid}", Handle).Does(nameof(ReadRecoveryScale), Permission.ReadLoans);

    /// <summary>Reads one scale of recovery.</summary>
    internal static async Task<Returns<RecoveryScale>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<RecoveryScale>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<RecoveryScaleRow>(RecoveryScaleRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<RecoveryScale>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists the scales, in the order they were recorded.</summary>
internal static class ListRecoveryScales
{
    public static void Map(RouteGroupBuilder scales) => scales.MapGet("", Handle).Does(nameof(ListRecoveryScales), Permission.ReadLoans);

    /// <summary>Lists the voted scales of recovery; what was in force on a day is the last one that applied by then.</summary>
    internal static async Task<Lists<RecoveryScale>> Handle([AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<RecoveryScale>>> Run(Db db, PageRequest filter, CancellationToken stop) =>
        await Paging.ById(db, new Sql(RecoveryScaleRow.SelectSql).Where("r.organisation_id = @organisationId"), "r.id", filter.Cursor, filter.Limit, (RecoveryScaleRow row) => row.View(), row => row.Id, stop);
}
