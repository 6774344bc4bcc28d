using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using TabletLoans.Api;
using TabletLoans.Web.Pages;

namespace TabletLoans.Web;

/// <summary>What a person sees where a program gets a problem: the way to the sign-in, or a page that says what is wrong.</summary>
internal static class RefusalPages
{
    public static async Task Show(HttpContext http, Refusal refusal)
    {
        var visit = http.RequestServices.GetRequiredService<Visit>();
        if (refusal.Error == Errors.NotAuthenticated || (refusal.Error == Errors.NotFound && visit.PrincipalId is not null && !await visit.IsOpen(http.RequestAborted)))
        {
            if (visit.PrincipalId is not null) await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            // A form that was sent without a session is not sent again after the sign-in: its page is shown.
            var back = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : null;
            http.Response.Redirect(Address.With(Address.SignIn, ("returnUrl", back is "/" ? null : back)));
            return;
        }
        await Web.Show.Page<RefusalPage>(refusal, refusal.Error.Status).ExecuteAsync(http);
    }
}
