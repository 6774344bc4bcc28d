using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Disposal;

/// <summary>What became of the devices that left the fleet: how many, how heavy, how much, and how long they served.</summary>
internal static class ReadEndOfLife
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("end-of-life", Handle).Does(nameof(ReadEndOfLife), Permission.ReadFleet);

    internal sealed record Filter
    {
        /// <summary>Disposed of on this local day or later.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Disposed of on this local day or earlier.</summary>
        public DateOnly? To { get; init; }
    }

    internal sealed record View
    {
        public required int Count { get; init; }
        /// <summary>Every kind of disposal, those without a device included.</summary>
        [Items(10)] public required IReadOnlyList<OfKind> ByKind { get; init; }
        /// <summary>The kinds of model that left.</summary>
        [Items(50)] public required IReadOnlyList<OfModelKind> ByModelKind { get; init; }
        [Between(0, 9e15)] public required long RecycledGrams { get; init; }
        /// <summary>The same, exactly.</summary>
        [Between(0, 9e12)] public required decimal RecycledKilograms { get; init; }
        /// <summary>Cents: the unit values of what was donated.</summary>
        [Between(0, 9e15)] public required long DonatedValueCents { get; init; }
        /// <summary>Cents with tax: the prices of what was sold.</summary>
        [Between(0, 9e15)] public required long SoldCents { get; init; }
        /// <summary>Days from the acceptance of the delivery, or else the registration, to the disposal; null where nothing left.</summary>
        [Between(0, 100_000)] public decimal? MeanLifeDays { get; init; }
    }

    internal sealed record OfKind([property: OneOf<DisposalKinds>] string Kind, int Count, [property: Between(0, 100_000)] decimal? MeanLifeDays);

    internal sealed record OfModelKind([property: OneOf<DeviceKinds>] string ModelKind, int Count, [property: Between(0, 100_000)] decimal? MeanLifeDays);

    /// <summary>Reads the end of life of the fleet over a period: counts by kind and by kind of model, weight recycled, value donated, mean life in days.</summary>
    internal static async Task<Returns<View>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<View>> Run(Db db, Filter filter, CancellationToken stop)
    {
        if (filter.To < filter.From) return Refusal.Invalid("/to", Errors.EndBeforeStart, ("start", filter.From!.Value.ToString("O")));
        var sql = new Sql(SelectSql)
            .Where("x.organisation_id = @organisationId")
            .WhereIf(filter.From, "x.disposed_on >= @from", "from")
            .WhereIf(filter.To, "x.disposed_on <= @to", "to");
        var ends = await db.List<End>(sql.ToString(), sql.Parameters, stop);
        decimal? Mean(IEnumerable<End> some) => some.Select(end => (decimal?)end.Days(db.Scope.TimeZone)).Average() is { } mean ? Math.Round(mean, 1, MidpointRounding.AwayFromZero) : null;
        var grams = ends.Sum(end => (long)(end.WeightGrams ?? 0));
        return new View
        {
            Count = ends.Count,
            ByKind = DisposalKinds.All.GroupJoin(ends, kind => kind, end => end.Kind, (kind, some) => new OfKind(kind, some.Count(), Mean(some)), StringComparer.Ordinal).ToList(),
            ByModelKind = ends.GroupBy(end => end.ModelKind, StringComparer.Ordinal).OrderBy(some => some.Key, StringComparer.Ordinal).Select(some => new OfModelKind(some.Key, some.Count(), Mean(some))).ToList(),
            RecycledGrams = grams, RecycledKilograms = grams / 1_000m,
            DonatedValueCents = ends.Where(end => end.Kind == DisposalKinds.Donation).Sum(end => end.UnitValueCents ?? 0), SoldCents = ends.Sum(end => end.PriceCents ?? 0), MeanLifeDays = Mean(ends),
        };
    }

    internal sealed record End
    {
        public string Kind { get; init; } = "";
        public string ModelKind { get; init; } = "";
        public DateOnly DisposedOn { get; init; }
        public int? WeightGrams { get; init; }
        public long? UnitValueCents { get; init; }
        public long? PriceCents { get; init; }
        public DateTimeOffset RegisteredAt { get; init; }
        public DateOnly? AcceptedOn { get; init; }

        public int Days(TimeZoneInfo zone) => Math.Max(0, DisposedOn.DayNumber - (AcceptedOn ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(RegisteredAt, zone).DateTime)).DayNumber);
    }

    public const string SelectSql = """
        select x.kind, m.kind as model_kind, x.disposed_on, x.weight_grams, x.unit_value_cents, x.price_cents, d.created_at as registered_at, v.accepted_on
        from disposal x
        join device d on d.id = x.device_id
        join device_model m on m.id = d.model_id
        left join delivery v on v.id = d.delivery_id
        """;
}
