using System.Net;
using Dapper;
using Microsoft.Extensions.Configuration;
using TabletLoans.Demo;
using TabletLoans.Organisations;
using TabletLoans.Storage;
using TabletLoans.Tests.Programmes;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Demo;

/// <summary>What a start with --demo does, the first time and later.</summary>
[TestFixtureSource(typeof(Engines))]
public sealed class DemoStartTests(Engine engine)
{
    [Test]
    public async Task A_Later_Start_Loads_Nothing_And_Makes_A_Fresh_Key()
    {
        await using var test = await TestDatabase.Create(engine);
        await using var host = await TestHost.Start(test.ConnectionString);
        var first = await DemoFleet.Load(host.Database, default);
        var events = await Events(host.Database);
        var second = await DemoFleet.Load(host.Database, default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.IsLoaded, Is.False);
            Assert.That(second.Counts, Is.EqualTo(first.Counts));
            Assert.That(second.Key, Is.Not.EqualTo(first.Key));
            Assert.That(await Events(host.Database), Is.EqualTo(events + 2), "one key revoked, one made");
        }
        var path = $"/api/v1/organisations/{DemoFleet.Slug}/loans?state=overdue";
        using (var old = host.Client(first.Key)) (await old.Get(path)).Must(HttpStatusCode.Unauthorized);
        using (var fresh = host.Client(second.Key)) (await fresh.Get(path)).Must(HttpStatusCode.OK);
        Assert.That((await AuditChain.Verify(host.Database, default)).Holds, Is.True);
    }

    /// <summary>The published figures of the Isère, from the ledger of the demonstration: 424 700 € for 500 tablets in 21 collèges and 1 000 in 57 écoles.</summary>
    [Test]
    public async Task The_Press_Release_Of_Its_Plan_Tells_The_Published_Figures()
    {
        await using var test = await TestDatabase.Create(engine);
        await using var host = await TestHost.Start(test.ConnectionString);
        using var client = host.Client((await DemoFleet.Load(host.Database, default)).Key, "fr");
        var path = $"/api/v1/organisations/{DemoFleet.Slug}/programmes";
        var plan = (await client.Get(path)).Must(HttpStatusCode.OK).Items.Single(programme => programme.GetProperty("committedCents").GetInt64() > 0).GetProperty("id").GetGuid();
        var text = Published.Plain((await client.Get($"{path}/{plan}/press-release")).Must(HttpStatusCode.OK)["text"].GetString()!);
        Assert.That(text, Does.Contain("424 700 € de crédits mobilisés pour l'acquisition de 1 500 équipements dans 78 établissements")
            .And.Contain("223 800 € pour 500 équipements dans 21 collèges").And.Contain("200 900 € pour 1 000 équipements dans 57 écoles"));
    }

    [Test]
    public async Task A_Database_That_Holds_Another_Organisation_Is_Refused_And_Left_Alone()
    {
        await using var test = await TestDatabase.Create(engine);
        await using var database = new Database(test.ConnectionString, TimeProvider.System);
        await AddOrganisation.Run(database, new AddOrganisation.Request { Slug = "isere", Name = "A real one", Kind = "departement" }, default);
        var refused = Assert.ThrowsAsync<InvalidOperationException>(() => DemoFleet.Load(database, default));
        Assert.That(refused!.Message, Does.Contain("another organisation"));
        Assert.That(await Events(database), Is.Zero);
    }

    private static Task<long> Events(Database database) => database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from event"));
}

public sealed class DemoDoorTests
{
    [TestCase("http://127.0.0.1:5080", true)]
    [TestCase("http://localhost:5080", true)]
    [TestCase("http://[::1]:5080", true)]
    [TestCase("http://0.0.0.0:5080", false)]
    [TestCase("http://*:5080", false)]
    [TestCase("http://+:5080", false)]
    [TestCase("http://[::]:5080", false)]
    [TestCase("http://192.0.2.4:5080", false)]
    [TestCase("https://parc.example:443", false)]
    public void An_Address_That_Only_This_Machine_Reaches_Is_Known(string address, bool isLoopback) =>
        Assert.That(DemoDoor.IsLoopback(address), Is.EqualTo(isLoopback));

    [TestCase("URLS")]
    [TestCase("Kestrel:Endpoints:Http:Url")]
    public void An_Open_Address_Needs_To_Be_Asked_For_On_The_Command_Line(string setting)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [setting] = "http://127.0.0.1:5080;http://0.0.0.0:5081" }).Build();
        if (setting != "URLS") configuration[setting] = "http://0.0.0.0:5081";
        Assert.That(() => DemoDoor.Check(configuration, null), Throws.InvalidOperationException.With.Message.Contains("http://0.0.0.0:5081"));
        Assert.That(() => DemoDoor.Check(configuration, "http://0.0.0.0:5081"), Throws.Nothing);
        Assert.That(() => DemoDoor.Check(new ConfigurationBuilder().Build(), null), Throws.Nothing);
    }

    [Test]
    public void The_Demonstration_Can_Be_Told_On_Any_Day([Range(0, 364, 13)] int days)
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromDays(days) + TimeSpan.FromHours(days));
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var (ledger, _) = DemoFleet.Tell(clock);
        var open = ledger.Loans.Where(loan => loan.EndedAt is null).ToList();
        Assert.That(open, Has.Count.InRange(1_050, 1_150));
        Assert.That(open.Count(loan => loan.DueOn < today), Is.InRange(24, 60));
        Assert.That(ledger.Devices.Select(device => device.State).Distinct().Count(), Is.EqualTo(DeviceStatesCount));
    }

    private static int DeviceStatesCount => TabletLoans.Lifecycle.DeviceStates.All.Count;
}
