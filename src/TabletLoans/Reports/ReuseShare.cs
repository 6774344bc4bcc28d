using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Organisations;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Reports;

/// <summary>The share of reused and reconditioned goods in a calendar year's purchases, beside the step of the law (AGEC, art. 58).</summary>
internal static class ReadReuseShare
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("reuse-share", Handle).Does(nameof(ReadReuseShare), Permission.ReadPurchasing);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The present one when absent.</summary>
        [Between(2000, 2100)] public int? Year { get; init; }
    }

    /// <summary>Reads the purchases of a calendar year without tax, the part that is reused, and the least that the law asks.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var year = filter.Year ?? db.Today.Year;
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var make = filter.Maker(db, caller, ($"TabletLoans, commandes passées en {year}", $"TabletLoans, orders placed in {year}"));
        var rows = await db.List<Row>(SumsSql, new { from, to }, stop);
        var step = await Thresholds.On(db, ThresholdCodes.ReuseShare, to, stop);
        List<Figure> figures =
        [
            .. Of(make, rows, null),
            make.Of("reuse_step", ("Part minimale légale", "Least share by law"), step is null ? ("Aucun seuil n'était en vigueur.", "No step was in force.") : (step.Source, step.Source), step?.Value, FigureUnits.Percent, rows: "thresholds?code=reuse_share_min_percent", absence: "not_applicable"),
        ];
        foreach (var kind in rows) figures.AddRange(Of(make, [kind], (kind.ModelKind, Words.Of<DeviceKinds>(kind.ModelKind).In(caller.Culture))));
        return make.Page(figures);
    }

    private static IEnumerable<Figure> Of(FigureMaker make, IReadOnlyList<Row> rows, (string Code, string Name)? group)
    {
        var (all, reused) = (rows.Sum(row => row.AllCents), rows.Sum(row => row.ReusedCents));
        yield return make.Of("purchases", ("Achats de l'année (HT)", "Purchases of the year (without tax)"), ("Lignes des commandes passées dans l'année civile, hors taxes ; une commande soldée compte ce qui est venu.", "Lines of the orders placed in the calendar year, without tax; a closed order counts what came."), all / 100m, FigureUnits.Euros, group, rows: group is null ? "purchase-orders" : null);
        yield return make.Of("reused_purchases", ("dont réemploi et reconditionné", "of which reused and reconditioned"), ("Les lignes d'origine « reconditionné » ou « réemployé ».", "Lines of the origins reconditioned and reused."), reused / 100m, FigureUnits.Euros, group);
        yield return make.Of("reuse_share", ("Part du réemploi", "Share of reuse"), ("Achats de réemploi ÷ achats de l'année, hors taxes.", "Reused purchases ÷ purchases of the year, without tax."), FigureMaker.Percent(reused, all), FigureUnits.Percent, group, absence: "not_applicable");
    }

    internal sealed record Row
    {
        public string ModelKind { get; init; } = "";
        public long AllCents { get; init; }
        public long ReusedCents { get; init; }
    }

    private const string Cents = "cast(case when o.state = 'closed' then l.delivered else l.quantity end as bigint) * l.unit_price_excl_tax_cents";

    public const string SumsSql = $"""
        select m.kind as model_kind, cast(coalesce(sum({Cents}), 0) as bigint) as all_cents, cast(coalesce(sum(case when l.origin in ('refurbished', 'reused') then {Cents} else 0 end), 0) as bigint) as reused_cents
        from purchase_line l
        join purchase_order o on o.id = l.order_id
        join device_model m on m.id = l.model_id
        where o.organisation_id = @organisationId and o.state not in ('draft', 'cancelled') and o.ordered_on >= @from and o.ordered_on <= @to
        group by m.kind
        order by m.kind
        """;
}
