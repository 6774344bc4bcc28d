using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>What one envelope gives to a funding line.</summary>
internal sealed record FundingShare
{
    public required Guid? EnvelopeId { get; init; }
    [Between(0, 1e15)] public required long? AmountCents { get; init; }
}

/// <summary>A commitment: money of one or more envelopes for one purpose. Orders are placed on it, and a device keeps it for life.</summary>
internal sealed record FundingLine : IResource
{
    public static string Collection => "funding-lines";

    public required Guid Id { get; init; }
    public required Guid ProgrammeId { get; init; }
    [Text(50)] public required string ProgrammeCode { get; init; }
    /// <summary>The award that it carries out; null: committed by decision, as in a plan.</summary>
    public Guid? ApplicationId { get; init; }
    /// <summary>A strand of the programme, by code.</summary>
    [Text(50)] public string? Strand { get; init; }
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>The sum of its shares.</summary>
    [Between(0, 1e15)] public required long AmountCents { get; init; }
    [Items(20)] public required IReadOnlyList<FundingShare> Shares { get; init; }
    /// <summary>Cents of the orders placed on it: whole lines until their order is closed, then what came.</summary>
    [Between(0, 1e15)] public required long SpentCents { get; init; }
    /// <summary>Devices that it paid.</summary>
    public required long Devices { get; init; }
    [Text(200)] public string? Reference { get; init; }
    public required DateOnly CommittedOn { get; init; }
    public DateOnly? CancelledOn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record FundingLineRow
{
    public Guid Id { get; init; }
    public Guid ProgrammeId { get; init; }
    public string ProgrammeCode { get; init; } = "";
    public string TaxBasis { get; init; } = "";
    public Guid? ApplicationId { get; init; }
    public DateOnly? NotifiedOn { get; init; }
    public string? Strand { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public long AmountCents { get; init; }
    public long SpentCents { get; init; }
    public long Devices { get; init; }
    public string? Reference { get; init; }
    public DateOnly CommittedOn { get; init; }
    public DateOnly? CancelledOn { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }

    public FundingLine View(IEnumerable<FundingShareRow> shares) => new()
    {
        Id = Id, ProgrammeId = ProgrammeId, ProgrammeCode = ProgrammeCode, ApplicationId = ApplicationId, Strand = Strand, Code = Code, Name = Name, AmountCents = AmountCents,
        Shares = [.. shares.Select(share => new FundingShare { EnvelopeId = share.EnvelopeId, AmountCents = share.AmountCents })], SpentCents = SpentCents, Devices = Devices, Reference = Reference, CommittedOn = CommittedOn,
        CancelledOn = CancelledOn, CreatedAt = CreatedAt, Version = Version,
    };

    public const string SelectSql = $"""
        select f.id, f.programme_id, p.code as programme_code, p.tax_basis, f.application_id, a.notified_on, f.strand, f.code, f.name, f.amount_cents,
          cast((select coalesce(sum({Spending.OfLine}), 0) from purchase_line l join purchase_order o on o.id = l.order_id
            where l.funding_line_id = f.id and {Spending.Placed}) as bigint) as spent_cents,
          (select count(*) from device d where d.funding_line_id = f.id and d.replaces_device_id is null and not exists (select 1 from delivery_refusal r where r.device_id = d.id)) as devices,
          f.reference, f.committed_on, f.cancelled_on, f.created_at, f.version
        from funding_line f
        join programme p on p.id = f.programme_id
        left join application a on a.id = f.application_id
        """;

    public const string ByIdSql = $"{SelectSql} where f.organisation_id = @organisationId and f.id = @id";

    public const string HoldSql = "select f.id from funding_line f where f.organisation_id = @organisationId and f.id = @id";

    public static async Task<FundingLine?> Read(Tx tx, Guid id) =>
        await tx.One<FundingLineRow>(ByIdSql, new { id }) is { } row ? row.View(await tx.List<FundingShareRow>(FundingShareRow.OfLineSql, new { id })) : null;
}

internal sealed record FundingShareRow
{
    public Guid FundingLineId { get; init; }
    public Guid EnvelopeId { get; init; }
    public string Funder { get; init; } = "";
    public long AmountCents { get; init; }

    public const string SelectSql = "select s.funding_line_id, s.envelope_id, e.funder, s.amount_cents from funding_share s join envelope e on e.id = s.envelope_id";

    public const string OfLineSql = $"{SelectSql} where e.organisation_id = @organisationId and s.funding_line_id = @id order by e.id";
}
