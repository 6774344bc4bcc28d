using System.Globalization;
using TabletLoans.Api;

namespace TabletLoans.Lifecycle;

/// <summary>
/// What an event is called for people. A move of a device has the words of its row in the table of the lifecycle; everything else
/// that is recorded has its words here, and a test finds what has none.
/// </summary>
internal static class EventWords
{
    /// <summary>Never empty: a name that this version does not know is told as it is.</summary>
    public static string In(CultureInfo culture, string name) => Of(name)?.In(culture) ?? name;

    public static Text? Of(string name) => DeviceLifecycle.Find(name)?.Summary ?? All.GetValueOrDefault(name);

    public static IReadOnlyDictionary<string, Text> All { get; } = new Dictionary<string, Text>(StringComparer.Ordinal)
    {
        // Devices
        ["register_device"] = ("Enregistrer l'appareil", "Register the device"),
        ["change_device"] = ("Modifier la fiche de l'appareil", "Change the device's record"),
        ["accept_device"] = ("Accepter à la livraison (service fait)", "Accept on delivery"),
        ["register_model"] = ("Enregistrer un modèle", "Register a model"),
        ["change_model"] = ("Modifier le modèle", "Change the model"),
        ["check_preparation"] = ("Cocher la préparation", "Tick the preparation"),

        // Purchasing
        ["register_supplier"] = ("Enregistrer un fournisseur", "Register a supplier"),
        ["change_supplier"] = ("Modifier la fiche du fournisseur", "Change the supplier's record"),
        ["draft_purchase_order"] = ("Préparer une commande", "Draft a purchase order"),
        ["change_purchase_order"] = ("Modifier la commande", "Change the purchase order"),
        ["order_purchase"] = ("Passer la commande", "Place the purchase order"),
        ["close_purchase"] = ("Solder la commande", "Close the purchase order"),
        ["cancel_purchase"] = ("Annuler la commande", "Cancel the purchase order"),
        ["receive_delivery"] = ("Recevoir une livraison", "Receive a delivery"),
        ["accept_delivery"] = ("Constater le service fait", "Accept a delivery"),

        // Programmes
        ["create_programme"] = ("Créer le programme", "Create the programme"),
        ["change_programme"] = ("Modifier le programme", "Change the programme"),
        ["open_envelope"] = ("Ouvrir une enveloppe", "Open an envelope"),
        ["close_envelope"] = ("Clore une enveloppe", "Close an envelope"),
        ["commit_funding"] = ("Engager des crédits", "Commit funding"),
        ["cancel_funding"] = ("Annuler un engagement", "Cancel a commitment"),
        ["announce_call"] = ("Publier l'appel", "Announce the call"),
        ["change_call"] = ("Modifier l'appel", "Change the call"),
        ["rank_call"] = ("Classer les dossiers de l'appel", "Rank the applications of the call"),
        ["file_application"] = ("Commencer le dossier", "Begin the application"),
        ["change_application"] = ("Modifier le dossier", "Change the application"),
        ["submit_application"] = ("Déposer le dossier", "File the application"),
        ["ask_completion_application"] = ("Demander de compléter le dossier", "Ask to complete the application"),
        ["find_eligible_application"] = ("Constater l'éligibilité du dossier", "Find the application eligible"),
        ["find_ineligible_application"] = ("Constater que le dossier n'est pas éligible", "Find the application not eligible"),
        ["reopen_application"] = ("Reprendre l'instruction du dossier", "Reopen the examination"),
        ["withdraw_application"] = ("Retirer le dossier", "Withdraw the application"),
        ["score_application"] = ("Classer le dossier", "Rank the application"),
        ["recommend_application"] = ("Proposer le dossier", "Recommend the application"),
        ["send_to_arbitration_application"] = ("Renvoyer le dossier à l'arbitrage", "Send the application to arbitration"),
        ["waitlist_application"] = ("Mettre le dossier en liste d'attente", "Put the application on the waiting list"),
        ["award_application"] = ("Retenir le dossier", "Award the application"),
        ["reject_application"] = ("Ne pas retenir le dossier", "Reject the application"),
        ["notify_application"] = ("Notifier la décision", "Notify the award"),
        ["renounce_application"] = ("Constater le désistement du lauréat", "Note that the award is renounced"),
        ["start_application"] = ("Constater le premier achat", "Note the first purchase"),
        ["justify_application"] = ("Constater les justificatifs", "Note the evidence of spending"),
        ["close_application"] = ("Solder le dossier", "Close the application"),
        ["count_needs"] = ("Recenser des besoins", "Count needs"),
        ["record_training"] = ("Enregistrer une formation", "Record a training"),
        ["change_training"] = ("Modifier une formation", "Change a training"),

        // Distribution
        ["allocate_devices"] = ("Attribuer une dotation", "Allocate devices"),
        ["change_allocation"] = ("Modifier la dotation", "Change the allocation"),
        ["create_shipment"] = ("Ouvrir une expédition", "Open a shipment"),
        ["pack"] = ("Mettre dans une expédition", "Pack into a shipment"),
        ["unpack"] = ("Retirer d'une expédition", "Take out of a shipment"),
        ["collect"] = ("Remettre pour le transfert (reçu de départ)", "Hand over for the transfer (receipt of departure)"),
        ["send_shipment"] = ("Faire partir l'expédition", "Send the shipment"),
        ["scan_arrival"] = ("Scanner à la réception", "Scan on arrival"),
        ["not_arrived"] = ("Constater qu'il n'est pas arrivé", "Note that it has not arrived"),
        ["close_shipment"] = ("Terminer la réception", "End the reception"),
        ["recall_shipment"] = ("Rappeler l'expédition", "Recall the shipment"),
        ["cancel_shipment"] = ("Annuler l'expédition", "Cancel the shipment"),

        // Loans
        ["register_borrower"] = ("Enregistrer un emprunteur", "Register a borrower"),
        ["change_borrower"] = ("Modifier la fiche de l'emprunteur", "Change the borrower's record"),
        ["extend_loan"] = ("Changer l'échéance du prêt", "Change the loan's due date"),
        ["transfer_loan"] = ("Passer le prêt à un autre emprunteur", "Transfer the loan to another borrower"),
        ["return_accessories"] = ("Reprendre des accessoires", "Take accessories back"),
        ["scan_in"] = ("Scanner au retour, sans prêt en cours", "Scan in, without an open loan"),
        ["create_handout_list"] = ("Préparer une liste de remise", "Prepare a hand-out list"),
        ["prepare_handout"] = ("Réserver un appareil pour une remise", "Set a device aside for a hand-out"),
        ["close_handout_list"] = ("Terminer la liste de remise", "Close the hand-out list"),
        ["resolve_anomaly"] = ("Traiter une anomalie", "Settle an anomaly"),
        ["set_lending_rule"] = ("Changer une règle de prêt", "Change a lending rule"),
        ["add_threshold"] = ("Fixer un seuil daté", "Set a dated threshold"),

        // Reconditioning
        ["record_sanitization"] = ("Enregistrer un certificat d'effacement", "Record a certificate of sanitisation"),
        ["finish_work_order"] = ("Terminer l'ordre de réparation", "Finish the work order"),
        ["record_mdm_state"] = ("Noter l'état du MDM et du verrouillage", "Note the state of the MDM and of the lock"),

        // Incidents
        ["declare_incident"] = ("Déclarer un sinistre", "Declare an incident"),
        ["change_incident"] = ("Compléter le sinistre", "Complete the incident"),
        ["confirm_incident"] = ("Confirmer le sinistre", "Confirm the incident"),
        ["decide_incident"] = ("Décider de la suite du sinistre", "Decide what follows from the incident"),
        ["close_incident"] = ("Clore le sinistre", "Close the incident"),
        ["found_after_closing"] = ("Retrouvé après la clôture du sinistre", "Found after the incident was closed"),
        ["issue_recovery"] = ("Demander un remboursement", "Ask for a recovery"),
        ["settle_recovery"] = ("Constater le remboursement", "Note that the recovery was paid"),
        ["waive_recovery"] = ("Renoncer au remboursement", "Waive the recovery"),
        ["adopt_recovery_scale"] = ("Adopter un barème", "Adopt a recovery scale"),

        // Inventories
        ["open_inventory"] = ("Ouvrir un inventaire", "Open an inventory"),
        ["scan_inventory"] = ("Compter à l'inventaire", "Count in an inventory"),
        ["undo_inventory_scan"] = ("Annuler le scan d'inventaire", "Take back the scan of an inventory"),
        ["inventory_missing"] = ("Constater qu'il manque à l'inventaire", "Note that it is missing from the inventory"),
        ["inventory_misplaced"] = ("Constater à l'inventaire qu'il n'est pas à sa place", "Note in an inventory that it is out of its place"),
        ["close_inventory"] = ("Clore l'inventaire", "Close the inventory"),
        ["cancel_inventory"] = ("Annuler l'inventaire", "Cancel the inventory"),

        // Schools and access
        ["register_school"] = ("Enregistrer un établissement", "Register a school"),
        ["import_schools"] = ("Mettre à jour l'établissement par un import", "Update the school by an import"),
        ["add_user"] = ("Ajouter un compte", "Add an account"),
        ["create_key"] = ("Créer une clé d'API", "Create an API key"),
        ["revoke_key"] = ("Révoquer une clé d'API", "Revoke an API key"),
        ["change_grant"] = ("Changer le rôle d'une personne", "Change a person's role"),
        ["withdraw_grant"] = ("Retirer l'accès d'une personne", "Withdraw a person's access"),
        ["restore_grant"] = ("Rétablir l'accès d'une personne", "Restore a person's access"),
        ["make_password_link"] = ("Faire un lien pour choisir un mot de passe", "Make a link to choose a password"),
        ["choose_password"] = ("Choisir son mot de passe", "Choose a password"),
        ["turn_on_totp"] = ("Activer sa double authentification", "Turn on the second factor"),
        ["turn_off_totp"] = ("Désactiver sa double authentification", "Turn off the second factor"),
        ["reset_totp"] = ("Retirer la double authentification d'une personne", "Take off a person's second factor"),
        ["change_organisation"] = ("Modifier les réglages de la collectivité", "Change the organisation's settings"),
        ["state_accessibility"] = ("Publier la déclaration d'accessibilité", "Publish the accessibility statement"),
    };
}
