using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Loans;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>What the script of the desk says, in both languages: it has no words of its own.</summary>
internal static class DeskWords
{
    private static readonly ConcurrentDictionary<string, string> Written = new(StringComparer.Ordinal);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For an attribute, which the page encodes.</summary>
    public static string Json(CultureInfo culture) => Written.GetOrAdd(culture.Name, _ => JsonSerializer.Serialize(All(culture), Plain));

    private static Dictionary<string, object> All(CultureInfo culture)
    {
        var words = Sentences.ToDictionary(row => row.Name, row => (object)row.Text.In(culture), StringComparer.Ordinal);
        words["borrowers"] = Of<BorrowerKinds>(culture);
        words["pieceKinds"] = Of<AccessoryKinds>(culture);
        words["grades"] = Of<Grades>(culture);
        words["mdmStates"] = Of<MdmStates>(culture);
        words["scans"] = Scans.ToDictionary(row => row.Name, row => row.Text.In(culture), StringComparer.Ordinal);
        return words;
    }

    private static Dictionary<string, string> Of<TCodes>(CultureInfo culture) where TCodes : ICodes => TCodes.All.ToDictionary(code => code, code => Words.Of<TCodes>(code).In(culture), StringComparer.Ordinal);

    /// <summary>What became of one scan.</summary>
    private static readonly (string Name, Text Text)[] Scans =
    [
        ("found", ("trouvé", "found")), ("already_found", ("déjà compté", "already counted")), ("misplaced", ("n'est pas à sa place", "is out of place")), ("unknown", ("inconnu : mettez-le de côté", "unknown: put it aside")),
        ("arrived", ("arrivé", "arrived")), ("already_arrived", ("déjà réceptionné", "already received")), ("unexpected", ("n'était pas attendu : noté", "was not expected: noted")),
        ("prepared", ("préparé, en stock", "prepared, in stock")), ("checked", ("préparation cochée", "preparation ticked")),
    ];

