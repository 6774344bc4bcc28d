using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Audit;
using TabletLoans.Borrowers;
using TabletLoans.Calls;
using TabletLoans.Devices;
using TabletLoans.Disposal;
using TabletLoans.Distribution;
using TabletLoans.ImportJobs;
using TabletLoans.Imports;
using TabletLoans.Incidents;
using TabletLoans.Inventories;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Organisations;
using TabletLoans.Programmes;
using TabletLoans.Purchasing;
using TabletLoans.Reconditioning;
using TabletLoans.Reports;
using TabletLoans.Schools;
using TabletLoans.Search;
using TabletLoans.Trainings;

namespace TabletLoans.Wording;

/// <summary>The word of every code that a page shows, in both languages, in one place. A test finds the code that has none.</summary>
internal static class Words
{
    public static Text Of<TCodes>(string code) where TCodes : ICodes => Of(typeof(TCodes), code);

    /// <summary>Never empty: a code that this version does not know is shown as it is.</summary>
    public static Text Of(Type codes, string code) => Find(codes, code) ?? (code, code);

    public static Text? Find(Type codes, string code) => All.GetValueOrDefault(codes)?.GetValueOrDefault(code);

    /// <summary>The codes of a list, in its order.</summary>
    public static IReadOnlyList<string> CodesOf(Type codes) => (IReadOnlyList<string>)codes.GetProperty(nameof(ICodes.All))!.GetValue(null)!;

    /// <summary>What a button says of a summary: up to what explains it.</summary>
    public static Text Short(Text summary) => (Short(summary.Fr), Short(summary.En));

    private static string Short(string text) => text.IndexOfAny([':', ',', '(']) is > 0 and var end ? text[..end].Trim() : text;

    /// <summary>The word of a fact in a sentence: a state as it is called, between quotes; a kind of thing as any other noun.</summary>
    public static Text? OfFact(string name, string code) => name switch
    {
        "state" or "from" => OfState(code) is { } state ? Quoted(Short(state)) : null,
        "dataState" => Named(code, typeof(DataStates)),
        "mdmState" => Named(code, typeof(MdmStates)),
        "outcome" => Named(code, typeof(LoanOutcomes), typeof(IncidentOutcomes)),
        "status" => Named(code, typeof(SchoolStatuses)),
        "transition" => (DeviceLifecycle.Find(code)?.Summary ?? ApplicationLifecycle.All.FirstOrDefault(row => row.Name == code)?.Summary) is { } summary ? Quoted(Short(summary)) : null,
        "role" => OfRole(code),
        "kind" => Noun(code, typeof(AccessoryKinds), typeof(IncidentKinds), typeof(LoanKinds), typeof(DisposalKinds)),
        "borrowerKind" => Noun(code, typeof(BorrowerKinds)),
        _ => null,
    };

    /// <summary>A state of whatever has one, as the events tell it.</summary>
    public static Text? OfState(string code) => First(code, typeof(StateCodes), typeof(ApplicationStateCodes), typeof(PurchaseStateCodes), typeof(ShipmentStates), typeof(InventoryStates), typeof(IncidentStates), typeof(RecoveryStates));

    private static Text? First(string code, params Type[] lists) => lists.Select(list => Find(list, code)).FirstOrDefault(word => word is not null);

    private static Text? Named(string code, params Type[] lists) => First(code, lists) is { } word ? Quoted(Short(word)) : null;

    private static Text? Noun(string code, params Type[] lists) => First(code, lists) is { } word ? (Lower(word.Fr), Lower(word.En)) : null;

    private static Text Quoted(Text word) => ($"« {word.Fr} »", $"“{word.En}”");

    // Not an abbreviation: SIM, MDM.
    private static string Lower(string word) => word.Length > 1 && char.IsLower(word[1]) ? char.ToLowerInvariant(word[0]) + word[1..] : word;

    public static Text OfRole(string code) => RoleNames.GetValueOrDefault(code) ?? (code, code);

