using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Incidents;

internal static class IncidentErrors
{
    public static readonly Error IncidentOpen = new("incident_open", 409,
        ("Sinistre en cours", "Incident open"), ("{assetTag} a un sinistre en cours ({kinds}) : clôturez-le avant {transition}.", "{assetTag} has an open incident ({kinds}): close it before {transition}."));
    public static readonly Error AlreadyOpen = new("incident_already_open", 409,
        ("Sinistre déjà déclaré", "Incident already declared"), ("{assetTag} a déjà un sinistre {kind} en cours.", "{assetTag} already has an open incident {kind}."));
    public static readonly Error LeftFleet = new("device_left_fleet", 409,
        ("Appareil sorti du parc", "Device out of the fleet"), ("{assetTag} est dans l'état {state} : on n'y déclare plus de sinistre.", "{assetTag} is in the state {state}: no incident is declared on it any more."));
    public static readonly Error BreachWithoutLoan = new("breach_without_loan", 409,
        ("Aucun prêt en cours", "No open loan"), ("Un abus de confiance porte sur un appareil prêté ; {assetTag} est dans l'état {state}.", "A breach of trust is about a device on loan; {assetTag} is in the state {state}."));
    public static readonly Error StillGone = new("device_still_gone", 409,
        ("Appareil toujours disparu", "Device still gone"), ("{assetTag} est toujours dans l'état {state} : son sinistre {kind} du {occurredOn} a été clos sans qu'il soit retrouvé, et il ne disparaît pas deux fois. Seul un vol avec dépôt de plainte se déclare encore sur un appareil perdu.", "{assetTag} is still in the state {state}: its incident {kind} of {occurredOn} was closed without it being found, and it is not gone twice. Only a theft with its police report is still declared on a missing device."));
    public static readonly Error LoanCancelled = new("loan_cancelled", 409,
        ("Prêt annulé", "Loan cancelled"), ("Ce prêt a été annulé : l'appareil n'a jamais été remis, il n'y a personne à qui demander.", "This loan was cancelled: the device was never handed over, there is nobody to ask."));
    public static readonly Error LoanRecovered = new("loan_has_recovery", 409,
        ("Recouvrement en cours sur ce prêt", "Recovery on this loan"), ("{count} recouvrement(s) sont émis ou soldés sur ce prêt : renoncez-y avant d'annuler le prêt.", "{count} recovery(ies) are issued or settled on this loan: waive them before the loan is cancelled."));
    public static readonly Error IncidentClosed = new("incident_closed", 409,
        ("Sinistre clos", "Incident closed"), ("Ce sinistre est clos : {outcome}.", "This incident is closed: {outcome}."));
    public static readonly Error PoliceReportMissing = new("police_report_missing", 409,
        ("Dépôt de plainte manquant", "Police report missing"), ("Un sinistre {kind} n'est confirmé qu'avec la référence du dépôt de plainte : donnez policeReport. Tant qu'il n'y en a pas, déclarez le vol par POST incidents, qui garde l'appareil perdu jusque-là.", "An incident {kind} is confirmed only with the reference of the police report: give policeReport. While there is none, declare the theft by POST incidents, which keeps the device missing until then."));
    public static readonly Error NothingToConfirm = new("nothing_to_confirm", 409,
        ("Rien à confirmer", "Nothing to confirm"), ("Un sinistre {kind} ne demande pas de confirmation.", "An incident {kind} asks for no confirmation."));
    public static readonly Error AlreadyConfirmed = new("incident_already_confirmed", 409,
        ("Sinistre déjà confirmé", "Incident already confirmed"), ("Ce sinistre est déjà confirmé (plainte {policeReport}).", "This incident is already confirmed (police report {policeReport})."));
    public static readonly Error NotConfirmed = new("incident_not_confirmed", 409,
        ("Sinistre non confirmé", "Incident not confirmed"), ("Un sinistre {kind} se décide une fois confirmé ; d'ici là, seule la décision none est possible.", "An incident {kind} is decided once confirmed; until then only the decision none is possible."));
    public static readonly Error NotDecided = new("incident_not_decided", 409,
        ("Sinistre non décidé", "Incident not decided"), ("Un sinistre se clôt après une décision.", "An incident is closed after a decision."));

