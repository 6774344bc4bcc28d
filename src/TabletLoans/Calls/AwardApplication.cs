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

    public static Task<Outcome<Application>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write(tx => Carry(tx, db, caller, id, request, ifMatch), stop);

    /// <summary>The award, in somebody's transaction.</summary>
    public static async Task<Outcome<Application>> Carry(Tx tx, Db db, Caller caller, Guid id, Request request, IfMatch ifMatch)
    {
        var moved = await MoveApplication.Move(tx, db, ApplicationLifecycle.Award, id, new MoveApplication.Request { Reason = request.Reason, On = request.On }, ifMatch);
        if (moved.Refusal is { } refused) return refused;
        var application = moved.Value!;
        if (request.GrantedCents > application.RequestedCents) return Refusal.Invalid("/grantedCents", Errors.OutOfRange, ("min", 0), ("max", application.RequestedCents));
        var call = (await tx.One<CallRow>(CallRow.ByIdSql, new { id = application.CallId }))!;
        var rules = application.ReadRules();
        var grants = Subsidy.Of(rules, application.ReadContent(), request.GrantedCents ?? application.RequestedCents);
        // Held in one order, whatever the strands: two awards at once never wait for each other.
        var envelopes = (await tx.List<EnvelopeRow>($"{ReadRanking.EnvelopesSql} order by e.id{db.Dialect.ForUpdate}", new { call.ProgrammeId, call.Wave })).ToDictionary(envelope => envelope.Funder, StringComparer.Ordinal);
        if (Missing(call, grants, envelopes) is { } without) return without;
        // A line for each strand, so that each strand's money is its own.
        foreach (var strand in grants.GroupBy(line => rules.Item(line.Item)?.Strand).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var shares = strand.GroupBy(line => line.Funder).Where(funder => funder.Sum(line => line.AmountCents) > 0)
                .Select(funder => new FundingShare { EnvelopeId = envelopes[funder.Key].Id, AmountCents = funder.Sum(line => line.AmountCents) }).ToList();
            if (shares.Count == 0) continue;
            var code = grants.Select(line => rules.Item(line.Item)?.Strand).Distinct().Skip(1).Any() ? $"{application.Number}-{strand.Key ?? "0"}" : application.Number;
            var committed = await CommitFunding.Insert(tx, db, new CommitFunding.NewLine(call.ProgrammeId, id, strand.Key, code, application.ApplicantName, TextKey.Tidy(request.Reason), request.On ?? db.Today, shares));
            if (committed.Refusal is { } exceeded) return exceeded;
        }
        await tx.Execute(GrantSql, new { id, granted = grants.Sum(line => line.AmountCents) });
        return (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
    }

    private static Refusal? Missing(CallRow call, IReadOnlyList<GrantLine> grants, Dictionary<string, EnvelopeRow> envelopes) => Refusal.From(
        [.. grants.Where(line => line.AmountCents > 0 && !envelopes.ContainsKey(line.Funder)).Select(line => line.Funder).Distinct().Select(funder => ProgrammeErrors.NoEnvelope.With(("funder", call.ReadProgrammeRules().FunderName(funder)), ("wave", call.Wave)))]);

    // The version has moved with the state, in the same transaction.
    public const string GrantSql = "update application set granted_cents = @granted where organisation_id = @organisationId and id = @id";
}
