using TabletLoans.Api;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>The first purchase on an award puts it in execution: nobody has to say so.</summary>
internal static class Execution
{
    public static async Task Begin(Tx tx, Db db, IEnumerable<PurchaseLineRow> lines)
    {
        var fundings = lines.Select(line => line.FundingLineId).OfType<Guid>().Distinct().ToList();
        if (fundings.Count == 0) return;
        foreach (var application in await tx.List<Guid>($"{NotifiedSql} {db.Dialect.In("f.id", "@ids")} order by a.id", new { ids = db.Dialect.List(fundings) }))
            await MoveApplication.Move(tx, db, ApplicationLifecycle.Start, application, new MoveApplication.Request(), new IfMatch((long?)null));
    }

    public const string NotifiedSql = "select a.id from application a join funding_line f on f.application_id = a.id where a.organisation_id = @organisationId and a.state = 'notified' and";
}
