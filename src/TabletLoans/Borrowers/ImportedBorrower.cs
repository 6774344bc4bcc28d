using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>A line of a file and the person that it describes.</summary>
internal sealed record ImportedBorrower(ImportLine Line, RegisterBorrower.Request Given)
{
    public string NameKey { get; } = KeyOf(Given.LastName, Given.FirstName);

    /// <summary>What two spellings of the same names share.</summary>
    public static string KeyOf(string lastName, string firstName) => $"{Same(lastName)}/{Same(firstName)}";

    // Nothing is left of a name in another script than Latin: that one is compared as it is written.
    private static string Same(string name) => TextKey.Normalise(name) is { Length: > 0 } key ? key : TextKey.Fold(name.Trim());

    /// <summary>Null with errors on the line where it cannot be read.</summary>
    public static ImportedBorrower? Read(ImportLine line, SchoolsOfCaller schools, ImportBorrowers.Filter filter, DateOnly today)
    {
        if (line.IsRejected) return null;
        var kind = filter.Kind ?? "pupil";
        var school = schools.Of(line, filter.SchoolId, isNeeded: kind == "pupil");
        var request = BorrowerColumns.Read(line, kind, school);
        line.Add(Validation.Check(request).Select(BorrowerColumns.ByColumn));
        if (RegisterBorrower.RefuseBirth(request.BirthDate, today) is { } birth) line.Add([birth]);
        return line.IsRejected ? null : new ImportedBorrower(line, request);
    }

    /// <summary>What the line makes of a known person: a blank cell says nothing, and who is known keeps their kind.</summary>
    public RegisterBorrower.Request Onto(RegisterBorrower.Request known)
    {
        var moves = Given.SchoolId is not null && Given.SchoolId != known.SchoolId;
        // Capitals and accents differ from file to file: only another name is a change.
        var renamed = NameKey != KeyOf(known.LastName, known.FirstName);
        return known with
        {
            LastName = renamed ? Given.LastName : known.LastName,
            FirstName = renamed ? Given.FirstName : known.FirstName,
            SchoolId = Given.SchoolId ?? known.SchoolId,
            ClassName = TextKey.Tidy(Given.ClassName) ?? (moves ? null : known.ClassName),
            BirthDate = Given.BirthDate ?? known.BirthDate, DeclaredNeed = Given.DeclaredNeed ?? known.DeclaredNeed,
            ExternalId = Given.ExternalId ?? known.ExternalId,
            Guardians = Given.Guardians is [var guardian] ? With(known.Guardians ?? [], guardian) : known.Guardians,
        };
    }

    /// <summary>The first guardian, completed or replaced; the second stays.</summary>
    private static IReadOnlyList<Guardian> With(IReadOnlyList<Guardian> known, Guardian given)
    {
        var same = known.Index().Where(guardian => TextKey.Normalise(guardian.Item.LastName) == TextKey.Normalise(given.LastName)
            && (given.FirstName is null || guardian.Item.FirstName is null || TextKey.Normalise(guardian.Item.FirstName) == TextKey.Normalise(given.FirstName))).ToList();
        if (same.Count == 0) return [given, .. known.Skip(1)];
        var (index, before) = same[0];
        return [.. known.Select((guardian, i) => i == index ? before with { FirstName = before.FirstName ?? given.FirstName, Email = given.Email ?? before.Email, Phone = given.Phone ?? before.Phone } : guardian)];
    }
}

/// <summary>The schools that the caller may register people in.</summary>
internal sealed class SchoolsOfCaller(bool everySchool, IReadOnlyList<School> schools)
{
    private readonly Dictionary<string, Guid> _byUai = schools.ToDictionary(school => school.Uai, school => school.Id, StringComparer.Ordinal);
    private readonly HashSet<Guid> _ids = [.. schools.Select(school => school.Id)];

    public static async Task<SchoolsOfCaller> Read(Db db, CancellationToken stop) => new(db.Scope.EverySchool, await db.List<School>(AllSql, null, stop));

    public bool Has(Guid id) => _ids.Contains(id);

    /// <summary>The school of a line: its own, else that of the whole import; with an error on the line where it is missing, unknown or another than that.</summary>
    public Guid? Of(ImportLine line, Guid? ofImport, bool isNeeded)
    {
        var field = line.Text("schoolId") is null ? "uai" : "schoolId";
        if (line.Text(field) is not { } text)
        {
            if (ofImport is null && (isNeeded || !everySchool)) line.Add("uai", Errors.Missing);
            return ofImport;
        }
        Guid? own = field == "uai" ? _byUai.TryGetValue(TextKey.Compact(text), out var known) ? known : null : Guid.TryParse(text, out var id) && Has(id) ? id : null;
        if (own is null) line.Add(field, Errors.UnknownReference);
        else if (ofImport is not null && own != ofImport) line.Add(field, BorrowerErrors.OtherSchool);
        return own;
    }

    public static readonly string AllSql = $"select {School.Columns} from school s where s.organisation_id = @organisationId and {Scope.Schools("s.id")}";
}
