using Microsoft.AspNetCore.Antiforgery;
using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>How a page is given its address. Its permission is asked as the API asks it; every form must be our own.</summary>
internal static class PageRoutes
{
    /// <summary>A page of an organisation.</summary>
    public static void Shows(this IEndpointRouteBuilder pages, string path, Permission permission, Delegate handler) => pages.MapGet(path, handler).Needs(permission);

    /// <summary>A form of an organisation: it does something and leads to a page, or shows its page again with every reason why not.</summary>
    public static void Takes(this IEndpointRouteBuilder pages, string path, Permission permission, Delegate handler) => pages.MapPost(path, handler).Needs(permission);

    /// <summary>A form with a file, which is larger than what people type.</summary>
    public static void TakesFile(this IEndpointRouteBuilder pages, string path, Permission permission, int megabytes, Delegate handler) =>
        pages.MapPost(path, handler).WithMetadata(new FormSize((long)megabytes << 20)).Needs(permission);

    private sealed record FormSize(long MaxRequestBodySize) : IBodySize;

    private static void Needs(this RouteHandlerBuilder endpoint, Permission permission) => endpoint.RequireAuthorization().WithMetadata(new RequirePermission(permission));

    /// <summary>A form without the token that our page put into it was not sent from our page.</summary>
    public static async ValueTask<object?> OnlyOurForms(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        HttpMethods.IsGet(context.HttpContext.Request.Method) || await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Show.Refused(Errors.FormExpired.Refuse());
}
