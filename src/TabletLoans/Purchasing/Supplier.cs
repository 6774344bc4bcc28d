using TabletLoans.Api;

namespace TabletLoans.Purchasing;

/// <summary>Who sells devices to the organisation.</summary>
internal sealed record Supplier : IResource
{
    public static string Collection => "suppliers";

    public required Guid Id { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>14 digits with their check digit.</summary>
    [Text(14)] public string? Siret { get; init; }
    /// <summary>Where orders and questions go: a mailbox of the company, not of a person.</summary>
    [Text(254)] public string? Email { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public const string SelectSql = "select s.id, s.name, s.siret, s.email, s.created_at, s.updated_at, s.version from supplier s";

    public const string ByIdSql = $"{SelectSql} where s.organisation_id = @organisationId and s.id = @id";
}
