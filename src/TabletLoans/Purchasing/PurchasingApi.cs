namespace TabletLoans.Purchasing;

/// <summary>The addresses of suppliers, purchase orders and deliveries.</summary>
internal static class PurchasingApi
{
    public static void MapPurchasing(this RouteGroupBuilder organisation)
    {
        var suppliers = organisation.MapGroup("suppliers").WithTags("Suppliers");
        RegisterSupplier.Map(suppliers);
        ListSuppliers.Map(suppliers);
        ReadSupplier.Map(suppliers);
        ChangeSupplier.Map(suppliers);

        var orders = organisation.MapGroup("purchase-orders").WithTags("Purchase orders");
        DraftPurchaseOrder.Map(orders);
        ListPurchaseOrders.Map(orders);
        ReadPurchaseOrder.Map(orders);
        ChangePurchaseOrder.Map(orders);
        MovePurchaseOrder.Map(orders);
        ReceiveDelivery.Map(orders);
        ImportDelivery.Map(orders);
        ReadPurchaseOrderEvents.Map(orders);
        ListPurchaseLines.Map(orders);

        var deliveries = organisation.MapGroup("deliveries").WithTags("Deliveries");
        ListDeliveries.Map(deliveries);
        ReadDelivery.Map(deliveries);
        ListRefusals.Map(deliveries);
        AcceptDelivery.Map(deliveries);
    }
}
