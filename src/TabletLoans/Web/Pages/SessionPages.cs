using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Localization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The pages outside any organisation: the way in and out, the language, one's own account.</summary>
internal static class SessionPages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", (Delegate)Enter);
        pages.MapGet("/organisations", Choose);
        pages.MapGet(Address.SignIn, AskSignIn);
        pages.MapPost(Address.SignIn, DoSignIn);
        pages.MapPost("/sign-out", (Delegate)DoSignOut);
        pages.MapPost("/language", DoSpeak);
        pages.MapGet(Address.Account, AskPassword);
        pages.MapPost(Address.Account, DoChangePassword);
        pages.MapGet("/accessibilite", () => Show.Page<AccessibilityPage>(AccessibilityStatement.Default));
    }

    /// <summary>Who belongs to one organisation is at home there.</summary>
    private static async Task<IResult> Enter(Visit visit, Grants grants, CancellationToken stop)
    {
        if (!await visit.IsOpen(stop)) return Show.Refused(Errors.NotAuthenticated.Refuse());
        return await grants.Of(visit.PrincipalId!.Value, stop) is [var only] ? Show.At(Address.Within(only.Slug, "")) : Show.At("/organisations");
    }

    private static async Task<IResult> Choose(Visit visit, CancellationToken stop) =>
        await visit.IsOpen(stop) ? Show.Page<OrganisationsPage>() : Show.Refused(Errors.NotAuthenticated.Refuse());

    internal sealed record Back
    {
        [Text(2000)] public string? ReturnUrl { get; init; }
        [Text(2)] public string? Language { get; init; }
    }

    private static async Task<IResult> AskSignIn(string? returnUrl, string? ended, Visit visit, CancellationToken stop) =>
        await visit.IsOpen(stop) ? Show.At(returnUrl ?? "/") : Show.Page<SignInPage>(Fields.Of(("returnUrl", Address.Local(returnUrl))), notice: ended is null ? null
            : Notice.Done(((Text)("Votre session a pris fin. Connectez-vous : vous reviendrez où vous étiez.", "Your session has ended. Sign in: you will be back where you were.")).In(visit.Culture)));

    private static async Task<IResult> DoSignIn(Form<SignIn.Request> form, Form<Back> back, Visit visit, Database database, SecondFactor factor, HttpContext http, CancellationToken stop)
    {
        var known = await form.Run(request => SignIn.Password(database, request.Email, request.Password, stop));
        if (known.Refusal is { } refusal) return Show.Page<SignInPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
        var account = known.Value!;
        // The page that asks for the code knows by a ticket of ours that the password was given.
        if ((await SignIn.Enter(database, factor, account, null, stop)).IsRefused)
            return Show.Page<SignInCodePage>(Fields.Of(("ticket", factor.Ticket(account)), ("returnUrl", Address.Local(back.Value.ReturnUrl))));
        await SignIn.Open(http, account);
        return Show.At(back.Value.ReturnUrl ?? "/");
    }

    private static async Task<IResult> DoSignOut(HttpContext http)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Show.At(Address.SignIn);
    }

    private static IResult DoSpeak(Form<Back> back, HttpContext http)
    {
        var language = back.Value.Language is "en" ? "en-GB" : "fr-FR";
        http.Response.Cookies.Append(WebApp.LanguageCookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(CultureInfo.GetCultureInfo(language))),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return Show.At(back.Value.ReturnUrl ?? "/");
    }

    // A key has no password: these two are for accounts.
    private static async Task<IResult> AskPassword(Visit visit, CancellationToken stop) =>
        visit.Email is not null && await visit.IsOpen(stop) ? Show.Page<AccountPage>(Fields.None) : Show.Refused(Errors.NotAuthenticated.Refuse());

    private static async Task<IResult> DoChangePassword(Form<ChangePassword.Request> form, Visit visit, Database database, HttpContext http, CancellationToken stop)
    {
        if (visit.Email is not { } email || !await visit.IsOpen(stop)) return Show.Refused(Errors.NotAuthenticated.Refuse());
        var outcome = await form.Run(request => ChangePassword.Run(database, email, request, stop));
        if (outcome.Refusal is { } refusal) return Show.Page<AccountPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
        await SignIn.Open(http, outcome.Value!);
        return Show.Done(Address.Account, Notice.Done(((Text)("Le mot de passe est changé. Vos autres sessions sont fermées.", "The password is changed. Your other sessions are closed.")).In(visit.Culture)));
    }
}
