using System.CommandLine;
using Dapper;
using TabletLoans.Api;
using TabletLoans.Demo;
using TabletLoans.Storage;

namespace TabletLoans;

/// <summary>The default verb: serves until it is stopped.</summary>
internal static class Serving
{
    private static readonly Option<string?> Urls = new("--urls") { Description = $"Addresses to listen on; {TabletLoansApp.DefaultUrl} when absent" };
    private static readonly Option<bool> Demo = new("--demo") { Description = "Loads a demonstration fleet into an empty database" };

    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Urls);
        root.Options.Add(Demo);
        root.SetAction(Run);
    }

    public static Command Verb()
    {
        var command = new Command("serve", "Serves the API (the default verb)") { Urls, Demo };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            await using var app = TabletLoansApp.Build(new ServeOptions(Commands.ConnectionString(parsed), parsed.GetValue(Urls)));
            var database = app.Services.GetRequiredService<Database>();
            DemoAccess? demo = null;
            if (parsed.GetValue(Demo)) DemoDoor.Check(app.Configuration, parsed.GetValue(Urls));
            await Migrator.Migrate(database, stop: stop);
            if (parsed.GetValue(Demo)) demo = await DemoFleet.Load(database, stop);
            await app.StartAsync(stop);
            Console.WriteLine($"TabletLoans {Health.ServiceVersion} on {string.Join(", ", app.Urls)}");
            Console.WriteLine($"Pages: {app.Urls.First().TrimEnd('/')}/");
            Console.WriteLine($"API documentation: {app.Urls.First().TrimEnd('/')}/swagger");
            Console.WriteLine($"Database: {await database.Read(database.Dialect.Version, stop)}");
            foreach (var line in demo?.Lines() ?? []) Console.WriteLine(line);
            if (await database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from organisation"), stop) == 0) Console.WriteLine(FirstSteps);
            await app.WaitForShutdownAsync(stop);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private const string FirstSteps = """

        The database is empty. In another terminal, with the same --data or connection string:
          dotnet run --project src/TabletLoans -c Release -- organisation add --slug ville --name "Ville" --kind commune
          dotnet run --project src/TabletLoans -c Release -- user add --organisation ville --email you@example.org --role organisation_admin --password-stdin
          dotnet run --project src/TabletLoans -c Release -- key create --organisation ville --role fleet_manager --name "First key"
        Or start it with --demo to look at a demonstration fleet.
        """;
}
