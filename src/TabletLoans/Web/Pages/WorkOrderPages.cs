using TabletLoans.Access;
using TabletLoans.Reconditioning;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Repairs, and the certificates of what was wiped.</summary>
internal static class WorkOrderPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("work-orders", Permission.ReadFleet, (Query<ListWorkOrders.Filter> query, Db db, CancellationToken stop) => query.Show<WorkOrdersPage, WorkOrder>(filter => ListWorkOrders.Run(db, filter, stop)));
        organisation.Shows("work-orders/{id:guid}", Permission.ReadFleet, async (Guid id, Db db, CancellationToken stop) => Show.Page<WorkOrderPage, WorkOrder>(await ReadWorkOrder.Run(db, id, stop)));
        organisation.Acts<FinishWorkOrder.Request>("work-orders/{id:guid}/finish", Permission.Recondition, AskFinish,
            async (turn, request) => (await FinishWorkOrder.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(order => new Done($"work-orders/{order.Id:D}", ("La réparation est terminée.", "The repair is finished."))));
        organisation.Shows("sanitizations", Permission.ReadFleet, (Query<ListSanitizations.Filter> query, Db db, CancellationToken stop) => query.Show<CertificatesPage, Sanitization>(filter => ListSanitizations.Run(db, filter, stop)));
        organisation.Shows("sanitizations/{id:guid}", Permission.ReadFleet, async (Guid id, Db db, CancellationToken stop) => Show.Page<CertificatePage, Sanitization>(await ReadSanitization.Run(db, id, stop)));
    }

    private static async Task<Asked?> AskFinish(Turn turn) => (await ReadWorkOrder.Run(turn.Db, turn.Id, turn.Stop)).Value is { } order
        ? new Asked(("Terminer la réparation", "Finish the repair"), FormFields.Of<FinishWorkOrder.Request>().Named("costCents", ("Coût TTC (€)", "Cost incl. tax (€)"), ("0 sous garantie.", "0 under warranty.")), $"work-orders/{order.Id:D}", ("Réparation", "Repair"))
        {
            Version = order.Version, Facts = [(("Appareil", "Device"), order.AssetTag), (("Panne", "Fault"), order.Fault), (("Réparateur", "Repairer"), order.SupplierName)],
        }
        : null;
}
