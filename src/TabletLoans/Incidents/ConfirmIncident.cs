using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Confirms a theft or a breach of trust by its police report. A missing device is stolen from then on, its lost loan too, and its loss ends as requalified.</summary>
internal static class ConfirmIncident
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapPost("{id:guid}/confirm", Handle).Does(nameof(ConfirmIncident), Permission.DeclareIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Reference of the police report, where the incident has none yet or another one.</summary>
        [Text(100)] public string? PoliceReport { get; init; }
    }

    /// <summary>Confirms a theft or a breach of trust; 409 police_report_missing while there is no police report.</summary>
    internal static async Task<Returns<Incident>> Handle(Guid id, Request? request, Db db, HttpContext context, CancellationToken stop) =>
        await Run(db, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Incident>> Run(Db db, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => IncidentChange.Run<Incident>(db, id, ifMatch, async (tx, incident, device) =>
    {
        var policeReport = TextKey.Tidy(request.PoliceReport) ?? incident.PoliceReport;
        // Missing: it is stolen from now on. Retired or found in the meantime, it stays what it is.
        var row = incident.Kind == IncidentKinds.Theft && device.State == DeviceStates.Missing.Code ? DeviceLifecycle.Row("report_stolen") : null;
        if (Refusal.From(Refuse(incident, policeReport, row, device)) is { } refusal) return refusal;
        var happened = IncidentChange.Event(incident, "confirm_incident");
        if (row is not null)
        {
            if (await MoveDevice.Move(tx, row, device, device.SchoolId, reason: policeReport) is not { } moved) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
            happened = moved with { LoanId = incident.LoanId, SubjectId = id };
        }
        await tx.Execute(ConfirmSql, new { id, policeReport, now = tx.Now });
        var told = new JsonObject { ["incident"] = id.ToString("D"), ["kind"] = incident.Kind, ["policeReport"] = new JsonObject { ["old"] = incident.PoliceReport, ["new"] = policeReport } };
        if (incident.Kind == IncidentKinds.Theft)
        {
            await IncidentOfMove.Requalify(tx, device, told);
            happened = await IncidentOfMove.WithStolenLoan(tx, happened, await tx.One<Guid?>(LoanSql, new { id }), policeReport!);
        }
        tx.Record(happened.Telling(told));
        return await IncidentChange.Read(tx, id);
    }, stop);

    private static List<Reason> Refuse(Incident incident, string? policeReport, Transition? row, DeviceRow device)
    {
        var reasons = new List<Reason>();
        if (IncidentChange.Closed(incident) is { } closed) reasons.Add(closed);
        if (!IncidentKinds.NeedsPoliceReport(incident.Kind)) reasons.Add(IncidentErrors.NothingToConfirm.With(("kind", incident.Kind)));
        else if (incident.ConfirmedAt is not null) reasons.Add(IncidentErrors.AlreadyConfirmed.With(("policeReport", incident.PoliceReport)));
        else if (policeReport is null) reasons.Add(IncidentErrors.PoliceReportMissing.With(("kind", incident.Kind)));
        if (reasons.Count == 0 && row is not null) reasons.AddRange(MoveDevice.Refuse(row, device, null)?.Reasons ?? []);
        return reasons;
    }

    /// <summary>The loan, whoever may see it: what happens to it happens whoever confirms.</summary>
    public const string LoanSql = "select i.loan_id from incident i where i.organisation_id = @organisationId and i.id = @id and i.loan_id is not null";

    public const string ConfirmSql = """
        update incident set police_report = @policeReport, confirmed_at = @now, confirmed_by = @principalId, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and closed_at is null and confirmed_at is null
        """;
}
