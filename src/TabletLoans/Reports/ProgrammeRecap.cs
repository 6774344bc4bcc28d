using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>What a programme did with its money, strand by strand: credits, devices accepted, schools served, trainings.</summary>
internal static class ReadProgrammeRecap
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("programme-recap", Handle).Does(nameof(ReadProgrammeRecap), Permission.ReadFunding);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The latest when absent.</summary>
        public Guid? ProgrammeId { get; init; }
    }

    /// <summary>Reads the recap of a programme: each figure with its definition, its day and the list behind it.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        if (await db.One<ProgrammeRow>(filter.ProgrammeId is null ? ProgrammeRow.LatestSql : ProgrammeRow.ByIdSql, new { id = filter.ProgrammeId }, stop) is not { } programme)
            return filter.ProgrammeId is null ? ReportRequest.Page([]) : Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var (rules, make) = (programme.ReadRules(), filter.Maker(db, caller));
        var strands = await db.List<StrandRow>(StrandsSql, new { id = programme.Id }, stop);
        var whole = await db.One<StrandRow>(WholeSql, new { id = programme.Id }, stop);
        var figures = new List<Figure>();
        figures.Add(make.Of("envelope", ("Enveloppe du programme", "Envelope of the programme"), ("Montant total du programme, tel que décidé.", "The whole of the programme's money, as decided."), programme.EnvelopeCents / 100m, FigureUnits.Euros, rows: $"envelopes?programmeId={programme.Id}"));
        figures.Add(make.Of("left", ("Reste à engager", "Left to commit"), ("Enveloppe du programme moins ses lignes de financement non annulées.", "Envelope of the programme less its funding lines, without the cancelled ones."), (programme.EnvelopeCents - programme.CommittedCents) / 100m, FigureUnits.Euros));
        figures.AddRange(Of(make, whole!, null, programme));
        figures.Add(make.Of("ordered", ("Commandé", "Ordered"), (Basis(programme, "Lignes des commandes passées sur ces crédits ; une commande soldée compte ce qui est venu"), Basis(programme, "Lines of the orders placed on this money; a closed order counts what came")), whole!.OrderedCents / 100m, FigureUnits.Euros));
        foreach (var funder in await db.List<FunderRow>(FundersSql, new { id = programme.Id }, stop))
            figures.Add(make.Of("funder_credits", ("Crédits par financeur", "Money by funder"), ("Parts des lignes de financement non annulées, par financeur.", "Shares of the funding lines, without the cancelled ones, by funder."), funder.Cents / 100m, FigureUnits.Euros, (funder.Funder, rules.FunderName(funder.Funder))));
        foreach (var strand in strands.Where(strand => strand.Strand is not null)) figures.AddRange(Of(make, strand, (strand.Strand!, rules.StrandName(strand.Strand!)), programme));
        figures.AddRange(await TrainingFigures.Of(db, caller, make, programme, stop));
        return make.Page(figures);
    }

    private static IEnumerable<Figure> Of(FigureMaker make, StrandRow row, (string, string)? group, ProgrammeRow programme)
    {
        var lines = $"funding-lines?programmeId={programme.Id}{(row.Strand is null ? "" : $"&strand={row.Strand}")}";
        yield return make.Of("credits", ("Crédits mobilisés", "Credits committed"), (Basis(programme, "Somme des lignes de financement non annulées"), Basis(programme, "Sum of the funding lines, without the cancelled ones")), row.CommittedCents / 100m, FigureUnits.Euros, group, lines);
        yield return make.Of("devices", ("Équipements acquis", "Devices bought"), ("Équipements payés par ces lignes, dont le service fait est constaté (ou enregistrés sans commande), refus déduits.", "Devices paid by these lines and accepted on delivery (or registered without an order), without the refused ones."), row.Devices, "devices", group, group is null ? $"devices?programme={Uri.EscapeDataString(programme.Code)}" : null);
        yield return make.Of("schools", ("Établissements dotés", "Schools served"), ("Établissements différents où au moins un de ces équipements est arrivé en premier ; un transfert entre établissements n'en ajoute pas.", "Different schools where at least one of these devices arrived first; a transfer between schools adds none."), row.Schools, "schools", group);
        yield return make.Of("unit_cost", ("Coût moyen par équipement", "Mean cost of a device"), ("Crédits mobilisés divisés par les équipements acquis, arrondi au centime.", "Credits committed divided by the devices bought, rounded to the cent."), FigureMaker.EurosEach(row.CommittedCents, row.Devices), FigureUnits.Euros, group, absence: "not_applicable");
    }

    private static string Basis(ProgrammeRow programme, string what) => programme.TaxBasis switch
    {
        "excl_tax" => $"{what} (HT).",
        "incl_tax" => $"{what} (TTC).",
        _ => $"{what} (HT/TTC : n.c.).",
    };

    internal sealed record StrandRow
    {
        public string? Strand { get; init; }
        public long CommittedCents { get; init; }
        public long OrderedCents { get; init; }
        public long Devices { get; init; }
        public long Schools { get; init; }
    }

    internal sealed record FunderRow
    {
        public string Funder { get; init; } = "";
        public long Cents { get; init; }
    }

    // A refused device is retired with its refusal; one of a delivery that waits for its acceptance does not count yet.
    private const string Accepted = """
        device d left join delivery y on y.id = d.delivery_id
            where (y.id is null or y.accepted_on is not null) and not exists (select 1 from delivery_refusal r where r.device_id = d.id) and d.replaces_device_id is null and d.funding_line_id in
        """;

    // A device serves the school that it came to first.
    private const string Served = """
        (select sh.school_id from shipment_device l join shipment sh on sh.id = l.shipment_id join device d on d.id = l.device_id where l.outcome = 'arrived' and d.funding_line_id in {0}
              and not exists (select 1 from shipment_device sooner where sooner.device_id = l.device_id and sooner.outcome = 'arrived' and sooner.ended_at < l.ended_at)
            union select d.school_id from device d where d.school_id is not null and d.state <> 'in_transit' and d.funding_line_id in {0}
              and not exists (select 1 from shipment_device shipped where shipped.device_id = d.id and shipped.outcome = 'arrived'))
        """;

    private const string LinesOfStrand = "(select g.id from funding_line g where g.programme_id = @id and g.cancelled_on is null and g.strand = f.strand)";
    private const string LinesOfAll = "(select g.id from funding_line g where g.programme_id = @id and g.cancelled_on is null)";

    public static readonly string StrandsSql = $"""
        select f.strand, cast(sum(f.amount_cents) as bigint) as committed_cents,
          (select count(*) from {Accepted} {LinesOfStrand}) as devices,
          (select count(*) from {Served.Replace("{0}", LinesOfStrand, StringComparison.Ordinal)} served) as schools
        from funding_line f
        where f.organisation_id = @organisationId and f.programme_id = @id and f.cancelled_on is null and f.strand is not null
        group by f.strand
        order by min(f.created_at), f.strand
        """;

    public static readonly string WholeSql = $"""
        select cast(coalesce(sum(f.amount_cents), 0) as bigint) as committed_cents,
          cast((select coalesce(sum({Spending.OfLine}), 0) from purchase_line l join purchase_order o on o.id = l.order_id join funding_line g on g.id = l.funding_line_id join programme p on p.id = g.programme_id
            where g.programme_id = @id and g.cancelled_on is null and {Spending.Placed}) as bigint) as ordered_cents,
          (select count(*) from {Accepted} {LinesOfAll}) as devices,
          (select count(*) from {Served.Replace("{0}", LinesOfAll, StringComparison.Ordinal)} served) as schools
        from funding_line f
        where f.organisation_id = @organisationId and f.programme_id = @id and f.cancelled_on is null
        """;

    public const string FundersSql = """
        select e.funder, cast(sum(s.amount_cents) as bigint) as cents
        from funding_share s
        join envelope e on e.id = s.envelope_id
        join funding_line f on f.id = s.funding_line_id
        where f.organisation_id = @organisationId and f.programme_id = @id and f.cancelled_on is null
        group by e.funder
        order by e.funder
        """;
}
