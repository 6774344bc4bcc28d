using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Storage;

/// <summary>A unit of work is kept wholly or not at all, whoever shares its commit.</summary>
[TestFixtureSource(typeof(Engines))]
public sealed class WritingTests(Engine engine)
{
    private TestDatabase? _files;
    private Database? _database;

    [SetUp]
    public async Task Open()
    {
        _files = await TestDatabase.Create(engine, migrated: false);
        _database = new Database(_files.ConnectionString, TimeProvider.System);
        await Migrator.Migrate(_database, [new("0001_a", "create table a (id integer not null constraint pk_a primary key)")]);
    }

    [TearDown]
    public async Task Close()
    {
        if (_database is not null) await _database.DisposeAsync();
        if (_files is not null) await _files.DisposeAsync();
    }

    [Test]
    public async Task Units_That_Are_Refused_Or_Fail_Take_Nothing_From_Their_Neighbours()
    {
        // Sent together, so that they meet in one commit on SQLite.
        var units = Enumerable.Range(0, 300).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await _database!.Write<int>(async writes =>
                {
                    await Insert(writes, i);
                    return (i % 3) switch { 0 => i, 1 => Errors.NotFound.Refuse(), _ => throw new TimeoutException("on purpose") };
                })).IsRefused ? "refused" : "kept";
            }
            catch (TimeoutException)
            {
                return "failed";
            }
        })).ToArray();
        var outcomes = await Task.WhenAll(units);
        Assert.That(outcomes.GroupBy(outcome => outcome).ToDictionary(group => group.Key, group => group.Count()), Is.EquivalentTo(new Dictionary<string, int> { ["kept"] = 100, ["refused"] = 100, ["failed"] = 100 }));
        Assert.That(await Ids(), Is.EqualTo(Enumerable.Range(0, 300).Where(i => i % 3 == 0)));
    }

    [Test]
    public async Task A_Unit_That_Meets_A_Unique_Violation_Fails_Alone()
    {
        var units = Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            try
            {
                await _database!.Write<int>(async writes => await Insert(writes, i / 2));
                return true;
            }
            catch (System.Data.Common.DbException exception) when (_database!.Dialect.IsUniqueViolation(exception))
            {
                return false;
            }
        })).ToArray();
        Assert.That((await Task.WhenAll(units)).Count(kept => kept), Is.EqualTo(25));
        Assert.That(await Ids(), Is.EqualTo(Enumerable.Range(0, 25)));
    }

    [Test]
    public async Task A_Part_That_Is_Undone_Leaves_The_Rest()
    {
        await _database!.Write<int>(async writes =>
        {
            await Insert(writes, 1);
            await writes.Attempt(async () =>
            {
                await Insert(writes, 2);
                return false;
            });
            await writes.Attempt(async () => await Insert(writes, 3) == 1);
            return 0;
        });
        Assert.That(await Ids(), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_Reader_Sees_Nothing_Of_A_Write_That_Is_Not_Committed()
    {
        using var inside = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var write = _database!.Write<int>(async writes =>
        {
            await Insert(writes, 1);
            inside.Release();
            await goOn.WaitAsync();
            return 0;
        });
        await inside.WaitAsync();
        Assert.That(await Ids(), Is.Empty);
        goOn.Release();
        await write;
        Assert.That(await Ids(), Is.EqualTo(new[] { 1 }));
    }

    private static Task<int> Insert(Writes writes, int id) => writes.Execute("insert into a (id) values (@id)", new { id });

    private Task<List<int>> Ids() => _database!.Read(async connection => (await connection.QueryAsync<int>("select id from a order by id")).AsList());
}
