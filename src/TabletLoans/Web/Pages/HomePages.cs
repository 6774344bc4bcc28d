using TabletLoans.Access;
using TabletLoans.Reports;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

internal static class HomePages
{
    public static void Map(IEndpointRouteBuilder organisation) => organisation.Shows("", Permission.ReadFleet, Read);

    private static async Task<IResult> Read(Db db, Caller caller, CancellationToken stop) => Show.Page<HomePage, Home>(await ReadHome.Run(db, caller, stop));
}
