using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>
/// What the use cases do, on rows that are still in memory: the same moves, events and fields. Each rule that would refuse
/// a use case throws here.
/// </summary>
internal sealed class DemoDesk(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    public const string SchoolYearEnds = "07-05";

    public DemoIncidents Incidents { get; } = new(ledger, calendar, staff);

    /// <summary>As POST devices/{id}/{name}.</summary>
    public void Move(DemoDevice device, string name, DateTimeOffset at, Guid? schoolId = null, string? reason = null, Func<Event, Event>? telling = null)
    {
        var row = DeviceLifecycle.Row(name);
        if (row.NeedsNoOpenIncident && Incidents.OpenOf(device).Any()) throw Refused(device, IncidentErrors.IncidentOpen);
        var by = staff.Doing(row.Permission, schoolId ?? device.SchoolId);
        var changes = schoolId is null ? null : DemoLedger.Change("schoolId", device.SchoolId?.ToString("D"), schoolId.Value.ToString("D"));
        var moved = DemoBench.Beside(ledger, device, new Event { Name = name, Reason = reason, Changes = changes }, at, by);
        Carry(device, row, at, by, schoolId, telling is null ? moved : telling(moved));
    }

    public void Hold(DemoDevice device, DateTimeOffset at)
    {
        device.Hold(at);
        ledger.Record(at, staff.Doing(Access.Permission.ManageFleet), new Event { Name = "change_device", DeviceId = device.Id, Changes = DemoLedger.Change("held", false, true) });
    }

    public DemoLoan Lend(DemoDevice device, DemoBorrower borrower, DateTimeOffset at, string? kind = null, string? grade = null, DemoLoan? spareFor = null)
    {
        if (!Grades.IsLendable(grade ?? device.Grade)) throw Refused(device, LoanErrors.GradeNotLendable);
        if (device.DataState != "clean" && device.LastLoan?.Borrower != borrower) throw Refused(device, LoanErrors.DataNotWiped);
        if (device.SchoolId is { } here && borrower.SchoolId is { } theirs && here != theirs) throw Refused(device, LoanErrors.OtherSchool);
        var schoolId = device.SchoolId ?? borrower.SchoolId;
        var loan = Open(device, borrower, at, kind ?? LoanKinds.Of(borrower.Kind), schoolId, spareFor);
        device.Grade = grade ?? device.Grade;
        ledger.Report(device, loan.Id, "hand_over", grade, null, at, loan.HandedOverBy);
        var happened = new Event { Name = "lend", LoanId = loan.Id, BorrowerId = borrower.Id, Changes = DemoLedger.Change("dueOn", null, loan.DueOn?.ToString("O")) };
        Carry(device, DeviceLifecycle.Row("lend"), at, loan.HandedOverBy, schoolId, happened);
        return loan;
    }

    /// <summary>Takes a device back, at its loan's school unless another is named; a device declared lost or stolen is thereby found.</summary>
    public void Return(DemoLoan loan, DateTimeOffset at, string? grade = null, string? notes = null, string? missing = null, Guid? schoolId = null)
    {
        var (device, here) = (loan.Device, schoolId ?? loan.SchoolId);
        var by = staff.Doing(Access.Permission.Lend, here);
        var row = DeviceLifecycle.Row(loan.EndedAt is null ? "return" : "find");
        var odd = new List<Reason>();
        if (loan.Outcome == "lost") odd.Add(LoanErrors.WasLost.With(("assetTag", device.AssetTag)));
        if (loan.Outcome == "stolen") odd.Add(LoanErrors.WasStolen.With(("assetTag", device.AssetTag)));
        if (here is not null && loan.SchoolId is not null && here != loan.SchoolId) odd.Add(LoanErrors.WrongSchool.With(("assetTag", device.AssetTag)));
        foreach (var piece in loan.Pieces)
        {
            if (piece.Kind == missing) odd.Add(LoanErrors.AccessoryMissing.With(("kind", piece.Kind), ("quantity", piece.Out)));
            else piece.Returned = piece.Out;
        }
        loan.Return(at, by, here, grade);
        device.Grade = grade ?? device.Grade;
        ledger.Report(device, loan.Id, "return", grade, notes, at, by);
        foreach (var reason in odd) ledger.Odd(device, loan.Id, here, reason, at, by);
        Carry(device, row, at, by, here, new Event { Name = row.Name, LoanId = loan.Id, BorrowerId = loan.BorrowerId, Reason = row.NeedsReason ? "Rapporté à l'établissement" : null }.Telling(Anomaly.Told(odd)));
    }

    /// <summary>Somebody looked at what was odd.</summary>
    public void Resolve(DemoAnomaly anomaly, DateTimeOffset at, string reason)
    {
        var by = staff.Doing(Access.Permission.Lend, anomaly.SchoolId);
        (anomaly.ResolvedAt, anomaly.ResolvedBy) = (at, by);
        ledger.Record(at, by, new Event { Name = "resolve_anomaly", DeviceId = anomaly.DeviceId, LoanId = anomaly.LoanId, SubjectId = anomaly.Id, Reason = reason });
    }

    public void BringPiece(DemoLoan loan, string kind, DateTimeOffset at)
    {
        loan.Pieces.Single(piece => piece.Kind == kind).Returned++;
        loan.Touch(at);
        Tell(loan, "return_accessories", at, null);
        foreach (var odd in ledger.Anomalies.Where(odd => odd.LoanId == loan.Id && odd.Code == LoanErrors.AccessoryMissing.Code).ToList()) Resolve(odd, at, "Accessoire rapporté");
    }

    public void ScanIn(DemoDevice device, DateTimeOffset at)
    {
        var by = staff.Doing(Access.Permission.Lend, device.SchoolId);
        var reason = LoanErrors.NotOnLoan.With(("assetTag", device.AssetTag), ("state", device.State));
        ledger.Odd(device, null, device.SchoolId, reason, at, by);
        ledger.Record(at, by, new Event { Name = "scan_in", DeviceId = device.Id }.Telling(Anomaly.Told([reason])));
    }

    public void Extend(DemoLoan loan, DateOnly dueOn, DateTimeOffset at, string reason)
    {
        if (loan.EndedAt is not null || dueOn < calendar.Day(at)) throw Refused(loan.Device, LoanErrors.LoanNotOpen);
        Tell(loan, "extend_loan", at, reason, DemoLedger.Change("dueOn", loan.DueOn?.ToString("O"), dueOn.ToString("O")));
        (loan.DueOn, loan.DueRule) = (dueOn, "given");
        loan.Touch(at);
    }

    public DemoLoan Transfer(DemoLoan loan, DemoBorrower next, DateTimeOffset at, string reason)
    {
        loan.End("transferred", at);
        Tell(loan, "transfer_loan", at, reason);
        var second = Open(loan.Device, next, at, LoanKinds.Of(next.Kind), loan.SchoolId, null);
        var changes = new JsonObject { ["dueOn"] = new JsonObject { ["old"] = null, ["new"] = second.DueOn?.ToString("O") }, ["overridden"] = new JsonArray(LoanErrors.DataNotWiped.Code) };
        Tell(second, "transfer_loan", at, reason, changes.ToJsonString(Json.Options));
        return second;
    }

    /// <summary>declare_lost, declare_stolen, cancel_loan, cancel_loan_from_stock, and find for what was lost.</summary>
    public void EndBy(DemoLoan loan, string transition, DateTimeOffset at, string? reason, string? policeReport = null, string? incident = null)
    {
        var row = DeviceLifecycle.Row(transition);
        var by = staff.Doing(row.Permission, loan.SchoolId);
        if (transition == "find") loan.Return(at, by, null, null);
        else loan.End(transition switch { "declare_lost" => "lost", "declare_stolen" => "stolen", _ => "cancelled" }, at, policeReport);
        Carry(loan.Device, row, at, by, loan.Device.SchoolId, new Event { Name = transition, LoanId = loan.Id, BorrowerId = loan.BorrowerId, Reason = reason ?? policeReport }, policeReport, incident);
    }

    /// <summary>The bench takes a device out of the MDM, before another has it.</summary>
    public void LeaveMdm(DemoDevice device, DateTimeOffset at)
    {
        ledger.Record(at, staff.Doing(Access.Permission.Recondition), new Event { Name = "record_mdm_state", DeviceId = device.Id, Changes = DemoLedger.Change("mdmState", device.MdmState, "removed") });
        device.LeaveMdm(at);
    }

    private DemoLoan Open(DemoDevice device, DemoBorrower borrower, DateTimeOffset at, string kind, Guid? schoolId, DemoLoan? spareFor)
    {
        var rule = LendingRule.Default(kind);
        if (++borrower.OpenMain > rule.MaxMainDevices) throw Refused(device, LoanErrors.BorrowerLimit);
        var due = DueDate.Of(rule, calendar.Day(at), SchoolYearEnds, borrower.ClassName);
        var id = Guid.CreateVersion7(at);
        var loan = new DemoLoan
        {
            Id = id, Device = device, Borrower = borrower, SchoolId = schoolId, Kind = kind, CountsAsMain = DeviceKinds.Main.Contains(device.Model.Kind),
            HandedOverAt = at, HandedOverBy = staff.Doing(Access.Permission.Lend, schoolId), DueOn = due.DueOn, DueRule = due.Rule,
            SpareForLoanId = spareFor?.Id, Pieces = DemoPiece.With(id, device.Model.Kind),
        };
        ledger.Loans.Add(loan);
        (device.LastLoan, device.Sanitized) = (loan, null);
        return loan;
    }

    private void Tell(DemoLoan loan, string name, DateTimeOffset at, string? reason, string? changes = null) =>
        ledger.Record(at, staff.Doing(Access.Permission.Lend, loan.SchoolId), new Event
        {
            Name = name, LoanId = loan.Id, DeviceId = loan.DeviceId, BorrowerId = loan.BorrowerId, Reason = reason, Changes = changes,
        });

    private void Carry(DemoDevice device, Transition row, DateTimeOffset at, Guid by, Guid? schoolId, Event happened, string? policeReport = null, string? incident = null)
    {
        var from = device.State;
        // Where it is declared, the device is still at its school.
        var told = Incidents.Follow(row, device, happened, at, by, policeReport, incident);
        device.Move(row, at, schoolId, happened.Reason);
        ledger.Record(at, by, told with { DeviceId = device.Id, FromState = from, ToState = device.State });
    }

    private static InvalidOperationException Refused(DemoDevice device, Error error) => new($"the demonstration cannot move {device.AssetTag}: {error.Code}");
}
