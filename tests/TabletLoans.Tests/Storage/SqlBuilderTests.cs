using TabletLoans.Storage;

namespace TabletLoans.Tests.Storage;

public sealed class SqlBuilderTests
{
    [Test]
    public void The_First_Condition_Begins_The_Where_Even_After_A_Join_That_Holds_One()
    {
        // It once continued the join's own condition: every organisation then saw the devices of all.
        var sql = new Sql("select 1 from a left join b on b.id in (select c.id from c where c.x = 1)").Where("a.y = 2").Where("a.z = 3");
        Assert.That(sql.ToString(), Does.EndWith("\n where a.y = 2\n  and a.z = 3"));
    }

    [Test]
    public void A_Filter_That_Is_Not_Asked_For_Leaves_No_Trace() =>
        Assert.That(new Sql("select 1 from a").WhereIf((string?)null, "a.y = @y", "y").ToString(), Is.EqualTo("select 1 from a"));
}
