using System.Globalization;

namespace TabletLoans.Api;

/// <summary>The version that the caller knows, from If-Match (RFC 9110 §13.1.1); `*` means whichever stands.</summary>
internal sealed record IfMatch(long? Version)
{
    /// <summary>Required on changes: 428 without.</summary>
    public static Outcome<IfMatch> Required(HttpContext context) =>
        Read(context) is { } known ? known : Errors.PreconditionRequired.Refuse();

    /// <summary>Honoured where given.</summary>
    public static IfMatch Optional(HttpContext context) => Read(context) ?? new IfMatch((long?)null);

    private static IfMatch? Read(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0) return null;
        if (header == "*") return new IfMatch((long?)null);
        // An ETag that we never gave cannot match: -1 is no row's version.
        return new IfMatch(long.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1);
    }

    public Refusal? Refuse(long actual) => Version is { } known && known != actual ? Errors.VersionConflict.Refuse(("version", actual)) : null;
}
