using System.Text.Json;

namespace TabletLoans.Benchmarks;

/// <summary>Starts what is measured, measures it on each database and prints the report.</summary>
internal static class Runner
{
    private static readonly string ServiceDll = Path.Combine(AppContext.BaseDirectory, "TabletLoans.dll");
    private static readonly string BareDll = typeof(Runner).Assembly.Location;

    public static async Task<int> Run(Options options)
    {
        var results = new List<Result>();
        var notes = new List<string>();
        var versions = new List<string>();
        foreach (var name in options.Databases)
        {
            var databases = await Databases.Create(name, options.Work);
            try
            {
                var organisation = await Service.RunVerb(ServiceDll, databases.Real, "organisation", "add", "--slug", Bench.Slug, "--name", "Banc", "--kind", "departement");
                var key = await Service.RunVerb(ServiceDll, databases.Real, "key", "create", "--organisation", Bench.Slug, "--role", "fleet_manager", "--name", "banc");
                var fleet = await Fleet.Fill(databases.Real, Guid.Parse(organisation), options.Devices);
                await databases.Copy();
                using var bare = await Service.Start(BareDll, "/ready", databases.Bare, "--bare", "{port}", databases.Bare);
                using (var service = await StartService(databases.Real))
                {
                    versions.Add(JsonDocument.Parse(service.Ready).RootElement.GetProperty("database").GetString()!);
                    foreach (var result in new Bench(options, databases, fleet, bare, service, key).Run(name))
                    {
                        Console.WriteLine(Report.Line(result));
                        results.Add(result);
                    }
                    notes.Add($"{name}: {service.ResidentBytes >> 20} MB resident after the load");
                }
                using var again = await StartService(databases.Real);
                notes[^1] += $", {again.StartedIn.TotalMilliseconds:F0} ms from the start of the process to the first answer of /health/ready (the bare one: {bare.StartedIn.TotalMilliseconds:F0} ms)";
            }
            finally
            {
                await databases.Drop();
            }
        }
        Console.WriteLine(Report.Markdown(options, results, versions, notes));
        return results.Sum(result => result.Bare.Errors + result.Service.Errors) == 0 ? 0 : 1;
    }

    private static Task<Service> StartService(string connectionString) => Service.Start(ServiceDll, "/health/ready", connectionString, "serve", "--urls", "http://127.0.0.1:{port}");
}
