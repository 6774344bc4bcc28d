namespace TabletLoans.Demo;

/// <summary>The stories that end in the workshop, lost, stolen, or out of the fleet.</summary>
internal sealed partial class DemoTale
{
    public void InPreparation(DemoDevice device) => desk.Move(device, "prepare", calendar.Within(device.Last, 7, 2));

    public void InTransit(DemoDevice device)
    {
        desk.Move(device, "put_in_stock", calendar.Within(device.Last, 9, 7));
        desk.Move(device, "send_to_school", calendar.Within(device.Last, 4, 1), device.HomeId);
    }

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

    public void InSanitization(DemoDevice device)
    {
        InTriage(device);
        desk.Move(device, "sanitize", calendar.Within(device.Last, 3, 1));
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

    public void InRepair(DemoDevice device)
    {
        _setup.ToSchool(device);
        desk.Move(device, "repair", calendar.Within(device.Last, 40, 2), reason: "Ne s'allume plus");
    }

    public void RepairFromStock(DemoDevice device)
    {
        _setup.ToStock(device);
        desk.Move(device, "repair", calendar.Within(device.Last, 40, 2), reason: "Clavier défectueux");
    }

    public void LostOnLoan(DemoDevice device)
    {
        var loan = FirstLoan(device, 90);
        desk.EndBy(loan, "declare_lost", calendar.Within(device.Last, 80, 2), "Oublié dans un car scolaire");
    }

    public void MissingAtSchool(DemoDevice device)
    {
        _setup.ToSchool(device);
        desk.Move(device, "report_missing", calendar.Within(device.Last, 60, 2), reason: "Absent à l'inventaire de l'établissement");
    }

    public void StolenOnLoan(DemoDevice device)
    {
        var loan = FirstLoan(device, 90);
        var at = calendar.Within(device.Last, 80, 2);
        desk.EndBy(loan, "declare_stolen", at, null, PoliceReport(at));
    }

    public void StolenAtSchool(DemoDevice device)
    {
        _setup.ToSchool(device);
        var at = calendar.Within(device.Last, 60, 40);
        desk.Move(device, "report_stolen", at, reason: $"Effraction, {PoliceReport(at)}");
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

    public void BrokenAndRetired(DemoDevice device, string? end)
    {
        var loan = FirstLoan(device, 170);
        desk.Return(loan, calendar.Within(device.Last, 125, 75), "X", "Écran et carte mère brisés.");
        desk.Move(device, "triage", calendar.Later(device.Last, 1, 4));
        if (end == "recycle") // it leaves with nothing to read on it
        {
            desk.Move(device, "sanitize", calendar.Later(device.Last, 0, 2));
            desk.Move(device, "reimage", calendar.Later(device.Last, 0, 2));
        }
        Leave(device, end, "irréparable");
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

    private void Leave(DemoDevice device, string? end, string why)
    {
        var at = calendar.Within(device.Last, 55, 30);
        desk.Move(device, "retire", at, reason: $"Délibération {calendar.Day(at).Year}-{random.Next(100, 999)} : {why}");
        if (end is null) return;
        at = calendar.Within(device.Last, 25, 2);
        var year = calendar.Day(at).Year;
        desk.Move(device, end, at, reason: end switch
        {
            "donate" => $"Convention de don {year}-{random.Next(10, 99)}",
            "sell" => $"Vente aux enchères, lot {year}-{random.Next(10, 99)}",
            "recycle" => $"Bordereau de prise en charge DEEE {year}-{random.Next(1_000, 9_999)}",
            _ => $"Cession à une autre collectivité, acte {year}-{random.Next(10, 99)}",
        });
    }

    private string PoliceReport(DateTimeOffset at) => $"PV {calendar.Day(at).Year}/{random.Next(1_000, 99_999):D6}";
}
