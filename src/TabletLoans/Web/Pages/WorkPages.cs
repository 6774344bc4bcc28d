using TabletLoans.Access;
using TabletLoans.Distribution;
using TabletLoans.Incidents;
using TabletLoans.Loans;
using TabletLoans.Purchasing;
using TabletLoans.Reconditioning;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The lists behind the figures of the home page: what waits for somebody.</summary>
internal static class WorkPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("shipments", Permission.ReadFleet, Shipments);
        organisation.Shows("shipments/{id:guid}", Permission.ReadFleet, ReadShipment);
        organisation.Shows("bench", Permission.ReadFleet, Bench);
        organisation.Shows("incidents", Permission.ReadLoans, Incidents);
        organisation.Shows("anomalies", Permission.ReadLoans, Anomalies);
        organisation.Shows("purchase-orders", Permission.ReadPurchasing, Orders);
        organisation.Shows("purchase-orders/{id:guid}", Permission.ReadPurchasing, ReadOrder);
    }

    private static async Task<IResult> Shipments(Query<ListShipments.Filter> query, Db db, CancellationToken stop) =>
        await query.Show<ShipmentsPage, Shipment>(filter => ListShipments.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop));

    private static async Task<IResult> ReadShipment(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        if (await Shipment.Find(db, id, stop) is not { } shipment) return Show.NotFound();
        var events = await Timeline.Of(db, "e.subject_id", id, new Api.PageRequest { Limit = 200 }, stop);
        return Show.Page<ShipmentPage>(new FileOfShipment(shipment, await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    internal sealed record FileOfShipment(Shipment Shipment, IReadOnlyList<Told> Events);

    private static Task<IResult> Bench(Query<ListBench.Filter> query, Db db, Caller caller, CancellationToken stop) => query.Show<BenchPage, BenchItem>(filter => ListBench.Run(db, caller, filter, stop));

    private static async Task<IResult> Incidents(Query<ListIncidents.Filter> query, Db db, CancellationToken stop) =>
        await query.Show<IncidentsPage, Incident>(filter => ListIncidents.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop));

    private static Task<IResult> Anomalies(Query<ListAnomalies.Filter> query, Db db, CancellationToken stop) => query.Show<AnomaliesPage, RecordedAnomaly>(filter => ListAnomalies.Run(db, filter, stop));

    private static Task<IResult> Orders(Query<ListPurchaseOrders.Filter> query, Db db, CancellationToken stop) => query.Show<PurchaseOrdersPage, PurchaseOrder>(filter => ListPurchaseOrders.Run(db, filter, stop));

    private static async Task<IResult> ReadOrder(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        if (await db.One<PurchaseOrderRow>(PurchaseOrderRow.ByIdSql, new { id }, stop) is not { } row) return Show.NotFound();
        var order = row.View(await db.List<PurchaseLineRow>(PurchaseLineRow.OfOrderSql, new { id }, stop));
        var events = await Timeline.Of(db, "e.subject_id", id, new Api.PageRequest { Limit = 200 }, stop);
        return Show.Page<PurchaseOrderPage>(new FileOfOrder(order, await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    internal sealed record FileOfOrder(PurchaseOrder Order, IReadOnlyList<Told> Events);
}
