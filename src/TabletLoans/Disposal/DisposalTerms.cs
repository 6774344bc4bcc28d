using TabletLoans.Api;
using TabletLoans.Organisations;

namespace TabletLoans.Disposal;

/// <summary>What a disposal says beside its device: for a donation unitValueCents, beneficiary and act; for a sale priceCents and saleReference; for a recycling ecoOrganism, wasteSlip and a weight; for a transfer recipientOrganisation and act.</summary>
internal record DisposalTerms
{
    [OneOf<DisposalKinds>] public required string Kind { get; init; }
    /// <summary>Cents: what the device is worth on the day. Needed for a donation.</summary>
    [Between(0, 1e11)] public long? UnitValueCents { get; init; }
    /// <summary>Who is given the device, in a donation.</summary>
    public DisposalBeneficiary? Beneficiary { get; init; }
    /// <summary>The signed act of a donation or a transfer.</summary>
    public DisposalAct? Act { get; init; }
    /// <summary>The deliberation that decided it; needed where a family is given a device.</summary>
    [Text(100)] public string? DeliberationReference { get; init; }
    /// <summary>Cents, with tax. Needed for a sale.</summary>
    [Between(1, 1e11)] public long? PriceCents { get; init; }
    /// <summary>Auction lot, receipt or contract. Needed for a sale.</summary>
    [Text(100)] public string? SaleReference { get; init; }
    /// <summary>Needed for a sale. individual: at a solidarity price, which the law caps for the kind of model.</summary>
    [OneOf<BuyerKinds>] public string? BuyerKind { get; init; }
    /// <summary>The eco-organism that takes the waste over. Needed for a recycling.</summary>
    [Text(200)] public string? EcoOrganism { get; init; }
    /// <summary>Grams of one device; the model's weight when absent.</summary>
    [Between(1, 200_000)] public int? WeightGrams { get; init; }
    /// <summary>Number of the take-over or waste slip. Needed for a recycling.</summary>
    [Text(100)] public string? WasteSlip { get; init; }
    /// <summary>The public body that receives the device, in a transfer.</summary>
    public DisposalRecipient? RecipientOrganisation { get; init; }
    /// <summary>Why a rule that the caller may go past is gone past; the law's own rules nobody goes past. Never a person's name.</summary>
    [Text(500)] public string? OverrideReason { get; init; }

    /// <summary>The proof that names the disposal: the act, the sale or the slip; null where it is still missing.</summary>
    public string? Reference() => TextKey.Tidy(Kind switch
    {
        DisposalKinds.Sale => SaleReference,
        DisposalKinds.Recycling => WasteSlip,
        _ => Act?.Reference,
    });

    /// <summary>Values that no rule could judge: of another kind, a person's name, an unreadable SIRET, an act of tomorrow.</summary>
    public Refusal? Refuse(DateOnly today)
    {
        var errors = new List<FieldError>();
        foreach (var (name, value, kinds) in new (string, object?, string[])[]
        {
            ("unitValueCents", UnitValueCents, [DisposalKinds.Donation, DisposalKinds.Transfer]), ("beneficiary", Beneficiary, [DisposalKinds.Donation]),
            ("act", Act, [DisposalKinds.Donation, DisposalKinds.Transfer]), ("priceCents", PriceCents, [DisposalKinds.Sale]), ("saleReference", SaleReference, [DisposalKinds.Sale]),
            ("buyerKind", BuyerKind, [DisposalKinds.Sale]), ("ecoOrganism", EcoOrganism, [DisposalKinds.Recycling]), ("weightGrams", WeightGrams, [DisposalKinds.Recycling]),
            ("wasteSlip", WasteSlip, [DisposalKinds.Recycling]), ("recipientOrganisation", RecipientOrganisation, [DisposalKinds.Transfer]),
        })
            if (value is not null && !kinds.Contains(Kind)) errors.Add(new FieldError($"/{name}", DisposalErrors.NotOfThisKind, ("kind", Kind)));
        if (Act?.SignedOn > today) errors.Add(new FieldError("/act/signedOn", Errors.OutOfRange, ("min", "…"), ("max", today)));
        if (Beneficiary is { } given) given.Check(errors);
        if (RecipientOrganisation is { } recipient) CheckSiret(recipient.Siret, "/recipientOrganisation/siret", errors);
        return errors.Count == 0 ? null : Refusal.Invalid(errors);
    }

    public static void CheckSiret(string? typed, string pointer, List<FieldError> errors)
    {
        if (TextKey.Tidy(typed) is { } siret && !Siret.TryParse(siret, out _)) errors.Add(new FieldError(pointer, Errors.InvalidFormat, ("expected", "SIRET")));
    }
}

/// <summary>Who is given a device. Of a family or a member of staff only our own id is kept, never a name.</summary>
internal sealed record DisposalBeneficiary
{
    [OneOf<BeneficiaryKinds>] public required string Kind { get; init; }
    /// <summary>Name of the body; absent for a family or a member of staff.</summary>
    [Text(200)] public string? Name { get; init; }
    /// <summary>14 digits with their check digit; absent for a family or a member of staff.</summary>
    [Text(30)] public string? Siret { get; init; }
    /// <summary>The borrower of ours who is given it; needed for a family or a member of staff, and only then.</summary>
    public Guid? BorrowerId { get; init; }

    public void Check(List<FieldError> errors)
    {
        if (BeneficiaryKinds.IsPerson(Kind))
        {
            if (Name is not null) errors.Add(new FieldError("/beneficiary/name", DisposalErrors.PersonNamed, ("kind", Kind)));
            if (Siret is not null) errors.Add(new FieldError("/beneficiary/siret", DisposalErrors.PersonNamed, ("kind", Kind)));
            return;
        }
        if (string.IsNullOrWhiteSpace(Name)) errors.Add(new FieldError("/beneficiary/name", Errors.Missing));
        if (BorrowerId is not null) errors.Add(new FieldError("/beneficiary/borrowerId", DisposalErrors.NotOfThisKind, ("kind", Kind)));
        DisposalTerms.CheckSiret(Siret, "/beneficiary/siret", errors);
    }
}

/// <summary>The signed act: a donation agreement, a deed of transfer.</summary>
internal sealed record DisposalAct
{
    [Text(100)] public string? Reference { get; init; }
    /// <summary>Not in the future; the limits of that day are those that count.</summary>
    public DateOnly? SignedOn { get; init; }
}

/// <summary>The public body that receives a device.</summary>
internal sealed record DisposalRecipient
{
    [Text(200)] public required string Name { get; init; }
    /// <summary>14 digits with their check digit.</summary>
    [Text(30)] public string? Siret { get; init; }
}
