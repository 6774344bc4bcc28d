using System.Text.Json;
using TabletLoans.Api;

namespace TabletLoans.Incidents;

/// <summary>A scale of recovery as the assembly voted it, from the day it applies. It never changes: another one is dated after it.</summary>
internal sealed record RecoveryScale : IResource
{
    public static string Collection => "recovery-scales";

    public required Guid Id { get; init; }
    /// <summary>Local date: it counts for the incidents of that day and later, until another one applies.</summary>
    public required DateOnly AppliesFrom { get; init; }
    /// <summary>Reference of the deliberation.</summary>
    [Text(100)] public required string DeliberationReference { get; init; }
    /// <summary>Percents taken off each item for each whole year of age.</summary>
    [Between(0, 100)] public required decimal WearPercentPerYear { get; init; }
    /// <summary>Years after which the device is worth nothing.</summary>
    [Between(1, 30)] public required int DepreciationYears { get; init; }
    [Items(30)] public required IReadOnlyList<RecoveryScaleItem> Items { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required Guid CreatedBy { get; init; }

    public long Version => 1;

    /// <summary>
    /// What may be asked for at most. Each item: its amount, or its percents of the price with tax, × max(0, 1 − wear % × whole years of age),
    /// rounded once, at the end, to the cent, half up. Their sum is capped by the residual value: price with tax × max(0, 1 − whole
    /// months of age ÷ months of depreciation), cut to the cent below, so that the cap is never passed by a rounding.
    /// </summary>
    /// <param name="scale">The scale in force on that day.</param>
    /// <param name="kinds">What is to be paid for; each must be in the scale.</param>
    /// <param name="priceInclTaxCents">Cents, with tax.</param>
    /// <param name="inServiceOn">The day from which its age counts.</param>
    /// <param name="on">The day of the incident.</param>
    /// <param name="asked">What was asked for the device already and stands: all together never passes the residual value, on the latest of their days.</param>
    public static RecoveryComputation Compute(RecoveryScale scale, IEnumerable<string> kinds, long priceInclTaxCents, DateOnly inServiceOn, DateOnly on, AlreadyAsked? asked = null)
    {
        var months = WholeMonths(inServiceOn, on);
        var kept = Math.Max(0m, 1m - (scale.WearPercentPerYear / 100m * (months / 12)));
        var lines = new List<RecoveryLine>();
        foreach (var kind in kinds)
        {
            var item = scale.Items.First(item => item.Kind == kind);
            var full = item.AmountCents ?? priceInclTaxCents * item.PercentOfPrice!.Value / 100m;
            lines.Add(new RecoveryLine(kind, Cents(full), Cents(full * kept)));
        }
        var depreciation = scale.DepreciationYears * 12;
        var latest = asked?.LatestOn > on ? WholeMonths(inServiceOn, asked.LatestOn.Value) : months;
        var residual = (long)decimal.Floor((decimal)priceInclTaxCents * Math.Max(0, depreciation - latest) / depreciation);
        var left = Math.Max(0, residual - (asked?.AskedCents ?? 0));
        var sum = lines.Sum(line => line.Cents);
        return new RecoveryComputation(lines, months, sum, residual, left, Math.Min(sum, left));
    }

    /// <summary>A month is whole on the same day of the next one, or on its last day where it is shorter; none before the device served.</summary>
    public static int WholeMonths(DateOnly from, DateOnly to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        if (months > 0 && from.AddMonths(months) > to) months--;
        return Math.Max(0, months);
    }

    private static long Cents(decimal amount) => (long)Math.Round(amount, MidpointRounding.AwayFromZero);
}

/// <summary>What the scale asks for one thing: cents, or percents of the device's price.</summary>
internal sealed record RecoveryScaleItem
{
    [OneOf<RecoveryKinds>] public required string Kind { get; init; }
    /// <summary>Cents, with tax; or percentOfPrice.</summary>
    [Between(0, 1e11)] public long? AmountCents { get; init; }
    /// <summary>Percents of the device's price with tax; or amountCents.</summary>
    [Between(0, 100)] public decimal? PercentOfPrice { get; init; }
}

/// <summary>One item of a recovery: what the scale says, and what is left of it after wear, in cents.</summary>
internal sealed record RecoveryLine([property: OneOf<RecoveryKinds>] string Kind, long ScaleCents, long Cents);

/// <summary>What a scale makes of a damage: the lines, their sum, the residual value, what is left of it, and the lesser of sum and left.</summary>
internal sealed record RecoveryComputation(IReadOnlyList<RecoveryLine> Lines, int AgeMonths, long ItemsCents, long ResidualCents, long LeftCents, long ComputedCents);

/// <summary>The recoveries of a device that stand, issued or settled: their sum, and the day of the latest of their incidents.</summary>
internal sealed record AlreadyAsked
{
    public long AskedCents { get; init; }
    public DateOnly? LatestOn { get; init; }
}

/// <summary>A scale as it is read.</summary>
internal sealed record RecoveryScaleRow
{
    public Guid Id { get; init; }
    public DateOnly AppliesFrom { get; init; }
    public string DeliberationReference { get; init; } = "";
    public decimal WearPercentPerYear { get; init; }
    public int DepreciationYears { get; init; }
    public string Items { get; init; } = "[]";
    public DateTimeOffset CreatedAt { get; init; }
    public Guid CreatedBy { get; init; }

    public RecoveryScale View() => new()
    {
        Id = Id, AppliesFrom = AppliesFrom, DeliberationReference = DeliberationReference, WearPercentPerYear = WearPercentPerYear, DepreciationYears = DepreciationYears,
        Items = JsonSerializer.Deserialize<List<RecoveryScaleItem>>(Items, Json.Options)!, CreatedAt = CreatedAt, CreatedBy = CreatedBy,
    };

    public const string SelectSql = """
        select r.id, r.applies_from, r.deliberation_reference, r.wear_percent_per_year, r.depreciation_years, r.items, r.created_at, r.created_by
        from recovery_scale r
        """;

    public const string ByIdSql = $"{SelectSql}\n where r.organisation_id = @organisationId and r.id = @id";

    /// <summary>In force on a day: of two that apply from the same day, the later one corrects the other.</summary>
    public const string InForceSql = $"""
        {SelectSql}
         where r.organisation_id = @organisationId and r.applies_from <= @day
         order by r.applies_from desc, r.id desc
         limit 1
        """;
}
