using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>One's own account: the first password, the second factor.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(PasswordLink.Folder + "/{secret}", AskPassword);
        pages.MapPost(PasswordLink.Folder + "/{secret}", Choose);
        pages.MapGet(Address.SecondFactor, AskFactor);
        pages.MapPost(Address.SecondFactor, TurnOn);
        pages.MapPost(Address.SecondFactor + "/off", TurnOff);
        pages.MapPost(Address.SignInCode, GiveCode);
    }

    internal sealed record Choosing(string Secret, string Email, Fields Fields);

    private static async Task<IResult> AskPassword(string secret, Database database, CancellationToken stop) =>
        await ChoosePassword.Find(database, secret, stop) is { } link ? Show.Page<ChoosePasswordPage>(new Choosing(secret, link.Email, Fields.None)) : Show.Refused(AccessErrors.LinkSpent.Refuse());

    private static async Task<IResult> Choose(string secret, Form<ChoosePassword.Request> form, Visit visit, Database database, HttpContext http, CancellationToken stop)
    {
        if (await ChoosePassword.Find(database, secret, stop) is not { } link) return Show.Refused(AccessErrors.LinkSpent.Refuse());
        var outcome = await form.Run(request => ChoosePassword.Run(database, secret, request, stop));
        if (outcome.Refusal is { } refusal)
            return refusal.Error == AccessErrors.LinkSpent ? Show.Refused(refusal) : Show.Page<ChoosePasswordPage>(new Choosing(secret, link.Email, form.Again(refusal, visit)), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
        // Somebody else's session, such as the administrator's who made the link, must not stay open behind it.
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Show.Done(Address.SignIn, Notice.Done(((Text)("Votre mot de passe est choisi. Connectez-vous.", "Your password is chosen. Sign in.")).In(visit.Culture)));
    }

    /// <summary>The second step of the sign-in, for a few minutes after the password.</summary>
    internal sealed record Step
    {
        [Text(2000)] public required string Ticket { get; init; }
        [Text(20)] public required string Code { get; init; }
        [Text(2000)] public string? ReturnUrl { get; init; }
    }

    private static async Task<IResult> GiveCode(Form<Step> form, Visit visit, Database database, SecondFactor factor, HttpContext http, CancellationToken stop)
    {
        if (await factor.OfTicket(form.Value.Ticket ?? "", stop) is not { } account) return Refused<SignInPage>(AccessErrors.TicketExpired.Refuse(), Fields.None, visit);
        var outcome = await form.Run(step => SignIn.Enter(database, factor, account, step.Code, stop));
        if (outcome.Refusal is { } refusal) return Refused<SignInCodePage>(refusal, WithoutCode(form.Again(refusal, visit)), visit);
        await SignIn.Open(http, outcome.Value!);
        return Show.At(form.Value.ReturnUrl ?? "/");
    }

    private static IResult Refused<TPage>(Refusal refusal, object model, Visit visit) where TPage : Microsoft.AspNetCore.Components.IComponent => Show.Page<TPage>(model, refusal.Error.Status, Notice.Of(refusal, visit.Culture));

    private static Fields WithoutCode(Fields fields) => fields with { Values = fields.Values.Where(field => field.Key != "code").ToDictionary(StringComparer.Ordinal) };

    /// <summary>What the page of the second factor shows: how to turn it on, or off.</summary>
    internal sealed record Factor(SetUp? SetUp, Fields Fields);

    private static async Task<IResult> AskFactor(Visit visit, Database database, SecondFactor factor, CancellationToken stop) => await Mine(visit, database, stop) is { } account
        ? Show.Page<SecondFactorPage>(new Factor(account.TotpSecret is null ? factor.Start(account) : null, Fields.None))
        : Show.Refused(Errors.NotAuthenticated.Refuse());

    private static async Task<IResult> TurnOn(Form<SecondFactor.TurnOnRequest> form, Visit visit, Database database, SecondFactor factor, HttpContext http, CancellationToken stop)
    {
        if (await Mine(visit, database, stop) is not { } account) return Show.Refused(Errors.NotAuthenticated.Refuse());
        var outcome = await form.Run(request => factor.TurnOn(account, request, stop));
        if (outcome.Refusal is { } refusal)
        {
            var setUp = account.TotpSecret is null ? factor.Resume(account, form.Value.Ticket ?? "") ?? factor.Start(account) : null;
            return Refused<SecondFactorPage>(refusal, new Factor(setUp, WithoutCode(form.Again(refusal, visit))), visit);
        }
        // The other sessions were opened without it: this one goes on.
        await SignIn.Open(http, (await Account.Find(database, account.Id, stop))!);
        return Show.Page<RecoveryCodesPage>(outcome.Value);
    }

    private static async Task<IResult> TurnOff(Form<SecondFactor.TurnOffRequest> form, Visit visit, Database database, SecondFactor factor, HttpContext http, CancellationToken stop)
    {
        if (await Mine(visit, database, stop) is not { } account) return Show.Refused(Errors.NotAuthenticated.Refuse());
        var outcome = await form.Run(request => factor.TurnOff(account, request, stop));
        if (outcome.Refusal is { } refusal)
            return Refused<SecondFactorPage>(refusal, new Factor(account.TotpSecret is null ? factor.Start(account) : null, WithoutCode(form.Again(refusal, visit))), visit);
        await SignIn.Open(http, (await Account.Find(database, account.Id, stop))!);
        return Show.Done(Address.Account, Notice.Done(((Text)("La double authentification est désactivée.", "The second factor is turned off.")).In(visit.Culture)));
    }

    private static async Task<Account?> Mine(Visit visit, Database database, CancellationToken stop) =>
        visit.Email is not null && await visit.IsOpen(stop) ? await Account.Find(database, visit.PrincipalId!.Value, stop) : null;
}
