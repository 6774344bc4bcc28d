using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The people of the organisation: who may sign in, as what, where.</summary>
internal static class UserPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("users", Permission.ManageAccess, List);
        organisation.Shows("users/add", Permission.ManageAccess, AskAdd);
        organisation.Takes("users/add", Permission.ManageAccess, Add);
        organisation.Shows("users/{id:guid}", Permission.ManageAccess, Read);
        organisation.Takes("users/{id:guid}/grant", Permission.ManageAccess, Change);
        organisation.Takes("users/{id:guid}/withdraw", Permission.ManageAccess, (Guid id, Visit visit, Db db, CancellationToken stop) => Do(id, WithdrawGrant.Run, ("Accès retiré : ses sessions sont fermées.", "Access withdrawn: their sessions are closed."), visit, db, stop));
        organisation.Takes("users/{id:guid}/restore", Permission.ManageAccess, (Guid id, Visit visit, Db db, CancellationToken stop) => Do(id, RestoreGrant.Run, ("Accès rétabli.", "Access restored."), visit, db, stop));
        organisation.Takes("users/{id:guid}/reset-totp", Permission.ManageAccess, (Guid id, Visit visit, Db db, CancellationToken stop) => Do(id, ResetTotp.Run, ("La double authentification est retirée.", "The second factor is taken off."), visit, db, stop));
        organisation.Takes("users/{id:guid}/link", Permission.ManageAccess, MakeLink);
    }

    private static Task<IResult> List(Query<ListUsers.Filter> query, Db db, CancellationToken stop) => query.Show<UsersPage, User>(filter => ListUsers.Run(db, filter, stop));

    /// <summary>A person to add, or the one that the page is of.</summary>
    internal sealed record PageOfUser(User? User, IReadOnlyList<Option> Schools, Fields Fields);

    private static async Task<IResult> AskAdd(Db db, CancellationToken stop) => Show.Page<AddUserPage>(new PageOfUser(null, await SchoolChoice.ByUai(db, stop), Fields.None));

    private static async Task<IResult> Add(Form<AddUser.Request> form, Visit visit, Database database, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(request => AddUser.Run(database, db, request, stop));
        if (outcome.Refusal is { } refusal)
            return Show.Page<AddUserPage>(new PageOfUser(null, await SchoolChoice.ByUai(db, stop), form.Again(refusal, visit)), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
        var (user, link) = (outcome.Value!.User, outcome.Value.Link);
        return link is not null
            ? Show.Page<LinkPage>(new LinkOfUser(user, link))
            : Show.Done(visit.To($"users/{user.Id:D}"), Notice.Done(((Text)("La personne est ajoutée. Elle a déjà un compte : elle se connecte avec le mot de passe qu'elle connaît.", "The person is added. They have an account already: they sign in with the password they know.")).In(visit.Culture)));
    }

    /// <summary>A link to hand over, shown once.</summary>
    internal sealed record LinkOfUser(User User, PasswordLink Link);

    private static async Task<IResult> MakeLink(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await MakePasswordLink.Run(db, id, stop);
        return outcome.Refusal is { } refusal ? await Again(id, refusal, null, visit, db, stop) : Show.Page<LinkPage>(new LinkOfUser((await User.Find(db, id, stop))!, outcome.Value!));
    }

    private static async Task<IResult> Read(Guid id, Db db, CancellationToken stop) =>
        await User.Find(db, id, stop) is { } user ? Show.Page<UserPage>(new PageOfUser(user, await SchoolChoice.ByUai(db, stop), As(user))) : Show.NotFound();

    private static Fields As(User user) => Fields.Of(("role", user.Role), ("schools", string.Join(',', user.Schools)), ("everySchool", user.EverySchool ? "true" : null));

    private static async Task<IResult> Change(Guid id, Form<ChangeGrant.Request> form, Visit visit, Database database, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(request => ChangeGrant.Run(database, db, id, request, stop));
        return outcome.Refusal is { } refusal
            ? await Again(id, refusal, form.Again(refusal, visit), visit, db, stop)
            : Show.Done(visit.To($"users/{id:D}"), Notice.Done(((Text)("Le rôle est changé. Il compte dès maintenant.", "The role is changed. It counts from now on.")).In(visit.Culture)));
    }

    private static async Task<IResult> Do(Guid id, Func<Db, Guid, CancellationToken, Task<Outcome<User>>> useCase, Text done, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await useCase(db, id, stop);
        return outcome.Refusal is { } refusal ? await Again(id, refusal, null, visit, db, stop) : Show.Done(visit.To($"users/{id:D}"), Notice.Done(done.In(visit.Culture)));
    }

    private static async Task<IResult> Again(Guid id, Refusal refusal, Fields? fields, Visit visit, Db db, CancellationToken stop) => await User.Find(db, id, stop) is { } user
        ? Show.Page<UserPage>(new PageOfUser(user, await SchoolChoice.ByUai(db, stop), fields ?? As(user)), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
        : Show.NotFound();
}
