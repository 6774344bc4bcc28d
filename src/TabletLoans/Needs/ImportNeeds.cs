using System.Collections.Frozen;
using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Needs;

/// <summary>Brings a census that the academy's teams counted in a spreadsheet: a line for each school, audience and need.</summary>
internal static class ImportNeeds
{
    public static void Map(RouteGroupBuilder counts) => counts.MapPost("import", Handle).Does(nameof(ImportNeeds), Permission.ManageProgrammes).TakesCsv(megabytes: 8);

    internal sealed record Filter
    {
        /// <summary>true does everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>true imports the good lines and gives the others back; otherwise one bad line refuses the file.</summary>
        public bool? Partial { get; init; }
        public Guid? ProgrammeId { get; init; }
    }

    public static readonly IReadOnlyList<CsvColumn> Columns =
    [
        new("uai", "code uai", "numéro uai", "rne", "établissement") { Required = true },
        new("audience", "public", "population"),
        new("need", "besoin", "nature du besoin"),
        new("persons", "effectif", "nombre", "nombre d'élèves", "nb", "élèves", "persons", "count") { Required = true },
        new("countedOn", "recensé le", "date", "date du recensement", "counted on"),
        new("countedBy", "recensé par", "service", "counted by"),
    ];

    private static readonly FrozenDictionary<string, string> Audiences = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["eleve"] = "pupil", ["eleves"] = "pupil", ["famille"] = "family", ["familles"] = "family", ["enseignant"] = "teacher", ["enseignants"] = "teacher", ["ase"] = "foster_care",
        ["enfant confie"] = "foster_care", ["enfants confies"] = "foster_care", ["mdph"] = "support_notified", ["ulis"] = "support_notified",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sans equipement"] = "no_device", ["aucun equipement"] = "no_device", ["equipement partage"] = "shared_device", ["partage"] = "shared_device", ["sans connexion"] = "no_connection", ["pas de connexion"] = "no_connection",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Imports a census of needs (text/csv): uai, persons, and audience (pupil when absent), need (no_device when absent), countedOn, countedBy.</summary>
    internal static async Task<Returns<ImportReport>> Handle(HttpRequest upload, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<ImportReport>)refusal : await Run(db, caller.Culture, table.Value!, filter, stop);
    }

    public static async Task<Outcome<ImportReport>> Run(Db db, CultureInfo culture, CsvTable table, Filter filter, CancellationToken stop)
    {
        if (filter.ProgrammeId is { } programme && await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = programme }, stop) is null) return Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var file = new ImportFile(table, Columns);
        if (file.Refuse() is { } unreadable) return unreadable;
        var schools = (await db.List<KnownSchool>(SchoolsSql, null, stop)).ToDictionary(school => school.Uai, school => school.Id, StringComparer.Ordinal);
        var read = file.Lines.Where(line => !line.IsRejected).Select(line => (Line: line, Request: Read(line, schools, filter.ProgrammeId, db.Today))).ToList();
        if (filter.Partial != true && file.RefuseLines() is { } refusal) return refusal;
        read.RemoveAll(one => one.Line.IsRejected);
        return await db.As("import").Write<ImportReport>(async tx =>
        {
            var created = 0;
            await tx.Attempt(async () =>
            {
                created = 0;
                foreach (var (line, request) in read)
                {
                    var inserted = await tx.Execute(CountNeeds.InsertSql, new { id = Id.New(), request.ProgrammeId, request.SchoolId, request.Audience, request.Need, request.Persons, request.CountedOn, request.CountedBy, now = tx.Now });
                    line.Becomes(inserted == 1 ? "created" : "unchanged");
                    created += inserted;
                    if (inserted == 1) tx.Record(new Event { Name = "count_needs", SubjectId = request.SchoolId });
                }
                return filter.DryRun != true;
            });
            return file.Report(filter.DryRun == true, culture) with { Created = created, Unchanged = read.Count - created };
        }, stop);
    }

    private static CountNeeds.Request Read(ImportLine line, Dictionary<string, Guid> schools, Guid? programme, DateOnly today)
    {
        var known = schools.TryGetValue(TextKey.Compact(line.Text("uai")).ToUpperInvariant(), out var school);
        if (!known) line.Add("uai", Errors.UnknownReference);
        var request = new CountNeeds.Request
        {
            ProgrammeId = programme, SchoolId = school, Audience = line.Code("audience", Audiences) ?? "pupil", Need = line.Code("need", Kinds) ?? "no_device", Persons = line.Integer("persons"),
            CountedOn = line.Date("countedOn") ?? today, CountedBy = line.Text("countedBy") ?? "import",
        };
        line.Add(Validation.Check(request));
        if (request.CountedOn > today) line.Add("countedOn", Errors.OutOfRange, ("min", "…"), ("max", today));
        return request;
    }

    private sealed record KnownSchool
    {
        public Guid Id { get; init; }
        public string Uai { get; init; } = "";
    }

    public const string SchoolsSql = "select s.id, s.uai from school s where s.organisation_id = @organisationId";
}

internal static class NeedErrors
{
    public static readonly Error NeedCounted = new("need_counted", 409,
        ("Besoin déjà recensé", "Need already counted"), ("L'établissement {uai} a déjà ce recensement au {countedOn}.", "The school {uai} already has this count of {countedOn}."));
}

/// <summary>The addresses of the census of needs.</summary>
internal static class NeedsApi
{
    public static void MapNeeds(this RouteGroupBuilder organisation)
    {
        var counts = organisation.MapGroup("need-counts").WithTags("Needs");
        CountNeeds.Map(counts);
        ImportNeeds.Map(counts);
        ListNeedCounts.Map(counts);
        CompareNeeds.Map(counts);
        ReadNeedCount.Map(counts);
    }
}
