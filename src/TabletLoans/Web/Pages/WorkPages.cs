using TabletLoans.Access;
using TabletLoans.Reconditioning;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The lists behind the figures of the home page: what waits for somebody.</summary>
internal static class WorkPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("bench", Permission.ReadFleet, Bench);
    }

    private static Task<IResult> Bench(Query<ListBench.Filter> query, Db db, Caller caller, CancellationToken stop) => query.Show<BenchPage, BenchItem>(filter => ListBench.Run(db, caller, filter, stop));
}
