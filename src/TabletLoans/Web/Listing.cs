using Microsoft.AspNetCore.Components;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>The filters of a list, as the address holds them.</summary>
internal sealed class Query<TFilter> where TFilter : PageRequest
{
    private const int RowsAPage = 25;

    public required TFilter Filter { get; init; }

    public Refusal? Refusal { get; init; }

    public required HttpRequest Request { get; init; }

    public static ValueTask<Query<TFilter>?> BindAsync(HttpContext context)
    {
        var (filter, refusal) = Typed.Read<TFilter>(context.Request.Query);
        return ValueTask.FromResult<Query<TFilter>?>(new Query<TFilter> { Filter = filter with { Limit = Math.Min(filter.Limit ?? RowsAPage, 100) }, Refusal = refusal, Request = context.Request });
    }

    /// <summary>The page of a list: runs the use case that lists, with the filters of the address.</summary>
    /// <param name="list">The use case.</param>
    /// <param name="beside">What else the page shows, such as the schools to choose from.</param>
    public async Task<IResult> Show<TPage, TItem>(Func<TFilter, Task<Outcome<Page<TItem>>>> list, object? beside = null) where TPage : IComponent
    {
        // A form sends its empty fields too: the address that people keep and share has none.
        if (Request.Query.Any(pair => string.IsNullOrEmpty(pair.Value)))
            return Web.Show.At(Address.With(Request.Path, Request.Query.Select(pair => (pair.Key, (string?)pair.Value.ToString()))));
        if (Refusal is not null) return Web.Show.Refused(Refusal);
        var outcome = await list(Filter);
        return outcome.Refusal is { } refusal ? Web.Show.Refused(refusal) : Web.Show.Page<TPage>(new Listing<TItem>(outcome.Value!.Items, outcome.Value.Next) { Beside = beside });
    }
}

/// <summary>A page of a list, as its component shows it.</summary>
internal sealed record Listing<TItem>(IReadOnlyList<TItem> Items, string? Next)
{
    public object? Beside { get; init; }
}

/// <summary>A column of a list: its name, and what it shows of a row.</summary>
public sealed record Column<TItem>(string Name, RenderFragment<TItem> Cell)
{
    /// <summary>Numbers and sums stand to the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>What ?sort= calls it, where the list may be sorted by it.</summary>
    public string? Sort { get; init; }

    public Column(string name, Func<TItem, string?> text) : this(name, item => builder => builder.AddContent(0, text(item))) { }
}
