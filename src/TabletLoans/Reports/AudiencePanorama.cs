using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>
/// Who has what, and by what title: lent (prêt), given (don), or put at a school's disposal (dotation). A total counts what its rule says,
/// for figures that were published together are not always of one kind.
/// </summary>
internal static class ReadAudiencePanorama
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("audience-panorama", Handle).Does(nameof(ReadAudiencePanorama), Permission.ReadFunding);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>Of this programme's devices; of the whole fleet when absent.</summary>
        public Guid? ProgrammeId { get; init; }
    }

    /// <summary>Reads the devices by audience and title, by strand, and the totals of the programme's counting rules.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        ProgrammeRow? programme = null;
        if (filter.ProgrammeId is { } id && (programme = await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }, stop)) is null) return Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var make = filter.Maker(db, caller);
        var rows = await db.List<Row>(programme is null ? AllSql : OfProgrammeSql, programme is null ? null : new { programme.Id }, stop);
        var figures = new List<Figure>();
        foreach (var cell in rows.GroupBy(row => (row.Title, Audience: Grouped(row.Audience))))
            figures.Add(make.Of($"{cell.Key.Title}_{cell.Key.Audience}", Name(cell.Key.Title, cell.Key.Audience), Definition(cell.Key.Title), cell.Sum(row => row.Devices), "devices", rows: Rows(cell.Key.Title, cell.Key.Audience), persons: cell.Key.Title == "endowment" ? null : cell.Sum(row => row.Devices)));
        foreach (var cell in rows.Where(row => row.Audience == "support_notified").GroupBy(row => row.Title))
            figures.Add(make.Of($"{cell.Key}_pupil_of_which_support_notified", ("dont élèves notifiés (ULIS, MDPH)", "of which support-notified pupils (ULIS, MDPH)"), ("Compris dans les élèves.", "Within the pupils."), cell.Sum(row => row.Devices), "devices", persons: Fewer(cell.Sum(row => row.Devices), rows.Where(row => row.Title == cell.Key && row.Audience == "pupil").Sum(row => row.Devices))));
        if (programme?.ReadRules() is not { } rules) return make.Page(figures);
        foreach (var strand in rows.Where(row => row.Strand is not null).GroupBy(row => (row.Strand, row.Title, Audience: Grouped(row.Audience))))
            figures.Add(make.Of($"{strand.Key.Title}_{strand.Key.Audience}", Name(strand.Key.Title, strand.Key.Audience), Definition(strand.Key.Title), strand.Sum(row => row.Devices), "devices", (strand.Key.Strand!, rules.StrandName(strand.Key.Strand!)), persons: strand.Key.Title == "endowment" ? null : strand.Sum(row => row.Devices)));
        // A total of strands is one more sum of what is masked in them.
        var masked = make.Page(figures).Items.Where(figure => figure is { Group: not null, Absence: Absences.Masked }).Select(figure => (figure.Group!, figure.Code)).ToHashSet();
        foreach (var rule in rules.CountingRules ?? [])
        {
            var counted = rows.Where(row => row.Strand is not null && rule.Strands.Contains(row.Strand)).GroupBy(row => (row.Strand!, Code: $"{row.Title}_{Grouped(row.Audience)}")).ToList();
            var hidden = counted.Where(cell => masked.Contains(cell.Key)).Select(cell => cell.Sum(row => row.Devices)).ToList();
            figures.Add(make.Of($"total_{rule.Code}", (rule.Name, rule.Name), (rule.Definition, rule.Definition), counted.Sum(cell => cell.Sum(row => row.Devices)), "devices", persons: hidden.Count == 0 || Disclosure.IsBlurred(hidden.Count, hidden.Sum()) ? null : 1));
        }
        return make.Page(figures);
    }

    // A pupil with a decision of the MDPH is a pupil: told once among them, and once apart.
    private static string Grouped(string audience) => audience == "support_notified" ? "pupil" : audience;

    // The others of the whole are told by it too.
    private static decimal Fewer(long some, long others) => others == 0 ? some : Math.Min(some, others);

    private static Text Name(string title, string audience)
    {
        var (titleWords, audienceWords) = (Titles[title], Audiences.GetValueOrDefault(audience) ?? (audience, audience));
        return ($"{titleWords.Fr} : {audienceWords.Fr}", $"{titleWords.En}: {audienceWords.En}");
    }

    private static readonly Dictionary<string, Text> Titles = new(StringComparer.Ordinal) { ["loan"] = ("Prêts", "Loans"), ["donation"] = ("Dons", "Gifts"), ["endowment"] = ("Dotations", "Endowments") };

    private static readonly Dictionary<string, Text> Audiences = new(StringComparer.Ordinal)
    {
        ["pupil"] = ("élèves", "pupils"), ["family"] = ("familles", "families"), ["teacher"] = ("enseignants", "teachers"), ["foster_care"] = ("enfants confiés (ASE)", "foster-care children"),
        ["staff"] = ("agents", "staff"), ["school"] = ("établissements", "schools"), ["body"] = ("associations et organismes", "associations and bodies"),
    };

    private static Text Definition(string title) => title switch
    {
        "loan" => ("Équipements en prêt ce jour-là, par genre d'emprunteur.", "Devices on loan on that day, by kind of borrower."),
        "donation" => ("Équipements donnés, par genre de bénéficiaire.", "Devices given, by kind of beneficiary."),
        _ => ("Équipements mis à disposition des établissements et qui ne sont pas en prêt ce jour-là.", "Devices at schools' disposal and not on loan on that day."),
    };

    private static string? Rows(string title, string audience) => title switch
    {
        "loan" => "loans?state=open",
        "donation" => "disposals?kind=donation",
        _ => "devices?state=at_school",
    };

    internal sealed record Row
    {
        public string? Strand { get; init; }
        public string Title { get; init; } = "";
        public string Audience { get; init; } = "";
        public long Devices { get; init; }
    }

    private const string Select = """
        select t.strand, t.title, t.audience, count(*) as devices from (
          select f.strand, 'loan' as title, b.kind as audience, d.funding_line_id, d.organisation_id from loan l join device d on d.id = l.device_id join borrower b on b.id = l.borrower_id left join funding_line f on f.id = d.funding_line_id where l.ended_at is null
          union all
          select f.strand, 'donation', case x.beneficiary_kind when 'family' then 'family' when 'own_staff' then 'staff' else 'body' end, d.funding_line_id, d.organisation_id from disposal x join device d on d.id = x.device_id left join funding_line f on f.id = d.funding_line_id where x.kind = 'donation'
          union all
          select f.strand, 'endowment', 'school', d.funding_line_id, d.organisation_id from device d left join funding_line f on f.id = d.funding_line_id where d.state = 'at_school'
        ) t
        where t.organisation_id = @organisationId
        """;

    private const string Order = "group by t.strand, t.title, t.audience order by t.strand, t.title, t.audience";

    public const string AllSql = $"{Select} {Order}";

    public const string OfProgrammeSql = $"{Select} and t.funding_line_id in (select g.id from funding_line g where g.programme_id = @id) {Order}";
}
