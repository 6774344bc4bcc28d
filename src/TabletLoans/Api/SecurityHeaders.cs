namespace TabletLoans.Api;

/// <summary>Headers that every answer carries. The pages load what is theirs and nothing inline; Swagger UI brings its own inline script, so its policy is wider.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Strict = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private const string ForPages = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    private const string ForSwagger = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public Task Invoke(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = PolicyOf(context.Request.Path);
        // Names of children must not stay in a shared browser's cache.
        headers.CacheControl = "no-store";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    }

    private static string PolicyOf(PathString path) =>
        ForPeople.Owns(path) ? ForPages : path.StartsWithSegments("/swagger", StringComparison.Ordinal) ? ForSwagger : Strict;
}
