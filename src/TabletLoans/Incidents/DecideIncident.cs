using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Records what a person decided of an incident, and why. It moves nothing and charges nobody; another decision may replace it until the end.</summary>
internal static class DecideIncident
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapPost("{id:guid}/decide", Handle).Does(nameof(DecideIncident), Permission.DecideIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>repair, warranty, replace, retire, recovery (the borrower is asked to pay) or none.</summary>
        [OneOf<IncidentDecisions>] public required string Outcome { get; init; }
        /// <summary>Never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
        /// <summary>Reference of the act that decides.</summary>
        [Text(100)] public string? DecisionReference { get; init; }
    }

    /// <summary>Decides an incident; the decision before stays in its events. A theft or a breach of trust is confirmed first, unless nothing is decided (none).</summary>
    internal static async Task<Returns<Incident>> Handle(Guid id, Request request, Db db, HttpContext context, CancellationToken stop) =>
        await Run(db, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Incident>> Run(Db db, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => IncidentChange.Run<Incident>(db, id, ifMatch, async (tx, incident, _) =>
    {
        var standing = request.Outcome == IncidentDecisions.Recovery ? null : await tx.One<Guid?>(IssueRecovery.StandingSql, new { id });
        if (Refusal.From(Refuse(incident, request.Outcome, standing)) is { } refusal) return refusal;
        var reference = TextKey.Tidy(request.DecisionReference);
        await tx.Execute(DecideSql, new { id, decision = request.Outcome, reason = request.Reason.Trim(), reference, now = tx.Now });
        tx.Record(IncidentChange.Event(incident, "decide_incident", request.Reason).Telling(new JsonObject
        {
            ["decision"] = new JsonObject { ["old"] = incident.Decision, ["new"] = request.Outcome },
            ["decisionReference"] = new JsonObject { ["old"] = incident.DecisionReference, ["new"] = reference },
        }));
        return await IncidentChange.Read(tx, id);
    }, stop);

    private static List<Reason> Refuse(Incident incident, string decision, Guid? standing)
    {
        var reasons = new List<Reason>();
        if (IncidentChange.Closed(incident) is { } closed) reasons.Add(closed);
        if (decision != IncidentDecisions.None && IncidentKinds.NeedsPoliceReport(incident.Kind) && incident.ConfirmedAt is null) reasons.Add(IncidentErrors.NotConfirmed.With(("kind", incident.Kind)));
        // Somebody is asked to pay by the decision that stands: it is waived before another takes its place.
        if (standing is not null) reasons.Add(IncidentErrors.RecoveryStands.With(("recoveryId", standing)));
        return reasons;
    }

    public const string DecideSql = """
        update incident set decision = @decision, decision_reason = @reason, decision_reference = @reference, decided_at = @now, decided_by = @principalId,
          updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and closed_at is null
        """;
}
