using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>An anomaly that was written down at a return, a reception or an inventory, and whether somebody settled it.</summary>
internal sealed record RecordedAnomaly : IResource
{
    public static string Collection => "anomalies";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    /// <summary>The loan it is about, where the caller may see it.</summary>
    public Guid? LoanId { get; init; }
    /// <summary>The inventory that found it out.</summary>
    public Guid? InventoryId { get; init; }
    /// <summary>Where it was seen.</summary>
    public Guid? SchoolId { get; init; }
    [Text(100)] public required string Code { get; init; }
    /// <summary>In French, as it was said at the desk.</summary>
    [Text(500)] public required string Detail { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
    public required Guid SeenBy { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public Guid? ResolvedBy { get; init; }

    /// <summary>1 while open, 2 once settled.</summary>
    public long Version => ResolvedAt is null ? 1 : 2;

    public static readonly string SelectSql = $"""
        select a.id, a.device_id, d.asset_tag, l.id as loan_id, a.inventory_id, a.school_id, a.code, a.detail, a.seen_at, a.seen_by, a.resolved_at, a.resolved_by
        from anomaly a
        join device d on d.id = a.device_id
        left join loan l on l.id = a.loan_id and {Scope.Schools("l.school_id")}
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where a.organisation_id = @organisationId and a.id = @id and ({Scope.Schools("a.school_id")} or l.id is not null)";
}
