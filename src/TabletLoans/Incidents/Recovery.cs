using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>What a borrower owes by a decision: how it was computed, and whether it was paid. Amounts are cents with tax.</summary>
internal sealed record Recovery : IResource
{
    public static string Collection => "recoveries";

    public required Guid Id { get; init; }
    /// <summary>issued, settled or waived.</summary>
    [OneOf<RecoveryStates>] public required string State { get; init; }
    /// <summary>What is asked for: never more than computedCents.</summary>
    [Between(0, 1e11)] public required long AmountCents { get; init; }
    /// <summary>What is to be paid back: it was settled, and waived or the device found since. A person decides it, by waiving it.</summary>
    [Between(0, 1e11)] public required long RefundCents { get; init; }
    public required Guid IncidentId { get; init; }
    [OneOf<IncidentKinds>] public required string IncidentKind { get; init; }
    /// <summary>How the incident ended; found: the device came back.</summary>
    [OneOf<IncidentOutcomes>] public string? IncidentOutcome { get; init; }
    /// <summary>Local date on which the device came back, even after the incident was closed. Nothing is waived by that.</summary>
    public DateOnly? FoundOn { get; init; }
    public required DateOnly OccurredOn { get; init; }
    /// <summary>Reference of the act that decided, as it stood when the recovery was issued.</summary>
    [Text(100)] public string? DecisionReference { get; init; }
    /// <summary>Of the scale.</summary>
    [Text(100)] public required string DeliberationReference { get; init; }
    public required Guid ScaleId { get; init; }
    public required DateOnly ScaleAppliesFrom { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    [Text(100)] public string? InventoryNumber { get; init; }
    public Guid? SchoolId { get; init; }
    /// <summary>Null where the loan is another school's.</summary>
    public Guid? LoanId { get; init; }
    /// <summary>Who owes it; null where the loan is another school's.</summary>
    public Guid? BorrowerId { get; init; }
    /// <summary>Null where the caller may not read names, or the person was forgotten.</summary>
    [Text(100)] public string? BorrowerLastName { get; init; }
    [Text(100)] public string? BorrowerFirstName { get; init; }
    [Between(0, 1e11)] public required long PriceInclTaxCents { get; init; }
    /// <summary>The day from which the age counts.</summary>
    public required DateOnly InServiceOn { get; init; }
    /// <summary>Whole months on the day of the incident.</summary>
    [Between(0, 10_000)] public required int AgeMonths { get; init; }
    /// <summary>The items after wear, added up.</summary>
    [Between(0, 1e12)] public required long ItemsCents { get; init; }
    /// <summary>What the device was still worth on the day of the incident, or of a later one for which something was already asked.</summary>
    [Between(0, 1e11)] public required long ResidualCents { get; init; }
    /// <summary>What stood for the device already when this was issued, whoever owed it.</summary>
    [Between(0, 1e11)] public required long AlreadyAskedCents { get; init; }
    /// <summary>The items, or what was left of the residual value where that is less.</summary>
    [Between(0, 1e11)] public required long ComputedCents { get; init; }
    /// <summary>Why less is asked for than was computed.</summary>
    [Text(500)] public string? ReductionReason { get; init; }
    [Items(30)] public required IReadOnlyList<RecoveryLine> Lines { get; init; }
    public required DateOnly IssuedOn { get; init; }
    public required Guid IssuedBy { get; init; }
    public DateOnly? SettledOn { get; init; }
    /// <summary>Of the receipt or the collection order (titre de recette).</summary>
    [Text(100)] public string? ReceiptReference { get; init; }
    public DateOnly? WaivedOn { get; init; }
    [Text(500)] public string? WaiveReason { get; init; }
    public required long Version { get; init; }
}

/// <summary>A recovery as it is read, with its incident, its scale, its device and its borrower.</summary>
internal sealed record RecoveryRow
{
    public Guid Id { get; init; }
    public Guid IncidentId { get; init; }
    public string IncidentKind { get; init; } = "";
    public string? IncidentOutcome { get; init; }
    public DateOnly? FoundOn { get; init; }
    public DateOnly OccurredOn { get; init; }
    public string? DecisionReference { get; init; }
    public string DeliberationReference { get; init; } = "";
    public Guid ScaleId { get; init; }
    public DateOnly ScaleAppliesFrom { get; init; }
    public Guid DeviceId { get; init; }
    public string AssetTag { get; init; } = "";
    public string SerialNumber { get; init; } = "";
    public string? InventoryNumber { get; init; }
    public Guid? SchoolId { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? BorrowerId { get; init; }
    public string? LastName { get; init; }
    public string? FirstName { get; init; }
    public string Lines { get; init; } = "[]";
    public long PriceInclTaxCents { get; init; }
    public DateOnly InServiceOn { get; init; }
    public int AgeMonths { get; init; }
    public long ItemsCents { get; init; }
    public long ResidualCents { get; init; }
    public long AlreadyAskedCents { get; init; }
    public long ComputedCents { get; init; }
    public long AmountCents { get; init; }
    public string? ReductionReason { get; init; }
    public DateOnly IssuedOn { get; init; }
    public Guid IssuedBy { get; init; }
    public DateOnly? SettledOn { get; init; }
    public string? ReceiptReference { get; init; }
    public DateOnly? WaivedOn { get; init; }
    public string? WaiveReason { get; init; }
    public long Version { get; init; }

    public Recovery View(Caller caller)
    {
        var named = caller.May(Permission.ReadPeople);
        return new Recovery
        {
            Id = Id, State = WaivedOn is not null ? "waived" : SettledOn is not null ? "settled" : "issued", AmountCents = AmountCents,
            RefundCents = SettledOn is not null && (WaivedOn ?? FoundOn) is not null ? AmountCents : 0, FoundOn = FoundOn,
            IncidentId = IncidentId, IncidentKind = IncidentKind, IncidentOutcome = IncidentOutcome, OccurredOn = OccurredOn, DecisionReference = DecisionReference,
            DeliberationReference = DeliberationReference, ScaleId = ScaleId, ScaleAppliesFrom = ScaleAppliesFrom, DeviceId = DeviceId, AssetTag = AssetTag, SerialNumber = SerialNumber,
            InventoryNumber = InventoryNumber, SchoolId = SchoolId, LoanId = LoanId, BorrowerId = BorrowerId, BorrowerLastName = named ? LastName : null, BorrowerFirstName = named ? FirstName : null,
            PriceInclTaxCents = PriceInclTaxCents, InServiceOn = InServiceOn, AgeMonths = AgeMonths, ItemsCents = ItemsCents, ResidualCents = ResidualCents, AlreadyAskedCents = AlreadyAskedCents, ComputedCents = ComputedCents,
            ReductionReason = ReductionReason, Lines = JsonSerializer.Deserialize<List<RecoveryLine>>(Lines, Json.Options)!, IssuedOn = IssuedOn, IssuedBy = IssuedBy,
            SettledOn = SettledOn, ReceiptReference = ReceiptReference, WaivedOn = WaivedOn, WaiveReason = WaiveReason, Version = Version,
        };
    }

    public static async Task<Recovery> Read(Tx tx, Caller caller, Guid id) => (await tx.One<RecoveryRow>(AnywhereByIdSql, new { id }))!.View(caller);

    // It is seen where its incident is; the borrower of another school's loan is not told.
    public static readonly string SelectSql = $"""
        select r.id, r.incident_id, i.kind as incident_kind, i.outcome as incident_outcome, i.found_on, i.occurred_on, r.decision_reference, s.deliberation_reference, r.scale_id,
          s.applies_from as scale_applies_from, i.device_id, d.asset_tag, d.serial_number, d.inventory_number, i.school_id, l.id as loan_id, l.borrower_id,
          p.last_name, p.first_name, r.lines, r.price_incl_tax_cents, r.in_service_on, r.age_months, r.items_cents, r.residual_cents, r.already_asked_cents, r.computed_cents, r.amount_cents,
          r.reduction_reason, r.issued_on, r.issued_by, r.settled_on, r.receipt_reference, r.waived_on, r.waive_reason, r.version
        from recovery r
        join incident i on i.id = r.incident_id
        join recovery_scale s on s.id = r.scale_id
        join device d on d.id = i.device_id
        left join loan l on l.id = r.loan_id and {Scope.Schools("l.school_id")}
        left join person p on p.borrower_id = l.borrower_id
        """;

    public static readonly string AnywhereByIdSql = $"{SelectSql}\n where r.organisation_id = @organisationId and r.id = @id";

    public static readonly string ByIdSql = $"{AnywhereByIdSql} and {Scope.Schools("i.school_id")}";
}
