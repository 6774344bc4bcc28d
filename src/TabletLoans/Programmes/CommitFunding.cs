using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>Commits money of envelopes to a purpose. No envelope ever commits more than it holds.</summary>
internal static class CommitFunding
{
    public static void Map(RouteGroupBuilder lines) => lines.MapPost("", Handle).Does(nameof(CommitFunding), Permission.ManageProgrammes);

    internal sealed record Request
    {
        public required Guid? ProgrammeId { get; init; }
        /// <summary>Unique in the organisation: files and orders name it.</summary>
        [Text(50)] public required string Code { get; init; }
        [Text(200)] public required string Name { get; init; }
        /// <summary>A strand of the programme, by code.</summary>
        [Text(50)] public string? Strand { get; init; }
        /// <summary>The line is their sum; each envelope at most once.</summary>
        [Items(20)] public required IReadOnlyList<FundingShare> Shares { get; init; }
        /// <summary>Within the programme's period; today when absent.</summary>
        public DateOnly? CommittedOn { get; init; }
        /// <summary>The decision, the agreement.</summary>
        [Text(200)] public string? Reference { get; init; }
    }

    /// <summary>Commits money of envelopes; 409 envelope_exceeded where one has not so much left.</summary>
    internal static async Task<Creates<FundingLine>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static Task<Outcome<FundingLine>> Run(Db db, Request request, CancellationToken stop) => db.Write<FundingLine>(async tx =>
    {
        var committedOn = request.CommittedOn ?? db.Today;
        if (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = request.ProgrammeId }) is not { } programme) return Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var errors = new List<FieldError>();
        var latest = programme.EndsOn < db.Today ? programme.EndsOn.Value : db.Today;
        if (committedOn < programme.StartsOn || committedOn > latest) errors.Add(new FieldError("/committedOn", Errors.OutOfRange, ("min", programme.StartsOn), ("max", latest)));
        if (request.Strand is { } strand && !programme.ReadRules().HasStrand(strand)) errors.Add(new FieldError("/strand", Errors.NotOneOf, ("values", (programme.ReadRules().Strands ?? []).Select(known => known.Code).ToList())));
        if (request.Shares.Count == 0) errors.Add(new FieldError("/shares", Errors.Missing));
        foreach (var (i, share) in request.Shares.Index())
            if (request.Shares.Take(i).Any(before => before.EnvelopeId == share.EnvelopeId)) errors.Add(new FieldError($"/shares/{i}/envelopeId", Errors.NotUnique));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var line = new NewLine(programme.Id, null, request.Strand, request.Code.Trim(), request.Name.Trim(), TextKey.Tidy(request.Reference), committedOn, request.Shares);
        var made = await Insert(tx, db, line);
        if (made.Refusal is { } refusal) return refusal;
        tx.Record(new Event { Name = "commit_funding", SubjectId = programme.Id });
        return (await FundingLineRow.Read(tx, made.Value))!;
    }, stop);

    internal sealed record NewLine(Guid ProgrammeId, Guid? ApplicationId, string? Strand, string Code, string Name, string? Reference, DateOnly CommittedOn, IReadOnlyList<FundingShare> Shares);

    /// <summary>The line with its shares, each guarded by its envelope; an award comes here too.</summary>
    public static async Task<Outcome<Guid>> Insert(Tx tx, Db db, NewLine line)
    {
        var reasons = new List<Reason>();
        // In the order of their ids, so that two commitments on the same envelopes never wait for each other.
        foreach (var share in line.Shares.OrderBy(share => share.EnvelopeId))
        {
            await tx.One<Guid?>($"{EnvelopeRow.HoldSql}{db.Dialect.ForUpdate}", new { id = share.EnvelopeId });
            if (await tx.One<EnvelopeRow>(EnvelopeRow.ByIdSql, new { id = share.EnvelopeId }) is not { } envelope || envelope.ProgrammeId != line.ProgrammeId)
                return Refusal.Invalid($"/shares/{line.Shares.Index().First(pair => pair.Item == share).Index}/envelopeId", Errors.UnknownReference);
            if (envelope.ClosedOn is { } day) reasons.Add(ProgrammeErrors.EnvelopeClosed.With(("funder", envelope.Funder), ("wave", envelope.Wave), ("closedOn", day)));
            else if (share.AmountCents > envelope.RemainingCents)
                reasons.Add(ProgrammeErrors.EnvelopeExceeded.With(("funder", envelope.Funder), ("wave", envelope.Wave), ("left", Euros.Of(envelope.RemainingCents)), ("more", Euros.Of(share.AmountCents!.Value)), ("excessCents", share.AmountCents - envelope.RemainingCents)));
        }
        if (Refusal.From(reasons) is { } refusal) return refusal;
        var id = Id.New();
        if (await tx.Execute(InsertSql, new
        {
            id, line.ProgrammeId, line.ApplicationId, line.Strand, line.Code, codeKey = DeviceModel.Key(line.Code), line.Name, amountCents = line.Shares.Sum(share => share.AmountCents!.Value), line.Reference,
            line.CommittedOn, now = tx.Now,
        }) == 0) return ProgrammeErrors.FundingTaken.Refuse(("code", line.Code));
        foreach (var share in line.Shares)
        {
            await tx.Execute(InsertShareSql, new { id, share.EnvelopeId, share.AmountCents });
            await EnvelopeRow.Commit(tx, share.EnvelopeId!.Value, share.AmountCents!.Value);
        }
        return id;
    }

    public const string InsertSql = """
        insert into funding_line (id, organisation_id, programme_id, application_id, strand, code, code_key, name, amount_cents, reference, committed_on, created_at, updated_at, version)
        values (@id, @organisationId, @programmeId, @applicationId, @strand, @code, @codeKey, @name, @amountCents, @reference, @committedOn, @now, @now, 1)
        on conflict (organisation_id, code_key) do nothing
        """;

    public const string InsertShareSql = "insert into funding_share (funding_line_id, envelope_id, amount_cents) values (@id, @envelopeId, @amountCents)";
}

