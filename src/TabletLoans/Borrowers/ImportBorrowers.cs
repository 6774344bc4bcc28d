using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>
/// Brings the people of a school's file up to date, in one transaction: every line or, with partial, every good one. It recognises them
/// by external id, else by names and birth date within the school; it never deletes one, and never keeps more than a loan needs.
/// </summary>
internal static class ImportBorrowers
{
    private const int MostAttempts = 3;

    public static void Map(RouteGroupBuilder borrowers) => borrowers.MapPost("import", Handle).Does(nameof(ImportBorrowers), Permission.ManagePeople).TakesCsv(megabytes: 16);

    internal sealed record Filter
    {
        /// <summary>true does everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>true imports the good lines and gives the others back; otherwise one bad line refuses the file.</summary>
        public bool? Partial { get; init; }
        /// <summary>The school of the whole file; when absent, each line names its own (UAI).</summary>
        public Guid? SchoolId { get; init; }
        /// <summary>Of those who are registered by the file; pupil when absent. Who is known keeps their kind.</summary>
        [OneOf<BorrowerKinds>] public string? Kind { get; init; }
    }

    /// <summary>Registers and updates the borrowers of a CSV file (text/csv).</summary>
    internal static async Task<Returns<ImportReport>> Handle(HttpRequest upload, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<ImportReport>)refusal : await Run(db, caller.Culture, table.Value!, filter, null, stop);
    }

    public static async Task<Outcome<ImportReport>> Run(Db db, CultureInfo culture, CsvTable table, Filter filter, ImportProgress? progress, CancellationToken stop)
    {
        var schools = await SchoolsOfCaller.Read(db, stop);
        if (filter.SchoolId is { } given && !schools.Has(given)) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        var file = new ImportFile(table, BorrowerColumns.All);
        if (file.Refuse(WithoutSchool(db, file, filter)) is { } unreadable) return unreadable;
        progress?.Enter("reading", file.Lines.Count);
        var people = file.Lines.Select(progress.Past).Select(line => ImportedBorrower.Read(line, schools, filter, db.Today)).OfType<ImportedBorrower>().ToList();
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            people.RemoveAll(person => person.Line.IsRejected);
            progress?.Enter("comparing", people.Count);
            var mark = await db.One<Mark>(MarkSql, null, stop);
            var plan = await BorrowerPlan.Make(db, people, progress, stop);
            if (filter.Partial != true && file.RefuseLines() is { } refusal) return refusal;
            var report = file.Report(filter.DryRun == true, culture) with { Created = plan.Created.Count, Updated = plan.Updated.Count, Unchanged = plan.Unchanged };
            progress?.Enter("writing", 0);
            var overtaken = false;
            var outcome = await db.As("import").Write<ImportReport>(async tx =>
            {
                overtaken = false;
                await tx.Attempt(async () =>
                {
                    // Names are no key: two imports of one file at a time would register everybody twice.
                    var turn = await tx.Returning<Mark>(TurnSql);
                    overtaken = turn!.Value != (mark?.Value ?? 0) + 1 || !await plan.Keep(tx);
                    return !overtaken && !report.DryRun;
                });
                return overtaken ? ImportErrors.Overtaken.Refuse() : report;
            }, stop);
            if (!overtaken) return outcome;
        }
        return ImportErrors.Overtaken.Refuse();
    }

    private static IEnumerable<CsvProblem> WithoutSchool(Db db, ImportFile file, Filter filter) =>
        filter.SchoolId is not null || file.Has("uai") || file.Has("schoolId") || (db.Scope.EverySchool && (filter.Kind ?? "pupil") != "pupil") ? [] : [file.Missing(BorrowerColumns.School)];

    /// <summary>The imports of borrowers so far.</summary>
    private sealed record Mark
    {
        public long Value { get; init; }
    }

    public const string MarkSql = "select c.value from counter c where c.organisation_id = @organisationId and c.name = 'borrower_imports'";

    /// <summary>One at a time: the row is held to the end of the transaction.</summary>
    public const string TurnSql = """
        insert into counter (organisation_id, name, value) values (@organisationId, 'borrower_imports', 1)
        on conflict (organisation_id, name) do update set value = counter.value + 1 returning value
        """;
}
