using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using TabletLoans.Storage;

namespace TabletLoans.Benchmarks;

internal sealed record BareLend(Guid Device, Guid BorrowerId);

/// <summary>A lend with the least that keeps it correct: a guarded update and an insert, three ways.</summary>
internal sealed class BareLends(Func<ValueTask<DbConnection>> open, Guid organisation)
{
    private const int MostInOneCommit = 64;
    private readonly Channel<(BareLend Lend, TaskCompletionSource<Guid?> Answer)> _waiting = Channel.CreateUnbounded<(BareLend, TaskCompletionSource<Guid?>)>();
    private readonly SemaphoreSlim _one = new(1);
    private Task? _loop;
    private DbConnection? _writer;

    /// <summary>One writer that commits once for everybody who waits (SQLite).</summary>
    public async Task<Guid?> Queue(BareLend lend)
    {
        _ = LazyInitializer.EnsureInitialized(ref _loop, () => Task.Run(Loop));
        var answer = new TaskCompletionSource<Guid?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync((lend, answer));
        return await answer.Task;
    }

    /// <summary>One transaction a lend, one at a time (SQLite).</summary>
    public async Task<Guid?> Lock(BareLend lend)
    {
        await _one.WaitAsync();
        try
        {
            _writer ??= await Writer();
            return await Commit(_writer, lend);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>One transaction a lend, on a connection of its own (PostgreSQL).</summary>
    public async Task<Guid?> Transaction(BareLend lend)
    {
        await using var connection = await open();
        return await Commit(connection, lend);
    }

    private async Task Loop()
    {
        await using var connection = await Writer();
        var batch = new List<(TaskCompletionSource<Guid?> Answer, Guid? Loan)>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            await using var transaction = await connection.BeginTransactionAsync();
            while (batch.Count < MostInOneCommit && _waiting.Reader.TryRead(out var item)) batch.Add((item.Answer, await Write(connection, transaction, item.Lend)));
            await transaction.CommitAsync();
            foreach (var (answer, loan) in batch) answer.SetResult(loan);
        }
    }

    private async Task<Guid?> Commit(DbConnection connection, BareLend lend)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var loan = await Write(connection, transaction, lend);
        await transaction.CommitAsync();
        return loan;
    }

    private async Task<Guid?> Write(DbConnection connection, DbTransaction transaction, BareLend lend)
    {
        var now = TimeProvider.System.GetInstant();
        if (await connection.ExecuteAsync(MoveSql, new { id = lend.Device, now }, transaction) == 0) return null;
        var id = Id.New();
        await connection.ExecuteAsync(InsertSql, new { id, organisation, lend.Device, lend.BorrowerId, by = organisation, now }, transaction);
        return id;
    }

    private async Task<DbConnection> Writer()
    {
        var connection = await open();
        await connection.ExecuteAsync("pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 10000");
        return connection;
    }

    private const string MoveSql = "update device set state = 'on_loan', updated_at = @now, version = version + 1 where id = @id and state = 'in_stock'";

    private const string InsertSql = """
        insert into loan (id, organisation_id, device_id, borrower_id, kind, counts_as_main, handed_over_at, handed_over_by, due_rule, created_at, updated_at, version)
        values (@id, @organisation, @Device, @BorrowerId, 'pupil', true, @now, @by, 'open', @now, @now, 1)
        """;
}
