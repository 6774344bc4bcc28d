using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>
/// What the use cases of incidents do, on rows that are still in memory: a move that says the device is gone declares one, a move
/// that says it is back ends it. Each rule that would refuse a use case throws here.
/// </summary>
internal sealed class DemoIncidents(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    private const string Insurer = "Assurance du parc (exemple)";

    public IEnumerable<DemoIncident> OpenOf(DemoDevice device) => ledger.Incidents.Where(incident => incident.Device == device && incident.ClosedAt is null);

    /// <summary>The event of the move, telling the incident too. The device is as it was before the move.</summary>
    public Event Follow(Transition row, DemoDevice device, Event moved, DateTimeOffset at, Guid by, string? policeReport, string? kind)
    {
        if (row.EndsIncidents) return Found(device, moved, at, by);
        if (row.OpensIncident is not { } opens) return moved;
        var report = policeReport ?? (row.Name == "report_stolen" ? moved.Reason : null);
        var loan = moved.LoanId is null ? null : device.LastLoan;
        return Begin(device, kind ?? opens, moved, at, by, moved.Reason == report ? null : moved.Reason, report, loan, null).Told;
    }

    /// <summary>As POST incidents, where the device stays where it is.</summary>
    public DemoIncident Declare(DemoDevice device, string kind, DateTimeOffset at, string circumstances, DemoLoan? loan = null, DemoDevice? spare = null)
    {
        if (kind == IncidentKinds.BreachOfTrust && device.State != DeviceStates.OnLoan.Code) throw Refused(device, IncidentErrors.BreachWithoutLoan);
        var by = staff.Doing(Permission.DeclareIncident, device.SchoolId ?? loan?.SchoolId);
        var (told, incident) = Begin(device, kind, new Event { Name = "declare_incident", DeviceId = device.Id, LoanId = loan?.Id, Reason = circumstances }, at, by, circumstances, null, loan, spare);
        device.Touch(at);
        ledger.Record(at, by, told);
        return incident;
    }

    /// <summary>By the police report, where the device has not moved.</summary>
    public void Confirm(DemoIncident incident, DateTimeOffset at, string policeReport)
    {
        if (!IncidentKinds.NeedsPoliceReport(incident.Kind)) throw Refused(incident.Device, IncidentErrors.NothingToConfirm);
        var by = staff.Doing(Permission.DeclareIncident, incident.SchoolId);
        incident.Touch(at);
        (incident.PoliceReport, incident.ConfirmedAt, incident.ConfirmedBy) = (policeReport, at, by);
        ledger.Record(at, by, Told(incident, new Event { Name = "confirm_incident" }).Telling(new JsonObject
        {
            ["incident"] = incident.Id.ToString("D"), ["kind"] = incident.Kind, ["policeReport"] = new JsonObject { ["old"] = null, ["new"] = policeReport },
        }));
    }

    public void Decide(DemoIncident incident, string decision, string reason, DateTimeOffset at, string? reference = null)
    {
        if (decision != IncidentDecisions.None && IncidentKinds.NeedsPoliceReport(incident.Kind) && incident.ConfirmedAt is null) throw Refused(incident.Device, IncidentErrors.NotConfirmed);
        var by = staff.Doing(Permission.DecideIncident);
        ledger.Record(at, by, Told(incident, new Event { Name = "decide_incident", Reason = reason }).Telling(new JsonObject
        {
            ["decision"] = new JsonObject { ["old"] = incident.Decision, ["new"] = decision }, ["decisionReference"] = new JsonObject { ["old"] = incident.DecisionReference, ["new"] = reference },
        }));
        incident.Decide(decision, reason, reference, at, by);
    }

    /// <summary>Once what was decided is done.</summary>
    public void Close(DemoIncident incident, DateTimeOffset at)
    {
        var device = incident.Device;
        var undone = incident.Decision switch
        {
            null => IncidentErrors.NotDecided,
            "repair" or "warranty" when !ledger.WorkOrders.Any(order => order.DeviceId == device.Id && (order.FinishedAt is null || order.FinishedAt >= incident.DeclaredAt)) => IncidentErrors.WithoutWorkOrder,
            "replace" when !ledger.Loans.Any(loan => loan.Borrower == incident.Loan?.Borrower && loan.Device != device && loan.HandedOverAt >= incident.DeclaredAt && loan.Kind != "spare") => IncidentErrors.NotReplaced,
            "retire" when !DeviceStates.HasLeftTheFleet(device.State) => IncidentErrors.NotRetired,
            IncidentDecisions.Recovery when !ledger.Recoveries.Any(recovery => recovery.Incident == incident) => IncidentErrors.RecoveryNotIssued,
            _ => null,
        };
        if (undone is not null) throw Refused(device, undone);
        var by = staff.Doing(Permission.DeclareIncident);
        incident.End(incident.Decision!, at, by);
        ledger.Record(at, by, Told(incident, new Event { Name = "close_incident" }).Telling(new JsonObject { ["outcome"] = incident.Outcome }));
    }

    /// <summary>An event of the incident, in the timelines of its device and its loan too.</summary>
    public static Event Told(DemoIncident incident, Event happened) => happened with { DeviceId = incident.DeviceId, LoanId = incident.LoanId, SubjectId = incident.Id };

    private (Event Told, DemoIncident Incident) Begin(
        DemoDevice device, string kind, Event happened, DateTimeOffset at, Guid by, string? circumstances, string? policeReport, DemoLoan? loan, DemoDevice? spare)
    {
        if (DeviceStates.HasLeftTheFleet(device.State) || OpenOf(device).Any(open => open.Kind == kind)) throw Refused(device, IncidentErrors.AlreadyOpen);
        var confirmed = policeReport is not null && IncidentKinds.NeedsPoliceReport(kind);
        var incident = new DemoIncident
        {
            Id = Guid.CreateVersion7(at), Device = device, Kind = kind, SchoolId = device.SchoolId ?? loan?.SchoolId, Loan = loan, Circumstances = circumstances, OccurredOn = calendar.Day(at),
            PoliceReport = policeReport, ConfirmedAt = confirmed ? at : null, ConfirmedBy = confirmed ? by : null, Insurer = kind == IncidentKinds.Theft ? Insurer : null,
            InsurerReference = kind == IncidentKinds.Theft && confirmed ? $"SIN-{calendar.Day(at).Year}-{ledger.Incidents.Count + 101:0000}" : null,
            SpareDeviceId = spare?.Id, DeclaredAt = at, DeclaredBy = by,
        };
        var told = new JsonObject { ["incident"] = incident.Id.ToString("D"), ["kind"] = kind };
        if (kind == IncidentKinds.Theft && OpenOf(device).FirstOrDefault(open => open.Kind == IncidentKinds.Loss) is { } loss)
        {
            loss.End(IncidentOutcomes.Requalified, at, by);
            told["requalifies"] = loss.Id.ToString("D");
            ledger.Record(at, by, new Event { Name = "close_incident", SubjectId = loss.Id }
                .Telling(new JsonObject { ["outcome"] = IncidentOutcomes.Requalified, ["requalifiedAs"] = incident.Id.ToString("D") }));
        }
        ledger.Incidents.Add(incident);
        return (happened.Telling(told) with { SubjectId = incident.Id }, incident);
    }

    private Event Found(DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        foreach (var incident in OpenOf(device).Where(open => IncidentKinds.IsGone(open.Kind)).ToList())
        {
            incident.End(IncidentOutcomes.Found, at, by);
            moved = moved.Telling(new JsonObject { ["incident"] = incident.Id.ToString("D"), ["outcome"] = IncidentOutcomes.Found }) with { SubjectId = incident.Id };
        }
        return moved;
    }

    private static InvalidOperationException Refused(DemoDevice device, Error error) => new($"the demonstration cannot tell an incident of {device.AssetTag}: {error.Code}");
}
