using System.Data.Common;
using Dapper;
using Npgsql;

namespace TabletLoans.Storage;

internal sealed class PostgresDialect(string connectionString) : Dialect
{
    private const long MigrationLock = 7_214_551_303;

    // Statements are few and constant: after two uses each is prepared on its connection and stays so.
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, IncludeErrorDetail = false }.ToString());

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    public override string Name => "postgresql";

    // What is held is not deleted and keeps its key: rows that refer to it may still be inserted beside.
    public override string ForUpdate => " for no key update";

    public override string ForUpdateOf(string alias) => $" for no key update of {alias}";

    public override object List(IEnumerable<Guid> ids) => ids.ToArray();

    public override object Texts(IEnumerable<string> texts) => texts.ToArray();

    public override string InTexts(string column, string parameter) => In(column, parameter);

    public override string In(string column, string parameter) => $"{column} = any({parameter})";

    public override int RowsInOneStatement => 64;

    public override async Task<DbConnection> Open(CancellationToken stop) => await _source.OpenConnectionAsync(stop);

    public override ValueTask Release(DbConnection connection) => connection.DisposeAsync();

    public override Writer CreateWriter(Func<DbConnection, DbTransaction, Writes> begin) => new TransactionWriter(Open, begin, IsRetryable);

    public override bool IsUniqueViolation(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override Task LockForMigration(DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync("select pg_advisory_xact_lock(@key)", new { key = MigrationLock }, transaction);

    public override async Task<string> Version(DbConnection connection) =>
        $"PostgreSQL {await connection.ExecuteScalarAsync<string>("show server_version")}";

    public override Task<string> Backup(string file, CancellationToken stop) =>
        throw new NotSupportedException("a PostgreSQL database is backed up with its own tools: pg_dump --format=custom, or a base backup with WAL archiving");

    private static bool IsRetryable(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };
}
