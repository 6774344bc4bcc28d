using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>The money of one funder in one wave of a programme.</summary>
internal sealed record Envelope : IResource
{
    public static string Collection => "envelopes";

    public required Guid Id { get; init; }
    public required Guid ProgrammeId { get; init; }
    [Between(1, 100)] public required int Wave { get; init; }
    /// <summary>A funder of the programme, by code.</summary>
    [Text(50)] public required string Funder { get; init; }
    [Between(0, 1e15)] public required long AmountCents { get; init; }
    /// <summary>Cents of the funding lines that draw on it.</summary>
    [Between(0, 1e15)] public required long CommittedCents { get; init; }
    /// <summary>What may still be committed: 0 once it is closed.</summary>
    [Between(0, 1e15)] public required long RemainingCents { get; init; }
    /// <summary>The decision that opened it.</summary>
    [Text(200)] public string? Reference { get; init; }
    /// <summary>From then on it commits nothing more, and what it had left is the programme's again.</summary>
    public DateOnly? ClosedOn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record EnvelopeRow
{
    public Guid Id { get; init; }
    public Guid ProgrammeId { get; init; }
    public int Wave { get; init; }
    public string Funder { get; init; } = "";
    public long AmountCents { get; init; }
    public long CommittedCents { get; init; }
    public string? Reference { get; init; }
    public DateOnly? ClosedOn { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }

    public long RemainingCents => ClosedOn is null ? AmountCents - CommittedCents : 0;

    public Envelope View() => new()
    {
        Id = Id, ProgrammeId = ProgrammeId, Wave = Wave, Funder = Funder, AmountCents = AmountCents, CommittedCents = CommittedCents, RemainingCents = RemainingCents,
        Reference = Reference, ClosedOn = ClosedOn, CreatedAt = CreatedAt, Version = Version,
    };

    public const string SelectSql = """
        select e.id, e.programme_id, e.wave, e.funder, e.amount_cents, e.committed_cents, e.reference, e.closed_on, e.created_at, e.version
        from envelope e
        """;

    public const string ByIdSql = $"{SelectSql} where e.organisation_id = @organisationId and e.id = @id";

    public const string HoldSql = "select e.id from envelope e where e.organisation_id = @organisationId and e.id = @id";

    /// <summary>So many cents more of it are committed; less than none are given back.</summary>
    public static Task<int> Commit(Tx tx, Guid envelopeId, long cents) => tx.Execute(CommitSql, new { envelopeId, cents });

    public const string CommitSql = "update envelope set committed_cents = committed_cents + @cents where organisation_id = @organisationId and id = @envelopeId";
}

/// <summary>Opens the envelope of a funder in a wave. All the envelopes of a programme together never exceed it.</summary>
internal static class OpenEnvelope
{
    public static void Map(RouteGroupBuilder envelopes) => envelopes.MapPost("", Handle).Does(nameof(OpenEnvelope), Permission.ManageProgrammes);

    internal sealed record Request
    {
        public required Guid? ProgrammeId { get; init; }
        /// <summary>1 when absent.</summary>
        [Between(1, 100)] public int? Wave { get; init; }
        [Text(50)] public required string Funder { get; init; }
        [Between(0, 1e15)] public required long? AmountCents { get; init; }
        /// <summary>The decision that opens it.</summary>
        [Text(200)] public string? Reference { get; init; }
    }

    /// <summary>Opens an envelope; 409 programme_exceeded where the programme has not so much left.</summary>
    internal static async Task<Creates<Envelope>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static Task<Outcome<Envelope>> Run(Db db, Request request, CancellationToken stop) => db.Write<Envelope>(async tx =>
    {
        // Held: of two envelopes opened at once, the second counts the first.
        if (await tx.One<Guid?>($"{ProgrammeRow.HoldSql}{db.Dialect.ForUpdate}", new { id = request.ProgrammeId }) is not { } programmeId) return Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var programme = (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = programmeId }))!;
        var funders = programme.ReadRules().Funders.Select(funder => funder.Code).ToList();
        if (!funders.Contains(request.Funder)) return Refusal.Invalid("/funder", Errors.NotOneOf, ("values", funders));
        if (programme.AllottedCents + request.AmountCents > programme.EnvelopeCents)
            return ProgrammeErrors.ProgrammeExceeded.Refuse(("code", programme.Code), ("envelope", Euros.Of(programme.EnvelopeCents)), ("left", Euros.Of(programme.EnvelopeCents - programme.AllottedCents)), ("more", Euros.Of(request.AmountCents!.Value)));
        var id = Id.New();
        var wave = request.Wave ?? 1;
        if (await tx.Execute(InsertSql, new { id, programmeId, wave, request.Funder, request.AmountCents, reference = TextKey.Tidy(request.Reference), now = tx.Now }) == 0)
            return ProgrammeErrors.EnvelopeTaken.Refuse(("funder", programme.ReadRules().FunderName(request.Funder)), ("wave", wave));
        tx.Record(new Event { Name = "open_envelope", SubjectId = programmeId });
        return (await tx.One<EnvelopeRow>(EnvelopeRow.ByIdSql, new { id }))!.View();
    }, stop);

    public const string InsertSql = """
        insert into envelope (id, organisation_id, programme_id, wave, funder, amount_cents, reference, created_at, updated_at, version)
        values (@id, @organisationId, @programmeId, @wave, @funder, @amountCents, @reference, @now, @now, 1)
        on conflict (programme_id, wave, funder) where closed_on is null do nothing
        """;
}

/// <summary>Closes an envelope: what it has not committed is the programme's again, for another wave.</summary>
internal static class CloseEnvelope
{
    public static void Map(RouteGroupBuilder envelopes) => envelopes.MapPost("{id:guid}/close", Handle).Does(nameof(CloseEnvelope), Permission.ManageProgrammes).HonoursIfMatch();

    /// <summary>Closes an envelope; what it had left goes back to the programme.</summary>
    internal static async Task<Returns<Envelope>> Handle(Guid id, Db db, HttpContext context, CancellationToken stop) => await Run(db, id, IfMatch.Optional(context), stop);

    public static Task<Outcome<Envelope>> Run(Db db, Guid id, IfMatch ifMatch, CancellationToken stop) => db.Write<Envelope>(async tx =>
    {
        if (await tx.One<Guid?>($"{EnvelopeRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var envelope = (await tx.One<EnvelopeRow>(EnvelopeRow.ByIdSql, new { id }))!;
        if (ifMatch.Refuse(envelope.Version) is { } stale) return stale;
        if (envelope.ClosedOn is { } day) return ProgrammeErrors.EnvelopeClosed.Refuse(("funder", envelope.Funder), ("wave", envelope.Wave), ("closedOn", day));
        await tx.Execute(CloseSql, new { id, today = db.Today, now = tx.Now });
        tx.Record(new Event { Name = "close_envelope", SubjectId = envelope.ProgrammeId });
        return (await tx.One<EnvelopeRow>(EnvelopeRow.ByIdSql, new { id }))!.View();
    }, stop);

    public const string CloseSql = "update envelope set closed_on = @today, updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id and closed_on is null";
}
