using System.Text.Json.Serialization;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Schools;

internal sealed class SchoolKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["ecole", "college", "lycee", "other"];
}

internal sealed class Sectors : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["public", "private"];
}

internal sealed class SchoolStatuses : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["open", "closing", "opening", "closed"];
}

internal sealed class PriorityNetworks : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["REP", "REP+"];
}

/// <summary>A school that holds devices. Its UAI is the key that every public file knows.</summary>
internal sealed record School : IResource
{
    public static string Collection => "schools";

    public required Guid Id { get; init; }
    /// <summary>Seven digits and a key letter (ex-RNE).</summary>
    [Text(8)] public required string Uai { get; init; }
    [Text(200)] public required string Name { get; init; }
    [OneOf<SchoolKinds>] public required string Kind { get; init; }
    [OneOf<Sectors>] public required string Sector { get; init; }
    /// <summary>Contract with the State: 99 none needed (public), 30 and 31 association, 20 and 21 simple, 10 without contract.</summary>
    [Text(2)] public string? ContractCode { get; init; }
    /// <summary>INSEE code of the commune, not its postal code.</summary>
    [Text(5)] public string? CommuneCode { get; init; }
    [Text(100)] public string? CommuneName { get; init; }
    /// <summary>038, 02A, 971: as in the official directory, never derived from the UAI.</summary>
    [Text(3)] public string? DepartementCode { get; init; }
    [OneOf<PriorityNetworks>] public string? PriorityNetwork { get; init; }
    /// <summary>Code of the priority district (QPV): QP038001 before 2024, QN03801A since.</summary>
    [Text(8)] public string? PriorityDistrict { get; init; }
    /// <summary>Social position index (IPS) of the year beside it.</summary>
    [Between(0, 300)] public decimal? SocialIndex { get; init; }
    /// <summary>The year in which the school year of the index began.</summary>
    [Between(2016, 2100)] public int? SocialIndexYear { get; init; }
    [Between(0, 20_000)] public int? Pupils { get; init; }
    [Between(0, 1000)] public int? Divisions { get; init; }
    /// <summary>The authority that it is equipped through: its commune for an école.</summary>
    [Text(200)] public string? AuthorityName { get; init; }
    [OneOf<SchoolStatuses>] public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>What a search looks in.</summary>
    [JsonIgnore] public string SearchKey => TextKey.Normalise($"{Name} {CommuneName} {Uai}");

    public const string Columns = """
        s.id, s.uai, s.name, s.kind, s.sector, s.contract_code, s.commune_code, s.commune_name, s.departement_code, s.priority_network,
        s.priority_district, s.social_index, s.social_index_year, s.pupils, s.divisions, s.authority_name, s.status, s.created_at, s.updated_at, s.version
        """;

    public static readonly string ByIdSql = $"select {Columns} from school s where s.organisation_id = @organisationId and s.id = @id and {Scope.Schools("s.id")}";
}
