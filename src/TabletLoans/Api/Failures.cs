using System.Data.Common;
using System.Text.Json;

namespace TabletLoans.Api;

/// <summary>The last resort: what no endpoint answered becomes a problem of the catalogue, and nothing of the inside leaks.</summary>
internal sealed class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refusal = Translate(exception);
            if (refusal.Error.Status >= 500) log.LogError(exception, "{Method} {Route} failed", context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            var limits = context.Response.Headers.Where(header => header.Key is "Content-Security-Policy" or "Cache-Control" or "Referrer-Policy" || header.Key.StartsWith("X-", StringComparison.Ordinal)).ToList();
            context.Response.Clear();
            foreach (var (name, value) in limits) context.Response.Headers[name] = value;
            await Problem.Write(context, refusal);
        }
    }

    /// <summary>The framework's empty 404, 405 and 415 say it in the same way.</summary>
    public static Task Bare(HttpContext context) => Problem.Write(context, context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => Errors.NotAuthenticated.Refuse(),
        StatusCodes.Status404NotFound => Errors.NotFound.Refuse(),
        StatusCodes.Status405MethodNotAllowed => Errors.MethodNotAllowed.Refuse(("method", context.Request.Method)),
        StatusCodes.Status413PayloadTooLarge => Errors.BodyTooLarge.Refuse(),
        StatusCodes.Status415UnsupportedMediaType => Errors.UnsupportedMediaType.Refuse(("expected", "application/json")),
        StatusCodes.Status429TooManyRequests => Errors.TooManyRequests.Refuse(),
        >= 500 => Errors.Internal.Refuse(),
        _ => Malformed(("La requête n'a pas pu être lue.", "The request could not be read.")),
    });

    private static Refusal Translate(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Errors.BodyTooLarge.Refuse(),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Errors.UnsupportedMediaType.Refuse(("expected", "application/json")),
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        JsonException json => OfJson(json),
        // Never the exception's own words: they quote the value, which may be a child's name.
        BadHttpRequestException => Malformed(("Un paramètre ou le corps n'a pas la forme attendue.", "A parameter or the body does not have the expected form.")),
        DbException { IsTransient: true } => Errors.Unavailable.Refuse(),
        _ => Errors.Internal.Refuse(),
    };

    private static Refusal OfJson(JsonException json)
    {
        var where = json.Path is { Length: > 1 } path ? path : "$";
        return Malformed((
            $"Le JSON n'est pas celui attendu à {where} (ligne {json.LineNumber + 1}) : syntaxe, type ou membre inconnu.",
            $"The JSON is not as expected at {where} (line {json.LineNumber + 1}): syntax, type or unknown member."));
    }

    private static Refusal Malformed(Text problem) => Errors.MalformedRequest.Refuse(("problem", problem));
}
