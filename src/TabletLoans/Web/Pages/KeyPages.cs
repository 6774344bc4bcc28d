using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>API keys: their list, the making of one, its end.</summary>
internal static class KeyPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("keys", Permission.ManageAccess, List);
        organisation.Shows("keys/create", Permission.ManageAccess, AskCreate);
        organisation.Takes("keys/create", Permission.ManageAccess, Create);
        organisation.Shows("keys/{id:guid}", Permission.ManageAccess, Read);
        organisation.Takes("keys/{id:guid}/revoke", Permission.ManageAccess, Revoke);
    }

    private static Task<IResult> List(Query<ListKeys.Filter> query, Db db, CancellationToken stop) => query.Show<KeysPage, IssuedKey>(filter => ListKeys.Run(db, filter, stop));

    internal sealed record Creating(IReadOnlyList<Option> Schools, Fields Fields);

    private static async Task<IResult> AskCreate(Db db, CancellationToken stop) => Show.Page<CreateKeyPage>(new Creating(await SchoolChoice.ByUai(db, stop), Fields.None));

    private static async Task<IResult> Create(Form<CreateKey.Request> form, Visit visit, Database database, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(request => CreateKey.Run(database, db, request, stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<CreateKeyPage>(new Creating(await SchoolChoice.ByUai(db, stop), form.Again(refusal, visit)), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Page<KeyPage>(outcome.Value!);
    }

    private static async Task<IResult> Read(Guid id, Db db, CancellationToken stop) => await IssuedKey.Find(db, id, stop) is { } key ? Show.Page<KeyPage>(key) : Show.NotFound();

    private static async Task<IResult> Revoke(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await RevokeKey.Run(db, id, stop);
        if (outcome.Refusal is not { } refusal) return Show.Done(visit.To($"keys/{id:D}"), Notice.Done(((Text)("La clé est révoquée : elle n'ouvre plus rien.", "The key is revoked: it opens nothing any more.")).In(visit.Culture)));
        return await IssuedKey.Find(db, id, stop) is { } key ? Show.Page<KeyPage>(key, refusal.Error.Status, Notice.Of(refusal, visit.Culture)) : Show.NotFound();
    }
}
