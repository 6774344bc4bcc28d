using Dapper;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Storage;

[TestFixtureSource(typeof(Engines))]
public sealed class MigratorTests(Engine engine)
{
    [Test]
    public async Task A_New_Database_Gets_Every_Migration_Once()
    {
        await using var files = await TestDatabase.Create(engine, migrated: false);
        await using var database = new Database(files.ConnectionString, TimeProvider.System);
        Assert.That(await Migrator.Migrate(database), Is.EqualTo(Migrator.All.Select(migration => migration.Name)));
        Assert.That(await Migrator.Migrate(database), Is.Empty);
    }

    [Test]
    public async Task A_Migration_That_Was_Changed_After_It_Ran_Stops_The_Service()
    {
        await using var files = await TestDatabase.Create(engine, migrated: false);
        await using var database = new Database(files.ConnectionString, TimeProvider.System);
        await Migrator.Migrate(database, [new("0001_a", "create table a (id integer)")]);
        var refused = Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.Migrate(database, [new("0001_a", "create table a (id bigint)")]));
        Assert.That(refused!.Message, Does.Contain("0001_a was changed"));
        // Line ends do not count as a change.
        Assert.That(await Migrator.Migrate(database, [new("0001_a", "create table a (id integer)".ReplaceLineEndings("\r\n"))]), Is.Empty);
    }

    [Test]
    public async Task A_Database_Of_A_Newer_Version_Stops_The_Service()
    {
        await using var files = await TestDatabase.Create(engine, migrated: false);
        await using var database = new Database(files.ConnectionString, TimeProvider.System);
        await Migrator.Migrate(database, [new("0001_a", "create table a (id integer)"), new("0002_b", "create table b (id integer)")]);
        Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.Migrate(database, [new("0001_a", "create table a (id integer)")]));
    }

    [Test]
    public async Task A_Migration_That_Fails_Leaves_Nothing_Behind()
    {
        await using var files = await TestDatabase.Create(engine, migrated: false);
        await using var database = new Database(files.ConnectionString, TimeProvider.System);
        Assert.CatchAsync<System.Data.Common.DbException>(() => Migrator.Migrate(database, [new("0001_a", "create table a (id integer)"), new("0002_b", "create nonsense")]));
        Assert.That(await Migrator.Migrate(database, [new("0001_a", "create table a (id integer)")]), Is.EqualTo(new[] { "0001_a" }));
    }

    [Test]
    public async Task Two_Services_That_Start_At_Once_Migrate_Once()
    {
        await using var files = await TestDatabase.Create(engine, migrated: false);
        await using var first = new Database(files.ConnectionString, TimeProvider.System);
        await using var second = new Database(files.ConnectionString, TimeProvider.System);
        var ran = await Task.WhenAll(Task.Run(() => Migrator.Migrate(first)), Task.Run(() => Migrator.Migrate(second)));
        Assert.That(ran.Sum(names => names.Count), Is.EqualTo(Migrator.All.Count));
        Assert.That(await first.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from migration")), Is.EqualTo(Migrator.All.Count));
    }
}
