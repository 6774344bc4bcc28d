namespace TabletLoans.Demo;

/// <summary>The stories that end on loan, or at the school.</summary>
internal sealed partial class DemoTale
{
    public void OnLoan(DemoDevice device) => Open(FirstLoan(device, 3));

    public void LentAgainAfterWipe(DemoDevice device)
    {
        Ended(device);
        Wipe(device);
        desk.Move(device, "put_in_stock", calendar.Later(device.Last, 0, 2));
        _setup.BackToSchool(device);
        LendNow(device);
    }

    public void LentAgainToTheSame(DemoDevice device)
    {
        var first = Ended(device);
        if (device.Grade == "D") Regrade(device, "C", calendar.Later(device.Last, 0, 1));
        desk.Move(device, "keep_at_school", calendar.Later(device.Last, 0, 1));
        if (device.SchoolId != first.SchoolId) desk.Move(device, "recall", calendar.Later(device.Last, 1, 3));
        if (device.SchoolId is null) _setup.BackToSchool(device);
        Open(desk.Lend(device, first.Borrower, calendar.Within(device.Last, 70, 4)));
    }

    public void LentAfterMistake(DemoDevice device)
    {
        Mistake(device);
        LendNow(device);
    }

    public void MistakeAtSchool(DemoDevice device) => Mistake(device);

    private void Mistake(DemoDevice device)
    {
        var loan = FirstLoan(device, 60);
        desk.EndBy(loan, "cancel_loan", loan.HandedOverAt.AddMinutes(random.Next(3, 50)), "Saisi sur la mauvaise étiquette");
    }

    public void Transferred(DemoDevice device)
    {
        var loan = Open(FirstLoan(device, 60, "pupil"));
        var at = calendar.Within(loan.Last, 45, 2);
        var next = Register("pupil", _setup.Home(device), at.AddDays(-random.Next(1, 9)));
        Open(desk.Transfer(loan, next, at, "Changement d'élève dans la classe"));
    }

    public void LentAfterFound(DemoDevice device)
    {
        LostAndFound(device, 150, 110);
        Wipe(device);
        desk.Move(device, "put_in_stock", calendar.Later(device.Last, 0, 2));
        _setup.BackToSchool(device);
        LendNow(device);
    }

    public void ShortAndLate(DemoDevice device) => ShortLoan(device, 75, 18);

    public void Short(DemoDevice device) => ShortLoan(device, 9, 1);

    private void ShortLoan(DemoDevice device, int oldest, int newest)
    {
        _setup.ToSchool(device);
        var at = calendar.Within(device.Last, oldest, newest);
        desk.Lend(device, Somebody(device, at, random.Next(4) == 0 ? "teacher" : "pupil"), at, "short");
    }

    public void ExtendedAndLate(DemoDevice device)
    {
        var loan = FirstLoan(device, 120, "pupil");
        desk.Extend(loan, calendar.Today.AddDays(-random.Next(2, 28)), calendar.Within(loan.HandedOverAt, 60, 35), "Jusqu'aux vacances");
    }

    public void Extended(DemoDevice device)
    {
        var loan = Open(FirstLoan(device, 60, "pupil"));
        var at = calendar.Within(loan.Last, 40, 1);
        desk.Extend(loan, calendar.Today.AddDays(random.Next(20, 300)), at, "Stage en entreprise");
    }

    public void LentFromStock(DemoDevice device)
    {
        _setup.ToStock(device);
        var at = calendar.Within(device.Last, 180, 3);
        Open(desk.Lend(device, Somebody(device, at, random.Next(2) == 0 ? "foster_care" : "family"), at, grade: device.Grade));
    }

    public void LaptopOnLoan(DemoDevice device)
    {
        _setup.ToStock(device);
        var at = calendar.Within(device.Last, 240, 3);
        var (kind, school) = random.Next(10) < 7 ? ("teacher", ledger.Schools[random.Next(ledger.Schools.Count)]) : ("staff", null);
        Open(desk.Lend(device, Register(kind, school, at.AddDays(-2)), at, grade: device.Grade));
    }

    public void LaptopAtSchool(DemoDevice device)
    {
        _setup.ToStock(device);
        desk.Move(device, "send_to_school", calendar.Within(device.Last, 100, 20), ledger.Schools[random.Next(ledger.Schools.Count)].Id);
        desk.Move(device, "confirm_arrival", calendar.Later(device.Last, 1, 3));
    }

    public void SpareAtSchool(DemoDevice device) => _setup.ToSchool(device);

    public void KeptAtSchool(DemoDevice device)
    {
        Ended(device);
        desk.Move(device, "keep_at_school", calendar.Later(device.Last, 0, 2));
    }

    private void LendNow(DemoDevice device)
    {
        var at = calendar.Within(device.Last, 60, 2);
        Open(desk.Lend(device, Somebody(device, at), at));
    }

    /// <summary>A spare for those whose device is in repair, and the breakage that brought it there.</summary>
    public void LendSpares()
    {
        foreach (var (i, loan) in _inRepair.Index())
        {
            var (broken, spare) = (loan.Device, Another(loan));
            var at = calendar.Within(Latest(broken.Last, spare.Last), 5, 1);
            desk.Lend(spare, loan.Borrower, at, "spare", spareFor: loan);
            var incident = desk.Incidents.Declare(broken, "breakage", at.AddMinutes(15), "Connecteur de charge arraché", loan, spare);
            if (i % 2 == 0) desk.Incidents.Decide(incident, "repair", "Réparable : connecteur à changer", at.AddMinutes(60));
            if (i % 4 == 0) desk.Incidents.Close(incident, at.AddMinutes(90));
        }
    }

    /// <summary>Another device for those whose own is gone, where that was decided.</summary>
    public void LendReplacements()
    {
        foreach (var incident in _toReplace)
        {
            var next = Another(incident.Loan!);
            Open(desk.Lend(next, incident.Loan!.Borrower, calendar.Within(Latest(incident.UpdatedAt, next.Last), 12, 3)));
            desk.Incidents.Close(incident, next.Last.AddMinutes(20));
        }
    }

    /// <summary>What stands clean at the school of the loan, else of the same model in the stock: bought for the same schools.</summary>
    private DemoDevice Another(DemoLoan loan) =>
        ledger.Devices.FirstOrDefault(device => device.State == "at_school" && device.SchoolId == loan.SchoolId && device.DataState == "clean" && device.Model.Kind == "tablet")
            ?? ledger.Devices.Where(device => device.State == "in_stock" && device.Model.Kind == "tablet").OrderByDescending(device => device.Model == loan.Device.Model).First();
}
