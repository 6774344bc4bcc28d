using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Inventories;

internal static class InventoryErrors
{
    public static readonly Error Closed = new("inventory_closed", 409,
        ("Inventaire terminé", "Inventory ended"), ("L'inventaire « {name} » est dans l'état {state} : il ne change plus.", "The inventory “{name}” is in the state {state}: it changes no more."));
    public static readonly Error AlreadyOpen = new("inventory_already_open", 409,
        ("Inventaire déjà ouvert", "Inventory already open"), ("L'inventaire « {name} » ({inventoryId}) est ouvert au même endroit : terminez-le ou annulez-le d'abord.", "The inventory “{name}” ({inventoryId}) is open in the same place: close or cancel it first."));
    public static readonly Error Empty = new("inventory_empty", 409,
        ("Rien n'a été compté", "Nothing was counted"), ("Personne n'a rien scanné dans l'inventaire « {name} » : le clore ferait de {expected} appareil(s) autant de manquants.", "Nobody has scanned anything in the inventory “{name}”: closing it would make {expected} device(s) missing.")) { Override = Permission.ManageFleet };
    public static readonly Error NotScanned = new("inventory_not_scanned", 409,
        ("Pas compté dans cet inventaire", "Not counted in this inventory"), ("{device} n'a pas été scanné dans l'inventaire « {name} ».", "{device} was not scanned in the inventory “{name}”."));

    // What a campaign leaves to be looked at. The place where a misplaced device belongs is not told: it may be another school's.
    public static readonly Error Missing = new("inventory_missing", 200,
        ("Manquant à l'inventaire", "Missing from the inventory"), ("{assetTag} était attendu à l'inventaire « {name} » (état {state}) et n'a pas été trouvé.", "{assetTag} was expected in the inventory “{name}” (state {state}) and was not found."));
    public static readonly Error Misplaced = new("inventory_misplaced", 200,
        ("Trouvé hors de sa place", "Found out of its place"), ("{assetTag} a été trouvé à l'inventaire « {name} » sans y être attendu.", "{assetTag} was found in the inventory “{name}” without being expected there."));
}
