using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Localization;
using TabletLoans.Access;
using TabletLoans.Api;
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
        pages.MapGet("/accessibilite", () => Show.Page<AccessibilityPage>());
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

    private static async Task<IResult> AskSignIn(string? returnUrl, Visit visit, CancellationToken stop) =>
        await visit.IsOpen(stop) ? Show.At(returnUrl ?? "/") : Show.Page<SignInPage>(Fields.Of(("returnUrl", Address.Local(returnUrl))));

    private static async Task<IResult> DoSignIn(Form<SignIn.Request> form, Form<Back> back, Visit visit, Database database, HttpContext http, CancellationToken stop)
    {
        var outcome = await form.Run(request => SignIn.Run(database, request, stop));
        if (outcome.Refusal is { } refusal) return Show.Page<SignInPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
        await SignIn.Open(http, outcome.Value!);
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
