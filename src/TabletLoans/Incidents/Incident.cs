using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>A breakdown, a breakage, a loss, a theft or a breach of trust: what was declared, confirmed, decided, and how it ended.</summary>
internal sealed record Incident : IResource
{
    public static string Collection => "incidents";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    /// <summary>Where the device stands now.</summary>
    [OneOf<StateCodes>] public required string DeviceState { get; init; }
    [OneOf<IncidentKinds>] public required string Kind { get; init; }
    /// <summary>declared, confirmed (by a police report), decided, closed.</summary>
    [OneOf<IncidentStates>] public string State => ClosedAt is not null ? "closed" : DecidedAt is not null ? "decided" : ConfirmedAt is not null ? "confirmed" : "declared";
    /// <summary>The school that held the device, else the one of its loan.</summary>
    public Guid? SchoolId { get; init; }
    /// <summary>The loan that it is about, where the caller may see it.</summary>
    public Guid? LoanId { get; init; }
    [Text(500)] public string? Circumstances { get; init; }
    /// <summary>Local date; the day of the declaration where nobody said otherwise.</summary>
    public required DateOnly OccurredOn { get; init; }
    /// <summary>The price with tax as it was known at the declaration: a recovery rests on it, whatever is corrected later. Null: not known then.</summary>
    [Between(0, 1e11)] public long? PriceInclTaxCents { get; init; }
    /// <summary>The day from which the device's age counts, as it was known at the declaration.</summary>
    public required DateOnly InServiceOn { get; init; }
    /// <summary>Reference of the police report (procès-verbal de dépôt de plainte).</summary>
    [Text(100)] public string? PoliceReport { get; init; }
    [Text(200)] public string? Insurer { get; init; }
    /// <summary>Number of the claim at the insurer's.</summary>
    [Text(100)] public string? InsurerReference { get; init; }
    /// <summary>The device lent meanwhile.</summary>
    public Guid? SpareDeviceId { get; init; }
    /// <summary>The last work order of the device that ran during the incident.</summary>
    public Guid? WorkOrderId { get; init; }
    public required DateTimeOffset DeclaredAt { get; init; }
    public required Guid DeclaredBy { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public Guid? ConfirmedBy { get; init; }
    [OneOf<IncidentDecisions>] public string? Decision { get; init; }
    [Text(500)] public string? DecisionReason { get; init; }
    [Text(100)] public string? DecisionReference { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public Guid? DecidedBy { get; init; }
    /// <summary>Null while open; then the decision, found (the device came back), or requalified (the loss was a theft).</summary>
    [OneOf<IncidentOutcomes>] public string? Outcome { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public Guid? ClosedBy { get; init; }
    /// <summary>Why it was closed although what was decided is not done.</summary>
    [Text(500)] public string? OverrideReason { get; init; }
    /// <summary>Local date on which the device came back, even where the incident had been closed before.</summary>
    public DateOnly? FoundOn { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    // The school where it happened reads it, and nobody else's; a loan of another school is not shown even there.
    public static readonly string SelectSql = $"""
        select i.id, i.device_id, d.asset_tag, d.serial_number, d.state as device_state, i.kind, i.school_id, l.id as loan_id, i.circumstances,
          i.occurred_on, i.price_incl_tax_cents, i.in_service_on, i.police_report, i.insurer, i.insurer_reference, i.spare_device_id,
          (select w.id from work_order w where w.device_id = i.device_id and (w.finished_at is null or w.finished_at >= i.declared_at) and (i.closed_at is null or w.opened_at <= i.closed_at)
           order by w.id desc limit 1) as work_order_id,
          i.declared_at, i.declared_by, i.confirmed_at, i.confirmed_by, i.decision, i.decision_reason, i.decision_reference, i.decided_at, i.decided_by,
          i.outcome, i.closed_at, i.closed_by, i.override_reason, i.found_on, i.updated_at, i.version
        from incident i
        join device d on d.id = i.device_id
        left join loan l on l.id = i.loan_id and {Scope.Schools("l.school_id")}
        """;

    public static readonly string AnywhereByIdSql = $"{SelectSql}\n where i.organisation_id = @organisationId and i.id = @id";

    public static readonly string ByIdSql = $"{AnywhereByIdSql} and {Scope.Schools("i.school_id")}";
}
