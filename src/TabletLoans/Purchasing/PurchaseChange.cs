using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>
/// What every change of an order begins with: its row, held until the end of the transaction, so that two who receive on the same
/// order take turns; then its lines as they are once it is held; and the version that the caller knows.
/// </summary>
internal static class PurchaseChange
{
    public static Task<Outcome<T>> Run<T>(Db db, Guid id, IfMatch ifMatch, Func<Tx, PurchaseOrderRow, IReadOnlyList<PurchaseLineRow>, Task<Outcome<T>>> change, CancellationToken stop) => db.Write(async tx =>
    {
        if (await tx.One<PurchaseOrderRow>($"{PurchaseOrderRow.ByIdSql}{db.Dialect.ForUpdateOf("o")}", new { id }) is not { } order) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(order.Version) is { } stale) return stale;
        return await change(tx, order, await tx.List<PurchaseLineRow>(PurchaseLineRow.OfOrderSql, new { id }));
    }, stop);

    /// <summary>Writes what the counts make of the order, and tells it.</summary>
    public static async Task Count(Tx tx, PurchaseOrderRow order, IReadOnlyList<PurchaseLineRow> before, int more, string name)
    {
        long ordered = before.Sum(line => line.Quantity), delivered = before.Sum(line => line.Delivered);
        var state = PurchaseLifecycle.Counted(ordered, delivered + more).Code;
        await tx.Execute(StateSql, new { order.Id, from = order.State, state, order.OrderedOn, order.CommitmentOn, now = tx.Now });
        tx.Record(new Event
        {
            Name = name, SubjectId = order.Id, FromState = order.State, ToState = state,
            Changes = more == 0 ? null : JsonSerializer.Serialize(new { delivered = new { old = delivered, @new = delivered + more } }, Json.Options),
        });
    }

    public const string StateSql = """
        update purchase_order set state = @state, ordered_on = @orderedOn, commitment_on = @commitmentOn, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = @from
        """;
}
