using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Lifecycle;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Places, closes or cancels an order: an endpoint for each row of the table that no other use case carries out.</summary>
internal static class MovePurchaseOrder
{
    public static void Map(RouteGroupBuilder orders)
    {
        foreach (var row in PurchaseLifecycle.All.Where(row => row.UseCase is null))
            orders.MapPost($"{{id:guid}}/{row.Name}", (Guid id, Request? request, Db db, HttpContext context, CancellationToken stop) => Handle(row, id, request, db, context, stop))
                .Does($"{nameof(MovePurchaseOrder)}_{row.Name}", Permission.ManagePurchasing).HonoursIfMatch()
                .WithSummary($"{row.Summary.En}: from {string.Join(", ", row.From)} to {row.To}.");
    }

    internal sealed record Request
    {
        /// <summary>Why. Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>Read by `order` alone: the day of the order; when absent that of the draft, else today.</summary>
        public DateOnly? OrderedOn { get; init; }
    }

    private static async Task<Returns<PurchaseOrder>> Handle(PurchaseMove row, Guid id, Request? request, Db db, HttpContext context, CancellationToken stop) =>
        await Run(db, row, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<PurchaseOrder>> Run(Db db, PurchaseMove row, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => PurchaseChange.Run<PurchaseOrder>(db, id, ifMatch, async (tx, order, lines) =>
    {
        var orderedOn = row == PurchaseLifecycle.Order ? request.OrderedOn ?? order.OrderedOn ?? db.Today : order.OrderedOn;
        if (row == PurchaseLifecycle.Order && orderedOn > db.Today) return Refusal.Invalid("/orderedOn", Errors.OutOfRange, ("min", "…"), ("max", db.Today));
        if (row == PurchaseLifecycle.Order && orderedOn < order.CommitmentOn) return Refusal.Invalid("/orderedOn", Errors.EndBeforeStart, ("start", order.CommitmentOn));
        var reasons = new List<Reason>();
        if (!row.StartsFrom(order.State)) reasons.Add(IllegalMove(order, row.Name, row.From));
        if (row == PurchaseLifecycle.Order) reasons.AddRange(await Spending.Judge(tx, db, lines, orderedOn!.Value));
        if (row == PurchaseLifecycle.Cancel && lines.Sum(line => line.Delivered) is > 0 and var delivered)
            reasons.Add(PurchasingErrors.SomethingDelivered.With(("reference", order.Reference), ("delivered", delivered)));
        if (row == PurchaseLifecycle.Close && await tx.One<int>(WaitingSql, new { id }) is > 0 and var waiting)
            reasons.Add(PurchasingErrors.NotAccepted.With(("reference", order.Reference), ("deliveries", waiting)));
        if (Refusal.From(reasons) is { } refusal) return refusal;
        await tx.Execute(PurchaseChange.StateSql, new { id, from = order.State, state = row.To.Code, orderedOn, order.CommitmentOn, now = tx.Now });
        if (row == PurchaseLifecycle.Order) await Execution.Begin(tx, db, lines);
        tx.Record(new Event { Name = $"{row.Name}_purchase", SubjectId = id, FromState = order.State, ToState = row.To.Code, Reason = TextKey.Tidy(request.Reason) });
        return await PurchaseOrder.Read(tx, id);
    }, stop);

    public static Reason IllegalMove(PurchaseOrderRow order, string name, IEnumerable<State> from) => PurchasingErrors.IllegalMove.With(
        ("reference", order.Reference), ("state", order.State), ("transition", name), ("from", from.Select(state => state.Code).ToList()));

    public const string WaitingSql = "select count(*) from delivery d where d.organisation_id = @organisationId and d.order_id = @id and d.accepted_at is null";
}
