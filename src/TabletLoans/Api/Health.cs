using Dapper;
using TabletLoans.Storage;

namespace TabletLoans.Api;

/// <summary>Whether the service can work.</summary>
internal sealed record HealthView
{
    [Text(20)] public required string Status { get; init; }
    /// <summary>The database and the library that reads it.</summary>
    [Text(200)] public string? Database { get; init; }
    [Text(50)] public required string Version { get; init; }
}

internal static class Health
{
    public static readonly string ServiceVersion = typeof(Health).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static void Map(RouteGroupBuilder health)
    {
        health.MapGet("live", Live).IsOpen("HealthLive");
        health.MapGet("ready", Ready).IsOpen("HealthReady").MayAnswer(503);
    }

    /// <summary>The process runs.</summary>
    internal static Returns<HealthView> Live() => (Outcome<HealthView>)new HealthView { Status = "ok", Version = ServiceVersion };

    /// <summary>The database answers and has every migration.</summary>
    internal static async Task<Returns<HealthView>> Ready(Database database, ILogger<Database> log, CancellationToken stop)
    {
        try
        {
            return (Outcome<HealthView>)await database.Read(async connection =>
            {
                var migrations = await connection.ExecuteScalarAsync<long>("select count(*) from migration");
                return new HealthView
                {
                    Status = migrations == Migrator.All.Count ? "ok" : throw new InvalidOperationException("a migration is missing"),
                    Database = await database.Dialect.Version(connection),
                    Version = ServiceVersion,
                };
            }, stop);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "The database does not answer");
            return (Outcome<HealthView>)Errors.Unavailable.Refuse();
        }
    }
}
