using TabletLoans.Access;
using TabletLoans.Handouts;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Classes that are handed out by a list: the lists, and the desk of each.</summary>
internal static class HandoutPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("handout-lists", Permission.ReadLoans, List);
        organisation.Shows("handout-lists/new", Permission.Lend, AskNew);
        organisation.Takes("handout-lists/new", Permission.Lend, Create);
        organisation.Shows("handout-lists/{id:guid}", Permission.ReadLoans, Read);
        organisation.Takes("handout-lists/{id:guid}/close", Permission.Lend, Close);
    }

    private static Task<IResult> List(Query<ListHandoutLists.Filter> query, Db db, CancellationToken stop) => query.Show<HandoutListsPage, HandoutList>(filter => ListHandoutLists.Run(db, filter, stop));

    internal sealed record NewList(IReadOnlyList<Option> Schools, Fields Fields);

    private static async Task<IResult> AskNew(Guid? schoolId, string? className, Db db, CancellationToken stop)
    {
        var schools = (await SchoolChoice.Read(db, schoolId, stop)).Options;
        return Show.Page<NewHandoutListPage>(new NewList(schools, Fields.Of(("schoolId", schoolId?.ToString("D") ?? (schools is [var only] ? only.Value : null)), ("className", className), ("withoutDevice", "true"))));
    }

    private static async Task<IResult> Create(Form<CreateHandoutList.Request> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var outcome = await form.Run(request => CreateHandoutList.Run(db, caller, request, stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<NewHandoutListPage>(new NewList((await SchoolChoice.Read(db, null, stop)).Options, form.Again(refusal, visit)), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.At(visit.To($"handout-lists/{outcome.Value!.Id:D}"));
    }

    private static async Task<IResult> Read(Guid id, Db db, Caller caller, CancellationToken stop) =>
        await HandoutList.Find(db, caller, id, stop) is not { } list ? Show.NotFound()
        : list.ClosedAt is null && caller.May(Permission.Lend) ? DeskPages.Open(DeskMode.All[0], list: list)
        : Show.Page<HandoutListPage>(list);

    private static async Task<IResult> Close(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var outcome = await CloseHandoutList.Run(db, caller, id, new Api.IfMatch((long?)null), stop);
        return outcome.Refusal is { } refusal ? Show.Refused(refusal) : Show.At(visit.To($"handout-lists/{id:D}"));
    }
}
