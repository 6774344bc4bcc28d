using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Benchmarks;

/// <summary>
/// What the service is compared with: a minimal API and Dapper on a copy of the same database with the same queries, and
/// nothing else; no sign-in, no rule but the guard of the statement, no history.
/// </summary>
internal static class BareService
{
    public static async Task<int> Serve(string port, string connectionString)
    {
        TypeHandlers.Register();
        SqliteLibrary.Load();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var open = Connections(connectionString);
        await using var first = await open();
        var organisation = await first.QuerySingleAsync<Guid>("select id from organisation");
        var lends = new BareLends(open, organisation);

        app.MapGet("/ready", () => "ok");
        app.MapGet("/devices/{id:guid}", async (Guid id) =>
        {
            await using var connection = await open();
            return await connection.QueryFirstOrDefaultAsync<DeviceRow>(DeviceRow.ByIdSql, new { id, organisationId = organisation, principalId = Guid.Empty, everySchool = true })
                is { } device ? Results.Ok(device) : Results.NotFound();
        });
        app.MapGet("/devices", async (string state, Guid schoolId, int limit) =>
        {
            await using var connection = await open();
            return await connection.QueryAsync<DeviceRow>(PageSql, new { state, schoolId, most = limit + 1, organisationId = organisation, principalId = Guid.Empty, everySchool = true });
        });
        app.MapPost("/loans/queue", async (BareLend lend) => Answer(await lends.Queue(lend)));
        app.MapPost("/loans/lock", async (BareLend lend) => Answer(await lends.Lock(lend)));
        app.MapPost("/loans/transaction", async (BareLend lend) => Answer(await lends.Transaction(lend)));
        await app.RunAsync();
        return 0;
    }

    private static IResult Answer(Guid? loan) => loan is { } id ? Results.Created($"/loans/{id}", new { id }) : Results.Conflict();

    private static Func<ValueTask<DbConnection>> Connections(string connectionString)
    {
        if (!connectionString.Contains("Host=", StringComparison.Ordinal))
        {
            return async () =>
            {
                var connection = new SqliteConnection(connectionString); // from the provider's pool
                await connection.OpenAsync();
                return connection;
            };
        }
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 50, AutoPrepareMinUsages = 2 }.ToString());
        return async () => await source.OpenConnectionAsync();
    }

    private static readonly string PageSql = $"{DeviceRow.SelectSql}\n where d.organisation_id = @organisationId and d.state = @state and d.school_id = @schoolId\norder by d.id limit @most";
}
