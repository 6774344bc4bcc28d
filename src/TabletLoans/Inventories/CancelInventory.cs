using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>Cancels a campaign that was opened by mistake: it says nothing of any device.</summary>
internal static class CancelInventory
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapPost("{id:guid}/cancel", Handle).Does(nameof(CancelInventory), Permission.CountInventory).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Why. Never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Cancels an open inventory: nothing is missing, no anomaly is written.</summary>
    internal static async Task<Returns<Inventory>> Handle(Guid id, Request request, Db db, HttpContext context, CancellationToken stop) =>
        await Run(db, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Inventory>> Run(Db db, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => InventoryChange.Run<Inventory>(db, id, ifMatch, async (tx, _) =>
    {
        await InventoryChange.End(tx, id, "cancelled", request.Reason);
        tx.Record(new Event { Name = "cancel_inventory", SubjectId = id, Reason = TextKey.Tidy(request.Reason) });
        return await Inventory.Read(tx, id);
    }, stop);
}
