using System.Globalization;
using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Exports;

/// <summary>
/// Any list as a file that a French spreadsheet opens with a double click: `?format=csv` or `Accept: text/csv`, with the filters of the
/// list and every page of it. It is the list's own handler that is asked, page after page, so nobody exports what they may not read.
/// </summary>
internal static class CsvExport
{
    private const int RowsAtATime = 500;

    public static RouteGroupBuilder ExportsItsLists(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory(Filter);
        return group;
    }

    private static EndpointFilterDelegate Filter(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var at = factory.MethodInfo.GetParameters().ToList().FindIndex(parameter => typeof(PageRequest).IsAssignableFrom(parameter.ParameterType));
        if (at < 0 || ListedBy(factory.MethodInfo.ReturnType) is not { } item) return next;
        return async context =>
        {
            var request = (PageRequest)context.Arguments[at]!;
            if (!IsAsked(request, context.HttpContext.Request)) return await next(context);
            var answer = await Page(request.Cursor);
            // Refused here, or by a filter further in: an unknown parameter, a value out of range.
            return answer is IPageResult { IsRefused: false } first ? new File(item, first, async cursor => (IPageResult)(await Page(cursor))!) : answer;

            ValueTask<object?> Page(string? cursor)
            {
                context.Arguments[at] = request with { Cursor = cursor, Limit = RowsAtATime };
                return next(context);
            }
        };
    }

    /// <summary>What the list's handler lists; null where it answers something else.</summary>
    public static Type? ListedBy(Type handler) =>
        handler is { IsGenericType: true } && handler.GetGenericArguments() is [{ IsGenericType: true } answer] && answer.GetGenericTypeDefinition() == typeof(Lists<>) ? answer.GetGenericArguments()[0] : null;

    private static bool IsAsked(PageRequest page, HttpRequest request) => page.Format switch
    {
        "csv" => true,
        "json" => false,
        _ => MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) && accepted.MaxBy(type => type.Quality ?? 1)?.MediaType == MediaTypeNames.Text.Csv,
    };

    /// <summary>The rows as they come: a list of a hundred thousand is never whole in memory.</summary>
    private sealed class File(Type item, IPageResult first, Func<string?, Task<IPageResult>> page) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (columns, language, db) = (Columns.Of(item), CultureInfo.CurrentUICulture, httpContext.RequestServices.GetRequiredService<Db>());
            var response = httpContext.Response;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=\"{Name(httpContext.Request.Path)}-{db.Today:yyyy-MM-dd}.csv\"";
            await CsvFile.WriteAsync(response.Body, [.. columns.Select(column => column.Header.In(language))], Rows(columns, db.Scope.TimeZone), httpContext.RequestAborted);
        }

        private async IAsyncEnumerable<IReadOnlyList<object?>> Rows(IReadOnlyList<Column> columns, TimeZoneInfo zone)
        {
            for (var part = first; ; part = await page(part.Next))
            {
                foreach (var row in part.Items) yield return [.. columns.Select(column => Local(column.Read(row), zone))];
                if (part.Next is null) yield break;
            }
        }

        // A person reads the hour of the place; the API's own instants stay in UTC.
        private static object? Local(object? value, TimeZoneInfo zone) => value is DateTimeOffset at ? TimeZoneInfo.ConvertTime(at, zone) : value;

        private static string Name(PathString path) => string.Join('-', path.Value!.Split('/').Skip(5).Where(part => !Guid.TryParse(part, out _)));
    }
}
