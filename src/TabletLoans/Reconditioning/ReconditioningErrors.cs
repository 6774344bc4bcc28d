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
}
