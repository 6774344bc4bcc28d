using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Purchasing;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>Purchase orders: drafted with their lines, placed, received, closed.</summary>
internal static class OrderPages
{
    private static readonly Text Name = ("Commandes", "Orders");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("purchase-orders", Permission.ReadPurchasing, (Query<ListPurchaseOrders.Filter> query, Db db, CancellationToken stop) =>
            query.Show<PurchaseOrdersPage, PurchaseOrder>(filter => ListPurchaseOrders.Run(db, filter, stop)));
        organisation.Shows("purchase-orders/{id:guid}", Permission.ReadPurchasing, Read);
        organisation.Acts<DraftPurchaseOrder.Request>("purchase-orders/add", Permission.ManagePurchasing, AskDraft,
            async (turn, request) => (await DraftPurchaseOrder.Run(turn.Db, request, turn.Stop)).Then(order => new Done($"purchase-orders/{order.Id:D}", ("Le brouillon est enregistré. Relisez-le, puis passez la commande.", "The draft is kept. Read it again, then place the order."))));
        organisation.Acts<DraftPurchaseOrder.Request>("purchase-orders/{id:guid}/change", Permission.ManagePurchasing, AskChange,
            async (turn, request) => (await ChangePurchaseOrder.Run(turn.Db, turn.Id, turn.IfMatch, (await Form(turn)).PatchOf(request), turn.Stop)).Then(order => new Done($"purchase-orders/{order.Id:D}", ("La commande est modifiée.", "The order is changed."))));
        foreach (var row in PurchaseLifecycle.All.Where(row => row.UseCase is null))
        {
            organisation.Acts<MovePurchaseOrder.Request>($"purchase-orders/{{id:guid}}/{row.Name}", Permission.ManagePurchasing, turn => AskMove(turn, row),
                async (turn, request) => (await MovePurchaseOrder.Run(turn.Db, row, turn.Id, request, turn.IfMatch, turn.Stop)).Then(order => new Done($"purchase-orders/{order.Id:D}", Words.Of<PurchaseStateCodes>(order.State))));
        }
    }

    internal sealed record FileOfOrder(PurchaseOrder Order, IReadOnlyList<PurchaseLineInList> Lines, IReadOnlyList<Delivery> Deliveries, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        var order = await ReadPurchaseOrder.Run(db, id, stop);
        if (order.Refusal is { } refusal) return Show.Refused(refusal);
        var lines = await ListPurchaseLines.Run(db, id, new PageRequest { Limit = 100 }, stop);
        var deliveries = await ListDeliveries.Run(db, new ListDeliveries.Filter { OrderId = id, Limit = 100 }, stop);
        var events = await Timeline.Of(db, "e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<PurchaseOrderPage>(new FileOfOrder(order.Value!, lines.Value!.Items, deliveries.Value!.Items, await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    private static async Task<FormFields> Form(Turn turn) => FormFields.Of<DraftPurchaseOrder.Request>()
        .Choose("supplierId", await Choices.Suppliers(turn.Db, turn.Stop))
        .ChooseIn("lines", "modelId", await Choices.Models(turn.Db, turn.Stop))
        .ChooseIn("lines", "fundingLineId", await Choices.FundingLines(turn.Db, turn.Stop))
        .Named("reference", ("Numéro de la commande", "Number of the order"), ("Celui du bon de commande.", "That of the purchase order."))
        .Named("orderedOn", ("Commandé le", "Ordered on"), ("À laisser vide tant que la commande n'est pas passée.", "Leave empty while the order is not placed."));

    private static async Task<Asked?> AskDraft(Turn turn) =>
        new Asked(("Préparer une commande", "Draft an order"), await Form(turn), "purchase-orders", Name) { Values = Fields.Of(("supplierId", turn.GivenId("supplierId")?.ToString("D")), ("lines/0/fundingLineId", turn.GivenId("fundingLineId")?.ToString("D"))), Submit = ("Enregistrer le brouillon", "Keep the draft") };

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadPurchaseOrder.Run(turn.Db, turn.Id, turn.Stop)).Value is { } order
        ? new Asked(("Modifier la commande", "Change the order"), await Form(turn), $"purchase-orders/{order.Id:D}", (order.Reference, order.Reference)) { Values = Fields.Standing(order), Version = order.Version }
        : null;

    private static async Task<Asked?> AskMove(Turn turn, PurchaseMove row) => (await ReadPurchaseOrder.Run(turn.Db, turn.Id, turn.Stop)).Value is { } order
        ? new Asked(Words.Short(row.Summary), row == PurchaseLifecycle.Order ? FormFields.Of<MovePurchaseOrder.Request>().Only("orderedOn") : FormFields.Of<MovePurchaseOrder.Request>().Only("reason"), $"purchase-orders/{order.Id:D}", (order.Reference, order.Reference))
        {
            Lead = row.Summary, Version = order.Version, IsGrave = row == PurchaseLifecycle.Cancel, Values = Fields.Of(("orderedOn", row == PurchaseLifecycle.Order ? order.OrderedOn?.ToString("O") : null)),
            Facts = [(("Fournisseur", "Supplier"), order.SupplierName), (("État actuel", "Present state"), turn.In(Words.Of<PurchaseStateCodes>(order.State))), (("Total TTC", "Total incl. tax"), turn.In(Euros.Of(order.TotalInclTaxCents)))],
        }
        : null;
}
