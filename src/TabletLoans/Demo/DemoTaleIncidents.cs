using TabletLoans.Incidents;

namespace TabletLoans.Demo;

/// <summary>The stories of what should not happen: lost, stolen, broken, not given back; and what was decided of it.</summary>
internal sealed partial class DemoTale
{
    private const int LongEnough = 14;
    private const string CarelessLoss = "Perte imputable à un défaut de soin, barème voté";
    private const string CarelessBreakage = "Casse imputable à un défaut de soin, barème voté";

    private static readonly string[] Losses = ["Oublié dans un car scolaire", "Égaré pendant un déménagement", "Introuvable au domicile", "Oublié au stade"];
    private static readonly string[] Breakages = ["Chute dans un escalier, écran et carte mère brisés", "Liquide renversé, carte mère oxydée", "Écrasé dans un cartable, châssis plié"];

    private int _lost;
    private int _stolen;
    private int _broken;
    private int _failed;

    public void LostOnLoan(DemoDevice device) => Lose(device, 90, 40, 2);

    /// <summary>Long enough ago for somebody to have decided, and for most to have paid.</summary>
    public void LostLongAgo(DemoDevice device) => Pursue(Lose(device, 110, 80, 55), _lost++);

    private DemoIncident Lose(DemoDevice device, int lentBefore, int oldest, int newest)
    {
        var loan = FirstLoan(device, lentBefore);
        desk.EndBy(loan, "declare_lost", calendar.Within(device.Last, oldest, newest), Losses[random.Next(Losses.Length)]);
        return desk.Incidents.OpenOf(device).Single();
    }

    private void Pursue(DemoIncident incident, int rank)
    {
        var at = calendar.Later(incident.DeclaredAt, 3, 8);
        switch (rank % 6)
        {
            case 0:
                Ask(incident, at, ["total_loss", "charger"]);
                break;
            case 1:
                Pay(Ask(incident, at, ["total_loss"]));
                break;
            case 2:
                Pay(Ask(incident, at, ["total_loss", "cover"], 50, "Remise gracieuse de moitié, sur demande"));
                break;
            case 3:
                desk.Incidents.Decide(incident, IncidentDecisions.None, "Aucune faute établie", at);
                desk.Incidents.Close(incident, calendar.Later(at, 0, 2));
                break;
            case 4:
                var recovery = Ask(incident, at, ["total_loss"]);
                _recoveries.Waive(recovery, calendar.Later(recovery.IssuedAt, 6, 12), "Remise gracieuse totale, après examen de la situation");
                desk.Incidents.Close(incident, calendar.Later(recovery.UpdatedAt, 0, 1));
                break;
            default:
                Replace(incident, at);
                break;
        }
    }

    /// <summary>Decided, then issued by the voted scale.</summary>
    private DemoRecovery Ask(DemoIncident incident, DateTimeOffset at, IReadOnlyList<string> items, int percent = 100, string? reason = null)
    {
        desk.Incidents.Decide(incident, IncidentDecisions.Recovery, incident.Kind == IncidentKinds.Loss ? CarelessLoss : CarelessBreakage, at, $"Décision {calendar.Day(at).Year}-{random.Next(100, 999)}");
        return _recoveries.Issue(incident, calendar.Later(at, 1, 3), items, percent, reason);
    }

    private void Pay(DemoRecovery recovery)
    {
        _recoveries.Settle(recovery, calendar.Later(recovery.IssuedAt, 8, 15));
        desk.Incidents.Close(recovery.Incident, calendar.Later(recovery.UpdatedAt, 0, 1));
    }

    private void Replace(DemoIncident incident, DateTimeOffset at)
    {
        desk.Incidents.Decide(incident, "replace", "Un autre appareil est remis, la scolarité ne peut attendre", at);
        _toReplace.Add(incident);
    }

    /// <summary>Paid for, then found in a cupboard: what was paid is paid back.</summary>
    public void PaidAndFound(DemoDevice device)
    {
        var incident = Lose(device, 140, 105, 95);
        var recovery = Ask(incident, calendar.Later(incident.DeclaredAt, 3, 5), ["total_loss"]);
        _recoveries.Settle(recovery, calendar.Later(recovery.IssuedAt, 6, 10));
        desk.EndBy(incident.Loan!, "find", calendar.Later(recovery.UpdatedAt, 5, 10), "Retrouvé dans une armoire du gymnase");
        _recoveries.Waive(recovery, calendar.Later(device.Last, 1, 3), "Appareil retrouvé : somme à rembourser");
        Wipe(device);
        desk.Move(device, "put_in_stock", calendar.Later(device.Last, 0, 2));
    }

    public void MissingAtSchool(DemoDevice device) => Miss(device, 60, 2);

    private void Miss(DemoDevice device, int oldest, int newest)
    {
        _setup.ToSchool(device);
        desk.Move(device, "report_missing", calendar.Within(device.Last, oldest, newest), reason: "Absent au récolement de l'établissement");
    }