    private static readonly Dictionary<string, Text> RoleNames = new(StringComparer.Ordinal)
    {
        ["platform_admin"] = ("exploitant de la plate-forme", "platform administrator"),
        ["organisation_admin"] = ("administrateur de la collectivité", "organisation administrator"),
        ["fleet_manager"] = ("gestionnaire du parc", "fleet manager"),
        ["technician"] = ("technicien", "technician"),
        ["programme_officer"] = ("chargé de programme", "programme officer"),
        ["school_staff"] = ("personnel d'établissement", "school staff"),
        ["auditor"] = ("auditeur", "auditor"),
        ["data_protection_officer"] = ("délégué à la protection des données", "data protection officer"),
    };

    private static readonly Dictionary<Type, Dictionary<string, Text>> All = new()
    {
        [typeof(StateCodes)] = DeviceStates.All.ToDictionary(state => state.Code, state => state.Summary, StringComparer.Ordinal),
        [typeof(BenchStates)] = DeviceStates.All.ToDictionary(state => state.Code, state => state.Summary, StringComparer.Ordinal),
        [typeof(PurchaseStateCodes)] = PurchaseLifecycle.States.ToDictionary(state => state.Code, state => state.Summary, StringComparer.Ordinal),
        [typeof(ApplicationStateCodes)] = ApplicationLifecycle.States.ToDictionary(state => state.Code, state => state.Summary, StringComparer.Ordinal),
        [typeof(TaxBases)] = Of(("excl_tax", "HT", "Without tax"), ("incl_tax", "TTC", "With tax"), ("unstated", "Non précisé (compté TTC)", "Not stated (counted with tax)")),
        [typeof(CallKinds)] = Of(("plan", "Plan d'équipement", "Equipment plan"), ("call_for_projects", "Appel à projets", "Call for projects"), ("call_for_interest", "Appel à manifestation d'intérêt", "Call for interest")),
        [typeof(Filings)] = Of(("all", "Tous les dossiers déposés", "Every application filed"), ("retained_only", "Seulement les dossiers retenus (déposés : n.c.)", "Retained ones only (filed: not communicated)")),
        [typeof(CallStates)] = Of(("upcoming", "À venir", "Upcoming"), ("open", "Ouvert", "Open"), ("closed", "Clos", "Closed")),
        [typeof(PrerequisiteKinds)] = Of(("subscription", "Abonnement", "Subscription"), ("bandwidth", "Débit", "Bandwidth"), ("document", "Pièce", "Document")),
        [typeof(CriterionCodes)] = Of(("isolated", "Isolé (non relié à un lycée)", "Isolated (attached to no lycée)"), ("small", "Peu de divisions et d'élèves", "Few divisions and pupils"), ("low_equipment", "Faible taux d'équipement", "Low equipment rate"),
            ("priority_network", "Éducation prioritaire", "Priority network"), ("social_index", "Indice de position sociale", "Social position index")),
        [typeof(ApplicantKinds)] = Of(("authority", "Collectivité", "Authority"), ("school", "Établissement", "School")),
        [typeof(DeclaredNeeds)] = Of(("no_device", "Sans équipement", "No device"), ("shared_device", "Équipement partagé", "Shared device"), ("no_connection", "Sans connexion", "No connection")),
        [typeof(TrainingAudiences)] = Of(("teachers", "Enseignants", "Teachers"), ("parents", "Parents", "Parents"), ("pupils", "Élèves", "Pupils")),
        [typeof(FigureUnits)] = Of(("euros", "€", "€"), ("percent", "%", "%"), ("devices", "équipements", "devices"), ("schools", "établissements", "schools"), ("classes", "classes", "classes"), ("applications", "dossiers", "applications"),
            ("persons", "personnes", "persons"), ("loans", "prêts", "loans"), ("sessions", "séances", "sessions"), ("hours", "heures", "hours"), ("incidents", "sinistres", "incidents"), ("kilograms", "kg", "kg"), ("days", "jours", "days"),
            ("per_100_device_years", "pour 100 équipements-années", "per 100 device-years"), ("euros_per_pupil", "€ par élève", "€ a pupil")),
        [typeof(FleetGroups)] = Of(("school", "par établissement", "by school"), ("model", "par modèle", "by model"), ("age", "par âge", "by age")),
        [typeof(Absences)] = Of(("not_communicated", "Non communiqué", "Not communicated"), ("masked", "Trop peu de personnes pour être publié", "Too few persons to publish"), ("not_applicable", "Sans objet", "Not applicable")),
        [typeof(ThresholdCodes)] = ThresholdCodes.Table.ToDictionary(row => row.Code, row => row.Label, StringComparer.Ordinal),
        [typeof(NextSteps)] = NextSteps.All.ToDictionary(name => name, name => DeviceLifecycle.Row(name).Summary, StringComparer.Ordinal),
        [typeof(UnknownCodes)] = Errors.All.Where(error => UnknownCodes.All.Contains(error.Code)).ToDictionary(error => error.Code, error => error.Title, StringComparer.Ordinal),
        [typeof(EventNames)] = EventNames.All.ToDictionary(name => name, name => EventWords.Of(name)!, StringComparer.Ordinal),
        [typeof(GrantedRoles)] = GrantedRoles.All.ToDictionary(role => role, OfRole, StringComparer.Ordinal),
        [typeof(KeyStates)] = Of(("active", "En service", "In use"), ("expired", "Expirée", "Expired"), ("revoked", "Révoquée", "Revoked")),
        [typeof(UserStates)] = Of(("active", "Actif", "Active"), ("invited", "Mot de passe à choisir", "Password to be chosen"), ("locked", "Suspendu après des essais manqués", "Resting after failed attempts"), ("withdrawn", "Accès retiré", "Access withdrawn"), ("closed", "Compte fermé", "Account closed")),
        [typeof(GrantStates)] = Of(("in_force", "Accès en vigueur", "Access in force"), ("withdrawn", "Accès retiré", "Access withdrawn")),
        [typeof(Conformities)] = Of(("none", "Non conforme", "Not conformant"), ("partial", "Partiellement conforme", "Partially conformant"), ("full", "Totalement conforme", "Fully conformant")),
        [typeof(ThingKinds)] = Of(("device", "Appareil", "Device"), ("loan", "Prêt", "Loan"), ("borrower", "Emprunteur", "Borrower"), ("shipment", "Expédition", "Shipment"), ("allocation", "Dotation", "Allocation"), ("purchase_order", "Commande", "Order"),
            ("delivery", "Livraison", "Delivery"), ("supplier", "Fournisseur", "Supplier"), ("incident", "Sinistre", "Incident"), ("recovery", "Remboursement", "Recovery"), ("scale", "Barème", "Recovery scale"), ("inventory", "Inventaire", "Inventory"),
            ("school", "Établissement", "School"), ("model", "Modèle", "Model"), ("setting", "Réglage", "Setting"), ("key", "Clé d'API", "API key"), ("person", "Personne", "Person"), ("other", "Autre", "Other")),
        [typeof(ThresholdUnits)] = Of(("cents", "€", "€"), ("percent", "%", "%")),
        [typeof(DeviceKinds)] = Of(("tablet", "Tablette", "Tablet"), ("laptop", "Ordinateur portable", "Laptop"), ("desktop", "Ordinateur fixe", "Desktop computer"), ("screen", "Écran", "Screen"),
            ("video_projector", "Vidéoprojecteur", "Video projector"), ("interactive_display", "Écran interactif", "Interactive display"), ("charging_cart", "Chariot de charge", "Charging cart"),
            ("router", "Routeur", "Router"), ("printer", "Imprimante", "Printer"), ("audio_kit", "Matériel audio", "Audio kit"), ("video_kit", "Matériel vidéo", "Video kit"), ("other", "Autre", "Other")),
        [typeof(Origins)] = Of(("new", "Neuf", "New"), ("refurbished", "Reconditionné", "Refurbished"), ("reused", "Réemployé", "Reused"), ("donated_in", "Don reçu", "Donated to us"), ("leased", "Loué", "Leased")),
        [typeof(Grades)] = Of(("A", "A : comme neuf", "A: like new"), ("B", "B : légères traces", "B: light wear"), ("C", "C : traces visibles, tout fonctionne", "C: visible wear, fully working"),
            ("D", "D : défaut de fonctionnement", "D: functional defect"), ("X", "X : hors d'usage", "X: scrap")),
        [typeof(DataStates)] = Of(("clean", "Effacées", "Wiped"), ("user_data", "Données d'un utilisateur", "A user's data"), ("unknown", "Inconnu", "Unknown")),
        [typeof(MdmStates)] = Of(("not_enrolled", "Non enrôlé", "Not enrolled"), ("enrolled", "Enrôlé", "Enrolled"), ("supervised", "Supervisé", "Supervised"), ("removed", "Retiré", "Removed")),
        [typeof(LockStates)] = Of(("none", "Aucun connu", "None known"), ("on", "Verrouillé", "Locked"), ("released", "Levé", "Released")),
        [typeof(BorrowerKinds)] = Of(("pupil", "Élève", "Pupil"), ("family", "Famille", "Family"), ("teacher", "Enseignant", "Teacher"), ("foster_care", "Accueil familial", "Foster care"),
            ("support_notified", "Élève accompagné", "Supported pupil"), ("staff", "Agent", "Staff")),
        [typeof(LoanKinds)] = Of(("pupil", "Prêt à un élève", "Loan to a pupil"), ("family", "Prêt à une famille", "Loan to a family"), ("teacher", "Prêt à un enseignant", "Loan to a teacher"),
            ("foster_care", "Prêt en accueil familial", "Foster care loan"), ("support", "Prêt d'accompagnement", "Support loan"), ("short", "Prêt court", "Short loan"), ("spare", "Appareil de rechange", "Spare device")),
        [typeof(LoanFilterStates)] = Of(("open", "En cours", "Open"), ("overdue", "En retard", "Overdue"), ("returned", "Restitué", "Returned"), ("lost", "Perdu", "Lost"), ("stolen", "Volé", "Stolen"), ("closed", "Terminé", "Ended")),
        [typeof(LoanOutcomes)] = Of(("returned", "Restitué", "Returned"), ("lost", "Perdu", "Lost"), ("stolen", "Volé", "Stolen"), ("transferred", "Passé à un autre emprunteur", "Transferred"),
            ("converted_to_donation", "Devenu un don", "Became a donation"), ("cancelled", "Annulé", "Cancelled")),
        [typeof(DueKinds)] = Of(("school_year_end", "Fin de l'année scolaire", "End of the school year"), ("cycle_end", "Fin du cycle", "End of the cycle"), ("days", "Nombre de jours", "Number of days"), ("open", "Sans échéance", "Without a due date")),
        [typeof(AccessoryKinds)] = Of(("charger", "Chargeur", "Charger"), ("cable", "Câble", "Cable"), ("cover", "Coque", "Cover"), ("stylus", "Stylet", "Stylus"), ("keyboard", "Clavier", "Keyboard"), ("mouse", "Souris", "Mouse"),
            ("headset", "Casque", "Headset"), ("bag", "Housse", "Bag"), ("box", "Boîte", "Box"), ("sim_card", "Carte SIM", "SIM card"), ("other", "Autre", "Other")),
        [typeof(SchoolKinds)] = Of(("ecole", "École", "Primary school"), ("college", "Collège", "Collège"), ("lycee", "Lycée", "Lycée"), ("other", "Autre", "Other")),
        [typeof(Sectors)] = Of(("public", "Public", "Public"), ("private", "Privé", "Private")),
        [typeof(SchoolStatuses)] = Of(("open", "Ouvert", "Open"), ("closing", "En cours de fermeture", "Closing"), ("opening", "En cours d'ouverture", "Opening"), ("closed", "Fermé", "Closed")),
        [typeof(PriorityNetworks)] = Of(("REP", "REP", "REP"), ("REP+", "REP+", "REP+")),
        [typeof(ShipmentStates)] = Of(("packed", "Préparée", "Packed"), ("sent", "En route", "On its way"), ("closed", "Reçue", "Received"), ("cancelled", "Annulée", "Cancelled")),
        [typeof(ShippedStates)] = Of(("packed", "Emballé", "Packed"), ("in_transit", "En route", "On its way"), ("arrived", "Arrivé", "Arrived"), ("missing", "Manquant", "Missing"), ("withdrawn", "Retiré", "Withdrawn")),
        [typeof(IncidentKinds)] = Of(("breakdown", "Panne", "Breakdown"), ("breakage", "Casse", "Breakage"), ("loss", "Perte", "Loss"), ("theft", "Vol", "Theft"), ("breach_of_trust", "Abus de confiance", "Breach of trust")),
        [typeof(IncidentStates)] = Of(("declared", "Déclaré", "Declared"), ("confirmed", "Confirmé", "Confirmed"), ("decided", "Décidé", "Decided"), ("closed", "Clos", "Closed")),
        [typeof(IncidentFilterStates)] = Of(("open", "Non clos", "Not closed"), ("declared", "Déclaré", "Declared"), ("confirmed", "Confirmé", "Confirmed"), ("decided", "Décidé", "Decided"), ("closed", "Clos", "Closed")),
        [typeof(IncidentDecisions)] = Of(("repair", "Réparer", "Repair"), ("warranty", "Faire jouer la garantie", "Use the warranty"), ("replace", "Remplacer", "Replace"), ("retire", "Réformer", "Retire"), ("recovery", "Demander un remboursement", "Ask for a recovery"), ("none", "Sans suite", "Nothing")),
        [typeof(IncidentOutcomes)] = Of(("repair", "Réparé", "Repaired"), ("warranty", "Pris en garantie", "Under warranty"), ("replace", "Remplacé", "Replaced"), ("retire", "Réformé", "Retired"), ("recovery", "Remboursement demandé", "Recovery asked for"), ("none", "Sans suite", "Nothing"), ("found", "Retrouvé", "Found"), ("requalified", "Requalifié en vol", "Requalified as a theft")),
        [typeof(RecoveryKinds)] = Of(("screen", "Écran", "Screen"), ("body", "Châssis", "Body"), ("battery", "Batterie", "Battery"), ("connector", "Connecteur", "Connector"), ("camera", "Caméra", "Camera"), ("charger", "Chargeur", "Charger"),
            ("cable", "Câble", "Cable"), ("pen", "Stylet", "Pen"), ("keyboard", "Clavier", "Keyboard"), ("cover", "Coque", "Cover"), ("other", "Autre", "Other"), ("total_loss", "Perte totale", "Total loss")),
        [typeof(RecoveryStates)] = Of(("issued", "Demandé", "Issued"), ("settled", "Réglé", "Settled"), ("waived", "Abandonné", "Waived")),
        [typeof(InventoryStates)] = Of(("open", "En cours", "Open"), ("closed", "Clos", "Closed"), ("cancelled", "Annulé", "Cancelled")),
        [typeof(LineOutcomes)] = Of(("expected", "Attendu", "Expected"), ("found", "Trouvé", "Found"), ("misplaced", "Pas à sa place", "Out of place"), ("unknown", "Inconnu", "Unknown"), ("missing", "Manquant", "Missing"), ("moved", "Déplacé depuis", "Moved since")),
        [typeof(ScanOutcomes)] = Of(("found", "Trouvé", "Found"), ("already_found", "Déjà compté", "Already counted"), ("misplaced", "Pas à sa place", "Out of place"), ("unknown", "Inconnu", "Unknown")),
        [typeof(SanitizationResults)] = Of(("pass", "Réussi", "Passed"), ("fail", "Échoué", "Failed")),
        [typeof(SanitizationStandards)] = Of(("nist_clear", "NIST Clear", "NIST Clear"), ("nist_purge", "NIST Purge", "NIST Purge"), ("nist_destroy", "NIST Destroy", "NIST Destroy")),
        [typeof(Verifications)] = Of(("none", "Aucune", "None"), ("sampled", "Par échantillon", "Sampled"), ("full", "Complète", "Full")),
        [typeof(WorkOrderKinds)] = Of(("internal", "En interne", "In house"), ("sent_out", "Envoyé", "Sent out")),
        [typeof(WorkOrderOutcomes)] = Of(("repaired", "Réparé", "Repaired"), ("replaced", "Remplacé", "Replaced"), ("irreparable", "Irréparable", "Irreparable")),
        [typeof(WorkOrderStates)] = Of(("open", "En cours", "Open"), ("finished", "Terminé", "Finished")),
        [typeof(DisposalKinds)] = Of(("donation", "Don", "Donation"), ("sale", "Vente", "Sale"), ("recycling", "Recyclage", "Recycling"), ("transfer", "Cession", "Transfer")),
        [typeof(BeneficiaryKinds)] = Of(("parents_association", "Association de parents d'élèves", "Parents' association"), ("tutoring_association", "Association de soutien scolaire", "Tutoring association"), ("student_association", "Association d'étudiants", "Student association"),
            ("rup_association", "Association reconnue d'utilité publique", "Association of public utility"), ("rig_association", "Association reconnue d'intérêt général", "Association of general interest"), ("esus_reuse_body", "Entreprise solidaire de réemploi", "Social enterprise for reuse"),
            ("own_staff", "Agent de la collectivité", "Member of staff"), ("public_body", "Organisme public", "Public body"), ("family", "Famille", "Family")),
        [typeof(BuyerKinds)] = Of(("auction", "Enchères", "Auction"), ("organisation", "Organisme ou entreprise", "Body or company"), ("individual", "Particulier", "Individual")),
        [typeof(HitKinds)] = Of(("device", "Appareil", "Device"), ("borrower", "Emprunteur", "Borrower"), ("school", "Établissement", "School"), ("purchase_order", "Commande", "Order"), ("shipment", "Expédition", "Shipment")),
        [typeof(ImportKinds)] = Of(("schools", "Établissements", "Schools"), ("devices", "Appareils", "Devices"), ("borrowers", "Emprunteurs", "Borrowers"), ("needs", "Recensement des besoins", "Needs census"), ("serials", "Numéros de série d'une livraison", "Serial numbers of a delivery")),
        [typeof(ImportStates)] = Of(("uploaded", "Colonnes à choisir", "Columns to choose"), ("checking", "Vérification", "Being checked"), ("checked", "À confirmer", "To confirm"), ("importing", "Import en cours", "Being imported"),
            ("imported", "Importé", "Imported"), ("failed", "Arrêté", "Stopped"), ("cancelled", "Abandonné", "Given up")),
        [typeof(ImportOutcomes)] = Of(("created", "Nouveau", "New"), ("updated", "Mis à jour", "Updated"), ("unchanged", "Sans changement", "Unchanged"), ("rejected", "Rejeté", "Rejected"), ("skipped", "Laissé de côté", "Left out"), ("merged", "Réuni à une autre ligne", "Merged into another line")),
        [typeof(ImportStages)] = Of(("reading", "Lecture des lignes", "Reading the lines"), ("comparing", "Comparaison avec ce qui est connu", "Comparing with what is known"), ("writing", "Écriture", "Writing")),
        [typeof(OrganisationKinds)] = Of(("commune", "Commune", "Commune"), ("departement", "Département", "Département"), ("epci", "Intercommunalité", "Intercommunal body"), ("syndicat", "Syndicat", "Joint body"), ("state_service", "Service de l'État", "State service")),
    };

    private static Dictionary<string, Text> Of(params IEnumerable<(string Code, string Fr, string En)> words) => words.ToDictionary(word => word.Code, word => (Text)(word.Fr, word.En), StringComparer.Ordinal);
}