    private static readonly (string Name, Text Text)[] Sentences =
    [
        ("undo", ("Annuler", "Undo")),
        ("undone", ("Annulé", "Undone")),
        ("wasUndone", ("{tag} : annulé, comme si rien n'avait été fait.", "{tag}: undone, as if nothing had been done.")),
        ("repeated", ("{text} : scanné deux fois, compté une fois.", "{text}: scanned twice, counted once.")),
        ("unreachable", ("{text} : le service ne répond pas. Rien n'est perdu : recommencez dans un instant.", "{text}: the service does not answer. Nothing is lost: try again in a moment.")),
        ("unreachableNow", ("Le service ne répond pas. Rien n'est perdu : recommencez dans un instant.", "The service does not answer. Nothing is lost: try again in a moment.")),
        ("waiting", ("Le service met du temps à répondre…", "The service is slow to answer…")),
        ("notYet", ("{name} n'a pas encore reçu son appareil.", "{name} has not got a device yet.")),
        ("notYetHelp", ("Écrivez le motif et confirmez, ou appuyez sur Échap pour y renoncer.", "Write the reason and confirm, or press Escape to give it up.")),
        ("alreadyBack", ("{tag} est déjà repris, à {time}.", "{tag} is back already, at {time}.")),
        ("soundOn", ("Son : oui", "Sound: on")),
        ("soundOff", ("Son : non", "Sound: off")),
        ("choose", ("Plusieurs réponses : choisissez.", "Several answers: choose one.")),
        ("change", ("Changer", "Change")),
        ("nothingFound", ("Rien ne correspond à « {text} ».", "Nothing matches “{text}”.")),
        ("nothingFoundHelp", ("Vérifiez l'étiquette ou le nom. Un appareil ou un élève d'un autre établissement n'apparaît pas ici.", "Check the tag or the name. A device or a pupil of another school does not show here.")),
        ("reason", ("Motif, pour passer outre", "Reason, to go past it")),
        ("reasonHelp", ("Il reste dans l'historique. N'y écrivez jamais le nom d'une personne.", "It stays in the history. Never write a person's name in it.")),
        ("reasonNeeded", ("Écrivez le motif, puis confirmez.", "Write the reason, then confirm.")),
        ("confirmNeeded", ("À confirmer, avec un motif :", "To be confirmed, with a reason:")),
        ("condition", ("État", "Condition")),
        ("sameCondition", ("Inchangé", "Unchanged")),
        ("notes", ("Remarque", "Remark")),
        ("notesHint", ("écran fêlé, touche manquante… jamais un nom", "cracked screen, missing key… never a name")),
        ("device", ("Appareil", "Device")),
        ("forgotten", ("personne oubliée", "person forgotten")),
        ("toChoose", ("Choisissez…", "Choose…")),
        ("goThere", ("Voir la liste", "See the list")),
        ("chooseFirst", ("Choisissez d'abord ci-dessous.", "Choose below first.")),

        ("borrower", ("Emprunteur", "Borrower")),
        ("scanBorrower", ("Scannez la carte, ou tapez un nom.", "Scan the card, or type a name.")),
        ("scanDevice", ("Scannez l'appareil.", "Scan the device.")),
        ("sure", ("Tout est prêt : Entrée pour remettre.", "All is ready: Enter to hand out.")),
        ("pieces", ("Remis avec l'appareil", "Handed out with it")),
        ("dueOn", ("À rendre le {day}", "Due on {day}")),
        ("noDueDate", ("Sans échéance", "Without a due date")),
        ("lend", ("Remettre", "Hand out")),
        ("lent", ("remis, sans échéance", "handed out, without a due date")),
        ("lentUntil", ("remis, à rendre le {day}", "handed out, due on {day}")),
        ("notLent", ("{tag} ne peut pas être remis.", "{tag} cannot be handed out.")),
        ("listCount", ("{done} remis sur {all}", "{done} of {all} handed out")),
        ("given", ("remis", "handed out")),
        ("hasDevice", ("a déjà un appareil", "has a device")),

        ("returnHint", ("Les accessoires attendus s'afficheront ici. Sans rien à signaler, scannez simplement le suivant.", "What should come back will show here. With nothing to report, simply scan the next one.")),
        ("cameBack", ("Revenus avec l'appareil (décochez ce qui manque)", "Came back with it (untick what is missing)")),
        ("sureBack", ("{tag} : vérifiez, puis Entrée, ou scannez le suivant.", "{tag}: check, then Enter, or scan the next one.")),
        ("takeBack", ("Reprendre", "Take back")),
        ("returned", ("repris", "taken back")),
        ("returnedOdd", ("repris, avec une remarque :", "taken back, with a remark:")),
        ("overdue", ("en retard : dû le {day}", "overdue: due on {day}")),

        ("broken", ("Revient", "Comes back")),
        ("spare", ("Part à la place", "Goes out instead")),
        ("scanBroken", ("Scannez l'appareil en panne.", "Scan the device that fails.")),
        ("scanSpare", ("Scannez celui qui le remplace.", "Scan the one that replaces it.")),
        ("fault", ("Panne", "Fault")),
        ("isSpare", ("Appareil de rechange, le temps de la réparation", "A spare, until the repair is done")),
        ("swap", ("Échanger", "Swap")),
        ("swapped", ("remis à la place de {tag}", "handed out in the place of {tag}")),
        ("notOnLoan", ("{tag} n'est pas en prêt.", "{tag} is not on loan.")),
        ("swapHelp", ("L'échange part d'un appareil que l'élève a en prêt ; sinon, remettez simplement un appareil.", "A swap starts from a device that the pupil has on loan; else simply hand one out.")),

        ("campaign", ("Inventaire en cours", "Open inventory")),
        ("noCampaign", ("Aucun inventaire n'est ouvert.", "No inventory is open.")),
        ("stockRoom", ("réserve", "stock room")),
        ("counted", ("{found} trouvés sur {expected} attendus, {odd} à regarder", "{found} of {expected} expected found, {odd} to be looked at")),
        ("countProgress", ("Avancement de l'inventaire", "Progress of the inventory")),
        ("toCampaign", ("Voir l'inventaire", "See the inventory")),

        ("applied", ("Fait pour chaque appareil scanné", "Done to each device scanned")),
        ("tagPrinted", ("Étiquette collée", "Tag stuck on")),
        ("accessoriesPresent", ("Accessoires vérifiés", "Accessories checked")),
        ("toStock", ("Mettre en stock", "Put in stock")),
        ("mdm", ("Gestion à distance (MDM)", "Remote management (MDM)")),
        ("asItIs", ("Ne pas changer", "Leave as it is")),

        ("shipment", ("Livraison à réceptionner", "Shipment to receive")),
        ("noShipment", ("Aucune livraison n'est en route.", "No shipment is on its way.")),
        ("arrivedCount", ("{arrived} arrivés sur {shipped}", "{arrived} of {shipped} arrived")),
        ("arrivalProgress", ("Avancement de la réception", "Progress of the reception")),
        ("endReception", ("Terminer la réception", "End the reception")),
        ("receptionComplete", ("réception terminée, tout est là", "reception ended, all is there")),
        ("receptionMissing", ("réception terminée, manquants : {count}", "reception ended, missing: {count}")),
        ("toShipment", ("Voir le bon de livraison", "See the delivery note")),
    ];
}
