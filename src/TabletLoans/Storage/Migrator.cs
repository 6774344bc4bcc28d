using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>
/// Brings a database up to this version, all or nothing, and keeps a journal of what ran with its SHA-256.
/// A migration that ran and was edited since stops the service: the two databases would no longer be what they say they are.
/// </summary>
internal static class Migrator
{
    public static IReadOnlyList<Migration> All { get; } = Load();

    public static async Task<IReadOnlyList<string>> Migrate(Database database, IReadOnlyList<Migration>? migrations = null, CancellationToken stop = default)
    {
        migrations ??= All;
        return await database.Read(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await database.Dialect.LockForMigration(connection, transaction);
            await connection.ExecuteAsync(JournalSql, transaction: transaction);
            var done = (await connection.QueryAsync<(string Name, string Sha256)>("select name, sha256 from migration", transaction: transaction))
                .ToDictionary(row => row.Name, row => row.Sha256, StringComparer.Ordinal);
            Check(done, migrations);
            var ran = new List<string>();
            foreach (var migration in migrations.Where(migration => !done.ContainsKey(migration.Name)))
            {
                await connection.ExecuteAsync(migration.Sql, transaction: transaction);
                await connection.ExecuteAsync("insert into migration (name, sha256, ran_at) values (@name, @sha256, @ranAt)",
                    new { name = migration.Name, sha256 = migration.Sha256, ranAt = database.Clock.GetInstant() }, transaction);
                ran.Add(migration.Name);
            }
            await transaction.CommitAsync(stop);
            return ran;
        }, stop);
    }

    private static void Check(Dictionary<string, string> done, IReadOnlyList<Migration> migrations)
    {
        foreach (var (name, sha256) in done)
        {
            var known = migrations.FirstOrDefault(migration => migration.Name == name)
                ?? throw new InvalidOperationException($"the database was migrated by a newer version of TabletLoans: it has {name}, which this one does not know");
            if (known.Sha256 != sha256)
                throw new InvalidOperationException($"migration {name} was changed after it ran on this database; write a new migration instead");
        }
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string marker = ".Migrations.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.Contains(marker, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                return new Migration(resource[(resource.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..^4], reader.ReadToEnd());
            })
            .ToList();
    }

    private const string JournalSql = """
        create table if not exists migration (
          name text not null constraint pk_migration primary key,
          sha256 text not null,
          ran_at timestamptz not null
        )
        """;
}

internal sealed record Migration(string Name, string Sql)
{
    // Line ends do not count: a checkout on another system must not refuse to start.
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}
