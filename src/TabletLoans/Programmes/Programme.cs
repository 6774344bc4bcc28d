using TabletLoans.Api;

namespace TabletLoans.Programmes;

/// <summary>A funding programme: who pays, how much, for whom, where, by which rules.</summary>
internal sealed record Programme : IResource
{
    public static string Collection => "programmes";

    public required Guid Id { get; init; }
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>The law, the decision or the agreement that it rests on.</summary>
    [Text(500)] public string? LegalBasis { get; init; }
    /// <summary>The whole of its money, in cents; commitments never exceed it.</summary>
    [Between(0, 1e15)] public required long EnvelopeCents { get; init; }
    [OneOf<TaxBases>] public required string TaxBasis { get; init; }
    public required DateOnly StartsOn { get; init; }
    public DateOnly? EndsOn { get; init; }
    public required ProgrammeRules Rules { get; init; }
    /// <summary>1, and one more with each change of the rules.</summary>
    [Between(1, 1e6)] public required int RulesVersion { get; init; }
    /// <summary>The text of its press release, with {names} of figures; null: the one that comes with the service.</summary>
    [Text(8000, Lines = true)] public string? PressTemplate { get; init; }
    /// <summary>Cents that stand in envelopes, less what the closed ones gave back.</summary>
    [Between(0, 1e15)] public required long AllottedCents { get; init; }
    /// <summary>Cents of its funding lines.</summary>
    [Between(0, 1e15)] public required long CommittedCents { get; init; }
    /// <summary>Cents of the orders placed on its funding lines.</summary>
    [Between(0, 1e15)] public required long SpentCents { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record ProgrammeRow
{
    public Guid Id { get; init; }
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string? LegalBasis { get; init; }
    public long EnvelopeCents { get; init; }
    public string TaxBasis { get; init; } = "";
    public DateOnly StartsOn { get; init; }
    public DateOnly? EndsOn { get; init; }
    public string Rules { get; init; } = "";
    public int RulesVersion { get; init; }
    public string? PressTemplate { get; init; }
    public long AllottedCents { get; init; }
    public long CommittedCents { get; init; }
    public long SpentCents { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }

    public ProgrammeRules ReadRules() => KeptRules.Read<ProgrammeRules>(Rules);

    public Programme View() => new()
    {
        Id = Id, Code = Code, Name = Name, LegalBasis = LegalBasis, EnvelopeCents = EnvelopeCents, TaxBasis = TaxBasis, StartsOn = StartsOn, EndsOn = EndsOn,
        Rules = ReadRules(), RulesVersion = RulesVersion, PressTemplate = PressTemplate, AllottedCents = AllottedCents, CommittedCents = CommittedCents,
        SpentCents = SpentCents, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, Version = Version,
    };

    public const string SelectSql = $"""
        select p.id, p.code, p.name, p.legal_basis, p.envelope_cents, p.tax_basis, p.starts_on, p.ends_on, p.rules, p.rules_version, p.press_template,
          cast((select coalesce(sum(case when e.closed_on is null then e.amount_cents else e.committed_cents end), 0) from envelope e where e.programme_id = p.id) as bigint) as allotted_cents,
          cast((select coalesce(sum(f.amount_cents), 0) from funding_line f where f.programme_id = p.id and f.cancelled_on is null) as bigint) as committed_cents,
          cast((select coalesce(sum({Spending.OfLine}), 0) from funding_line f join purchase_line l on l.funding_line_id = f.id join purchase_order o on o.id = l.order_id
            where f.programme_id = p.id and {Spending.Placed}) as bigint) as spent_cents,
          p.created_at, p.updated_at, p.version
        from programme p
        """;

    public const string ByIdSql = $"{SelectSql} where p.organisation_id = @organisationId and p.id = @id";

    public const string LatestSql = $"{SelectSql} where p.organisation_id = @organisationId order by p.id desc limit 1";

    public const string HoldSql = "select p.id from programme p where p.organisation_id = @organisationId and p.id = @id";
}
