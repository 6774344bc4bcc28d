using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>Reads one borrower.</summary>
internal static class ReadBorrower
{
    public static void Map(RouteGroupBuilder borrowers) => borrowers.MapGet("{id:guid}", Handle).Does(nameof(ReadBorrower), Permission.ReadPeople);

    /// <summary>Reads one borrower, with the guardians.</summary>
    internal static async Task<Returns<Borrower>> Handle(Guid id, Db db, CancellationToken stop) =>
        await Borrower.Find(db, id, stop) is { } borrower ? (Outcome<Borrower>)borrower : Errors.NotFound.Refuse();
}

/// <summary>Reads a borrower's timeline.</summary>
internal static class ReadBorrowerEvents
{
    public static void Map(RouteGroupBuilder borrowers) => borrowers.MapGet("{id:guid}/events", Handle).Does(nameof(ReadBorrowerEvents), Permission.ReadPeople);

    /// <summary>Reads what happened with a borrower, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, Borrower.ByIdSql, "e.borrower_id", id, filter, stop);
}

/// <summary>Lists borrowers, in order of registration.</summary>
internal static class ListBorrowers
{
    public static void Map(RouteGroupBuilder borrowers) => borrowers.MapGet("", Handle).Does(nameof(ListBorrowers), Permission.ReadPeople);

    internal sealed record Filter : PageRequest
    {
        [OneOf<BorrowerKinds>] public string? Kind { get; init; }
        public Guid? SchoolId { get; init; }
        [Text(50)] public string? ClassName { get; init; }
        /// <summary>Exact identifier in the file it came from.</summary>
        [Text(100)] public string? ExternalId { get; init; }
        /// <summary>Whose school head declared this need.</summary>
        [OneOf<DeclaredNeeds>] public string? DeclaredNeed { get; init; }
        /// <summary>true: only those who have no tablet or computer on loan.</summary>
        public bool? WithoutDevice { get; init; }
        /// <summary>The beginnings of names, in any order; accents and case do not count.</summary>
        [Text(100)] public string? Q { get; init; }
        /// <summary>created when absent; name leaves out the people who were forgotten; -name is from Z to A; need: the greatest declared need first (no device, shared device, no connection), and none last; -need is the other way round.</summary>
        [OneOf<BorrowerSorts>] public string? Sort { get; init; }
    }

    internal sealed class BorrowerSorts : IForPrograms
    {
        public static IReadOnlyList<string> All { get; } = ["created", "-created", "name", "-name", "need", "-need"];
    }

    /// <summary>Lists borrowers, without their guardians; filtered by any of the parameters together.</summary>
    internal static async Task<Lists<BorrowerInList>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<BorrowerInList>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(Borrower.SelectSql)
            .Where("b.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "b.school_id")
            .WhereIf(filter.Kind, "b.kind = @kind", "kind")
            .WhereIf(filter.SchoolId, "b.school_id = @schoolId", "schoolId")
            .WhereIf(filter.ClassName, "b.class_name = @className", "className")
            .WhereIf(filter.DeclaredNeed, "b.declared_need = @declaredNeed", "declaredNeed")
            .WhereIf(filter.ExternalId, "p.external_id = @externalId", "externalId");
        if (filter.WithoutDevice is { } without) sql.Where($"{(without ? "not " : "")}{HasDevice}");
        if (filter.Q is not null) WhereNamed(sql, filter.Q);
        if (filter.Sort is "name" or "-name") sql.Where("p.borrower_id is not null");
        return Sorting.Sorted(db, sql, "b.id", filter.Sort, filter, (BorrowerInList borrower) => borrower, borrower => borrower.Id, stop,
            new SortBy<BorrowerInList>("name", "p.sort_key", borrower => TextKey.Normalise($"{borrower.LastName} {borrower.FirstName}")),
            new SortBy<BorrowerInList>("need", Rank, borrower => borrower.DeclaredNeed switch { "no_device" => "1", "shared_device" => "2", "no_connection" => "3", _ => "4" }));
    }

    // A text, as the keys of the other orders are.
    private const string Rank = "case b.declared_need when 'no_device' then '1' when 'shared_device' then '2' when 'no_connection' then '3' else '4' end";

    /// <summary>The borrower b has a main device on loan.</summary>
    public const string HasDevice = "exists (select 1 from loan o where o.borrower_id = b.id and o.ended_at is null and o.counts_as_main)";

    /// <summary>Keeps the borrowers with names that begin with each of the words.</summary>
    public static void WhereNamed(Sql sql, string names)
    {
        var words = TextKey.Words(names);
        if (words.Count == 0) sql.Where("1 = 0");
        for (var i = 0; i < words.Count; i++)
        {
            sql.Where($"b.id in (select w.borrower_id from person_word w where w.organisation_id = @organisationId and w.word >= @word{i} and w.word < @end{i})", $"word{i}", words[i]);
            sql.Parameters.Add($"end{i}", Prefix.End(words[i]));
        }
    }
}

/// <summary>A borrower in a list: guardians are on the borrower's own page.</summary>
internal sealed record BorrowerInList
{
    public required Guid Id { get; init; }
    [OneOf<BorrowerKinds>] public required string Kind { get; init; }
    [Text(100)] public string? LastName { get; init; }
    [Text(100)] public string? FirstName { get; init; }
    public Guid? SchoolId { get; init; }
    [Text(50)] public string? ClassName { get; init; }
    public DateOnly? BirthDate { get; init; }
    [Text(100)] public string? ExternalId { get; init; }
    [OneOf<DeclaredNeeds>] public string? DeclaredNeed { get; init; }
    public required long Version { get; init; }
}
