using System.Globalization;
using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>A column that a list may be sorted by: its name in ?sort=, the column that an index orders, never null, and its value in a row.</summary>
internal sealed record SortBy<TRow>(string Name, string Column, Func<TRow, object> Value);

/// <summary>Lists in an order that the caller chose: ?sort=name, or -name the other way round; created is the order of registration.</summary>
internal static class Sorting
{
    public static Task<Outcome<Page<TItem>>> Sorted<TRow, TItem>(
        Db db, Sql sql, string idColumn, string? sort, PageRequest request, Func<TRow, TItem> item, Func<TRow, Guid> id, CancellationToken stop, params ReadOnlySpan<SortBy<TRow>> columns)
    {
        var (name, direction, beyond) = sort?.StartsWith('-') == true ? (sort[1..], " desc", "<") : (sort, "", ">");
        SortBy<TRow>? by = null;
        foreach (var column in columns) by = column.Name == name ? column : by;
        if (by is null)
            return Paging.By<TRow, TItem, Guid>(db, sql, $"{idColumn}{direction}", request.Cursor, request.Limit, item, id, after => sql.Where($"{idColumn} {beyond} @after", "after", after), stop);
        return Paging.By<TRow, TItem, Place>(db, sql, $"{by.Column}{direction}, {idColumn}{direction}", request.Cursor, request.Limit, item, row => Place.Of(by.Value(row), id(row)), after =>
        {
            sql.Where($"({by.Column}, {idColumn}) {beyond} (@afterValue, @afterId)", "afterValue", after.Day is { } day ? day : after.Text ?? "");
            sql.Parameters.Add("afterId", after.Id);
        }, stop);
    }

    /// <summary>Where a page begins: the value and the id of the row before it.</summary>
    internal sealed record Place(string? Text, DateOnly? Day, Guid Id)
    {
        public static Place Of(object value, Guid id) => value is DateOnly day ? new(null, day, id) : new(Convert.ToString(value, CultureInfo.InvariantCulture), null, id);
    }
}
