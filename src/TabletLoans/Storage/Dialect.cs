using System.Data.Common;

namespace TabletLoans.Storage;

/// <summary>Everything in which the two databases differ. The only place that branches on them.</summary>
internal abstract class Dialect : IAsyncDisposable
{
    /// <summary>A connection string that names a host is PostgreSQL's; any other names a file.</summary>
    public static Dialect For(string connectionString) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString } is var parts && (parts.ContainsKey("Host") || parts.ContainsKey("Server"))
            ? new PostgresDialect(connectionString)
            : new SqliteDialect(connectionString);

    /// <summary>Closes every idle connection.</summary>
    public abstract ValueTask DisposeAsync();

    public abstract string Name { get; }

    /// <summary>Appended to a SELECT that must hold its rows until the transaction ends; needless where there is one writer.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>The same for one of the tables of a join.</summary>
    public abstract string ForUpdateOf(string alias);

    /// <summary>`column IN (list)`: Dapper expands lists for one provider, the other takes an array.</summary>
    public abstract string In(string column, string parameter);

    /// <summary>The list that goes with <see cref="In"/>.</summary>
    public abstract object List(IEnumerable<Guid> ids);

    /// <summary>The same for texts, of which there may be thousands.</summary>
    public abstract string InTexts(string column, string parameter);

    /// <summary>The list that goes with <see cref="InTexts"/>.</summary>
    public abstract object Texts(IEnumerable<string> texts);

    /// <summary>Of a prepared INSERT of many rows.</summary>
    public abstract int RowsInOneStatement { get; }

    public abstract Task<DbConnection> Open(CancellationToken stop);

    /// <summary>Gives a connection back once it is idle; a broken one is disposed of.</summary>
    public abstract ValueTask Release(DbConnection connection);

    public abstract Writer CreateWriter(Func<DbConnection, DbTransaction, Writes> begin);

    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>Held by one migrating process at a time.</summary>
    public abstract Task LockForMigration(DbConnection connection, DbTransaction transaction);

    public abstract Task<string> Version(DbConnection connection);

    /// <summary>Writes a consistent copy of the database to a file, checks it, and says what was checked.</summary>
    public abstract Task<string> Backup(string file, CancellationToken stop);
}
