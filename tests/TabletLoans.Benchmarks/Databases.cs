using Dapper;
using Npgsql;
using TabletLoans.Storage;

namespace TabletLoans.Benchmarks;

/// <summary>Two databases with the same content: the service's, and a copy for the bare one.</summary>
internal sealed record Databases(string Real, string Bare)
{
    public static async Task<Databases> Create(string name, string work)
    {
        if (name == "sqlite")
        {
            Directory.CreateDirectory(work);
            return new($"Data Source={Path.Combine(work, "service.db")}", $"Data Source={Path.Combine(work, "bare.db")}");
        }
        var server = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("TABLETLOANS_TEST_POSTGRES")
            ?? throw new InvalidOperationException("TABLETLOANS_TEST_POSTGRES names no server; scripts/bench.sh starts one"));
        var made = new Databases(In(server, $"bench_{Environment.ProcessId}"), In(server, $"bench_{Environment.ProcessId}_bare"));
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.ExecuteAsync($"create database bench_{Environment.ProcessId}");
        return made;
    }

    /// <summary>Copies what was filled in. Nobody may be connected to it.</summary>
    public async Task Copy()
    {
        await using var database = new Database(Real, TimeProvider.System);
        if (database.Dialect.Name == "sqlite")
        {
            await database.Read(connection => connection.ExecuteAsync("pragma wal_checkpoint(truncate)"));
            var (from, to) = (Real["Data Source=".Length..], Bare["Data Source=".Length..]);
            File.Copy(from, to);
            return;
        }
        await using (var connection = new NpgsqlConnection(Real)) await connection.ExecuteAsync("vacuum analyze");
        NpgsqlConnection.ClearAllPools();
        var server = new NpgsqlConnectionStringBuilder(Real) { Database = "postgres" };
        await using var admin = new NpgsqlConnection(server.ToString());
        await admin.ExecuteAsync($"create database bench_{Environment.ProcessId}_bare template bench_{Environment.ProcessId}");
    }

    /// <summary>Leaves nothing on a server that is not ours alone; the folder belongs to whoever named it.</summary>
    public async Task Drop()
    {
        if (!Real.Contains("Host=", StringComparison.Ordinal)) return;
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Real) { Database = "postgres" }.ToString());
        await admin.ExecuteAsync($"drop database if exists bench_{Environment.ProcessId} with (force)");
        await admin.ExecuteAsync($"drop database if exists bench_{Environment.ProcessId}_bare with (force)");
    }

    private static string In(NpgsqlConnectionStringBuilder server, string database) => new NpgsqlConnectionStringBuilder(server.ToString()) { Database = database }.ToString();
}
