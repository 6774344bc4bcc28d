using System.Text.Json.Nodes;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>
/// What a move of a device means for its incidents, in the same transaction: one that says the device is gone declares, one that
/// says it is back ends. Every door goes through here, so that each makes one incident, told by the one event of the move.
/// </summary>
internal static class IncidentOfMove
{
    /// <summary>The event of the move, telling the incident too.</summary>
    /// <param name="tx">The move's own transaction: it holds the device.</param>
    /// <param name="row">The move.</param>
    /// <param name="device">The device as it was before.</param>
    /// <param name="moved">What the move tells.</param>
    /// <param name="declared">What is declared, where the row opens an incident and the move came with more than a reason.</param>
    public static async Task<Event> Follow(Tx tx, Transition row, DeviceRow device, Event moved, NewIncident? declared = null)
    {
        if (row.EndsIncidents) return await Found(tx, device, moved);
        if (row.OpensIncident is not { } kind) return moved;
        return await Declare(tx, device, moved, declared ?? NewIncident.Reported(kind, moved.Reason ?? "", await LostLoan(tx, device)));
    }

    /// <summary>Opens the incident, or joins the one that is open: a theft declared without a police report is the one that the report confirms.</summary>
    private static async Task<Event> Declare(Tx tx, DeviceRow device, Event moved, NewIncident declared)
    {
        if (await OpenIncident.Insert(tx, device, declared) is not { } id)
        {
            id = (await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id })).First(open => open.Kind == declared.Kind).Id;
            if (declared.IsConfirmed) await tx.Execute(ConfirmIncident.ConfirmSql, new { id, policeReport = declared.PoliceReport, now = tx.Now });
        }
        return await Told(tx, device, moved, id, declared);
    }

    /// <summary>What is told of a new incident, with what it changes of the loss and of the loan that it takes over.</summary>
    public static async Task<Event> Told(Tx tx, DeviceRow device, Event happened, Guid id, NewIncident declared)
    {
        var more = new JsonObject { ["incident"] = id.ToString("D"), ["kind"] = declared.Kind };
        if (declared.Kind == IncidentKinds.Theft) await Requalify(tx, device, more);
        if (declared.IsConfirmed && declared.Kind == IncidentKinds.Theft) happened = await WithStolenLoan(tx, happened, declared.LoanId, declared.PoliceReport!);
        return happened.Telling(more) with { SubjectId = id };
    }

    /// <summary>A loan that had ended as lost was ended by a theft, once that is confirmed.</summary>
    public static async Task<Event> WithStolenLoan(Tx tx, Event happened, Guid? loanId, string policeReport) =>
        loanId is { } id && await tx.Returning<Guid?>(StolenLoanSql, new { id, policeReport, now = tx.Now }) is { } borrower ? happened with { LoanId = id, BorrowerId = borrower } : happened;

    /// <summary>The loan that lost the device, where it did.</summary>
    public static Task<Guid?> LostLoan(Tx tx, DeviceRow device) =>
        device.State == DeviceStates.Missing.Code || device.State == DeviceStates.Stolen.Code ? tx.One<Guid?>(MoveDevice.LostLoanSql, new { device.Id }) : Task.FromResult<Guid?>(null);

    /// <summary>The device is lost no longer: it was stolen, and the theft goes on where the loss ends.</summary>
    private static async Task Requalify(Tx tx, DeviceRow device, JsonObject more)
    {
        if ((await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id })).FirstOrDefault(open => open.Kind == IncidentKinds.Loss) is not { } loss) return;
        await End(tx, loss.Id, IncidentOutcomes.Requalified);
        more["requalifies"] = loss.Id.ToString("D");
        // Of the loss alone: the device's own timeline tells the theft.
        tx.Record(new Event { Name = "close_incident", SubjectId = loss.Id }.Telling(new JsonObject { ["outcome"] = IncidentOutcomes.Requalified, ["requalifiedAs"] = more["incident"]!.DeepClone() }));
    }

    private static async Task<Event> Found(Tx tx, DeviceRow device, Event moved)
    {
        var gone = (await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id })).Where(open => IncidentKinds.IsGone(open.Kind)).ToList();
        foreach (var (i, incident) in gone.Index())
        {
            await End(tx, incident.Id, IncidentOutcomes.Found);
            if (i == 0) moved = moved.Telling(new JsonObject { ["incident"] = incident.Id.ToString("D"), ["outcome"] = IncidentOutcomes.Found }) with { SubjectId = incident.Id };
            else tx.Record(new Event { Name = "close_incident", SubjectId = incident.Id }.Telling(new JsonObject { ["outcome"] = IncidentOutcomes.Found }));
        }
        return moved;
    }

    private static Task<int> End(Tx tx, Guid id, string outcome) => tx.Execute(EndSql, new { id, outcome, now = tx.Now });

    public const string EndSql = """
        update incident set outcome = @outcome, closed_at = @now, closed_by = @principalId, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and closed_at is null
        """;

    public const string StolenLoanSql = """
        update loan set outcome = 'stolen', police_report = @policeReport, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and outcome = 'lost' and returned_at is null
        returning borrower_id
        """;
}
