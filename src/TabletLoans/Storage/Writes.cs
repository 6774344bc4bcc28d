using System.Data.Common;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>What one transaction writes, possibly for several units of work: its rows at once, its events at the end.</summary>
internal sealed class Writes(DbConnection connection, DbTransaction transaction, Dialect dialect)
{
    private readonly List<Event> _events = [];
    private int _rows;

    public void Add(Event happened) => _events.Add(happened);

    public async Task<int> Execute(string sql, object? parameters)
    {
        var rows = await connection.ExecuteAsync(sql, Parameters.Of(parameters), transaction);
        _rows += Math.Max(rows, 0);
        return rows;
    }

    public async Task<int> InsertMany<T>(string insert, string row, IReadOnlyList<T> rows, string end, IReadOnlyList<(string Name, object Value)> common)
    {
        var written = await Storage.Rows.InsertMany(connection, transaction, insert, row, dialect.RowsInOneStatement, rows, end, common);
        _rows += written;
        return written;
    }

    /// <summary>The first row of `INSERT | UPDATE | DELETE … RETURNING`; null when no row matched.</summary>
    public async Task<T?> Returning<T>(string sql, object? parameters)
    {
        // Read to the end: a RETURNING statement that is left half read is not carried out to the end on SQLite.
        var rows = (await connection.QueryAsync<T>(sql, Parameters.Of(parameters), transaction)).AsList();
        _rows += rows.Count;
        return rows.Count == 0 ? default : rows[0];
    }

    public async Task<T?> One<T>(string sql, object? parameters) =>
        await connection.QueryFirstOrDefaultAsync<T>(sql, Parameters.Of(parameters), transaction);

    public async Task<IReadOnlyList<T>> List<T>(string sql, object? parameters) =>
        (await connection.QueryAsync<T>(sql, Parameters.Of(parameters), transaction)).AsList();

    public (int Rows, int Events) Mark() => (_rows, _events.Count);

    public bool IsUntouchedSince((int Rows, int Events) mark) => mark == Mark();

    public void ForgetSince((int Rows, int Events) mark) => _events.RemoveRange(mark.Events, _events.Count - mark.Events);

    /// <summary>Runs a part of a unit of work that may fail alone, such as one line of a batch.</summary>
    public async Task<bool> Attempt(Func<Task<bool>> part)
    {
        var mark = Mark();
        await connection.ExecuteAsync("savepoint part", transaction: transaction);
        var kept = false;
        try
        {
            return kept = await part();
        }
        finally
        {
            if (!kept)
            {
                await connection.ExecuteAsync("rollback to savepoint part", transaction: transaction);
                ForgetSince(mark);
            }
            await connection.ExecuteAsync("release savepoint part", transaction: transaction);
        }
    }

    // Last in the transaction: the chain's row is locked from here to the commit and no longer.
    public Task FlushEvents() => EventChain.Append(connection, transaction, dialect, _events);
}
