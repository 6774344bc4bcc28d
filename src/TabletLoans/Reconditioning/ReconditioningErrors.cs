using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Reconditioning;

internal static class ReconditioningErrors
{
    public static readonly Error LevelTooLow = new("sanitization_level_too_low", 409,
        ("Effacement insuffisant", "Sanitisation not sufficient"), ("{assetTag} : dernier certificat d'effacement réussi depuis son dernier prêt : {standard} ; {transition} demande au moins {needed}.", "{assetTag}: last sanitisation certificate passed since its last loan: {standard}; {transition} needs at least {needed}."));
    public static readonly Error WorkOrderOpen = new("work_order_open", 409,
        ("Réparation déjà ouverte", "Work order already open"), ("{assetTag} a déjà un ordre de réparation ouvert ({workOrderId}) : terminez-le d'abord.", "{assetTag} already has an open work order ({workOrderId}): finish it first."));
    public static readonly Error WorkOrderFinished = new("work_order_finished", 409,
        ("Ordre de réparation terminé", "Work order finished"), ("Cet ordre de réparation est terminé : {outcome}.", "This work order is finished: {outcome}."));
    public static readonly Error RepairTooDear = new("repair_too_dear", 409,
        ("Réparation trop chère", "Repair too dear"), ("{assetTag} : la réparation coûte {cost}, plus de {percent} % de son prix de {price} ({source}). Terminez par {alternative}, ou donnez le motif qui la justifie.", "{assetTag}: the repair costs {cost}, more than {percent} % of its price of {price} ({source}). Finish with {alternative}, or give the reason that justifies it.")) { Override = Permission.Dispose };
}
