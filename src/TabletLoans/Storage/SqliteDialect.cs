using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TabletLoans.Storage;

internal sealed class SqliteDialect : Dialect
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connectionString;

    public SqliteDialect(string connectionString)
    {
        SqliteLibrary.Load();
        // Our own pool: a pooled connection keeps its pragmas and its prepared statements.
        var parts = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        if (Path.GetDirectoryName(Path.GetFullPath(parts.DataSource)) is { } folder) Directory.CreateDirectory(folder);
        _connectionString = parts.ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        while (_idle.TryTake(out var idle)) await idle.DisposeAsync();
    }

    public override string Name => "sqlite";

    public override string ForUpdate => "";

    public override string ForUpdateOf(string alias) => "";

    public override object List(IEnumerable<Guid> ids) => ids.Select(id => id.ToString("D")).ToList();

    public override object Texts(IEnumerable<string> texts) => JsonSerializer.Serialize(texts);

    // A thousand parameters are slow to bind and a text of their own to parse; one JSON array is neither.
    public override string InTexts(string column, string parameter) => $"{column} in (select value from json_each({parameter}))";

    public override string In(string column, string parameter) => $"{column} in {parameter}";

    // There is no round trip to save, and each parameter is found by a walk through the names of all.
    public override int RowsInOneStatement => 1;

    public override async Task<DbConnection> Open(CancellationToken stop)
    {
        if (_idle.TryTake(out var idle)) return idle;
        var connection = new StatementCache(_connectionString);
        await connection.OpenAsync(stop);
        // FULL: what was acknowledged survives a power cut. The page cache is per connection, in KiB when negative.
        await connection.ExecuteAsync("""
            pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 10000; pragma foreign_keys = on;
            pragma cache_size = -4000; pragma temp_store = memory;
            """);
        return connection;
    }

    public override ValueTask Release(DbConnection connection)
    {
        _idle.Add((SqliteConnection)connection);
        return ValueTask.CompletedTask;
    }

    public override Writer CreateWriter(Func<DbConnection, DbTransaction, Writes> begin) => new WriteQueue(async stop =>
    {
        // The one writer may keep more pages than each of many readers, who share the system's own cache.
        var connection = await Open(stop);
        await connection.ExecuteAsync("pragma cache_size = -16000");
        return connection;
    }, begin);

    public override bool IsUniqueViolation(Exception exception) =>
        exception is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY };

    // BeginTransaction takes the write lock at once (BEGIN IMMEDIATE): whoever holds a transaction is alone already.
    public override Task LockForMigration(DbConnection connection, DbTransaction transaction) => Task.CompletedTask;

    public override async Task<string> Version(DbConnection connection) =>
        $"SQLite {await connection.ExecuteScalarAsync<string>("select sqlite_version()")} ({SqliteLibrary.Origin})";

    public override async Task<string> Backup(string file, CancellationToken stop)
    {
        if (File.Exists(file)) throw new IOException($"{file} already exists; a backup never overwrites one");
        var source = await Open(stop);
        await source.ExecuteAsync("vacuum into @file", new { file });
        await Release(source);
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        await copy.OpenAsync(stop);
        var check = await copy.ExecuteScalarAsync<string>("pragma integrity_check");
        if (check != "ok") throw new IOException($"the copy in {file} is damaged: {check}");
        return $"{file}: {new FileInfo(file).Length} bytes, integrity_check ok";
    }
}
