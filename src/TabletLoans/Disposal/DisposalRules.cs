using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Organisations;

namespace TabletLoans.Disposal;

/// <summary>Why a device may not leave in this way: facts in, every reason out. The check and the disposal ask the same.</summary>
internal static class DisposalRules
{
    public static IReadOnlyList<Reason> Judge(DisposalFacts facts) =>
    [
        .. MoveDevice.Refuse(facts.Row, facts.Device, null)?.Reasons ?? [],
        .. facts.Judged,
        .. Locked(facts),
        .. facts.Terms.Kind switch
        {
            DisposalKinds.Donation => Donation(facts),
            DisposalKinds.Sale => Sale(facts),
            DisposalKinds.Recycling => Recycling(facts),
            _ => Transfer(facts),
        },
    ];

    /// <summary>Nobody is handed a device that another still manages. What goes to waste may be dead, and out of reach of any MDM.</summary>
    private static IEnumerable<Reason> Locked(DisposalFacts facts)
    {
        Permission? right = facts.Terms.Kind == DisposalKinds.Recycling ? Permission.Dispose : null;
        if (facts.Device.MdmState is not ("removed" or "not_enrolled"))
            yield return (DisposalErrors.MdmNotReleased with { Override = right }).With(("assetTag", facts.Device.AssetTag), ("mdmState", facts.Device.MdmState));
        if (facts.Device.LockState == "on")
            yield return (DisposalErrors.ActivationLockOn with { Override = right }).With(("assetTag", facts.Device.AssetTag));
    }

    private static IEnumerable<Reason> Donation(DisposalFacts facts)
    {
        var (terms, tag) = (facts.Terms, facts.Device.AssetTag);
        if (terms.Beneficiary is null || (BeneficiaryKinds.IsPerson(terms.Beneficiary.Kind) && terms.Beneficiary.BorrowerId is null)) yield return DisposalErrors.BeneficiaryMissing.With(("assetTag", tag));
        if (terms.UnitValueCents is null) yield return DisposalErrors.DonationValueMissing.With(("assetTag", tag));
        if (terms.Reference() is null || terms.Act?.SignedOn is null) yield return DisposalErrors.DonationActMissing.With(("assetTag", tag));
        if (terms.Beneficiary?.Kind == BeneficiaryKinds.Family && TextKey.Tidy(terms.DeliberationReference) is null) yield return DisposalErrors.DeliberationMissing.With(("assetTag", tag));
        if (terms.UnitValueCents is not { } value || facts.LimitCode is null) yield break;
        if (facts.Limit is null) yield return Thresholds.NoneOn(facts.LimitCode, facts.Day);
        else if (value > facts.Limit.Value)
            yield return (terms.Beneficiary?.Kind == BeneficiaryKinds.PublicBody ? DisposalErrors.TransferInstead : DisposalErrors.DonationValueExceeded)
                .With([("assetTag", tag), ("value", Euros.Of(value)), ("valueCents", value), .. LimitOf(facts.Limit)]);
    }

    private static IEnumerable<Reason> Sale(DisposalFacts facts)
    {
        var (terms, tag) = (facts.Terms, facts.Device.AssetTag);
        if (Missing(("priceCents", terms.PriceCents), ("saleReference", terms.Reference()), ("buyerKind", terms.BuyerKind)) is { Count: > 0 } missing)
            yield return DisposalErrors.SaleIncomplete.With(("assetTag", tag), ("missing", missing));
        if (terms.BuyerKind != BuyerKinds.Individual) yield break;
        if (facts.LimitCode is null) yield return DisposalErrors.NoSolidarityPrice.With(("assetTag", tag), ("modelKind", facts.Device.ModelKind));
        else if (facts.Limit is null) yield return Thresholds.NoneOn(facts.LimitCode, facts.Day);
        else if (terms.PriceCents > facts.Limit.Value)
            yield return DisposalErrors.SolidarityPriceExceeded.With([("assetTag", tag), ("modelKind", facts.Device.ModelKind), ("price", Euros.Of(terms.PriceCents.Value)), ("priceCents", terms.PriceCents), .. LimitOf(facts.Limit)]);
    }

    private static IEnumerable<Reason> Recycling(DisposalFacts facts)
    {
        if (Missing(("ecoOrganism", TextKey.Tidy(facts.Terms.EcoOrganism)), ("weightGrams", facts.WeightGrams), ("wasteSlip", facts.Terms.Reference())) is { Count: > 0 } missing)
            yield return DisposalErrors.TakeOverIncomplete.With(("assetTag", facts.Device.AssetTag), ("missing", missing));
    }

    private static IEnumerable<Reason> Transfer(DisposalFacts facts)
    {
        if (Missing(("recipientOrganisation", facts.Terms.RecipientOrganisation), ("recipientOrganisation.siret", TextKey.Tidy(facts.Terms.RecipientOrganisation?.Siret)), ("act.reference", facts.Terms.Reference()), ("act.signedOn", facts.Terms.Act?.SignedOn)) is { Count: > 0 } missing)
            yield return DisposalErrors.TransferIncomplete.With(("assetTag", facts.Device.AssetTag), ("missing", missing));
    }

    private static List<string> Missing(params ReadOnlySpan<(string Name, object? Value)> needed)
    {
        var missing = new List<string>();
        foreach (var (name, value) in needed)
            if (value is null) missing.Add(name);
        return missing;
    }

    private static (string Name, object? Value)[] LimitOf(ThresholdRow limit) =>
        [("most", Euros.Of(limit.Value)), ("mostCents", limit.Value), ("source", limit.Source), ("appliesFrom", limit.AppliesFrom)];
}
