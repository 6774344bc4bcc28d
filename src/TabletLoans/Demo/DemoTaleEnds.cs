namespace TabletLoans.Demo;

/// <summary>The stories that end in the stock, in the workshop, or out of the fleet.</summary>
internal sealed partial class DemoTale
{
    public void NewInStock(DemoDevice device) => _setup.ToStock(device);

    public void RecalledToStock(DemoDevice device)
    {
        _setup.ToSchool(device);
        desk.Move(device, "recall", calendar.Within(device.Last, 90, 5));
    }

    public void WipedToStock(DemoDevice device)
    {
        Ended(device);
        Wipe(device);
        desk.Move(device, "put_in_stock", calendar.Later(device.Last, 0, 2));
    }

    public void JustReturned(DemoDevice device)
    {
        var loan = FirstLoan(device, 60);
        Back(loan, calendar.Within(device.Last, 11, 5));
    }

    public void InTriage(DemoDevice device)
    {
        Back(FirstLoan(device, 60), calendar.Within(device.Last, 30, 15));
        desk.Move(device, "triage", calendar.Within(device.Last, 9, 4));
    }

    public void FoundInTriage(DemoDevice device) => LostAndFound(device, 60, 30);

    /// <summary>Some of them at the second attempt: a first one failed.</summary>
    public void InSanitization(DemoDevice device)
    {
        InTriage(device);
        desk.Move(device, "sanitize", calendar.Within(device.Last, 3, 1));
        if (random.Next(4) == 0 || ledger.Sanitizations.All(certificate => certificate.Result == "pass")) DemoBench.Fail(ledger, device, device.Last.AddMinutes(70), staff.Doing(Access.Permission.Recondition));
    }

    public void InReimaging(DemoDevice device)
    {
        Back(FirstLoan(device, 60), calendar.Within(device.Last, 30, 15));
        desk.Move(device, "sanitize", calendar.Within(device.Last, 9, 6));
        desk.Move(device, "reimage", calendar.Within(device.Last, 4, 1));
    }

    public void InRepairWithSpare(DemoDevice device)
    {
        var loan = FirstLoan(device, 60, "pupil");
        desk.Return(loan, calendar.Within(device.Last, 20, 15), "D", "Connecteur de charge arraché.");
        desk.Move(device, "repair", calendar.Within(device.Last, 12, 6), reason: "Connecteur de charge");
        _inRepair.Add(loan);
    }

    /// <summary>Declared lost, then brought back by somebody, or told of by the family.</summary>
    private void LostAndFound(DemoDevice device, int oldest, int newest)
    {
        var loan = FirstLoan(device, 170);
        desk.EndBy(loan, "declare_lost", calendar.Within(device.Last, oldest, newest), "Introuvable au domicile");
        var at = calendar.Later(device.Last, 4, 18);
        if (random.Next(2) == 0) desk.Return(loan, at, "C", "Rapportée par la gare routière.");
        else desk.EndBy(loan, "find", at, "Retrouvée au domicile");
    }

    public void WipedAndRetired(DemoDevice device, string end)
    {
        Ended(device);
        Wipe(device);
        Leave(device, end, "retirée du service");
    }

    /// <summary>From the fleet before this one: a year with a teacher, wiped, retired.</summary>
    public void OldLaptop(DemoDevice device, string? end)
    {
        desk.Move(device, "put_in_stock", calendar.Later(device.Last, 2, 5));
        var at = calendar.Within(device.Last, 470, 430);
        var loan = desk.Lend(device, Register("teacher", ledger.Schools[random.Next(ledger.Schools.Count)], at.AddDays(-2)), at, grade: "B");
        desk.Return(loan, calendar.Within(device.Last, 220, 150), "C", "Batterie usée, clavier lustré.");
        Wipe(device);
        Leave(device, end, "fin de vie du parc précédent");
    }

    private string PoliceReport(DateTimeOffset at) => $"PV {calendar.Day(at).Year}/{random.Next(1_000, 99_999):D6}";
}
