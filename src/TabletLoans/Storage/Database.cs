using System.Data.Common;
using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>The database of this process, whichever it is. Features never see it: they get a <see cref="Db"/> within a scope.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly Lazy<Writer> _writer;

    public Database(string connectionString, TimeProvider clock)
    {
        TypeHandlers.Register();
        Dialect = Dialect.For(connectionString);
        Clock = clock;
        _writer = new(() => Dialect.CreateWriter((connection, transaction) => new Writes(connection, transaction, Dialect)));
    }

    public Dialect Dialect { get; }

    public TimeProvider Clock { get; }

    public Db Within(Scope scope) => new(this, scope);

    public async Task<T> Read<T>(Func<DbConnection, Task<T>> query, CancellationToken stop = default)
    {
        var connection = await Dialect.Open(stop);
        try
        {
            return await query(connection);
        }
        finally
        {
            await Dialect.Release(connection);
        }
    }

    public async Task<Outcome<T>> Write<T>(Func<Writes, Task<Outcome<T>>> work, CancellationToken stop = default)
    {
        var item = new WriteItem<T>(work);
        await _writer.Value.Run(item, stop);
        return await item.Result;
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer.IsValueCreated) await _writer.Value.DisposeAsync();
        await Dialect.DisposeAsync();
    }
}
