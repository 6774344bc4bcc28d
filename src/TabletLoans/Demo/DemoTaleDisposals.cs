using TabletLoans.Disposal;

namespace TabletLoans.Demo;

/// <summary>The last steps: out of the MDM, retired by a decision, given, sold, recycled or handed to another body with the proof.</summary>
internal sealed partial class DemoTale
{
    // Bodies that could be given something; every one of them is invented.
    private static readonly (string Kind, string Name)[] Beneficiaries =
    [
        ("parents_association", "Association de parents d'élèves (exemple)"), ("tutoring_association", "Association d'aide aux devoirs (exemple)"), ("rup_association", "Association d'insertion par le numérique (exemple)"),
        ("esus_reuse_body", "Ressourcerie informatique (exemple)"), ("student_association", "Association étudiante solidaire (exemple)"), (BeneficiaryKinds.Family, ""),
    ];

    private static readonly (string Name, string Siret)[] Recipients =
    [
        ("Syndicat mixte du numérique éducatif (exemple)", "99900000300015"), ("Communauté de communes (exemple)", "99900001100018"), ("Centre social intercommunal (exemple)", "99900002900010"),
    ];

    /// <summary>Retired, and disposed of unless it still waits for that.</summary>
    private void Leave(DemoDevice device, string? end, string why, DemoIncident? incident = null)
    {
        if (end is not null) desk.LeaveMdm(device, calendar.Later(device.Last, 0, 1));
        var at = calendar.Within(device.Last, 55, 30);
        var deliberation = $"Délibération {calendar.Day(at).Year}-{random.Next(100, 999)}";
        desk.Move(device, "retire", at, reason: $"{deliberation} : {why}");
        if (incident is { ClosedAt: null }) desk.Incidents.Close(incident, at = calendar.Later(Latest(at, incident.UpdatedAt), 0, 2));
        if (end is null) return;
        at = calendar.Within(at, 25, 2);
        _disposals.Dispose(device, Terms(device, end, deliberation, at), at);
    }

    private DisposalTerms Terms(DemoDevice device, string end, string deliberation, DateTimeOffset at)
    {
        var (year, rank) = (calendar.Day(at).Year, ledger.Disposals.Count);
        return end switch
        {
            "donate" => Donation(device, deliberation, at),
            "sell" => rank % 3 == 0
                ? new DisposalTerms { Kind = DisposalKinds.Sale, BuyerKind = BuyerKinds.Individual, PriceCents = 6_000 + random.Next(12) * 1_000, SaleReference = $"Vente solidaire {year}-{rank + 10}" }
                : new DisposalTerms { Kind = DisposalKinds.Sale, BuyerKind = "auction", PriceCents = 9_500 + random.Next(20) * 500, SaleReference = $"Vente aux enchères, lot {year}-{rank + 10}" },
            "recycle" => new DisposalTerms { Kind = DisposalKinds.Recycling, EcoOrganism = "Éco-organisme agréé (exemple)", WasteSlip = $"Bordereau DEEE {year}-{random.Next(1_000, 9_999)}" },
            _ => new DisposalTerms
            {
                Kind = DisposalKinds.Transfer, DeliberationReference = deliberation, RecipientOrganisation = new DisposalRecipient { Name = Recipients[rank % Recipients.Length].Name, Siret = Recipients[rank % Recipients.Length].Siret },
                Act = new DisposalAct { Reference = $"Acte de cession {year}-{rank + 10}", SignedOn = calendar.Day(at).AddDays(-random.Next(1, 4)) },
            },
        };
    }

    /// <summary>To a body of the law's list, or by deliberation to a family that had a device on loan.</summary>
    private DisposalTerms Donation(DemoDevice device, string deliberation, DateTimeOffset at)
    {
        var rank = ledger.Disposals.Count(disposal => disposal.Kind == DisposalKinds.Donation);
        var (kind, name) = Beneficiaries[rank % Beneficiaries.Length];
        var family = kind == BeneficiaryKinds.Family;
        return new DisposalTerms
        {
            Kind = DisposalKinds.Donation, UnitValueCents = device.Model.Kind == "laptop" ? 8_000 + random.Next(8) * 500 : 6_000, DeliberationReference = deliberation,
            Beneficiary = new DisposalBeneficiary { Kind = kind, Name = family ? null : name, BorrowerId = family ? ledger.Borrowers.First(borrower => borrower.Kind == "family" && borrower.CreatedAt < at).Id : null },
            Act = new DisposalAct { Reference = $"Convention de don {calendar.Day(at).Year}-{rank + 10}", SignedOn = calendar.Day(at).AddDays(-random.Next(1, 4)) },
        };
    }
}
