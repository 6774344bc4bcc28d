using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Ends an incident once what was decided is done. Whoever decides may end it before that, and says why.</summary>
internal static class CloseIncident
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapPost("{id:guid}/close", Handle).Does(nameof(CloseIncident), Permission.DeclareIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why it is closed although what was decided is not done; counts with the permission decide_incident. Never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    /// <summary>Closes a decided incident: a repair has its work order, a retirement is done, what replaces the device is there, a recovery is issued.</summary>
    internal static async Task<Returns<Incident>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Incident>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => IncidentChange.Run<Incident>(db, id, ifMatch, async (tx, incident, device) =>
    {
        var reasons = await Refuse(tx, incident, device);
        var why = TextKey.Tidy(request.OverrideReason);
        if (reasons.Any(reason => why is null || !caller.MayOverride(reason))) return Refusal.From(reasons)!;
        if (reasons.Count == 0) why = null; // nothing was gone past
        await tx.Execute(CloseSql, new { id, why, now = tx.Now });
        var told = new JsonObject { ["outcome"] = incident.Decision };
        if (reasons.Count > 0) told["overridden"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason.Error.Code)]);
        tx.Record(IncidentChange.Event(incident, "close_incident", why).Telling(told));
        return await IncidentChange.Read(tx, id);
    }, stop);

    private static async Task<List<Reason>> Refuse(Tx tx, Incident incident, DeviceRow device)
    {
        if (IncidentChange.Closed(incident) is { } closed) return [closed];
        var undone = incident.Decision switch
        {
            null => IncidentErrors.NotDecided.With(),
            "repair" or "warranty" when incident.WorkOrderId is null => IncidentErrors.WithoutWorkOrder.With(("assetTag", device.AssetTag), ("decision", incident.Decision)),
            "replace" when device.ReplacedByDeviceId is null && await tx.One<Guid?>(OtherLoanSql, new { incident.Id }) is null => IncidentErrors.NotReplaced.With(("assetTag", device.AssetTag)),
            "retire" when !DeviceStates.HasLeftTheFleet(device.State) => IncidentErrors.NotRetired.With(("assetTag", device.AssetTag), ("state", device.State)),
            IncidentDecisions.Recovery when await tx.One<Guid?>(IssueRecovery.AnySql, new { incident.Id }) is null => IncidentErrors.RecoveryNotIssued.With(),
            _ => null,
        };
        return undone is null ? [] : [undone];
    }

    /// <summary>Another device that the borrower of the incident's loan got since, and not as a spare.</summary>
    public const string OtherLoanSql = """
        select n.id from incident i
        join loan l on l.id = i.loan_id
        join loan n on n.borrower_id = l.borrower_id
        where i.organisation_id = @organisationId and i.id = @id and n.device_id <> i.device_id and n.handed_over_at >= i.declared_at
          and n.kind <> 'spare' and (n.outcome is null or n.outcome <> 'cancelled')
        limit 1
        """;

    public const string CloseSql = """
        update incident set outcome = decision, closed_at = @now, closed_by = @principalId, override_reason = @why, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and closed_at is null and decision is not null
        """;
}
