namespace TabletLoans.Reports;

/// <summary>The addresses of the figures that come out of the ledger.</summary>
internal static class ReportsApi
{
    public static void MapReports(this RouteGroupBuilder organisation)
    {
        var reports = organisation.MapGroup("reports").WithTags("Reports");
        ReadHome.Map(reports);
        ReadProgrammeRecap.Map(reports);
        ReadCallResult.Map(reports);
        ReadAudiencePanorama.Map(reports);
        ReadTrainingCoverage.Map(reports);
        ReadFleetReport.Map(reports);
        ReadReuseShare.Map(reports);
        ReadParity.Map(reports);
        ReadEndOfLife.Map(reports);
        ReadOpenData.Map(reports);
        OpenDataSchema.Map(reports);
        ReadPressRelease.Map(organisation.MapGroup("programmes").WithTags("Programmes"));
    }
}
