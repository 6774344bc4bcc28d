using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Loans;

internal static class LoanErrors
{
    public static readonly Error AlreadyOnLoan = new("device_already_on_loan", 409,
        ("Appareil déjà prêté", "Device already on loan"), ("{assetTag} est déjà prêté.", "{assetTag} is already on loan."));
    public static readonly Error NotLendable = new("device_not_lendable", 409,
        ("Appareil non disponible", "Device not available"), ("{assetTag} est dans l'état {state} ; un prêt part de {from}.", "{assetTag} is in the state {state}; a loan starts from {from}."));
    public static readonly Error BorrowerForgotten = new("borrower_forgotten", 409,
        ("Emprunteur effacé", "Borrower forgotten"), ("L'identité de cet emprunteur a été effacée.", "The identity of this borrower was erased."));
    public static readonly Error ConfirmationRequired = new("confirmation_required", 409,
        ("Confirmation requise", "Confirmation required"), ("Ce prêt déroge à une règle : demandez POST loans/check et renvoyez son token.", "This loan departs from a rule: ask POST loans/check and send its token back."));
    public static readonly Error NotToUndo = new("nothing_to_undo", 409,
        ("Rien à annuler ici", "Nothing to undo here"), ("Seul celui qui vient de remettre ou de reprendre {assetTag} peut l'annuler, dans les {minutes} minutes et tant que rien d'autre n'est arrivé à l'appareil ; ensuite, un gestionnaire corrige le prêt.", "Only who has just handed over or taken back {assetTag} may undo it, within {minutes} minutes and while nothing else has happened to the device; later, a manager corrects the loan."));
    public static readonly Error LoanNotOpen = new("loan_not_open", 409,
        ("Prêt déjà terminé", "Loan already ended"), ("Ce prêt s'est terminé : {outcome}.", "This loan has ended: {outcome}."));
    public static readonly Error LoanNotLost = new("loan_not_lost", 409,
        ("Prêt non déclaré perdu ou volé", "Loan not declared lost or stolen"), ("Seul un appareil déclaré perdu ou volé peut être retrouvé ; issue actuelle : {outcome}.", "Only a device declared lost or stolen can be found; present outcome: {outcome}."));
    public static readonly Error AccessoryNotDue = new("accessory_not_due", 422,
        ("Accessoire non attendu", "Accessory not due"), ("{kind} : {due} attendu(s), {quantity} rendu(s).", "{kind}: {due} due, {quantity} returned."));
    public static readonly Error SameBorrower = new("same_borrower", 409,
        ("Même emprunteur", "Same borrower"), ("L'appareil est déjà prêté à cette personne.", "The device is already on loan to this person."));

    public static readonly Error AnomalySettled = new("anomaly_settled", 409,
        ("Anomalie déjà traitée", "Anomaly already settled"), ("Quelqu'un a déjà traité cette anomalie.", "Somebody has already settled this anomaly."));

    // Rules of lending that a right allows to go past.
    public static readonly Error GradeNotLendable = new("grade_not_lendable", 409,
        ("État insuffisant", "Condition too poor"), ("{assetTag} est de grade {grade} ; on prête de A à C.", "{assetTag} has the grade {grade}; A to C are lent.")) { Override = Permission.OverrideLending };
    public static readonly Error DataNotWiped = new("data_not_wiped", 409,
        ("Données non effacées", "Data not wiped"), ("{assetTag} porte ou peut porter les données d'un autre utilisateur ({dataState}).", "{assetTag} carries or may carry another user's data ({dataState}).")) { Override = Permission.OverrideLending };
    public static readonly Error BorrowerLimit = new("borrower_limit_reached", 409,
        ("Limite de prêts atteinte", "Loan limit reached"), ("Cette personne a déjà {open} appareil(s) principal(aux) ; la règle en permet {max}.", "This person already has {open} main device(s); the rule allows {max}.")) { Override = Permission.OverrideLending };
    public static readonly Error OtherSchool = new("other_school", 409,
        ("Autre établissement", "Other school"), ("{assetTag} appartient à un autre établissement que l'emprunteur.", "{assetTag} belongs to another school than the borrower.")) { Override = Permission.OverrideLending };

    // Warnings: said, never refused.
    public static readonly Error BorrowerOverdue = new("borrower_has_overdue", 200, ("Retard en cours", "Overdue loan"), ("Cette personne a {count} prêt(s) en retard.", "This person has {count} overdue loan(s)."));
    public static readonly Error KindUnusual = new("kind_unusual", 200, ("Prêt inhabituel", "Unusual loan"), ("Un prêt {kind} est inhabituel pour un emprunteur {borrowerKind}.", "A loan {kind} is unusual for a borrower {borrowerKind}."));
    public static readonly Error DueLate = new("due_later_than_rule", 200, ("Échéance tardive", "Late due date"), ("L'échéance {dueOn} dépasse celle de la règle, {ruleDueOn}.", "The due date {dueOn} is later than the rule's, {ruleDueOn}."));
    public static readonly Error CycleUnknown = new("cycle_unknown", 200, ("Fin de cycle inconnue", "End of cycle unknown"), ("La classe {className} ne dit pas le niveau : l'échéance est la fin de l'année scolaire.", "The class {className} does not tell the level: due at the end of the school year."));

    // Anomalies of a return: accepted, and written down to be looked at.
    public static readonly Error NotOnLoan = new("not_on_loan", 200, ("Pas en prêt", "Not on loan"), ("{assetTag} n'était pas en prêt (état {state}).", "{assetTag} was not on loan (state {state})."));
    public static readonly Error WrongSchool = new("wrong_school", 200, ("Autre établissement", "Wrong school"), ("{assetTag} a été prêté par un autre établissement.", "{assetTag} was lent by another school."));
    public static readonly Error WasLost = new("was_lost", 200, ("Déclaré perdu", "Declared lost"), ("{assetTag} avait été déclaré perdu.", "{assetTag} had been declared lost."));
    public static readonly Error WasStolen = new("was_stolen", 200, ("Déclaré volé", "Declared stolen"), ("{assetTag} avait été déclaré volé.", "{assetTag} had been declared stolen."));
    public static readonly Error LeftFleet = new("left_fleet", 200, ("Sorti du parc", "Left the fleet"), ("{assetTag} est sorti du parc (état {state}).", "{assetTag} has left the fleet (state {state})."));
    public static readonly Error AccessoryMissing = new("accessory_missing", 200, ("Accessoire manquant", "Accessory missing"), ("Il manque : {kind} × {quantity}.", "Missing: {kind} × {quantity}."));
    public static readonly Error AccessoryUnexpected = new("accessory_unexpected", 200, ("Accessoire inattendu", "Unexpected accessory"), ("Non prêté avec l'appareil : {kind} × {quantity}.", "Not lent with the device: {kind} × {quantity}."));
}
