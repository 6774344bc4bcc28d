using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>An entry of the menu, for those who may read what is behind it.</summary>
internal sealed record Entry(string Path, Text Name, Permission Permission)
{
    /// <summary>Stands under "More": what is not asked for every day.</summary>
    public bool IsMore { get; init; }
}

/// <summary>The menu of an organisation, in the order of a working day. A new list is a line here.</summary>
internal static class Navigation
{
    public static IReadOnlyList<Entry> All { get; } =
    [
        new("", ("Accueil", "Home"), Permission.ReadFleet),
        new("desk", ("Guichet", "Desk"), Pages.DeskPages.AnyMode),
        new("devices", ("Appareils", "Devices"), Permission.ReadFleet),
        new("loans", ("Prêts", "Loans"), Permission.ReadLoans),
        new("borrowers", ("Emprunteurs", "Borrowers"), Permission.ReadPeople),
        new("schools", ("Établissements", "Schools"), Permission.ReadFleet),
        new("shipments", ("Expéditions", "Shipments"), Permission.ReadFleet),
        new("bench", ("Atelier", "Workshop"), Permission.ReadFleet),
        new("programmes", ("Programmes", "Programmes"), Permission.ReadProgrammes),
        new("calls", ("Appels", "Calls"), Permission.ReadProgrammes) { IsMore = true },
        new("applications", ("Dossiers", "Applications"), Permission.ReadProgrammes) { IsMore = true },
        new("need-counts", ("Recensement des besoins", "Needs census"), Permission.ReadProgrammes) { IsMore = true },
        new("handout-lists", ("Listes de remise", "Hand-out lists"), Permission.ReadLoans) { IsMore = true },
        new("incidents", ("Sinistres", "Incidents"), Permission.ReadLoans) { IsMore = true },
        new("anomalies", ("Anomalies", "Anomalies"), Permission.ReadLoans) { IsMore = true },
        new("recoveries", ("Remboursements", "Recoveries"), Permission.ReadLoans) { IsMore = true },
        new("inventories", ("Inventaires", "Inventories"), Permission.ReadFleet) { IsMore = true },
        new("disposals", ("Sorties du parc", "Disposals"), Permission.ReadPurchasing) { IsMore = true },
        new("purchase-orders", ("Commandes", "Orders"), Permission.ReadPurchasing) { IsMore = true },
        new("deliveries", ("Livraisons", "Deliveries"), Permission.ReadPurchasing) { IsMore = true },
        new("suppliers", ("Fournisseurs", "Suppliers"), Permission.ReadPurchasing) { IsMore = true },
        new("device-models", ("Modèles", "Models"), Permission.ReadFleet) { IsMore = true },
        new("allocations", ("Allocations", "Allocations"), Permission.ReadFleet) { IsMore = true },
        new("reports", ("Chiffres clés", "Key figures"), Permission.ReadFunding) { IsMore = true },
        new("imports", ("Imports", "Imports"), Permission.ImportFiles) { IsMore = true },
        new("administration", ("Administration", "Administration"), Permission.ReadAudit) { IsMore = true },
    ];
}
