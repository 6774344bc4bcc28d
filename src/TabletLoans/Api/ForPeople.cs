namespace TabletLoans.Api;

/// <summary>How a refusal is shown to a person in a browser. The pages, which stand above, say how; a program is answered with a problem.</summary>
internal sealed record ForPeople(Func<HttpContext, Refusal, Task> Show)
{
    private static readonly string[] OfPrograms = ["/api", "/errors", "/health", "/openapi", "/swagger"];

    /// <summary>Whether the address is one of the pages', or of nothing at all.</summary>
    public static bool Owns(PathString path) => !OfPrograms.Any(start => path.StartsWithSegments(start, StringComparison.Ordinal));

    public static bool Asks(HttpContext context) =>
        Owns(context.Request.Path) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