    // What was decided and is not done yet: whoever decides may close it all the same, and says why.
    public static readonly Error WithoutWorkOrder = new("incident_without_work_order", 409,
        ("Aucune réparation", "No repair"), ("La décision est {decision}, et {assetTag} n'a pas d'ordre de réparation depuis la déclaration.", "The decision is {decision}, and {assetTag} has no work order since the declaration.")) { Override = Permission.DecideIncident };
    public static readonly Error NotReplaced = new("incident_not_replaced", 409,
        ("Appareil non remplacé", "Device not replaced"), ("Rien n'a remplacé {assetTag} depuis la déclaration : ni sous garantie, ni par un autre prêt.", "Nothing has replaced {assetTag} since the declaration: neither under warranty nor by another loan.")) { Override = Permission.DecideIncident };
    public static readonly Error NotRetired = new("incident_not_retired", 409,
        ("Appareil non réformé", "Device not retired"), ("La réforme est décidée, et {assetTag} est dans l'état {state}.", "The retirement is decided, and {assetTag} is in the state {state}.")) { Override = Permission.DecideIncident };
    public static readonly Error RecoveryNotIssued = new("recovery_not_issued", 409,
        ("Recouvrement non émis", "Recovery not issued"), ("Le recouvrement est décidé et n'a pas été émis.", "The recovery is decided and was not issued.")) { Override = Permission.DecideIncident };

    // Recovery: what an assembly voted, after a decision, and never above what the device was still worth.
    public static readonly Error RecoveryNotDecided = new("recovery_not_decided", 409,
        ("Recouvrement non décidé", "Recovery not decided"), ("Un recouvrement suit une décision recovery ; décision actuelle : {decision}.", "A recovery follows a decision recovery; present decision: {decision}."));
    public static readonly Error RecoveryWithoutLoan = new("recovery_without_loan", 409,
        ("Aucun emprunteur", "No borrower"), ("Ce sinistre n'est lié à aucun prêt : il n'y a personne à qui demander.", "This incident is linked to no loan: there is nobody to ask."));
    public static readonly Error PriceUnknown = new("price_unknown", 409,
        ("Prix inconnu", "Price unknown"), ("Le prix TTC de {assetTag} n'était pas connu à la déclaration du sinistre : rien ne peut être demandé.", "The price including tax of {assetTag} was not known when the incident was declared: nothing can be asked for."));
    public static readonly Error NoScale = new("recovery_scale_missing", 409,
        ("Aucun barème voté", "No voted scale"), ("Aucun barème n'était en vigueur le {day}.", "No scale was in force on {day}."));
    public static readonly Error RecoveryStands = new("recovery_already_issued", 409,
        ("Recouvrement déjà émis", "Recovery already issued"), ("Un recouvrement est émis pour ce sinistre ({recoveryId}) : renoncez-y d'abord.", "A recovery is issued for this incident ({recoveryId}): waive it first."));
    public static readonly Error NeverRaised = new("recovery_never_raised", 409,
        ("Montant au-dessus du barème", "Amount above the scale"), ("Le barème donne {computedCents} centimes ; on peut demander moins, jamais plus.", "The scale gives {computedCents} cents; less may be asked for, never more."));
    public static readonly Error ResidualSpent = new("residual_spent", 409,
        ("Valeur résiduelle épuisée", "Residual value spent"), ("{assetTag} ne valait plus que {residualCents} centimes, et {askedCents} ont déjà été demandés pour lui : il en reste {leftCents} à demander.", "{assetTag} was worth no more than {residualCents} cents, and {askedCents} were already asked for it: {leftCents} are left to ask for."));
    public static readonly Error RecoverySettled = new("recovery_settled", 409,
        ("Recouvrement soldé", "Recovery settled"), ("Ce recouvrement est soldé.", "This recovery is settled."));
    public static readonly Error RecoveryWaived = new("recovery_waived", 409,
        ("Recouvrement abandonné", "Recovery waived"), ("La collectivité a renoncé à ce recouvrement.", "The organisation has waived this recovery."));
}
