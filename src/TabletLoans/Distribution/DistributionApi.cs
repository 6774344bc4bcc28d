namespace TabletLoans.Distribution;

/// <summary>The addresses of what goes to schools.</summary>
internal static class DistributionApi
{
    public static void MapDistribution(this RouteGroupBuilder organisation)
    {
        PrepareBatch.Map(organisation.MapGroup("devices").WithTags("Devices"));

        var shipments = organisation.MapGroup("shipments").WithTags("Shipments");
        CreateShipment.Map(shipments);
        ListShipments.Map(shipments);
        ReadShipment.Map(shipments);
        PackShipment.Map(shipments);
        UnpackShipment.Map(shipments);
        SendShipment.Map(shipments);
        CollectShipment.Map(shipments);
        ReceiveShipment.Map(shipments);
        CloseShipment.Map(shipments);
        RecallShipment.Map(shipments);
        CancelShipment.Map(shipments);
        ReadShipmentEvents.Map(shipments);
        ListShippedDevices.Map(shipments);

        var allocations = organisation.MapGroup("allocations").WithTags("Allocations");
        AllocateDevices.Map(allocations);
        ListAllocations.Map(allocations);
        ReadAllocation.Map(allocations);
        ChangeAllocation.Map(allocations);
    }
}
