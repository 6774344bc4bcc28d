using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>What the handler of a page answers.</summary>
internal static class Show
{
    /// <summary>The page with what it shows, which its component reads by Model().</summary>
    public static IResult Page<TPage>(object? model = null, int status = StatusCodes.Status200OK, Notice? notice = null) where TPage : IComponent =>
        new Shown(typeof(TPage), model, status, notice);

    /// <summary>The page with what was found, or the page that says why there is nothing.</summary>
    public static IResult Page<TPage, T>(Outcome<T> outcome) where TPage : IComponent =>
        outcome.Refusal is { } refusal ? Refused(refusal) : Page<TPage>(outcome.Value);

    public static IResult Refused(Refusal refusal) => new Refusing(refusal);

    public static IResult NotFound() => Refused(Errors.NotFound.Refuse());

    /// <summary>Another page.</summary>
    public static IResult At(string address) => TypedResults.LocalRedirect(Address.Local(address) ?? "/");

    /// <summary>Another page, which tells what was done: a form that was sent is never sent again by a reload.</summary>
    public static IResult Done(string address, Notice notice) => new Redirecting(address, notice);

    private sealed class Shown(Type page, object? model, int status, Notice? notice) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await httpContext.RequestServices.GetRequiredService<Visit>().Prepare(model, notice, httpContext.RequestAborted);
            await new RazorComponentResult(page) { StatusCode = status, PreventStreamingRendering = true }.ExecuteAsync(httpContext);
        }
    }

    private sealed class Refusing(Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problem.Write(httpContext, refusal);
    }

    private sealed class Redirecting(string address, Notice notice) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.RequestServices.GetRequiredService<Notices>().Leave(httpContext, notice);
            return At(address).ExecuteAsync(httpContext);
        }
    }
}
