using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>The stories of single devices, each a legal walk from their delivery to where they stand today.</summary>
internal sealed partial class DemoTale(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoDispatch dispatch, DemoPeople people, DemoStaff staff, Random random)
{
    private readonly DemoSetup _setup = new(ledger, calendar, desk, dispatch, random);
    private readonly DemoDisposals _disposals = new(ledger, calendar, desk, staff);
    private readonly DemoRecoveries _recoveries = new(ledger, calendar, staff);
    private readonly List<DemoLoan> _inRepair = [];
    private readonly List<DemoIncident> _toReplace = [];

    public DemoBorrower Register(string kind, School? school, DateTimeOffset at)
    {
        var borrower = people.Invent(kind, school, at);
        ledger.Borrowers.Add(borrower);
        ledger.Record(at, staff.Doing(Access.Permission.ManagePeople, school?.Id), new Event { Name = "register_borrower", BorrowerId = borrower.Id });
        return borrower;
    }

    /// <summary>Somebody of the device's school, or of the organisation, registered in the days before.</summary>
    private DemoBorrower Somebody(DemoDevice device, DateTimeOffset before, string? kind = null)
    {
        var drawn = kind ?? random.Next(100) switch { < 84 => "pupil", < 91 => "family", < 95 => "support_notified", < 98 => "teacher", _ => "foster_care" };
        return Register(drawn, drawn is "foster_care" or "staff" ? null : _setup.Home(device), before.AddDays(-random.Next(1, 6)).AddMinutes(-random.Next(60)));
    }

    /// <summary>The first loan: most on the days after the arrival, at the school; the others as people come.</summary>
    private DemoLoan FirstLoan(DemoDevice device, int newest, string? kind = null)
    {
        _setup.ToSchool(device);
        var at = random.Next(100) < 65 ? calendar.Later(device.Last, 3, 12) : calendar.Within(device.Last, 300, newest);
        return desk.Lend(device, Somebody(device, at, kind), at, grade: random.Next(3) == 0 ? device.Grade : null);
    }

    private DemoLoan Ended(DemoDevice device)
    {
        var loan = FirstLoan(device, 150);
        Back(loan, calendar.Within(device.Last, 125, 75));
        return loan;
    }

    /// <summary>Comes back: mostly with everything and lightly worn, sometimes without its charger, or to the wrong school.</summary>
    private void Back(DemoLoan loan, DateTimeOffset at)
    {
        var luck = random.Next(100);
        var grade = random.Next(100) switch { < 45 => "A", < 75 => "B", < 92 => "C", _ => "D" };
        var missing = luck < 9 ? "charger" : luck < 12 ? loan.Pieces[0].Kind : null;
        var notes = grade switch { "C" => "Rayures sur la coque.", "D" => "Écran fissuré dans un angle.", _ => null };
        var elsewhere = luck >= 98 ? ledger.Schools[random.Next(ledger.Schools.Count)].Id : (Guid?)null;
        desk.Return(loan, at, grade, notes, missing, elsewhere);
        if (luck < 3) desk.BringPiece(loan, "charger", calendar.Later(at, 1, 2));
    }

    /// <summary>Examined, wiped and re-imaged.</summary>
    private void Wipe(DemoDevice device)
    {
        if (device.State != "in_triage") desk.Move(device, "triage", calendar.Later(device.Last, 1, 4));
        if (device.Grade is "D" or "X")
        {
            desk.Move(device, "repair", calendar.Later(device.Last, 0, 2), reason: "Écran à remplacer");
            desk.Move(device, "finish_repair", calendar.Later(device.Last, 3, 7));
            // A repaired screen makes the device lendable again.
            Regrade(device, "B", calendar.Later(device.Last, 0, 1));
        }
        desk.Move(device, "sanitize", calendar.Later(device.Last, 0, 2));
        desk.Move(device, "reimage", calendar.Later(device.Last, 0, 2));
    }

    /// <summary>Whatever was sent to the schools has left and was received.</summary>
    public void FinishShipments() => _setup.Finish();

    private void Regrade(DemoDevice device, string grade, DateTimeOffset at)
    {
        var changes = DemoLedger.Change("grade", device.Grade, grade);
        device.Regrade(grade, at);
        ledger.Record(at, staff.Doing(Access.Permission.ManageFleet), new Event { Name = "change_device", DeviceId = device.Id, Changes = changes });
    }

    /// <summary>Kept past its end of the school year: renewed in time, as schools do each June.</summary>
    private DemoLoan Open(DemoLoan loan)
    {
        while (loan.DueOn < calendar.Today)
        {
            var end = loan.DueOn.Value;
            var asked = Math.Max(calendar.Today.DayNumber - end.DayNumber + random.Next(5, 25), 1);
            var at = calendar.Within(loan.HandedOverAt, asked, asked);
            desk.Extend(loan, Loans.DueDate.EndOfSchoolYear(end.AddDays(1), DemoDesk.SchoolYearEnds), at, "Renouvellement pour la nouvelle année scolaire");
        }
        return loan;
    }

    private static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset> instants)
    {
        var latest = instants[0];
        foreach (var at in instants)
            if (at > latest) latest = at;
        return latest;
    }
}
