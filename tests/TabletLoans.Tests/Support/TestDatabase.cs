using Microsoft.Data.Sqlite;
using Npgsql;
using TabletLoans.Storage;

namespace TabletLoans.Tests.Support;

/// <summary>A migrated database of its own: a copy of a template that is migrated once.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private const string PostgresVariable = "TABLETLOANS_TEST_POSTGRES";
    private static readonly SemaphoreSlim OneTemplate = new(1, 1);
    private static string? _sqliteTemplate;
    private static string? _postgresTemplate;

    private readonly Func<Task> _drop;

    private TestDatabase(string connectionString, Func<Task> drop) => (ConnectionString, _drop) = (connectionString, drop);

    public string ConnectionString { get; }

    public static async Task<TestDatabase> Create(Engine engine, bool migrated = true) =>
        engine == Engine.Sqlite ? await CreateSqlite(migrated) : await CreatePostgres(migrated);

    public async ValueTask DisposeAsync() => await _drop();

    private static async Task<TestDatabase> CreateSqlite(bool migrated)
    {
        var folder = Directory.CreateTempSubdirectory("tabletloans-test-");
        var file = Path.Combine(folder.FullName, "test.db");
        if (migrated) File.Copy(await SqliteTemplate(), file);
        return new TestDatabase($"Data Source={file}", () =>
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    private static async Task<string> SqliteTemplate()
    {
        await OneTemplate.WaitAsync();
        try
        {
            if (_sqliteTemplate is not null) return _sqliteTemplate;
            var file = Path.Combine(Directory.CreateTempSubdirectory("tabletloans-test-").FullName, "template.db");
            await using (var database = new Database($"Data Source={file}", TimeProvider.System)) await Migrator.Migrate(database);
            // The log is folded into the file, so that the file alone is the database.
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "pragma wal_checkpoint(truncate)";
            await command.ExecuteNonQueryAsync();
            return _sqliteTemplate = file;
        }
        finally
        {
            OneTemplate.Release();
        }
    }

    private static async Task<TestDatabase> CreatePostgres(bool migrated)
    {
        var server = Environment.GetEnvironmentVariable(PostgresVariable);
        if (string.IsNullOrEmpty(server))
        {
            if (Environment.GetEnvironmentVariable("TABLETLOANS_REQUIRE_ALL") == "1") Assert.Fail($"{PostgresVariable} is not set, and nothing may be skipped");
            Assert.Ignore($"{PostgresVariable} is not set: scripts/test.sh starts a PostgreSQL of its own");
        }
        var name = $"test_{Guid.CreateVersion7():N}";
        var template = migrated ? await PostgresTemplate(server!) : "template1";
        await OneTemplate.WaitAsync();
        try
        {
            await Execute(server!, $"create database {name} template {template}");
        }
        finally
        {
            OneTemplate.Release();
        }
        return new TestDatabase(For(server!, name), () => Execute(server!, $"drop database {name} with (force)"));
    }

    private static async Task<string> PostgresTemplate(string server)
    {
        await OneTemplate.WaitAsync();
        try
        {
            if (_postgresTemplate is not null) return _postgresTemplate;
            var name = $"template_{Guid.CreateVersion7():N}";
            await Execute(server, $"create database {name}");
            // Unpooled: a database that has connections cannot be copied.
            await using (var database = new Database($"{For(server, name)};Pooling=false", TimeProvider.System)) await Migrator.Migrate(database);
            return _postgresTemplate = name;
        }
        finally
        {
            OneTemplate.Release();
        }
    }

    private static string For(string server, string database) => new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 60 }.ToString();

    private static async Task Execute(string server, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
