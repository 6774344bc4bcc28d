namespace TabletLoans.Reports;

/// <summary>The addresses of the figures that come out of the ledger.</summary>
internal static class ReportsApi
{
    public static void MapReports(this RouteGroupBuilder organisation) => ReadHome.Map(organisation.MapGroup("reports").WithTags("Reports"));
}
