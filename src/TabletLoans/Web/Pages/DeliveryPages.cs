using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Deliveries: received by scan, by paste or from the supplier's file after a look at what would happen; then accepted.</summary>
internal static class DeliveryPages
{
    private const string UploadField = "file";

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("deliveries", Permission.ReadPurchasing, (Query<ListDeliveries.Filter> query, Db db, CancellationToken stop) => query.Show<DeliveriesPage, Delivery>(filter => ListDeliveries.Run(db, filter, stop)));
        organisation.Shows("deliveries/{id:guid}", Permission.ReadPurchasing, Read);
        organisation.Shows("purchase-orders/{id:guid}/receive", Permission.ManagePurchasing, async ([AsParameters] Turn turn) => await Ask(turn) is { } asked ? Show.Page<ReceivePage>(asked) : Show.NotFound());
        organisation.Takes("purchase-orders/{id:guid}/receive", Permission.ManagePurchasing, Receive);
        organisation.Acts<AcceptDelivery.Request>("deliveries/{id:guid}/accept", Permission.ManagePurchasing, AskAccept,
            async (turn, request) => (await AcceptDelivery.Run(turn.Db, turn.Id, request, turn.Stop)).Then(delivery => new Done($"deliveries/{delivery.Id:D}", ("Le service fait est constaté.", "The acceptance is stated."))));
    }

    internal sealed record FileOfDelivery(Delivery Delivery, PurchaseOrder Order, IReadOnlyList<RefusedDevice> Refused, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        var delivery = await ReadDelivery.Run(db, id, stop);
        if (delivery.Refusal is { } refusal) return Show.Refused(refusal);
        var order = await ReadPurchaseOrder.Run(db, delivery.Value!.OrderId, stop);
        var refused = await ListRefusals.Run(db, id, new PageRequest { Limit = 100 }, stop);
        var events = await Timeline.Of(db, "e.device_id is null and e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<DeliveryPage>(new FileOfDelivery(delivery.Value, order.Value!, refused.Value!.Items, await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    private static async Task<Asked?> AskAccept(Turn turn) => (await ReadDelivery.Run(turn.Db, turn.Id, turn.Stop)).Value is { } delivery
        ? new Asked(("Constater le service fait", "State the acceptance"), FormFields.Of<AcceptDelivery.Request>(), $"deliveries/{delivery.Id:D}", ("Livraison", "Delivery"))
        {
            Lead = ("Vous confirmez que ce qui est arrivé est conforme à la commande.", "You confirm that what came is as it was ordered."),
            Facts = [(("Livré le", "Delivered on"), delivery.DeliveredOn.ToString("d", turn.Visit.Culture)), (("Appareils", "Devices"), delivery.Quantity.ToString("N0", turn.Visit.Culture)), (("Bon de livraison", "Delivery note"), delivery.DeliveryNote)],
        }
        : null;

    /// <summary>As the form is sent: serials may come with a file instead.</summary>
    internal sealed record Received
    {
        public required Guid? LineId { get; init; }
        [Items(1000)] public IReadOnlyList<string>? Serials { get; init; }
        public DateOnly? DeliveredOn { get; init; }
        [Text(100)] public string? DeliveryNote { get; init; }
        /// <summary>Only a look at what would happen.</summary>
        public bool? Preview { get; init; }
    }

    /// <summary>The form of a reception, with what it would do.</summary>
    internal sealed record AskedToReceive(PurchaseOrder Order, FormFields Form, Fields Values)
    {
        public DeliveryReport? Report { get; init; }
    }

    private static async Task<AskedToReceive?> Ask(Turn turn)
    {
        if ((await ReadPurchaseOrder.Run(turn.Db, turn.Id, turn.Stop)).Value is not { } order) return null;
        var lines = (await ListPurchaseLines.Run(turn.Db, turn.Id, new PageRequest { Limit = 100 }, turn.Stop)).Value!.Items;
        var options = lines.Where(line => line.Delivered < line.Quantity).Select(line => new Option(line.Id.ToString("D"),
            turn.In(($"{line.Manufacturer} {line.Reference} : {line.Quantity - line.Delivered} à recevoir", $"{line.Manufacturer} {line.Reference}: {line.Quantity - line.Delivered} to receive")))).ToList();
        var form = FormFields.Of<ReceiveDelivery.Request>().Choose("lineId", options).Named("lineId", ("Ce qui arrive", "What comes")).With("serials", field => field with { IsRequired = false });
        return new AskedToReceive(order, form, options is [var only] ? Fields.Of(("lineId", only.Value)) : Fields.None);
    }

    private static async Task<IResult> Receive([AsParameters] Turn turn, Form<Received> form)
    {
        if (await Ask(turn) is not { } asked) return Show.NotFound();
        var file = turn.Http.Request.HasFormContentType ? turn.Http.Request.Form.Files[UploadField] : null;
        var isFile = file is { Length: > 0 };
        var outcome = await form.Run(async received => isFile ? await Look(turn, received, file!)
            : received.Serials is not { Count: > 0 } serials ? Refusal.Invalid("/serials", Errors.Missing)
            : await ReceiveDelivery.Run(turn.Db, turn.Id, new ReceiveDelivery.Request { LineId = received.LineId, Serials = serials, DeliveredOn = received.DeliveredOn, DeliveryNote = received.DeliveryNote }, received.Preview == true, turn.Stop));
        if (outcome.Refusal is { } refusal) return Show.Page<ReceivePage>(asked with { Values = form.Again(refusal, turn.Visit) }, refusal.Error.Status, Notice.Of(refusal, turn.Visit.Culture));
        var report = outcome.Value!;
        if (report.Delivery is { } delivery)
            return Show.Done(turn.Visit.To($"deliveries/{delivery.Id:D}"), Notice.Done(turn.In(($"{report.Created} appareils reçus.", $"{report.Created} devices received.")), turn.In(("Vérifiez-les, puis constatez le service fait.", "Check them, then state the acceptance."))));
        var values = new Dictionary<string, string>(form.Typed, StringComparer.Ordinal) { ["serials"] = string.Join('\n', report.Devices.Select(device => device.SerialNumber)) };
        return Show.Page<ReceivePage>(asked with { Values = new Fields(values, Fields.None.Errors), Report = report });
    }

    /// <summary>A file is always looked at first: its serials are in the form then, for a person to confirm.</summary>
    private static async Task<Outcome<DeliveryReport>> Look(Turn turn, Received received, IFormFile file)
    {
        var buffer = new MemoryStream();
        await file.CopyToAsync(buffer, turn.Stop);
        return await ImportDelivery.Run(turn.Db, turn.Id, CsvTable.Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length)),
            new ImportDelivery.Filter { LineId = received.LineId, DeliveredOn = received.DeliveredOn, DeliveryNote = received.DeliveryNote, DryRun = true }, turn.Stop);
    }
}
