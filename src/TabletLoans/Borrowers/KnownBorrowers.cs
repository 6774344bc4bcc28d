using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>Somebody who is registered, as an import recognises them.</summary>
internal sealed record KnownBorrower
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public Guid? SchoolId { get; init; }
    public string? ClassName { get; init; }
    public string LastName { get; init; } = "";
    public string FirstName { get; init; } = "";
    public DateOnly? BirthDate { get; init; }
    public string? DeclaredNeed { get; init; }
    public string? ExternalId { get; init; }
    public long Version { get; init; }

    /// <summary>0: of a school that the caller does not see.</summary>
    public long Visible { get; init; }

    /// <summary>Children and adults of the same name are never taken for each other.</summary>
    public static bool IsAdult(string kind) => kind is "teacher" or "staff";
}

/// <summary>Who is registered already among the people of a file: by external id, else by names and birth date within the school.</summary>
internal sealed class KnownBorrowers
{
    private const int LookedForAtOnce = 500;

    private readonly Dictionary<string, KnownBorrower> _byExternalId;
    private readonly ILookup<(Guid?, string), KnownBorrower> _byName;

    private KnownBorrowers(IEnumerable<KnownBorrower> ofSchools, IEnumerable<KnownBorrower> byExternalId)
    {
        _byExternalId = byExternalId.DistinctBy(known => known.Id).ToDictionary(known => known.ExternalId!, StringComparer.Ordinal);
        _byName = ofSchools.ToLookup(known => (known.SchoolId, ImportedBorrower.KeyOf(known.LastName, known.FirstName)));
    }

    public static async Task<KnownBorrowers> Read(Db db, IReadOnlyList<ImportedBorrower> people, CancellationToken stop)
    {
        var (ofSchools, byExternalId) = (new List<KnownBorrower>(), new List<KnownBorrower>());
        foreach (var schools in people.Select(person => person.Given.SchoolId).OfType<Guid>().Distinct().Chunk(LookedForAtOnce))
            ofSchools.AddRange(await db.List<KnownBorrower>($"{VisibleSql} and {db.Dialect.In("b.school_id", "@schools")}", new { schools = db.Dialect.List(schools) }, stop));
        if (people.Any(person => person.Given.SchoolId is null)) ofSchools.AddRange(await db.List<KnownBorrower>($"{VisibleSql} and b.school_id is null", null, stop));
        foreach (var ids in people.Select(person => person.Given.ExternalId).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(LookedForAtOnce))
            byExternalId.AddRange(await db.List<KnownBorrower>($"{AnySql} and {db.Dialect.InTexts("p.external_id", "@ids")}", new { ids = db.Dialect.Texts(ids) }, stop));
        return new KnownBorrowers(ofSchools, byExternalId);
    }

    /// <summary>The person of the line where they are known; with an error on the line where that cannot be told.</summary>
    public KnownBorrower? Find(ImportedBorrower person)
    {
        var given = person.Given;
        if (given.ExternalId is { } id && _byExternalId.TryGetValue(id, out var same))
        {
            // Of a school that the caller does not see: that there is somebody is all that is said.
            if (same.Visible == 1 && KnownBorrower.IsAdult(same.Kind) == KnownBorrower.IsAdult(given.Kind)) return same;
            person.Line.Add("externalId", BorrowerErrors.ExternalIdTaken);
            return null;
        }
        var namesakes = _byName[(given.SchoolId, person.NameKey)]
            .Where(known => KnownBorrower.IsAdult(known.Kind) == KnownBorrower.IsAdult(given.Kind) && (known.ExternalId is null || given.ExternalId is null)).ToList();
        var born = namesakes.Where(known => given.BirthDate is not null && known.BirthDate == given.BirthDate).ToList();
        var candidates = born.Count > 0 ? born : namesakes.Where(known => known.BirthDate is null || given.BirthDate is null).ToList();
        if (candidates.Count > 1) person.Line.Add("lastName", BorrowerErrors.Ambiguous, ("count", candidates.Count));
        return candidates is [var only] ? only : null;
    }

    public static readonly string AnySql = $"""
        select b.id, b.kind, b.school_id, b.class_name, b.declared_need, b.version, p.last_name, p.first_name, p.birth_date, p.external_id,
          case when {Scope.Schools("b.school_id")} then 1 else 0 end as visible
        from borrower b join person p on p.borrower_id = b.id
        where b.organisation_id = @organisationId
        """;

    public static readonly string VisibleSql = $"{AnySql} and {Scope.Schools("b.school_id")}";
}
