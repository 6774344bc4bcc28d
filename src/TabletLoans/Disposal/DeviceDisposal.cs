using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Disposal;

/// <summary>How a device left the fleet for good, with the proof. It never changes.</summary>
internal sealed record DeviceDisposal : IResource
{
    public static string Collection => "disposals";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    [OneOf<DeviceKinds>] public required string ModelKind { get; init; }
    [OneOf<DisposalKinds>] public required string Kind { get; init; }
    /// <summary>The proof: reference of the act, of the sale or of the waste slip.</summary>
    [Text(100)] public required string Reference { get; init; }
    /// <summary>The local day.</summary>
    public required DateOnly DisposedOn { get; init; }
    public required DateTimeOffset DisposedAt { get; init; }
    /// <summary>The account or the API key that did it.</summary>
    public required Guid DisposedBy { get; init; }
    /// <summary>Cents, in a donation.</summary>
    [Between(0, 1e11)] public long? UnitValueCents { get; init; }
    /// <summary>Who was given it; borrowerId only where the caller may see that borrower.</summary>
    public DisposalBeneficiary? Beneficiary { get; init; }
    /// <summary>The signed act of a donation or a transfer.</summary>
    public DisposalAct? Act { get; init; }
    [Text(100)] public string? DeliberationReference { get; init; }
    /// <summary>Cents with tax, of a sale.</summary>
    [Between(1, 1e11)] public long? PriceCents { get; init; }
    [Text(100)] public string? SaleReference { get; init; }
    [OneOf<BuyerKinds>] public string? BuyerKind { get; init; }
    [Text(200)] public string? EcoOrganism { get; init; }
    /// <summary>Grams that were recycled.</summary>
    [Between(1, 200_000)] public int? WeightGrams { get; init; }
    [Text(100)] public string? WasteSlip { get; init; }
    /// <summary>The public body that received it in a transfer.</summary>
    public DisposalRecipient? RecipientOrganisation { get; init; }
    /// <summary>The threshold that was kept, as it stood on the day of the act.</summary>
    public Guid? ThresholdId { get; init; }

    public long Version => 1;
}

internal sealed record DisposalRow
{
    public Guid Id { get; init; }
    public Guid DeviceId { get; init; }
    public string AssetTag { get; init; } = "";
    public string SerialNumber { get; init; } = "";
    public string ModelKind { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Reference { get; init; } = "";
    public DateOnly? ActSignedOn { get; init; }
    public string? DeliberationReference { get; init; }
    public long? UnitValueCents { get; init; }
    public string? BeneficiaryKind { get; init; }
    public string? BeneficiaryName { get; init; }
    public string? BeneficiarySiret { get; init; }
    public Guid? BorrowerId { get; init; }
    public long? PriceCents { get; init; }
    public string? BuyerKind { get; init; }
    public string? EcoOrganism { get; init; }
    public int? WeightGrams { get; init; }
    public Guid? ThresholdId { get; init; }
    public DateOnly DisposedOn { get; init; }
    public DateTimeOffset DisposedAt { get; init; }
    public Guid DisposedBy { get; init; }

    public DeviceDisposal View() => new()
    {
        Id = Id, DeviceId = DeviceId, AssetTag = AssetTag, SerialNumber = SerialNumber, ModelKind = ModelKind, Kind = Kind, Reference = Reference,
        DisposedOn = DisposedOn, DisposedAt = DisposedAt, DisposedBy = DisposedBy, UnitValueCents = UnitValueCents,
        Beneficiary = Kind == DisposalKinds.Donation ? new() { Kind = BeneficiaryKind!, Name = BeneficiaryName, Siret = BeneficiarySiret, BorrowerId = BorrowerId } : null,
        Act = Kind is DisposalKinds.Donation or DisposalKinds.Transfer ? new() { Reference = Reference, SignedOn = ActSignedOn } : null,
        DeliberationReference = DeliberationReference, PriceCents = PriceCents, SaleReference = Kind == DisposalKinds.Sale ? Reference : null, BuyerKind = BuyerKind,
        EcoOrganism = EcoOrganism, WeightGrams = WeightGrams, WasteSlip = Kind == DisposalKinds.Recycling ? Reference : null,
        RecipientOrganisation = Kind == DisposalKinds.Transfer ? new() { Name = BeneficiaryName!, Siret = BeneficiarySiret } : null, ThresholdId = ThresholdId,
    };

    // What has left the fleet is at no school: whoever reads the fleet reads it. A borrower is seen by who may see that borrower.
    public static readonly string SelectSql = $"""
        select x.id, x.device_id, d.asset_tag, d.serial_number, m.kind as model_kind, x.kind, x.reference, x.act_signed_on, x.deliberation_reference,
          x.unit_value_cents, x.beneficiary_kind, x.beneficiary_name, x.beneficiary_siret, b.id as borrower_id, x.price_cents, x.buyer_kind,
          x.eco_organism, x.weight_grams, x.threshold_id, x.disposed_on, x.disposed_at, x.disposed_by
        from disposal x
        join device d on d.id = x.device_id
        join device_model m on m.id = d.model_id
        left join borrower b on b.id = x.borrower_id and {Scope.Schools("b.school_id")}
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where x.organisation_id = @organisationId and x.id = @id";
}

/// <summary>Reads one disposal.</summary>
internal static class ReadDisposal
{
    public static void Map(RouteGroupBuilder disposals) => disposals.MapGet("{id:guid}", Handle).Does(nameof(ReadDisposal), Permission.ReadFleet);

    /// <summary>Reads one disposal.</summary>
    internal static async Task<Returns<DeviceDisposal>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<DeviceDisposal>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<DisposalRow>(DisposalRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<DeviceDisposal>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists disposals, in the order they were made.</summary>
internal static class ListDisposals
{
    public static void Map(RouteGroupBuilder disposals) => disposals.MapGet("", Handle).Does(nameof(ListDisposals), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<DisposalKinds>] public string? Kind { get; init; }
        public Guid? DeviceId { get; init; }
        /// <summary>Disposed of on this local day or later.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Disposed of on this local day or earlier.</summary>
        public DateOnly? To { get; init; }
    }

    /// <summary>Lists disposals.</summary>
    internal static async Task<Lists<DeviceDisposal>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<DeviceDisposal>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        if (filter.To < filter.From) return (Outcome<Page<DeviceDisposal>>)Refusal.Invalid("/to", Errors.EndBeforeStart, ("start", filter.From!.Value.ToString("O")));
        var sql = new Sql(DisposalRow.SelectSql)
            .Where("x.organisation_id = @organisationId")
            .WhereIf(filter.Kind, "x.kind = @kind", "kind")
            .WhereIf(filter.DeviceId, "x.device_id = @deviceId", "deviceId")
            .WhereIf(filter.From, "x.disposed_on >= @from", "from")
            .WhereIf(filter.To, "x.disposed_on <= @to", "to");
        return await Paging.ById(db, sql, "x.id", filter.Cursor, filter.Limit, (DisposalRow row) => row.View(), row => row.Id, stop);
    }
}
