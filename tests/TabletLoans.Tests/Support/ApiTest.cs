namespace TabletLoans.Tests.Support;

/// <summary>A fixture with a service and a database of its own, on each engine; every test has an organisation of its own.</summary>
[TestFixtureSource(typeof(Engines))]
[Parallelizable(ParallelScope.Self)]
public abstract class ApiTest(Engine engine)
{
    private TestDatabase? _database;
    private TestHost? _host;
    private Given? _given;

    private protected Engine Engine => engine;

    private protected TestDatabase Database => _database!;

    private protected TestHost Host => _host!;

    private protected Given Given => _given!;

    [OneTimeSetUp]
    public async Task StartService()
    {
        _database = await TestDatabase.Create(engine);
        _host = await TestHost.Start(_database.ConnectionString);
    }

    [SetUp]
    public async Task OpenOrganisation() => _given = await Support.Given.Organisation(Host);

    [OneTimeTearDown]
    public async Task StopService()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        // NUnit keeps every fixture until the last has run.
        (_host, _database, _given) = (null, null, null);
    }
}
