using TabletLoans.Api;

namespace TabletLoans.Purchasing;

internal static class PurchasingErrors
{
    public static readonly Error SupplierTaken = new("supplier_taken", 409,
        ("Fournisseur déjà enregistré", "Supplier already registered"), ("Le fournisseur {name} existe déjà.", "The supplier {name} already exists."));
    public static readonly Error OrderTaken = new("purchase_order_taken", 409,
        ("Référence de commande déjà employée", "Order reference already used"), ("Une commande porte déjà la référence {reference}.", "An order already has the reference {reference}."));
    public static readonly Error OrderNotDraft = new("purchase_order_not_draft", 409,
        ("Commande déjà passée", "Order already placed"), ("La commande {reference} est dans l'état {state} : seul un brouillon se modifie.", "The order {reference} is in the state {state}: only a draft is changed."));
    public static readonly Error IllegalMove = new("illegal_order_transition", 409,
        ("Passage impossible dans cet état", "Move not possible in this state"), ("La commande {reference} est dans l'état {state} ; {transition} part de {from}.", "The order {reference} is in the state {state}; {transition} starts from {from}."));
    public static readonly Error SomethingDelivered = new("order_has_deliveries", 409,
        ("Des appareils ont été livrés", "Devices were delivered"), ("{delivered} appareil(s) de la commande {reference} sont là : refusez-les à la réception, ou soldez la commande.", "{delivered} device(s) of the order {reference} are here: refuse them at acceptance, or close the order."));
    public static readonly Error NotAccepted = new("delivery_not_accepted", 409,
        ("Service fait non constaté", "Delivery not accepted"), ("{deliveries} livraison(s) de la commande {reference} attendent le service fait.", "{deliveries} deliveries of the order {reference} wait for their acceptance."));
    public static readonly Error OverDelivery = new("over_delivery", 409,
        ("Plus que commandé", "More than ordered"), ("{quantity} commandé(s), {delivered} déjà livré(s) : {count} de plus dépasseraient la ligne de {excess}.", "{quantity} ordered, {delivered} already delivered: {count} more would exceed the line by {excess}."));
    public static readonly Error DuplicateSerial = new("duplicate_serial_number", 409,
        ("Numéro de série en double", "Serial number twice"), ("{serialNumber} est deux fois dans la liste (rangs {first} et {second}).", "{serialNumber} is twice in the list (ranks {first} and {second})."));
    public static readonly Error AlreadyAccepted = new("delivery_already_accepted", 409,
        ("Service fait déjà constaté", "Delivery already accepted"), ("Le service fait de cette livraison est du {acceptedOn}.", "This delivery was accepted on {acceptedOn}."));
    public static readonly Error NotInDelivery = new("serial_not_in_delivery", 409,
        ("Hors de la livraison", "Not in the delivery"), ("{serialNumber} n'est pas de cette livraison.", "{serialNumber} is not of this delivery."));
    public static readonly Error RefusedInUse = new("refused_device_in_use", 409,
        ("Appareil déjà pris en charge", "Device already taken in hand"), ("{assetTag} est dans l'état {state} : à la réception, on ne refuse qu'un appareil encore dans l'état {from}.", "{assetTag} is in the state {state}: acceptance refuses only a device that is still {from}."));
}
