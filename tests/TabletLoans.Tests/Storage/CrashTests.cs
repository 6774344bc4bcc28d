using System.Collections.Concurrent;
using System.Net;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Storage;

/// <summary>The service as its own process, killed without warning in the middle of its work.</summary>
[TestFixtureSource(typeof(Engines))]
public sealed class CrashTests(Engine engine)
{
    [Test]
    public async Task After_A_Kill_Every_Acknowledged_Loan_Is_There_And_None_Is_Half_There()
    {
        await using var database = await TestDatabase.Create(engine);
        var (slug, key, devices, borrower) = await Prepare(database);
        var acknowledged = new ConcurrentBag<Guid>();

        using (var service = ServiceProcess.Start(database.ConnectionString))
        {
            await service.Ready();
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                using var api = new ApiClient(service.Address, key, "en");
                foreach (var device in devices.Where((_, i) => i % 8 == client))
                {
                    try
                    {
                        var answer = await api.Post($"/api/v1/organisations/{slug}/loans", new { device, borrowerId = borrower, kind = "short" }, ("Idempotency-Key", $"{device}"));
                        if (answer.Status == HttpStatusCode.Created) acknowledged.Add(answer.Id);
                    }
                    catch (HttpRequestException) when (stop.IsCancellationRequested || service.HasExited)
                    {
                        return;
                    }
                }
            })).ToArray();
            while (acknowledged.Count < 100) await Task.Delay(5);
            await stop.CancelAsync();
            service.Kill();
            await Task.WhenAll(clients);
        }

        Assert.That(acknowledged, Has.Count.LessThan(devices.Count), "the kill came too late to prove anything");
        await using var host = await TestHost.Start(database.ConnectionString);
        using var again = host.Client(key);
        foreach (var id in acknowledged) (await again.Get($"/api/v1/organisations/{slug}/loans/{id}")).Must(HttpStatusCode.OK);
        var halves = await host.Database.Read(async connection => await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, HalvesSql));
        Assert.That(halves, Is.Zero, "devices whose state and open loan disagree");
        var (holds, lines) = await AuditChain.Verify(host.Database, default);
        Assert.That(holds, Is.True, string.Join("\n", lines));
    }

    private static async Task<(string Slug, string Key, List<Guid> Devices, Guid Borrower)> Prepare(TestDatabase database)
    {
        await using var host = await TestHost.Start(database.ConnectionString);
        var given = await Given.Organisation(host);
        var rules = await given.Client("organisation_admin");
        (await rules.Put(given.Path("lending-rules/short"), new { due = "days", days = 7, maxMainDevices = 100 })).Must(HttpStatusCode.OK);
        var key = await Given.Key(host, given.Slug, "fleet_manager");
        // Chargers do not count as main devices, so one borrower may take them all.
        var model = await given.Model(kind: "other");
        var devices = new List<Guid>();
        for (var i = 0; i < 1_500; i++) devices.Add(Guid.Empty);
        await Parallel.ForAsync(0, devices.Count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => devices[i] = (await given.DeviceInStock(model.Id)).Id);
        return (given.Slug, key, devices, (await given.Pupil()).Id);
    }

    private const string HalvesSql = """
        select count(*) from device d
        where (d.state = 'on_loan') <> exists (select 1 from loan l where l.device_id = d.id and l.ended_at is null)
           or (d.state = 'on_loan') <> (exists (select 1 from event e where e.device_id = d.id and e.name = 'lend'))
        """;
}
