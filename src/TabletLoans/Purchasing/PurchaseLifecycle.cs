using TabletLoans.Api;
using TabletLoans.Lifecycle;

namespace TabletLoans.Purchasing;

/// <summary>A row of the table of an order's life.</summary>
internal sealed record PurchaseMove(string Name, IReadOnlyList<State> From, State To, Text Summary) : Move(Name, From, To, Summary);

/// <summary>
/// THE table of an order's life, as <see cref="DeviceLifecycle"/> is of a device's. Routing, the guards, the documents and
/// the tests read it. What the deliveries make of an order is not chosen by anybody: it is counted.
/// </summary>
internal static class PurchaseLifecycle
{
    public static readonly State Draft = new("draft", ("Brouillon, modifiable", "Draft, may be changed"));
    public static readonly State Ordered = new("ordered", ("Commandé, rien n'est livré", "Ordered, nothing delivered"));
    public static readonly State PartlyDelivered = new("partly_delivered", ("Livré en partie", "Partly delivered"));
    public static readonly State Delivered = new("delivered", ("Livré en entier", "Wholly delivered"));
    public static readonly State Closed = new("closed", ("Soldé : rien ne viendra plus", "Closed: nothing more will come"));
    public static readonly State Cancelled = new("cancelled", ("Annulé", "Cancelled"));

    public static IReadOnlyList<State> States { get; } = [Draft, Ordered, PartlyDelivered, Delivered, Closed, Cancelled];

    public static readonly PurchaseMove Order = new("order", [Draft], Ordered, ("Passer la commande : ses lignes ne changent plus", "Place the order: its lines are fixed"));
    public static readonly PurchaseMove Close = new("close", [PartlyDelivered, Delivered], Closed, ("Solder : le reste ne viendra pas", "Close: the rest will not come"));
    public static readonly PurchaseMove Cancel = new("cancel", [Draft, Ordered], Cancelled, ("Annuler, tant que rien n'est livré", "Cancel, while nothing is delivered"));
    public static readonly PurchaseMove ReceivePart = new("receive_part", [Ordered, PartlyDelivered], PartlyDelivered, ("Recevoir une partie", "Receive a part")) { UseCase = nameof(ReceiveDelivery) };
    public static readonly PurchaseMove ReceiveRest = new("receive_rest", [Ordered, PartlyDelivered], Delivered, ("Recevoir ce qui restait", "Receive what was left")) { UseCase = nameof(ReceiveDelivery) };
    public static readonly PurchaseMove RefusePart = new("refuse_part", [PartlyDelivered, Delivered], PartlyDelivered, ("Refuser une partie de ce qui est livré", "Refuse a part of what was delivered")) { UseCase = nameof(AcceptDelivery) };
    public static readonly PurchaseMove RefuseAll = new("refuse_all", [PartlyDelivered, Delivered], Ordered, ("Refuser tout ce qui est livré", "Refuse all that was delivered")) { UseCase = nameof(AcceptDelivery) };

    public static IReadOnlyList<PurchaseMove> All { get; } = [Order, ReceivePart, ReceiveRest, RefusePart, RefuseAll, Close, Cancel];

    /// <summary>What a placed order is, by its counts.</summary>
    public static State Counted(long ordered, long delivered) => delivered == 0 ? Ordered : delivered < ordered ? PartlyDelivered : Delivered;

    public static string Markdown() => LifeDocs.Markdown("The life of a purchase order", "Written by the build from `PurchaseLifecycle.All`.", "purchase-orders", States, All) + $"\n## Money\n\n{PurchaseLine.RoundingRule}\n";
}

internal sealed class PurchaseStateCodes : ICodes
{
    public static IReadOnlyList<string> All { get; } = [.. PurchaseLifecycle.States.Select(state => state.Code)];
}
