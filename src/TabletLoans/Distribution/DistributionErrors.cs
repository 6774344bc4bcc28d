using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Distribution;

internal static class DistributionErrors
{
    public static readonly Error ShipmentNotPacked = new("shipment_not_packed", 409,
        ("Expédition déjà partie, ou annulée", "Shipment already sent, or cancelled"), ("L'expédition {number} est dans l'état {state} : son contenu ne change plus.", "The shipment {number} is in the state {state}: its contents change no more."));
    public static readonly Error ShipmentNotSent = new("shipment_not_sent", 409,
        ("Expédition pas encore partie, ou close", "Shipment not sent, or closed"), ("L'expédition {number} est dans l'état {state}.", "The shipment {number} is in the state {state}."));
    public static readonly Error ShipmentEmpty = new("shipment_empty", 409,
        ("Expédition vide", "Shipment empty"), ("L'expédition {number} ne contient aucun appareil.", "The shipment {number} holds no device."));
    public static readonly Error AlreadyPacked = new("already_packed", 409,
        ("Appareil déjà dans une expédition", "Device already in a shipment"), ("{assetTag} est déjà dans l'expédition {number} : retirez-l'en d'abord.", "{assetTag} is already in the shipment {number}: take it out first."));
    public static readonly Error NotInShipment = new("not_in_shipment", 409,
        ("Appareil absent de l'expédition", "Device not in the shipment"), ("{assetTag} n'est pas dans l'expédition {number}.", "{assetTag} is not in the shipment {number}."));
    public static readonly Error AlreadyThere = new("already_at_the_school", 409,
        ("Appareil déjà dans l'établissement", "Device already at the school"), ("{assetTag} est déjà dans l'établissement {uai}.", "{assetTag} is already at the school {uai}."));
    public static readonly Error AllocationExceeded = new("allocation_exceeded", 409,
        ("Dotation dépassée", "Allocation exceeded"), ("L'établissement {uai} a une dotation de {quantity} : {sent} déjà envoyés, {more} de plus. Un gestionnaire passe outre en donnant un motif.", "The school {uai} was allocated {quantity}: {sent} sent already, {more} more. A manager goes past it by giving a reason.")) { Override = Permission.ManageFleet };
    public static readonly Error AllocationTaken = new("allocation_taken", 409,
        ("Dotation déjà enregistrée", "Allocation already registered"), ("L'établissement {uai} a déjà une dotation pour ce programme.", "The school {uai} has an allocation for this programme already."));

    // Written down at a reception, never refused.
    public static readonly Error UnexpectedDevice = new("unexpected_device", 200,
        ("Appareil inattendu", "Unexpected device"), ("{assetTag} est arrivé avec l'expédition {number} sans en faire partie.", "{assetTag} came with the shipment {number} and is not of it."));
    public static readonly Error NotArrived = new("not_arrived", 200,
        ("Appareil non arrivé", "Device not arrived"), ("{assetTag} n'est pas arrivé avec l'expédition {number}.", "{assetTag} did not arrive with the shipment {number}."));
}
