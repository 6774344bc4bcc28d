using System.Collections.Concurrent;

namespace TabletLoans.Tests.Support;

/// <summary>
/// A database and the service on it. Fixtures use them by turns, one at a time: every test has an organisation of its own, and to start a
/// service costs more than the tests of most fixtures.
/// </summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Engine, ConcurrentBag<Service>> Idle = new();

    private readonly Engine _engine;
    private TestHost? _second;

    private Service(Engine engine, TestDatabase database, TestHost host) => (_engine, Database, Host) = (engine, database, host);

    public TestDatabase Database { get; }

    public TestHost Host { get; }

    /// <summary>A second service on the same database, as where two processes share it.</summary>
    public async Task<TestHost> Second() => _second ??= await TestHost.Start(Database.ConnectionString);

    public static async Task<Service> Start(Engine engine)
    {
        var database = await TestDatabase.Create(engine);
        return new Service(engine, database, await TestHost.Start(database.ConnectionString));
    }

    public static async Task<Service> Take(Engine engine) => Idle.TryGetValue(engine, out var idle) && idle.TryTake(out var service) ? service : await Start(engine);

    /// <summary>For the next fixture, with the time of day and nothing said; alone, for a second one works at the files that are brought, too.</summary>
    public async Task GiveBack()
    {
        if (_second is { } second) await second.DisposeAsync();
        _second = null;
        Host.Forget();
        Idle.GetOrAdd(_engine, _ => []).Add(this);
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null) await _second.DisposeAsync();
        await Host.DisposeAsync();
        await Database.DisposeAsync();
    }

    public static async Task DisposeIdle()
    {
        foreach (var idle in Idle.Values)
            while (idle.TryTake(out var service)) await service.DisposeAsync();
    }
}
