using System.Data.Common;
using System.Threading.Channels;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>
/// Group commit for a database with one writer: takes whatever is waiting, runs it all in one transaction, commits once,
/// then answers everybody. Callers that wrote one by one would queue on the file lock and pay a disk flush each.
/// </summary>
internal sealed class WriteQueue : Writer
{
    private const int MostInOneCommit = 64;

    private readonly Channel<WriteItem> _waiting = Channel.CreateBounded<WriteItem>(new BoundedChannelOptions(4_096) { SingleReader = true });
    private readonly Func<CancellationToken, Task<DbConnection>> _open;
    private readonly Func<DbConnection, DbTransaction, Writes> _begin;
    private readonly Task _loop;

    public WriteQueue(Func<CancellationToken, Task<DbConnection>> open, Func<DbConnection, DbTransaction, Writes> begin)
    {
        (_open, _begin) = (open, begin);
        _loop = Task.Run(Loop);
    }

    public override async Task Run(WriteItem item, CancellationToken stop) => await _waiting.Writer.WriteAsync(item, stop);

    public override async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task Loop()
    {
        DbConnection? connection = null;
        var batch = new List<WriteItem>(MostInOneCommit);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostInOneCommit && _waiting.Reader.TryRead(out var item)) batch.Add(item);
            try
            {
                connection ??= await _open(CancellationToken.None);
                // Savepoints cost a fifth of the throughput, so a batch first runs without; only one in which
                // somebody was refused after writing, or failed, is rolled back and run again with them.
                if (!await RunPlain(connection, batch)) await RunGuarded(connection, batch);
                foreach (var item in batch) item.Complete();
            }
            catch (Exception exception)
            {
                foreach (var item in batch) item.Fail(exception);
                if (connection is not null) await connection.DisposeAsync();
                connection = null;
            }
        }
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task<bool> RunPlain(DbConnection connection, List<WriteItem> batch)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var writes = _begin(connection, transaction);
        foreach (var item in batch)
        {
            var mark = writes.Mark();
            try
            {
                if (await item.Try(writes)) continue;
            }
            catch (Exception)
            {
                return false;
            }
            if (!writes.IsUntouchedSince(mark)) return false;
        }
        await writes.FlushEvents();
        await transaction.CommitAsync();
        return true;
    }

    private async Task RunGuarded(DbConnection connection, List<WriteItem> batch)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var writes = _begin(connection, transaction);
        foreach (var item in batch)
        {
            var mark = writes.Mark();
            await connection.ExecuteAsync("savepoint item", transaction: transaction);
            try
            {
                if (!await item.Try(writes))
                {
                    await connection.ExecuteAsync("rollback to item", transaction: transaction);
                    writes.ForgetSince(mark);
                }
            }
            catch (Exception exception)
            {
                await connection.ExecuteAsync("rollback to item", transaction: transaction);
                writes.ForgetSince(mark);
                item.Fail(exception);
            }
            await connection.ExecuteAsync("release item", transaction: transaction);
        }
        await writes.FlushEvents();
        await transaction.CommitAsync();
    }
}
