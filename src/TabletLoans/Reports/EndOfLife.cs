using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Disposal;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Reports;

/// <summary>What became of the devices that left the fleet: how many, how heavy, how much, and how long they served.</summary>
internal static class ReadEndOfLife
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("end-of-life", Handle).Does(nameof(ReadEndOfLife), Permission.ReadFleet);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>Disposed of on this local day or later.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Disposed of on this local day or earlier.</summary>
        public DateOnly? To { get; init; }
    }

    /// <summary>Reads the end of life of the fleet over a period: counts by kind of disposal and of model, weight recycled, value donated, mean life in days.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        if (filter.To < filter.From) return Refusal.Invalid("/to", Errors.EndBeforeStart, ("start", filter.From!.Value.ToString("O")));
        var sql = new Sql(SelectSql)
            .Where("x.organisation_id = @organisationId")
            .WhereIf(filter.From, "x.disposed_on >= @from", "from")
            .WhereIf(filter.To, "x.disposed_on <= @to", "to");
        var ends = await db.List<End>(sql.ToString(), sql.Parameters, stop);
        var (make, zone) = (filter.Maker(db, caller), db.Scope.TimeZone);
        List<Figure> figures =
        [
            .. Of(make, zone, ends, null, Rows(filter, null)),
            make.Of("recycled_weight", ("Masse recyclée", "Weight recycled"), ("Masse des équipements remis à un éco-organisme ou à un recycleur, selon les bordereaux.", "Weight of the devices handed to an eco-organisation or a recycler, by their slips."), ends.Sum(end => (long)(end.WeightGrams ?? 0)) / 1_000m, "kilograms", rows: Rows(filter, DisposalKinds.Recycling)),
            make.Of("donated_value", ("Valeur donnée", "Value given"), ("Somme des valeurs unitaires des équipements donnés.", "Sum of the unit values of the devices given."), ends.Where(end => end.Kind == DisposalKinds.Donation).Sum(end => end.UnitValueCents ?? 0) / 100m, FigureUnits.Euros, rows: Rows(filter, DisposalKinds.Donation)),
            make.Of("sales", ("Produit des ventes", "Proceeds of sales"), ("Somme des prix de vente, TTC.", "Sum of the selling prices, with tax."), ends.Sum(end => end.PriceCents ?? 0) / 100m, FigureUnits.Euros, rows: Rows(filter, DisposalKinds.Sale)),
        ];
        foreach (var kind in DisposalKinds.All)
            figures.AddRange(Of(make, zone, [.. ends.Where(end => end.Kind == kind)], (kind, Words.Of<DisposalKinds>(kind).In(caller.Culture)), Rows(filter, kind)));
        foreach (var model in ends.GroupBy(end => end.ModelKind, StringComparer.Ordinal).OrderBy(some => some.Key, StringComparer.Ordinal))
            figures.AddRange(Of(make, zone, [.. model], (model.Key, Words.Of<DeviceKinds>(model.Key).In(caller.Culture)), null));
        return make.Page(figures);
    }

    private static IEnumerable<Figure> Of(FigureMaker make, TimeZoneInfo zone, IReadOnlyList<End> ends, (string Code, string Name)? group, string? rows)
    {
        yield return make.Of("disposals", ("Équipements sortis", "Devices disposed of"), ("Équipements donnés, vendus, recyclés ou cédés pendant la période.", "Devices donated, sold, recycled or transferred in the period."), ends.Count, "devices", group, rows);
        yield return make.Of("mean_life", ("Durée de vie moyenne (jours)", "Mean life (days)"), ("Jours du service fait, ou à défaut de l'enregistrement, à la sortie.", "Days from the acceptance of the delivery, or else the registration, to the disposal."),
            ends.Count == 0 ? null : Math.Round(ends.Average(end => (decimal)end.Days(zone)), 1, MidpointRounding.AwayFromZero), FigureUnits.Days, group, absence: "not_applicable");
    }

    private static string Rows(Filter filter, string? kind)
    {
        string?[] limits = [kind is null ? null : $"kind={kind}", filter.From is { } from ? $"from={from:O}" : null, filter.To is { } to ? $"to={to:O}" : null];
        return string.Join("&", limits.OfType<string>()) is { Length: > 0 } query ? $"disposals?{query}" : "disposals";
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
