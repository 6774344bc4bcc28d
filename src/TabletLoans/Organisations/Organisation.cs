using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

internal sealed class OrganisationKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["commune", "departement", "epci", "syndicat", "state_service"];
}

/// <summary>The owner of a fleet.</summary>
internal sealed record Organisation : IResource
{
    public static string Collection => "";

    public required Guid Id { get; init; }
    /// <summary>Its name in addresses.</summary>
    [Text(40)] public required string Slug { get; init; }
    [Text(200)] public required string Name { get; init; }
    [OneOf<OrganisationKinds>] public required string Kind { get; init; }
    [Text(14)] public string? Siret { get; init; }
    /// <summary>IANA time zone of its local dates.</summary>
    [Text(50)] public required string TimeZone { get; init; }
    /// <summary>What its asset tags begin with.</summary>
    [Text(10)] public required string TagPrefix { get; init; }
    /// <summary>Last day of the school year, MM-dd.</summary>
    [Text(5)] public required string SchoolYearEnds { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long Version { get; init; }

    public const string CurrentSql = """
        select o.id, o.slug, o.name, o.kind, o.siret, o.time_zone, o.tag_prefix, o.school_year_ends, o.created_at, o.version
        from organisation o where o.id = @organisationId
        """;
}

internal static class ReadOrganisation
{
    public static void Map(RouteGroupBuilder organisation) => organisation.MapGet("", Handle).Does(nameof(ReadOrganisation), Permission.ReadFleet);

    /// <summary>Reads the organisation.</summary>
    internal static async Task<Returns<Organisation>> Handle(Db db, CancellationToken stop) => (Outcome<Organisation>)(await db.One<Organisation>(Organisation.CurrentSql, null, stop))!;
}
