using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>
/// Awards a recommended application: its grant, by item and funder, becomes a funding line on the envelopes of the call's wave, which hold it or
/// refuse it. Nothing is bought on it before the notification.
/// </summary>
internal static class AwardApplication
{
    public static void Map(RouteGroupBuilder applications) => applications.MapPost("{id:guid}/award", Handle).Does(nameof(AwardApplication), Permission.DecideApplications).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Cents granted; what is requested when absent, and never more.</summary>
        [Between(0, 1e15)] public long? GrantedCents { get; init; }
        /// <summary>The day of the decision; today when absent.</summary>
        public DateOnly? On { get; init; }
        /// <summary>Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Awards an application; 409 envelope_exceeded where a funder has not so much left.</summary>
    internal static async Task<Returns<Application>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) => await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Application>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write<Application>(async tx =>
    {
        var moved = await MoveApplication.Move(tx, db, ApplicationLifecycle.Award, id, new MoveApplication.Request { Reason = request.Reason, On = request.On }, ifMatch);
        if (moved.Refusal is { } refused) return refused;
        var application = moved.Value!;
        if (request.GrantedCents > application.RequestedCents) return Refusal.Invalid("/grantedCents", Errors.OutOfRange, ("min", 0), ("max", application.RequestedCents));
        var call = (await tx.One<CallRow>(CallRow.ByIdSql, new { id = application.CallId }))!;
        var granted = request.GrantedCents ?? application.RequestedCents;
        var grants = Subsidy.Of(application.ReadRules(), application.ReadContent(), granted);
        foreach (var line in grants) await tx.Execute(InsertGrantSql, new { id, line.Position, line.Funder, line.AmountCents });
        var shares = await Shares(tx, call, grants);
        if (shares.Refusal is { } without) return without;
        var funding = new CommitFunding.NewLine(call.ProgrammeId, id, Strand(application), application.Number, application.ApplicantName, TextKey.Tidy(request.Reason), request.On ?? db.Today, shares.Value!);
        var committed = await CommitFunding.Insert(tx, db, funding);
        if (committed.Refusal is { } exceeded) return exceeded;
        await tx.Execute(GrantSql, new { id, granted });
        return (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
    }, stop);

    private static async Task<Outcome<IReadOnlyList<FundingShare>>> Shares(Tx tx, CallRow call, IReadOnlyList<GrantLine> grants)
    {
        var envelopes = (await tx.List<EnvelopeRow>(ReadRanking.EnvelopesSql, new { call.ProgrammeId, call.Wave })).ToDictionary(envelope => envelope.Funder, StringComparer.Ordinal);
        var (shares, reasons) = (new List<FundingShare>(), new List<Reason>());
        foreach (var funder in grants.GroupBy(line => line.Funder).Select(group => (Code: group.Key, Cents: group.Sum(line => line.AmountCents))).Where(funder => funder.Cents > 0))
        {
            if (envelopes.TryGetValue(funder.Code, out var envelope)) shares.Add(new FundingShare { EnvelopeId = envelope.Id, AmountCents = funder.Cents });
            else reasons.Add(ProgrammeErrors.NoEnvelope.With(("funder", call.ReadProgrammeRules().FunderName(funder.Code)), ("wave", call.Wave)));
        }
        return Refusal.From(reasons) is { } refusal ? refusal : (Outcome<IReadOnlyList<FundingShare>>)shares;
    }

    // The strand of its items, where they are all of one.
    private static string? Strand(ApplicationRow application)
    {
        var rules = application.ReadRules();
        var strands = (application.ReadContent().Items ?? []).Select(item => rules.Item(item.Item)?.Strand).Distinct().ToList();
        return strands.Count == 1 ? strands[0] : null;
    }

    public const string InsertGrantSql = """
        insert into application_grant (application_id, position, funder, amount_cents)
        select a.id, @position, @funder, @amountCents from application a where a.organisation_id = @organisationId and a.id = @id
        """;

    // The version has moved with the state, in the same transaction.
    public const string GrantSql = "update application set granted_cents = @granted where organisation_id = @organisationId and id = @id";
}
