using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Loans;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>Incidents from the declaration to the decision, what borrowers owe by it, and what was odd at the desk.</summary>
internal static class IncidentPages
{
    private static readonly Text Name = ("Sinistres", "Incidents");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("incidents", Permission.ReadLoans, async (Query<ListIncidents.Filter> query, Db db, CancellationToken stop) =>
            await query.Show<IncidentsPage, Incident>(filter => ListIncidents.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop)));
        organisation.Shows("incidents/{id:guid}", Permission.ReadLoans, Read);
        organisation.Acts<DeclareIncident.Request>("incidents/add", Permission.DeclareIncident,
            turn => Task.FromResult<Asked?>(new(("Déclarer un sinistre", "Declare an incident"), FormFields.Of<DeclareIncident.Request>(), "incidents", Name) { Values = Fields.Of(("device", turn.Given("device"))) }),
            async (turn, request) => (await DeclareIncident.Run(turn.Db, request, turn.Stop)).Then(Told("Le sinistre est déclaré.", "The incident is declared.")));
        organisation.Acts<ChangeIncident.Change>("incidents/{id:guid}/change", Permission.DeclareIncident, turn => Ask(turn, ("Compléter la déclaration", "Complete the declaration"), ChangeForm, values: Fields.Standing),
            async (turn, change) => (await ChangeIncident.Run(turn.Db, turn.Id, turn.IfMatch, ChangeForm.PatchOf(change), turn.Stop)).Then(Told("La déclaration est complétée.", "The declaration is completed.")));
        organisation.Acts<ConfirmIncident.Request>("incidents/{id:guid}/confirm", Permission.DeclareIncident, turn => Ask(turn, ("Confirmer", "Confirm"), FormFields.Of<ConfirmIncident.Request>(), values: incident => Fields.Of(("policeReport", incident.PoliceReport))),
            async (turn, request) => (await ConfirmIncident.Run(turn.Db, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("Le sinistre est confirmé.", "The incident is confirmed.")));
        organisation.Acts<DecideIncident.Request>("incidents/{id:guid}/decide", Permission.DecideIncident, turn => Ask(turn, ("Décider", "Decide"), FormFields.Of<DecideIncident.Request>().Named("outcome", ("Décision", "Decision"))),
            async (turn, request) => (await DecideIncident.Run(turn.Db, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("La décision est enregistrée.", "The decision is kept.")));
        organisation.Acts<IssueRecovery.Request>("incidents/{id:guid}/recovery", Permission.DecideIncident, AskRecovery,
            async (turn, request) => (await IssueRecovery.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(recovery => new Done($"recoveries/{recovery.Id:D}", ("La demande est enregistrée.", "The recovery is kept."))));
        organisation.Acts<CloseIncident.Request>("incidents/{id:guid}/close", Permission.DeclareIncident, turn => Ask(turn, ("Clore", "Close"), FormFields.Of<CloseIncident.Request>()),
            async (turn, request) => (await CloseIncident.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("Le sinistre est clos.", "The incident is closed.")));

        organisation.Shows("anomalies", Permission.ReadLoans, (Query<ListAnomalies.Filter> query, Db db, CancellationToken stop) => query.Show<AnomaliesPage, RecordedAnomaly>(filter => ListAnomalies.Run(db, filter, stop)));
        organisation.Acts<ResolveAnomaly.Request>("anomalies/{id:guid}/resolve", Permission.Lend, AskResolve,
            async (turn, request) => (await ResolveAnomaly.Run(turn.Db, turn.Id, request, turn.Stop)).Then(_ => new Done("anomalies?resolved=false", ("L'anomalie est traitée.", "The anomaly is settled."))));
    }

    private static FormFields ChangeForm => FormFields.Of<ChangeIncident.Change>();

    private static Func<Incident, Done> Told(string fr, string en) => incident => new Done($"incidents/{incident.Id:D}", (fr, en));

    internal sealed record FileOfIncident(Incident Incident, IReadOnlyList<Recovery> Recoveries, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var incident = await ReadIncident.Run(db, id, stop);
        if (incident.Refusal is { } refusal) return Show.Refused(refusal);
        var recoveries = await ListRecoveries.Run(db, caller, new ListRecoveries.Filter { IncidentId = id, Limit = 100 }, stop);
        var events = await Timeline.Of(db, "e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<IncidentPage>(new FileOfIncident(incident.Value!, recoveries.Value!.Items, await Web.Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    private static async Task<Asked?> Ask(Turn turn, Text title, FormFields form, Text? lead = null, Func<Incident, Fields>? values = null) => (await ReadIncident.Run(turn.Db, turn.Id, turn.Stop)).Value is { } incident
        ? new Asked(title, form, $"incidents/{incident.Id:D}", (incident.AssetTag, incident.AssetTag))
        {
            Lead = lead, Version = incident.Version, Values = values?.Invoke(incident) ?? Fields.None,
            Facts =
            [
                (("Appareil", "Device"), $"{incident.AssetTag} · {incident.SerialNumber}"), (("Sorte", "Kind"), turn.In(Words.Of<IncidentKinds>(incident.Kind))),
                (("Survenu le", "Happened on"), incident.OccurredOn.ToString("d", turn.Visit.Culture)), (("État", "State"), turn.In(Words.Of<IncidentStates>(incident.State))),
            ],
        }
        : null;

    private static Task<Asked?> AskRecovery(Turn turn) => Ask(turn, ("Demander un remboursement", "Ask for a recovery"),
        FormFields.Of<IssueRecovery.Request>().Choose("items", Choices.Codes<RecoveryKinds>(turn.Visit)).Named("reason", ("Motif de la réduction", "Why less is asked for")),
        ("Le barème en vigueur donne le montant, sans dépasser ce que l'appareil valait encore.", "The scale in force gives the amount, never above what the device was still worth."));

    private static async Task<Asked?> AskResolve(Turn turn) => await turn.Db.One<RecordedAnomaly>(RecordedAnomaly.ByIdSql, new { id = turn.Id }, turn.Stop) is { } anomaly
        ? new Asked(("Traiter l'anomalie", "Settle the anomaly"), FormFields.Of<ResolveAnomaly.Request>().Named("reason", ("Ce qui a été fait", "What was done")), "anomalies", ("Anomalies", "Anomalies"))
        {
            Facts = [(("Appareil", "Device"), anomaly.AssetTag), (("Ce qui a été vu", "What was seen"), anomaly.Detail)],
        }
        : null;
}