/// <summary>Cancels a commitment on which nothing was ordered: its money is the envelopes' again.</summary>
internal static class CancelFunding
{
    public static void Map(RouteGroupBuilder lines) => lines.MapPost("{id:guid}/cancel", Handle).Does(nameof(CancelFunding), Permission.ManageProgrammes).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why. Never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Cancels a funding line on which no order is placed and no device is.</summary>
    internal static async Task<Returns<FundingLine>> Handle(Guid id, Request request, Db db, HttpContext context, CancellationToken stop) => await Run(db, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<FundingLine>> Run(Db db, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write<FundingLine>(async tx =>
    {
        if (await tx.One<Guid?>($"{FundingLineRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var line = (await tx.One<FundingLineRow>(FundingLineRow.ByIdSql, new { id }))!;
        if (ifMatch.Refuse(line.Version) is { } stale) return stale;
        if (line.CancelledOn is not null) return ProgrammeErrors.FundingCancelled.Refuse(("code", line.Code));
        if (line.SpentCents > 0 || line.Devices > 0) return ProgrammeErrors.FundingSpent.Refuse(("code", line.Code), ("spent", Euros.Of(line.SpentCents)), ("devices", line.Devices));
        if (line.ApplicationId is not null) return ProgrammeErrors.FundingOfAward.Refuse(("code", line.Code));
        await Cancel(tx, db, id);
        tx.Record(new Event { Name = "cancel_funding", SubjectId = line.ProgrammeId, Reason = request.Reason.Trim() });
        return (await FundingLineRow.Read(tx, id))!;
    }, stop);

    /// <summary>The line of an award that is renounced: its money is the envelopes' again. Not once something was ordered on it.</summary>
    public static async Task<Refusal?> OfAward(Tx tx, Db db, Guid applicationId)
    {
        foreach (var id in await tx.List<Guid>(OfAwardSql, new { applicationId }))
        {
            await tx.One<Guid?>($"{FundingLineRow.HoldSql}{db.Dialect.ForUpdate}", new { id });
            var line = (await tx.One<FundingLineRow>(FundingLineRow.ByIdSql, new { id }))!;
            if (line.SpentCents > 0 || line.Devices > 0) return ProgrammeErrors.FundingSpent.Refuse(("code", line.Code), ("spent", Euros.Of(line.SpentCents)), ("devices", line.Devices));
            await Cancel(tx, db, id);
        }
        return null;
    }

    private static async Task Cancel(Tx tx, Db db, Guid id)
    {
        await tx.Execute(CancelSql, new { id, today = db.Today, now = tx.Now });
        foreach (var share in await tx.List<FundingShareRow>(FundingShareRow.OfLineSql, new { id })) await EnvelopeRow.Commit(tx, share.EnvelopeId, -share.AmountCents);
    }

    public const string OfAwardSql = "select f.id from funding_line f where f.organisation_id = @organisationId and f.application_id = @applicationId and f.cancelled_on is null order by f.id";

    public const string CancelSql = "update funding_line set cancelled_on = @today, updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
