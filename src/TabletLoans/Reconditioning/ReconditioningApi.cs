namespace TabletLoans.Reconditioning;

/// <summary>The addresses of the bench: the queue, triage, sanitisation, repair.</summary>
internal static class ReconditioningApi
{
    public static void MapReconditioning(this RouteGroupBuilder organisation)
    {
        ListBench.Map(organisation.MapGroup("reconditioning").WithTags("Reconditioning"));

        var devices = organisation.MapGroup("devices").WithTags("Devices");
        TriageDevice.Map(devices);
        RecordMdmState.Map(devices);
        ListDeviceConditionReports.Map(devices);

        var sanitizations = organisation.MapGroup("sanitizations").WithTags("Sanitizations");
        RecordSanitization.Map(sanitizations);
        ListSanitizations.Map(sanitizations);
        ReadSanitization.Map(sanitizations);

        var orders = organisation.MapGroup("work-orders").WithTags("Work orders");
        OpenWorkOrder.Map(orders);
        ListWorkOrders.Map(orders);
        ReadWorkOrder.Map(orders);
        FinishWorkOrder.Map(orders);

        ReadTurnaround.Map(organisation.MapGroup("reports").WithTags("Reports"));
    }
}
