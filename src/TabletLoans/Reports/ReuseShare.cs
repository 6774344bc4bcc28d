using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Organisations;
using TabletLoans.Storage;

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
        var make = new FigureMaker(db.Today, caller.Culture, filter.Public == true, ($"TabletLoans, commandes passées en {year}", $"TabletLoans, orders placed in {year}"));
        var row = (await db.One<Row>(SumsSql, new { from, to }, stop))!;
        var step = await Thresholds.On(db, ThresholdCodes.ReuseShare, to, stop);
        return ReportRequest.Page(
        [
            make.Of("purchases", ("Achats de l'année (HT)", "Purchases of the year (without tax)"), ("Lignes des commandes passées dans l'année civile, hors taxes ; une commande soldée compte ce qui est venu.", "Lines of the orders placed in the calendar year, without tax; a closed order counts what came."), row.AllCents / 100m, FigureUnits.Euros, rows: "purchase-orders"),
            make.Of("reused_purchases", ("dont réemploi et reconditionné", "of which reused and reconditioned"), ("Les lignes d'origine « reconditionné » ou « réemployé ».", "Lines of the origins reconditioned and reused."), row.ReusedCents / 100m, FigureUnits.Euros),
            make.Of("reuse_share", ("Part du réemploi", "Share of reuse"), ("Achats de réemploi ÷ achats de l'année, hors taxes.", "Reused purchases ÷ purchases of the year, without tax."), FigureMaker.Percent(row.ReusedCents, row.AllCents), FigureUnits.Percent, absence: "not_applicable"),
            make.Of("reuse_step", ("Part minimale légale", "Least share by law"), step is null ? ("Aucun seuil n'était en vigueur.", "No step was in force.") : (step.Source, step.Source), step?.Value, FigureUnits.Percent, rows: "thresholds?code=reuse_share_min_percent", absence: "not_applicable"),
        ]);
    }

    internal sealed record Row
    {
        public long AllCents { get; init; }
        public long ReusedCents { get; init; }
    }

    private const string Cents = "cast(case when o.state = 'closed' then l.delivered else l.quantity end as bigint) * l.unit_price_excl_tax_cents";

    public const string SumsSql = $"""
        select cast(coalesce(sum({Cents}), 0) as bigint) as all_cents, cast(coalesce(sum(case when l.origin in ('refurbished', 'reused') then {Cents} else 0 end), 0) as bigint) as reused_cents
        from purchase_line l
        join purchase_order o on o.id = l.order_id
        where o.organisation_id = @organisationId and o.state not in ('draft', 'cancelled') and o.ordered_on >= @from and o.ordered_on <= @to
        """;
}
