using TabletLoans.Api;

namespace TabletLoans.Disposal;

internal static class DisposalErrors
{
    // The law, and what the next holder is owed: nobody goes past these. The two of the MDM are a house rule where a device is recycled.
    public static readonly Error MdmNotReleased = new("mdm_not_released", 409,
        ("Appareil encore géré par le MDM", "Device still managed by the MDM"), ("{assetTag} est encore inscrit au MDM ({mdmState}) : retirez-le avant qu'il ne quitte le parc.", "{assetTag} is still enrolled in the MDM ({mdmState}): remove it before it leaves the fleet."));
    public static readonly Error ActivationLockOn = new("activation_lock_on", 409,
        ("Verrou d'activation posé", "Activation lock on"), ("Le verrou d'activation de {assetTag} est posé : levez-le, sans quoi personne d'autre ne pourra s'en servir.", "The activation lock of {assetTag} is on: release it, or nobody else can use the device."));
    public static readonly Error BeneficiaryMissing = new("beneficiary_missing", 409,
        ("Bénéficiaire du don absent", "Beneficiary missing"), ("{assetTag} : un don se fait à un bénéficiaire de la liste de la loi (CG3P, art. L3212-2 et L3212-3), ou à une famille par délibération ; une famille ou un agent est un emprunteur connu (borrowerId).", "{assetTag}: a donation goes to a beneficiary of the law's list (CG3P, art. L3212-2 and L3212-3), or to a family by deliberation; a family or a member of staff is a borrower of ours (borrowerId)."));
    public static readonly Error DonationValueMissing = new("donation_value_missing", 409,
        ("Valeur du bien absente", "Value missing"), ("{assetTag} : un don demande la valeur unitaire du bien (CG3P, art. L3212-2, L3212-3, D3212-3 et D3212-3-1).", "{assetTag}: a donation needs the unit value of the good (CG3P, art. L3212-2, L3212-3, D3212-3 and D3212-3-1)."));
    public static readonly Error DonationValueExceeded = new("donation_value_exceeded", 409,
        ("Valeur trop élevée pour un don", "Value too high for a donation"), ("{assetTag} vaut {value} : un bien donné ne peut valoir plus de {most} ({source}).", "{assetTag} is worth {value}: a donated good may not be worth more than {most} ({source})."));
    public static readonly Error TransferInstead = new("transfer_instead", 409,
        ("À céder, non à donner", "To be transferred, not donated"), ("{assetTag} vaut {value}, plus que les {most} d'un don ({source}) : à une personne publique, faites une cession (transfer).", "{assetTag} is worth {value}, more than the {most} of a donation ({source}): to a public body, make a transfer."));
    public static readonly Error DonationActMissing = new("donation_act_missing", 409,
        ("Convention de don absente", "Donation agreement missing"), ("{assetTag} : un don demande une convention signée, avec sa référence et sa date (CG3P, art. L3212-2 et L3212-3).", "{assetTag}: a donation needs a signed agreement, with its reference and date (CG3P, art. L3212-2 and L3212-3)."));
    public static readonly Error DeliberationMissing = new("deliberation_missing", 409,
        ("Délibération absente", "Deliberation missing"), ("{assetTag} : le don à une famille est une aide sociale, hors de l'art. L3212-2 du CG3P ; donnez la référence de la délibération qui le décide.", "{assetTag}: a gift to a family is social aid, outside CG3P art. L3212-2; give the reference of the deliberation that decides it."));
    public static readonly Error SaleIncomplete = new("sale_incomplete", 409,
        ("Vente sans preuve", "Sale without proof"), ("{assetTag} : une vente demande son prix et sa référence ; il manque {missing}.", "{assetTag}: a sale needs its price and its reference; missing: {missing}."));
    public static readonly Error SolidarityPriceExceeded = new("solidarity_price_exceeded", 409,
        ("Prix solidaire dépassé", "Solidarity price exceeded"), ("{assetTag} : {price} demandés, le prix solidaire d'un appareil de type {modelKind} est d'au plus {most} ({source}).", "{assetTag}: {price} asked, the solidarity price of a device of kind {modelKind} is at most {most} ({source})."));
    public static readonly Error NoSolidarityPrice = new("no_solidarity_price", 409,
        ("Aucun prix solidaire pour ce type", "No solidarity price for this kind"), ("{assetTag} : le décret n° 2022-1413 (CG3P, art. L3212-2) ne fixe pas de prix solidaire pour un appareil de type {modelKind} ; vendez-le autrement qu'à un particulier.", "{assetTag}: décret n° 2022-1413 (CG3P, art. L3212-2) sets no solidarity price for a device of kind {modelKind}; sell it otherwise than to an individual."));
    public static readonly Error TakeOverIncomplete = new("take_over_incomplete", 409,
        ("Prise en charge sans preuve", "Take-over without proof"), ("{assetTag} : le recyclage demande l'éco-organisme, le poids et le bordereau de prise en charge (code de l'environnement, art. L541-2) ; il manque {missing}.", "{assetTag}: recycling needs the eco-organism, the weight and the take-over slip (environment code, art. L541-2); missing: {missing}."));
    public static readonly Error TransferIncomplete = new("transfer_incomplete", 409,
        ("Cession sans preuve", "Transfer without proof"), ("{assetTag} : une cession demande le nom de la personne publique et la référence de l'acte ; il manque {missing}.", "{assetTag}: a transfer needs the name of the public body and the reference of the act; missing: {missing}."));

    // One value of a request.
    public static readonly Error NotOfThisKind = new("not_of_this_kind", 422,
        ("Sans objet ici", "Not for this kind"), ("Cette valeur n'a pas sa place avec {kind}.", "This value has no place with {kind}."));
    public static readonly Error PersonNamed = new("person_named", 422,
        ("Personne nommée", "Person named"), ("Pour {kind}, ne donnez ni nom ni SIRET : seulement borrowerId, si la personne est connue ici.", "For {kind}, give neither name nor SIRET: only borrowerId, if the person is known here."));
}
