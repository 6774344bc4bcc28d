using System.Buffers.Text;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace TabletLoans.Api;

/// <summary>A part of a list: the items, and the cursor of what follows, null at the end.</summary>
/// <remarks>Keyset: a page starts after a row, not at a count, so that page 1000 costs what page 1 costs and nothing is skipped.</remarks>
internal sealed record Page<T>
{
    [Items(500)] public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Give it back as ?cursor= for what follows.</summary>
    [Text(500)] public string? Next { get; init; }
}

/// <summary>Which part of a list.</summary>
internal record PageRequest
{
    /// <summary>Items a page, 1 to 500; 50 when absent.</summary>
    [Between(1, 500)] public int? Limit { get; init; }

    /// <summary>The `next` of the page before.</summary>
    [Text(500)] public string? Cursor { get; init; }

    /// <summary>json when absent; csv: the whole list from the cursor on, whatever the limit, as a file for a spreadsheet (UTF-8 with its mark, `;`, decimal comma, money in euros, local times). `Accept: text/csv` asks for the same.</summary>
    [OneOf<ListFormats>] public string? Format { get; init; }
}

internal sealed class ListFormats : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["json", "csv"];
}

/// <summary>A page that was answered, whatever it lists.</summary>
internal interface IPageResult : IResult
{
    bool IsRefused { get; }
    IReadOnlyList<object> Items { get; }
    string? Next { get; }
}

/// <summary>200 with a page and Link: rel="next".</summary>
internal sealed class Lists<T>(Outcome<Page<T>> outcome) : IPageResult, IEndpointMetadataProvider
{
    public bool IsRefused => outcome.IsRefused;

    public IReadOnlyList<object> Items => [.. outcome.Value!.Items.Cast<object>()];

    public string? Next => outcome.Value!.Next;

    public static implicit operator Lists<T>(Outcome<Page<T>> outcome) => new(outcome);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe<Page<T>>(builder, StatusCodes.Status200OK);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (outcome.Value?.Next is { } next)
        {
            var query = httpContext.Request.Query.Where(pair => pair.Key != "cursor").Append(new("cursor", next));
            httpContext.Response.Headers.Link = $"<{httpContext.Request.Path}{QueryString.Create(query)}>; rel=\"next\"";
        }
        return Reply.Write(httpContext, outcome, StatusCodes.Status200OK);
    }
}

/// <summary>Where a page starts: the sort key of the row before it.</summary>
internal static class Cursor
{
    public const int DefaultLimit = 50;

    public static string Write<TKey>(TKey key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key, Json.Options));

    public static bool TryRead<TKey>(string cursor, out TKey? key)
    {
        key = default;
        if (cursor.Length > 500 || !Base64Url.IsValid(cursor)) return false;
        try
        {
            key = JsonSerializer.Deserialize<TKey>(Base64Url.DecodeFromChars(cursor), Json.Options);
            return key is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A page of what was read: one row more than the limit was asked for, to know whether anything follows.</summary>
    public static Page<TItem> Page<TRow, TItem>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TItem> item, Func<TRow, object> key) => new()
    {
        Items = rows.Take(limit).Select(item).ToList(),
        Next = rows.Count > limit ? Write(key(rows[limit - 1])) : null,
    };
}
