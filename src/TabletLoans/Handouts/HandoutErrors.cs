using TabletLoans.Api;

namespace TabletLoans.Handouts;

internal static class HandoutErrors
{
    public static readonly Error Closed = new("handout_list_closed", 409,
        ("Liste terminée", "List closed"), ("La liste « {name} » est terminée : ouvrez-en une autre, ou remettez sans liste.", "The list “{name}” is closed: open another one, or hand out without a list."));
    public static readonly Error AlreadyHandedOver = new("already_handed_over", 409,
        ("Déjà remis", "Already handed out"), ("Cette personne vient de recevoir {assetTag}, à un autre guichet de la même liste.", "This person has just got {assetTag}, at another desk of the same list."));
    public static readonly Error Prepared = new("device_prepared_for_another", 409,
        ("Préparé pour quelqu'un d'autre", "Prepared for somebody else"), ("{assetTag} est préparé pour une autre personne de cette liste.", "{assetTag} is prepared for another person of this list."));
    public static readonly Error NobodyThere = new("handout_list_empty", 409,
        ("Personne dans cette classe", "Nobody in this class"), ("Aucun emprunteur n'est enregistré dans la classe {className} de cet établissement.", "No borrower is registered in the class {className} of this school."));
}
