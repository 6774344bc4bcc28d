using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Brings the applications that were filed on another platform (démarches simplifiées, a form of the département), in one transaction.</summary>
internal static class ImportApplications
{
    private const string Separators = ",;|/ ";

    public static void Map(RouteGroupBuilder calls) => calls.MapPost("{id:guid}/applications/import", Handle).Does(nameof(ImportApplications), Permission.DecideApplications).TakesCsv(megabytes: 32);

    internal sealed record Filter
    {
        /// <summary>true does everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>true imports the good lines and gives the others back; otherwise one bad line refuses the file.</summary>
        public bool? Partial { get; init; }
    }

    private static readonly IReadOnlyList<CsvColumn> All =
    [
        new("reference", "numéro de dossier", "n° de dossier", "dossier", "id dossier", "id", "numéro", "reference", "number"),
        new("applicant", "porteur", "collectivité", "demandeur", "commune", "nom du demandeur", "applicant") { Required = true },
        new("siret", "siret du demandeur", "siret porteur"),
        new("schools", "uai", "écoles", "établissements", "uai des écoles", "codes uai", "schools"),
        new("classes", "nombre de classes", "nb classes", "classes concernées"),
        new("filedOn", "déposé le", "date de dépôt", "date dépôt", "filed on"),
        new("requested", "subvention demandée", "montant demandé", "subvention", "requested"),
    ];

    /// <summary>
    /// Imports the applications of a CSV file (text/csv) as filed. Besides its own columns (reference, applicant, siret, schools, classes, filedOn,
    /// requested), the file has one column for each item of the call, by its code: the amount in euros.
    /// </summary>
    internal static async Task<Returns<ImportReport>> Handle(Guid id, HttpRequest upload, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<ImportReport>)refusal : await Run(db, caller.Culture, id, table.Value!, filter, stop);
    }

    public static async Task<Outcome<ImportReport>> Run(Db db, CultureInfo culture, Guid id, CsvTable table, Filter filter, CancellationToken stop)
    {
        if (await db.One<CallRow>(CallRow.ByIdSql, new { id }, stop) is not { } call) return Errors.NotFound.Refuse();
        var rules = call.ReadRules();
        var file = new ImportFile(table, [.. All, .. rules.Items.Select(item => new CsvColumn(item.Code, item.Name))]);
        if (file.Refuse() is { } unreadable) return unreadable;
        var schools = (await db.List<KnownSchool>(SchoolsSql, null, stop)).ToDictionary(school => school.Uai, StringComparer.Ordinal);
        var known = (await db.List<string>(ReferencesSql, new { id }, stop)).ToHashSet(StringComparer.Ordinal);
        var read = new List<(ImportLine Line, FileApplication.Filled Filled, DateOnly? FiledOn)>();
        foreach (var line in file.Lines.Where(line => !line.IsRejected))
            if (Read(line, call, rules, schools, known) is { } filled && !line.IsRejected) read.Add((line, filled, line.Date("filedOn")));
        if (filter.Partial != true && file.RefuseLines() is { } refusal) return refusal;
        read.RemoveAll(one => one.Line.IsRejected);
        foreach (var one in read) one.Line.Becomes("created");
        var report = file.Report(filter.DryRun == true, culture) with { Created = read.Count };
        return await db.As("import").Write<ImportReport>(async tx =>
        {
            // Held: of the same file sent twice at once, the second finds what the first brought.
            await tx.One<Guid?>($"{CallRow.HoldSql}{db.Dialect.ForUpdate}", new { id });
            var taken = (await tx.List<string>(ReferencesSql, new { id })).ToHashSet(StringComparer.Ordinal);
            if (read.Find(one => one.Filled.Reference is { } reference && taken.Contains(reference)) is { Filled: { } twice }) return CallErrors.ReferenceTaken.Refuse(("reference", twice.Reference));
            await tx.Attempt(async () =>
            {
                foreach (var (_, filled, filedOn) in read)
                {
                    var filedAt = filedOn is { } day ? new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero) : tx.Now;
                    var application = await FileApplication.Insert(tx, call, filled, ApplicationLifecycle.Submitted, filedAt);
                    tx.Record(new Event { Name = "submit_application", SubjectId = application, ToState = ApplicationLifecycle.Submitted.Code });
                }
                return !report.DryRun;
            });
            return report;
        }, stop);
    }

    private static FileApplication.Filled? Read(ImportLine line, CallRow call, CallRules rules, Dictionary<string, KnownSchool> schools, HashSet<string> known)
    {
        var reference = line.Text("reference");
        if (reference is not null && !known.Add(reference)) line.Add("reference", CallErrors.ReferenceTaken, ("reference", reference));
        var named = new List<KnownSchool>();
        foreach (var uai in (line.Text("schools") ?? "").Split(Separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (schools.TryGetValue(uai.ToUpperInvariant(), out var school)) named.Add(school);
            else line.Add("schools", Errors.UnknownReference);
        }
        var classes = line.Integer("classes");
        // The file counts the classes of the whole; they stand with the first of its schools.
        var content = new ApplicationContent
        {
            Schools = [.. named.DistinctBy(school => school.Id).Index().Select(pair => new SchoolOfApplication { SchoolId = pair.Item.Id, Classes = pair.Index == 0 ? classes : null, Divisions = pair.Item.Divisions, Pupils = pair.Item.Pupils })],
            Items = [.. rules.Items.Select(item => (item.Code, Cents: line.Cents(item.Code))).Where(item => item.Cents > 0).Select(item => new AskedItem { Item = item.Code, Quantity = 1, UnitPriceCents = item.Cents })],
        };
        if (content.Items.Any(item => item.UnitPriceCents > FileApplication.MostCents) || content.TotalCents > FileApplication.MostCents)
        {
            line.Add(null, Errors.OutOfRange, ("min", 0), ("max", Euros.Of(FileApplication.MostCents)));
            return null;
        }
        if (line.Date("filedOn") is { } filedOn && (filedOn < call.OpensOn || filedOn > call.ClosesOn)) line.Add("filedOn", Errors.OutOfRange, ("min", call.OpensOn), ("max", call.ClosesOn));
        var most = Subsidy.Of(rules, content).Sum(grant => grant.AmountCents);
        var requested = line.Cents("requested") ?? most;
        if (requested < 0 || requested > most) line.Add("requested", Errors.OutOfRange, ("min", 0), ("max", most * 0.01m));
        var request = new FileApplication.Request { CallId = Guid.Empty, ApplicantKind = ApplicantKinds.Authority, ApplicantName = line.Text("applicant"), ApplicantSiret = line.Text("siret"), Reference = reference, Content = content };
        line.Add(Validation.Check(request));
        return new FileApplication.Filled(ApplicantKinds.Authority, request.ApplicantName ?? "", TextKey.Compact(request.ApplicantSiret) is { Length: > 0 } siret ? siret : null, reference, named.FirstOrDefault()?.DepartementCode, content, content.TotalCents, requested, [.. content.Schools.Select(school => school.SchoolId!.Value)]);
    }

    private sealed record KnownSchool
    {
        public Guid Id { get; init; }
        public string Uai { get; init; } = "";
        public string? DepartementCode { get; init; }
        public int? Divisions { get; init; }
        public int? Pupils { get; init; }
    }

    public const string SchoolsSql = "select s.id, s.uai, s.departement_code, s.divisions, s.pupils from school s where s.organisation_id = @organisationId";

    public const string ReferencesSql = "select a.reference from application a where a.organisation_id = @organisationId and a.call_id = @id and a.reference is not null";
}
