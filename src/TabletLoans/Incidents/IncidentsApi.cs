namespace TabletLoans.Incidents;

/// <summary>The addresses of incidents, of the voted scales, and of what borrowers owe by them.</summary>
internal static class IncidentsApi
{
    public static void MapIncidents(this RouteGroupBuilder organisation)
    {
        var incidents = organisation.MapGroup("incidents").WithTags("Incidents");
        DeclareIncident.Map(incidents);
        ListIncidents.Map(incidents);
        ReadIncident.Map(incidents);
        ReadIncidentEvents.Map(incidents);
        ChangeIncident.Map(incidents);
        ConfirmIncident.Map(incidents);
        DecideIncident.Map(incidents);
        CloseIncident.Map(incidents);
        IssueRecovery.Map(incidents);

        var recoveries = organisation.MapGroup("recoveries").WithTags("Recoveries");
        ListRecoveries.Map(recoveries);
        ReadRecovery.Map(recoveries);
        SettleRecovery.Map(recoveries);
        WaiveRecovery.Map(recoveries);

        var scales = organisation.MapGroup("recovery-scales").WithTags("Recovery scales");
        AdoptRecoveryScale.Map(scales);
        ListRecoveryScales.Map(scales);
        ReadRecoveryScale.Map(scales);
    }
}
