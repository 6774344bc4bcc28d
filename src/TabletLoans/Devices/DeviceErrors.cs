using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Devices;

internal static class DeviceErrors
{
    public static readonly Error ModelTaken = new("device_model_taken", 409,
        ("Modèle déjà enregistré", "Model already registered"), ("Le modèle {manufacturer} {reference} existe déjà.", "The model {manufacturer} {reference} already exists."));
    public static readonly Error SerialTaken = new("serial_number_taken", 409,
        ("Numéro de série déjà enregistré", "Serial number already registered"), ("Le numéro de série {serialNumber} existe déjà chez ce fabricant (étiquette {assetTag}).", "The serial number {serialNumber} already exists for this manufacturer (tag {assetTag})."));
    public static readonly Error TagTaken = new("asset_tag_taken", 409,
        ("Étiquette déjà employée", "Asset tag already used"), ("L'étiquette {assetTag} est celle d'un autre appareil.", "The tag {assetTag} is another device's."));
    public static readonly Error ImeiTaken = new("imei_taken", 409,
        ("IMEI déjà enregistré", "IMEI already registered"), ("L'IMEI {imei} est celui d'un autre appareil (étiquette {assetTag}).", "The IMEI {imei} is another device's (tag {assetTag})."));
    public static readonly Error InventoryNumberTaken = new("inventory_number_taken", 409,
        ("Numéro d'inventaire déjà employé", "Inventory number already used"), ("Le numéro d'inventaire {inventoryNumber} est celui d'un autre appareil (étiquette {assetTag}).", "The inventory number {inventoryNumber} is another device's (tag {assetTag})."));
    public static readonly Error UnknownModel = new("unknown_device_model", 422,
        ("Modèle inconnu", "Unknown model"), ("Aucun modèle ne répond à {model} : enregistrez-le d'abord, ou donnez sa référence ou son GTIN.", "No model answers to {model}: register it first, or give its reference or its GTIN."));
    public static readonly Error AmbiguousModel = new("ambiguous_device_model", 422,
        ("Plusieurs modèles répondent", "Several models answer"), ("Plusieurs modèles répondent à {model} ; donnez aussi le fabricant, ou le GTIN.", "Several models answer to {model}; give the manufacturer too, or the GTIN."));
    public static readonly Error Formula = new("formula", 422,
        ("Formule de tableur", "Spreadsheet formula"), ("Un identifiant ne commence pas par =, +, - ou @ : un tableur l'exécuterait.", "An identifier does not begin with =, +, - or @: a spreadsheet would run it."));
    public static readonly Error AmbiguousDevice = new("ambiguous_device", 409,
        ("Plusieurs appareils répondent", "Several devices answer"), ("Plusieurs appareils portent ce numéro ; donnez l'étiquette : {assetTags}.", "Several devices have this number; give the tag: {assetTags}."));
    public static readonly Error UnknownDevice = new("unknown_device", 404,
        ("Appareil inconnu", "Unknown device"), ("Aucun appareil que vous puissiez voir ne porte cette étiquette, ce numéro de série ou cet identifiant.", "No device that you may see has this tag, serial number or identifier."));
    public static readonly Error MistypedTag = new("mistyped_tag", 404,
        ("Étiquette mal lue", "Tag misread"), ("{assetTag} : la lettre clé ne correspond pas aux chiffres, relisez l'étiquette.", "{assetTag}: the check letter does not go with the digits, read the tag again."));
    public static readonly Error IllegalTransition = new("illegal_transition", 409,
        ("Passage impossible dans cet état", "Move not possible in this state"), ("{assetTag} est dans l'état {state} ; {transition} part de {from}.", "{assetTag} is in the state {state}; {transition} starts from {from}."));
    public static readonly Error ReasonRequired = new("reason_required", 422,
        ("Motif obligatoire", "Reason required"), ("{transition} demande un motif (référence de la décision, panne, circonstances, lieu).", "{transition} needs a reason (reference of the decision, fault, circumstances, place)."));
    public static readonly Error DataNotClean = new("data_not_clean", 409,
        ("Données non effacées", "Data not wiped"), ("{assetTag} porte ou peut porter les données de son dernier utilisateur ({dataState}) ; effacez-le d'abord.", "{assetTag} carries or may carry the data of its last user ({dataState}); wipe it first."));
    public static readonly Error LostOnLoan = new("lost_on_loan", 409,
        ("Perdu pendant un prêt", "Lost during a loan"), ("{assetTag} a été perdu pendant un prêt : {useCase} ou une restitution terminent aussi ce prêt.", "{assetTag} was lost during a loan: {useCase} or a return ends that loan too."));
    public static readonly Error DeviceHeld = new("device_held", 409,
        ("Appareil retenu", "Device held"), ("{assetTag} est retenu (litige, saisie) : il ne bouge pas tant que la retenue n'est pas levée.", "{assetTag} is held (dispute, seizure): it does not move until the hold is lifted."));
    public static readonly Error SchoolNotOpen = new("school_not_open", 409,
        ("Établissement fermé", "School closed"), ("L'établissement {uai} est dans l'état {status}.", "The school {uai} has the status {status}."));
    public static readonly Error TagNotPrinted = new("tag_not_printed", 409,
        ("Étiquette non imprimée", "Tag not printed"), ("{assetTag} : la préparation de ce modèle demande que l'étiquette soit imprimée et posée.", "{assetTag}: the preparation of this model asks for the tag to be printed and stuck on.")) { Override = Permission.ManageFleet };
    public static readonly Error MdmNotEnrolled = new("mdm_not_enrolled", 409,
        ("MDM non enrôlé", "Not enrolled in MDM"), ("{assetTag} : ce modèle doit être enrôlé dans le MDM avant d'aller en stock ({mdmState}).", "{assetTag}: this model must be enrolled in the MDM before it goes to stock ({mdmState}).")) { Override = Permission.ManageFleet };
    public static readonly Error AccessoriesNotChecked = new("accessories_not_checked", 409,
        ("Accessoires non vérifiés", "Accessories not checked"), ("{assetTag} : la préparation de ce modèle demande que la présence des accessoires soit vérifiée.", "{assetTag}: the preparation of this model asks for its accessories to be checked.")) { Override = Permission.ManageFleet };
    public static readonly Error DeliveryNotAccepted = new("service_fait_missing", 409,
        ("Service fait non constaté", "Delivery not accepted"), ("{assetTag} : la livraison du {deliveredOn} attend son service fait.", "{assetTag}: the delivery of {deliveredOn} waits for its acceptance (service fait).")) { Override = Permission.ManagePurchasing };
    public static readonly Error ScrapInStock = new("grade_is_scrap", 409,
        ("Appareil hors d'usage", "Device is scrap"), ("{assetTag} est de grade X (hors d'usage) : il ne va pas en stock ; examinez-le à nouveau ou réformez-le.", "{assetTag} has the grade X (scrap): it does not go to stock; examine it again or retire it."));
    public static readonly Error RetiredWhileGone = new("retired_while_gone", 409,
        ("Réformé en son absence", "Retired while it was gone"), ("{assetTag} a été réformé dans l'état {state} : personne ne l'a en main. S'il est retrouvé, find_retired d'abord.", "{assetTag} was retired in the state {state}: nobody holds it. If it is found, find_retired first."));
    public static readonly Error NotRetiredWhileGone = new("not_retired_while_gone", 409,
        ("Rien à retrouver", "Nothing to find"), ("{assetTag} a été réformé dans l'état {state} : annulez la réforme (reinstate).", "{assetTag} was retired in the state {state}: undo the retirement (reinstate)."));
    public static readonly Error RefusedAtAcceptance = new("refused_at_acceptance", 409,
        ("Refusé au service fait", "Refused at acceptance"), ("{assetTag} a été refusé au service fait : il est au fournisseur.", "{assetTag} was refused at acceptance: it is the supplier's."));
    public static readonly Error ReplacedUnderWarranty = new("replaced_under_warranty", 409,
        ("Remplacé sous garantie", "Replaced under warranty"), ("{assetTag} a été remplacé sous garantie : seul le recyclage reste possible.", "{assetTag} was replaced under warranty: it may only be recycled."));
    public static readonly Error OutOfTheFleet = new("out_of_the_fleet", 409,
        ("Sorti du parc", "Out of the fleet"), ("{assetTag} est sorti du parc ({state}) : sa fiche ne change plus.", "{assetTag} is out of the fleet ({state}): its record changes no more."));
}
