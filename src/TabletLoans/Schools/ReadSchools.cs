using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Schools;

/// <summary>Reads one school.</summary>
internal static class ReadSchool
{
    public static void Map(RouteGroupBuilder schools) => schools.MapGet("{id:guid}", Handle).Does(nameof(ReadSchool), Permission.ReadFleet);

    /// <summary>Reads one school.</summary>
    internal static async Task<Returns<School>> Handle(Guid id, Db db, CancellationToken stop) =>
        await db.One<School>(School.ByIdSql, new { id }, stop) is { } school ? (Outcome<School>)school : Errors.NotFound.Refuse();
}

/// <summary>Lists schools, in order of registration.</summary>
internal static class ListSchools
{
    public static void Map(RouteGroupBuilder schools) => schools.MapGet("", Handle).Does(nameof(ListSchools), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        /// <summary>Exact UAI.</summary>
        [Text(20)] public string? Uai { get; init; }
        [OneOf<SchoolKinds>] public string? Kind { get; init; }
        /// <summary>038, 02A, 971.</summary>
        [Text(3)] public string? DepartementCode { get; init; }
        [OneOf<SchoolStatuses>] public string? Status { get; init; }
        /// <summary>A part of the name, of the commune or of the UAI; accents and case do not count.</summary>
        [Text(100)] public string? Q { get; init; }
        /// <summary>created when absent; -name is from Z to A.</summary>
        [OneOf<SchoolSorts>] public string? Sort { get; init; }
    }

    /// <summary>Lists schools, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<School>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<School>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var words = filter.Q is null ? null : TextKey.Normalise(filter.Q);
        var sql = new Sql($"select {School.Columns} from school s")
            .Where("s.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "s.id")
            .WhereIf(filter.Uai?.Trim().ToUpperInvariant(), "s.uai = @uai", "uai")
            .WhereIf(filter.Kind, "s.kind = @kind", "kind")
            .WhereIf(filter.DepartementCode, "s.departement_code = @departement", "departement")
            .WhereIf(filter.Status, "s.status = @status", "status")
            .WhereIf(words is null ? null : $"%{words}%", "s.search_key like @words", "words");
        return Sorting.Sorted(db, sql, "s.id", filter.Sort, filter, (School school) => school, school => school.Id, stop, new SortBy<School>("name", "s.search_key", school => school.SearchKey));
    }

    internal sealed class SchoolSorts : IForPrograms
    {
        public static IReadOnlyList<string> All { get; } = ["created", "-created", "name", "-name"];
    }
}