    public void StolenOnLoan(DemoDevice device) => Steal(device, 40, 2);

    /// <summary>With what was decided since.</summary>
    public void StolenLongAgo(DemoDevice device)
    {
        var incident = Steal(device, 80, 55);
        var at = calendar.Later(incident.DeclaredAt, 4, 9);
        switch (_stolen++ % 4)
        {
            case 0:
                desk.Incidents.Decide(incident, IncidentDecisions.None, "Vol sans négligence, assureur saisi", at);
                desk.Incidents.Close(incident, calendar.Later(at, 5, 9));
                break;
            case 1:
                Replace(incident, at);
                break;
            case 2:
                desk.Incidents.Decide(incident, IncidentDecisions.None, "Vol sans négligence, réponse de l'assureur attendue", at);
                break;
        }
    }

    private DemoIncident Steal(DemoDevice device, int oldest, int newest)
    {
        var loan = FirstLoan(device, 90);
        var at = calendar.Within(device.Last, oldest, newest);
        desk.EndBy(loan, "declare_stolen", at, null, PoliceReport(at));
        return desk.Incidents.OpenOf(device).Single();
    }

    /// <summary>Nobody has been to the police yet: missing until somebody has.</summary>
    public void StolenItIsSaid(DemoDevice device)
    {
        var loan = FirstLoan(device, 60);
        desk.EndBy(loan, "declare_lost", calendar.Within(device.Last, 12, 2), "Sac volé au gymnase, plainte à déposer", incident: IncidentKinds.Theft);
    }

    /// <summary>Some were thought to be lost first.</summary>
    public void StolenAtSchool(DemoDevice device)
    {
        if (_stolen++ % 2 == 0) Miss(device, 60, 45);
        else _setup.ToSchool(device);
        var at = calendar.Within(device.Last, 40, 30);
        desk.Move(device, "report_stolen", at, reason: PoliceReport(at));
    }

    /// <summary>Late, asked for twice, and not given back.</summary>
    public void NotGivenBack(DemoDevice device)
    {
        ExtendedAndLate(device);
        var incident = desk.Incidents.Declare(device, IncidentKinds.BreachOfTrust, calendar.Within(device.LastLoan!.Last, 20, 14), "Non restitué malgré deux relances et une mise en demeure", device.LastLoan);
        var at = calendar.Later(incident.DeclaredAt, 3, 6);
        desk.Incidents.Confirm(incident, at, PoliceReport(at));
    }

    public void InRepair(DemoDevice device)
    {
        _setup.ToSchool(device);
        Fail(device, "Ne s'allume plus");
    }

    public void RepairFromStock(DemoDevice device)
    {
        _setup.ToStock(device);
        Fail(device, "Clavier défectueux");
    }

    /// <summary>Nobody's fault: for the warranty, where somebody has decided yet.</summary>
    private void Fail(DemoDevice device, string fault)
    {
        var at = calendar.Within(device.Last, 40, 2);
        var incident = desk.Incidents.Declare(device, "breakdown", at, fault);
        desk.Move(device, "repair", at.AddMinutes(random.Next(30, 90)), reason: fault);
        if (calendar.Today.DayNumber - calendar.Day(at).DayNumber < LongEnough) return;
        desk.Incidents.Decide(incident, "warranty", "Panne couverte par la garantie", calendar.Later(device.Last, 1, 3));
        if (_failed++ % 2 == 0) desk.Incidents.Close(incident, calendar.Later(incident.UpdatedAt, 1, 3));
    }

    /// <summary>Beyond repair; who had it is seldom asked to pay.</summary>
    public void BrokenAndRetired(DemoDevice device, string? end)
    {
        var rank = _broken++;
        var loan = FirstLoan(device, 170);
        desk.Return(loan, calendar.Within(device.Last, 125, 75), "X", "Hors d'usage.");
        var incident = desk.Incidents.Declare(device, "breakage", device.Last.AddMinutes(random.Next(5, 20)), Breakages[rank % Breakages.Length], loan);
        desk.Move(device, "triage", calendar.Later(device.Last, 1, 4));
        if (rank % 3 == 0)
        {
            desk.Move(device, "repair", calendar.Later(device.Last, 0, 2), reason: "Carte mère à examiner");
            desk.Move(device, "finish_repair", calendar.Later(device.Last, 3, 7));
        }
        if (rank % 6 == 5) Pay(Ask(incident, calendar.Later(incident.DeclaredAt, 3, 6), ["screen", "body"]));
        else desk.Incidents.Decide(incident, "retire", "Réparation impossible", calendar.Later(device.Last, 0, 1));
        if (end == "recycle") // it leaves with nothing to read on it
        {
            desk.Move(device, "sanitize", calendar.Later(device.Last, 0, 2));
            desk.Move(device, "reimage", calendar.Later(device.Last, 0, 2));
        }
        Leave(device, end, "irréparable", incident);
    }
}
