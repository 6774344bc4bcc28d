using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>Keyset pages over rows ordered by their UUIDv7, which is their order of creation.</summary>
internal static class Paging
{
    public static Task<Outcome<Page<TItem>>> ById<TRow, TItem>(
        Db db, Sql sql, string idColumn, string? cursor, int? limit, Func<TRow, TItem> item, Func<TRow, Guid> id, CancellationToken stop) =>
        By<TRow, TItem, Guid>(db, sql, idColumn, cursor, limit, item, id, after => sql.Where($"{idColumn} > @after", "after", after), stop);

    /// <summary>By another key, which the index must hold too; `start` appends the condition that a page begins after.</summary>
    public static async Task<Outcome<Page<TItem>>> By<TRow, TItem, TKey>(
        Db db, Sql sql, string order, string? cursor, int? limit, Func<TRow, TItem> item, Func<TRow, TKey> key, Action<TKey> start, CancellationToken stop)
        where TKey : notnull
    {
        if (cursor is not null)
        {
            if (!Cursor.TryRead<TKey>(cursor, out var after)) return Errors.InvalidCursor.Refuse();
            start(after!);
        }
        var most = limit ?? Cursor.DefaultLimit;
        sql.Parameters.Add("most", most + 1);
        sql.Append($"order by {order} limit @most");
        var rows = await db.List<TRow>(sql.ToString(), sql.Parameters, stop);
        return Cursor.Page(rows, most, item, row => key(row));
    }
}
