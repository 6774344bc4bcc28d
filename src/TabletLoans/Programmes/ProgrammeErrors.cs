using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Programmes;

internal static class ProgrammeErrors
{
    public static readonly Error ProgrammeTaken = new("programme_taken", 409,
        ("Code de programme déjà employé", "Programme code already used"), ("Un programme porte déjà le code {code}.", "A programme already has the code {code}."));
    public static readonly Error ProgrammeExceeded = new("programme_exceeded", 409,
        ("Plus que le programme", "More than the programme"), ("Le programme {code} compte {envelope}, dont {left} encore à répartir : {more} de plus le dépasseraient.", "The programme {code} holds {envelope}, of which {left} are left to allot: {more} more would exceed it."));
    public static readonly Error TaxBasisStands = new("tax_basis_stands", 409,
        ("Base de taxe figée", "Tax basis fixed"), ("{spent} sont déjà commandés sur le programme {code} : HT ou TTC ne change plus.", "{spent} are already ordered on the programme {code}: with or without tax does not change any more."));
    public static readonly Error EnvelopeTaken = new("envelope_taken", 409,
        ("Enveloppe déjà ouverte", "Envelope already open"), ("{funder} a déjà une enveloppe dans la vague {wave}.", "{funder} already has an envelope in the wave {wave}."));
    public static readonly Error EnvelopeClosed = new("envelope_closed", 409,
        ("Enveloppe close", "Envelope closed"), ("L'enveloppe de {funder}, vague {wave}, est close depuis le {closedOn}.", "The envelope of {funder}, wave {wave}, was closed on {closedOn}."));
    public static readonly Error EnvelopeExceeded = new("envelope_exceeded", 409,
        ("Plus que l'enveloppe", "More than the envelope"), ("Il reste {left} dans l'enveloppe de {funder}, vague {wave} : {more} la dépasseraient.", "{left} are left in the envelope of {funder}, wave {wave}: {more} would exceed it."));
    public static readonly Error NoEnvelope = new("no_envelope", 409,
        ("Pas d'enveloppe", "No envelope"), ("{funder} n'a pas d'enveloppe dans la vague {wave} : ouvrez-la d'abord.", "{funder} has no envelope in the wave {wave}: open it first."));
    public static readonly Error FundingTaken = new("funding_line_taken", 409,
        ("Code de financement déjà employé", "Funding code already used"), ("Une ligne de financement porte déjà le code {code}.", "A funding line already has the code {code}."));
    public static readonly Error FundingCancelled = new("funding_line_cancelled", 409,
        ("Financement annulé", "Funding cancelled"), ("La ligne de financement {code} est annulée.", "The funding line {code} is cancelled."));
    public static readonly Error FundingSpent = new("funding_line_spent", 409,
        ("Financement déjà employé", "Funding already used"), ("Sur la ligne {code}, {spent} sont commandés et {devices} appareil(s) enregistré(s) : elle ne s'annule plus.", "On the line {code}, {spent} are ordered and {devices} device(s) registered: it cannot be cancelled any more."));
    public static readonly Error FundingOfAward = new("funding_line_of_award", 409,
        ("Financement d'un lauréat", "Funding of an award"), ("La ligne {code} est celle d'un dossier retenu : elle suit son dossier.", "The line {code} is that of an awarded application: it follows its application."));
    public static readonly Error FundingExceeded = new("funding_line_exceeded", 409,
        ("Plus que le financement", "More than the funding"), ("La ligne {code} porte {amount}, dont {spent} déjà commandés : {more} de plus la dépasseraient.", "The line {code} holds {amount}, of which {spent} are ordered: {more} more would exceed it."));
    public static readonly Error BeforeNotification = new("purchase_before_notification", 409,
        ("Achat avant notification", "Purchase before notification"), ("La ligne {code} est celle d'un dossier notifié le {notifiedOn} : rien ne se commande dessus avant (commande du {orderedOn}).", "The line {code} is that of an application notified on {notifiedOn}: nothing is ordered on it before (order of {orderedOn})."));
    public static readonly Error NotForAudience = new("audience_not_eligible", 409,
        ("Public non éligible", "Audience not eligible"), ("{assetTag} est financé par {programme}, qui ne s'adresse pas à ce public.", "{assetTag} is funded by {programme}, which is not for this audience.")) { Override = Permission.OverrideLending };
    public static readonly Error NeedNotDeclared = new("need_not_declared", 409,
        ("Besoin non déclaré", "Need not declared"), ("{assetTag} est financé par {programme} : le chef d'établissement n'a pas déclaré le besoin de cette famille.", "{assetTag} is funded by {programme}: the school head has not declared this family's need.")) { Override = Permission.OverrideLending };
}
