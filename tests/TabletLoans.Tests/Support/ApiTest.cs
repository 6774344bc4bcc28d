namespace TabletLoans.Tests.Support;

/// <summary>A fixture with a service and its database, on each engine; every test has an organisation of its own.</summary>
[TestFixtureSource(typeof(Engines))]
[Parallelizable(ParallelScope.Self)]
public abstract class ApiTest(Engine engine)
{
    private Service? _service;
    private Given? _given;

    private protected Engine Engine => engine;

    private protected TestDatabase Database => _service!.Database;

    private protected TestHost Host => _service!.Host;

    /// <summary>A second service on the same database.</summary>
    private protected Task<TestHost> SecondHost => _service!.Second();

    private protected Given Given => _given!;

    /// <summary>Where a fixture damages its database or asks about the whole of it, no other has it.</summary>
    private protected virtual bool NeedsOwnService => false;

    [OneTimeSetUp]
    public async Task StartService() => _service = NeedsOwnService ? await Service.Start(engine) : await Service.Take(engine);

    [SetUp]
    public async Task OpenOrganisation() => _given = await Support.Given.Organisation(Host);

    [OneTimeTearDown]
    public async Task StopService()
    {
        if (_service is { } service) await (NeedsOwnService ? service.DisposeAsync().AsTask() : service.GiveBack());
        // NUnit keeps every fixture until the last has run.
        (_service, _given) = (null, null);
    }
}
