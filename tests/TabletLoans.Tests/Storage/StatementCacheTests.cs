using Dapper;
using TabletLoans.Storage;

namespace TabletLoans.Tests.Storage;

public sealed class StatementCacheTests
{
    private StatementCache _connection = null!;

    [SetUp]
    public async Task Open()
    {
        SqliteLibrary.Load();
        _connection = new StatementCache("Data Source=:memory:");
        await _connection.OpenAsync();
        await _connection.ExecuteAsync("create table t (id integer primary key, text text not null)");
    }

    [TearDown]
    public async Task Close() => await _connection.DisposeAsync();

    [Test]
    public async Task A_Statement_Used_Again_Takes_Its_New_Parameters()
    {
        await _connection.ExecuteAsync("insert into t (id, text) values (@id, @text)", new { id = 1, text = "a" });
        await _connection.ExecuteAsync("insert into t (id, text) values (@id, @text)", new { id = 2, text = "b" });
        Assert.That(await _connection.QueryAsync<string>("select text from t order by id"), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_Reader_Inside_A_Reader_Of_The_Same_Text_Has_Its_Own_Rows()
    {
        const string all = "select id from t order by id";
        await _connection.ExecuteAsync("insert into t (id, text) values (1, 'a'), (2, 'b')");
        for (var round = 0; round < 2; round++)
        {
            var pairs = new List<(long, long)>();
            foreach (var outer in _connection.Query<long>(all, buffered: false))
                foreach (var inner in _connection.Query<long>(all, buffered: false)) pairs.Add((outer, inner));
            Assert.That(pairs, Is.EqualTo(new[] { (1L, 1L), (1L, 2L), (2L, 1L), (2L, 2L) }));
        }
    }

    [Test]
    public async Task A_Reader_Left_Half_Read_Holds_Nothing()
    {
        await _connection.ExecuteAsync("insert into t (id, text) values (1, 'a'), (2, 'b')");
        Assert.That(_connection.Query<long>("select id from t order by id", buffered: false).First(), Is.EqualTo(1));
        Assert.DoesNotThrow(() => _connection.Execute("drop table t")); // refused while a statement reads
    }

    [Test]
    public async Task A_Statement_That_Failed_Works_The_Next_Time()
    {
        const string insert = "insert into t (id, text) values (@id, @text)";
        await _connection.ExecuteAsync(insert, new { id = 1, text = "a" });
        Assert.CatchAsync(async () => await _connection.ExecuteAsync(insert, new { id = 1, text = "a" }));
        Assert.CatchAsync(async () => await _connection.ExecuteAsync(insert, new { id = 2 }));
        Assert.That(await _connection.ExecuteAsync(insert, new { id = 2, text = "b" }), Is.EqualTo(1));
    }

    [Test]
    public async Task A_List_Is_Spelled_Out_Beside_Other_Parameters_Before_And_After_It()
    {
        await _connection.ExecuteAsync("insert into t (id, text) values (1, 'a'), (2, 'a'), (3, 'b')");
        for (var round = 0; round < 2; round++)
        {
            var found = await _connection.QueryAsync<long>("select id from t where text = @a and id in @ids and text < @z order by id", new { a = "a", ids = new[] { 2, 3 }, z = "z" });
            Assert.That(found, Is.EqualTo(new[] { 2L }));
        }
    }

    [Test]
    public async Task Many_Different_Statements_Are_Not_Kept_For_Ever()
    {
        for (var i = 0; i < 1_000; i++) Assert.That(await _connection.ExecuteScalarAsync<int>($"select {i}"), Is.EqualTo(i));
        Assert.That(await _connection.ExecuteScalarAsync<int>("select 7"), Is.EqualTo(7));
    }

    [Test]
    public async Task A_Statement_Joins_The_Transaction_Of_The_Moment()
    {
        const string insert = "insert into t (id, text) values (@id, 'a')";
        for (var id = 1; id <= 2; id++)
        {
            await using var transaction = await _connection.BeginTransactionAsync();
            await _connection.ExecuteAsync(insert, new { id }, transaction);
            if (id == 2) await transaction.CommitAsync();
        }
        await _connection.ExecuteAsync(insert, new { id = 3 });
        Assert.That(await _connection.QueryAsync<long>("select id from t order by id"), Is.EqualTo(new[] { 2L, 3L }));
    }
}
