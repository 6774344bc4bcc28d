using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Schools;

/// <summary>Brings the schools of the official directory, or of a simple list, up to date by their UAI. It never deletes one.</summary>
internal static class ImportSchools
{
    private const int MostAttempts = 3;

    // The directory of the whole country is 40 MB, and the filters are there to be used on it.
    public static void Map(RouteGroupBuilder schools) => schools.MapPost("import", Handle).Does(nameof(ImportSchools), Permission.ManageSchools).TakesCsv(megabytes: 64);

    internal sealed record Filter
    {
        /// <summary>true does everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>true imports the good lines and gives the others back; otherwise one bad line refuses the file.</summary>
        public bool? Partial { get; init; }
        /// <summary>Only this département: 038 or 38, 02A or 2A, 971.</summary>
        [Text(3)] public string? Departement { get; init; }
        /// <summary>Only this kind; other brings administrative services, information centres and medico-social institutions too.</summary>
        [OneOf<SchoolKinds>] public string? Kind { get; init; }
        /// <summary>Only this status.</summary>
        [OneOf<SchoolStatuses>] public string? Status { get; init; }
    }

    /// <summary>Registers and updates the schools of a CSV file (text/csv).</summary>
    internal static async Task<Returns<ImportReport>> Handle(HttpRequest upload, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<ImportReport>)refusal : await Run(db, caller.Culture, table.Value!, filter, null, stop);
    }

    public static async Task<Outcome<ImportReport>> Run(Db db, CultureInfo culture, CsvTable table, Filter filter, ImportProgress? progress, CancellationToken stop)
    {
        var file = new ImportFile(table, SchoolColumns.All);
        if (file.Refuse() is { } unreadable) return unreadable;
        var asked = file.Lines.Where(line => line.IsRejected || IsAskedFor(line, filter)).ToList();
        var known = await Known(db, stop);
        progress?.Enter("reading", asked.Count);
        var read = asked.Select(progress.Past).Select(line => ImportedSchool.Read(line, known.GetValueOrDefault(TextKey.Compact(line.Text("uai"))), filter.Kind)).OfType<ImportedSchool>().ToList();
        var schools = ImportedSchool.Principal(read);
        foreach (var line in read.Except(schools)) line.Line.Becomes("merged");
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (attempt > 0) known = await Known(db, stop);
            progress?.Enter("comparing", 0);
            var told = schools.Where(school => !school.Line.IsRejected).Select(school => (school.Line, Change: school.Against(file, known.GetValueOrDefault(school.School.Uai), db.Now))).ToList();
            foreach (var (line, change) in told) line.Becomes(change.Before is null ? "created" : change.Changes is null ? "unchanged" : "updated", change.Changes);
            var plan = told.Select(school => school.Change).ToList();
            if (filter.Partial != true && file.RefuseLines() is { } refusal) return refusal;
            var (created, updated) = (plan.Where(change => change.Before is null).ToList(), plan.Where(change => change is { Before: not null, Changes: not null }).ToList());
            var report = file.Report(filter.DryRun == true, culture) with
            {
                Created = created.Count,
                Updated = updated.Count,
                Unchanged = plan.Count - created.Count - updated.Count,
                Skipped = file.Lines.Count - asked.Count,
                Merged = read.Count - schools.Count,
            };
            progress?.Enter("writing", 0);
            var overtaken = false;
            var outcome = await db.As("import").Write<ImportReport>(async tx =>
            {
                overtaken = false;
                await tx.Attempt(async () =>
                {
                    overtaken = !await Keep(tx, created, updated);
                    return !overtaken && !report.DryRun;
                });
                return overtaken ? ImportErrors.Overtaken.Refuse() : report;
            }, stop);
            if (!overtaken) return outcome;
        }
        return ImportErrors.Overtaken.Refuse();
    }

    private static async Task<Dictionary<string, School>> Known(Db db, CancellationToken stop) =>
        (await db.List<School>(KnownSql, null, stop)).ToDictionary(school => school.Uai, StringComparer.Ordinal);

    private static bool IsAskedFor(ImportLine line, Filter filter)
    {
        var (kind, isSchool) = SchoolColumns.Kind(line);
        if (!isSchool && filter.Kind != "other") return false;
        if (filter.Kind is not null && kind is not null && kind != filter.Kind) return false;
        if (filter.Status is not null && (SchoolColumns.Status(line) ?? "open") != filter.Status) return false;
        return filter.Departement is null || SchoolColumns.Departement(line) == SchoolColumns.ThreeCharacters(filter.Departement);
    }

    /// <summary>False when somebody wrote one of them since it was read.</summary>
    private static async Task<bool> Keep(Tx tx, List<ImportedSchool.Change> created, List<ImportedSchool.Change> updated)
    {
        if (await RegisterSchool.Insert(tx, [.. created.Select(change => change.After)]) < created.Count) return false;
        if (await RegisterSchool.Insert(tx, [.. updated.Select(change => change.After)], UpdateSql) < updated.Count) return false;
        foreach (var change in created) tx.Record(new Event { Name = "register_school", SubjectId = change.After.Id });
        foreach (var change in updated) tx.Record(new Event { Name = "import_schools", SubjectId = change.After.Id, Changes = change.Changes });
        return true;
    }

    public const string KnownSql = $"select {School.Columns} from school s where s.organisation_id = @organisationId";

    // The version offered is the one that was read: a school changed since then is left alone, and the import starts again.
    private const string UpdateSql = """
        on conflict (organisation_id, uai) do update set name = excluded.name, kind = excluded.kind, sector = excluded.sector,
          contract_code = excluded.contract_code, commune_code = excluded.commune_code, commune_name = excluded.commune_name,
          departement_code = excluded.departement_code, priority_network = excluded.priority_network, priority_district = excluded.priority_district,
          social_index = excluded.social_index, social_index_year = excluded.social_index_year, pupils = excluded.pupils, divisions = excluded.divisions,
          authority_name = excluded.authority_name, status = excluded.status, search_key = excluded.search_key, updated_at = excluded.updated_at,
          version = school.version + 1
        where school.version = excluded.version
        """;
}
