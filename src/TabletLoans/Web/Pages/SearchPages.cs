using TabletLoans.Access;
using TabletLoans.Search;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The one box for whatever a person holds. A form that is sent, so that no name stands in an address.</summary>
internal static class SearchPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("search", Permission.ReadFleet, () => Show.Page<SearchPage>());
        organisation.Takes("search", Permission.ReadFleet, Find);
    }

    private static async Task<IResult> Find(Form<FindAnything.Request> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var outcome = await form.Run(request => FindAnything.Run(db, caller, request, stop));
        if (outcome.Refusal is { } refusal) return Show.Page<SearchPage>(status: refusal.Error.Status, notice: Notice.Of(refusal, visit.Culture));
        // What a scanner reads names one thing: no list of one stands in between.
        return outcome.Value!.Hits.Where(hit => hit.Exact).ToList() is [var only] && Address.Of(only.Kind, only.Id) is { } its
            ? Show.At(visit.To(its))
            : Show.Page<SearchPage>(new Found(form.Value.Q, outcome.Value.Hits));
    }

    internal sealed record Found(string Q, IReadOnlyList<Hit> Hits);
}
