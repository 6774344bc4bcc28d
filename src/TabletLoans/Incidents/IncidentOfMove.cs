using System.Text.Json.Nodes;
using TabletLoans.Api;
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
    /// <param name="policeReport">Reference of the police report, where the move came with one.</param>
    public static async Task<Event> Follow(Tx tx, Transition row, DeviceRow device, Event moved, NewIncident? declared = null, string? policeReport = null)
    {
        if (row.EndsIncidents) return await FoundDevice.Tell(tx, device.Id, moved);
        if (row.OpensIncident is not { } kind) return moved;
        return await Declare(tx, device, moved, declared ?? NewIncident.Reported(kind, moved.Reason, policeReport, await LostLoan(tx, device)));
    }

    /// <summary>A theft is what a police report says, and nothing else makes a device stolen.</summary>
    public static Reason? WithoutReport(Transition row, string? policeReport) =>
        row.OpensIncident is { } kind && IncidentKinds.NeedsPoliceReport(kind) && TextKey.Tidy(policeReport) is null ? IncidentErrors.PoliceReportMissing.With(("kind", kind)) : null;

    /// <summary>Opens the incident, or joins the one that is open: a theft declared without a police report is the one that the report confirms.</summary>
    private static async Task<Event> Declare(Tx tx, DeviceRow device, Event moved, NewIncident declared)
    {
        var joined = (await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id })).FirstOrDefault(open => open.Kind == declared.Kind)?.Id;
        if (joined is not null && declared.IsConfirmed) await tx.Execute(ConfirmIncident.ConfirmSql, new { id = joined, policeReport = declared.PoliceReport, now = tx.Now });
        var id = joined ?? await OpenIncident.Insert(tx, device, declared) ?? throw new InvalidOperationException($"an incident of {device.Id} began while its row was held");
        return await Told(tx, device, moved, id, declared);
    }

    /// <summary>What is told of a new incident, with what it changes of the loss and of the loan that it takes over.</summary>
    public static async Task<Event> Told(Tx tx, DeviceRow device, Event happened, Guid id, NewIncident declared)
    {
        var more = new JsonObject { ["incident"] = id.ToString("D"), ["kind"] = declared.Kind };
        if (declared.IsConfirmed && declared.Kind == IncidentKinds.Theft)
        {
            await Requalify(tx, device, more);
            happened = await WithStolenLoan(tx, happened, declared.LoanId, declared.PoliceReport!);
        }
        return happened.Telling(more) with { SubjectId = id };
    }

    /// <summary>A loan that had ended as lost was ended by a theft, once that is confirmed.</summary>
    public static async Task<Event> WithStolenLoan(Tx tx, Event happened, Guid? loanId, string policeReport) =>
        loanId is { } id && await tx.Returning<Guid?>(StolenLoanSql, new { id, policeReport, now = tx.Now }) is { } borrower ? happened with { LoanId = id, BorrowerId = borrower } : happened;

    /// <summary>The loan that lost the device, where it did.</summary>
    public static Task<Guid?> LostLoan(Tx tx, DeviceRow device) =>
        device.State == DeviceStates.Missing.Code || device.State == DeviceStates.Stolen.Code ? tx.One<Guid?>(MoveDevice.LostLoanSql, new { device.Id }) : Task.FromResult<Guid?>(null);

    /// <summary>
    /// The device is lost no longer: it was stolen, and the theft goes on where the loss ends. A police report says so; until there is
    /// one, the loss stands with what was decided of it.
    /// </summary>
    public static async Task Requalify(Tx tx, DeviceRow device, JsonObject more)
    {
        if ((await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id })).FirstOrDefault(open => open.Kind == IncidentKinds.Loss) is not { } loss) return;
        await tx.Execute(EndSql, new { loss.Id, outcome = IncidentOutcomes.Requalified, now = tx.Now });
        more["requalifies"] = loss.Id.ToString("D");
        // Of the loss alone: the device's own timeline tells the theft.
        tx.Record(new Event { Name = "close_incident", SubjectId = loss.Id }.Telling(new JsonObject { ["outcome"] = IncidentOutcomes.Requalified, ["requalifiedAs"] = more["incident"]!.DeepClone() }));
    }

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
