using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>
/// Receives devices against a line: each serial becomes a device in the state received, with the model, the origin and the prices of
/// the line. Refused as a whole, all reasons at once: more than ordered, a serial known or twice in the list, an order that receives nothing.
/// </summary>
internal static class ReceiveDelivery
{
    public static void Map(RouteGroupBuilder orders) => orders.MapPost("{id:guid}/deliveries", Handle).Does(nameof(ReceiveDelivery), Permission.ManagePurchasing);

    internal sealed record Request
    {
        /// <summary>The line of the order that the devices are of.</summary>
        public required Guid? LineId { get; init; }
        /// <summary>As scanned or typed: at most 1000, of 100 characters each.</summary>
        [Items(1000)] public required IReadOnlyList<string> Serials { get; init; }
        /// <summary>Today when absent.</summary>
        public DateOnly? DeliveredOn { get; init; }
        /// <summary>Number of the delivery note.</summary>
        [Text(100)] public string? DeliveryNote { get; init; }
    }

    internal sealed record Filter
    {
        /// <summary>true checks everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
    }

    /// <summary>Receives devices against a line of an order; with dryRun=true says what would happen.</summary>
    internal static async Task<Returns<DeliveryReport>> Handle(Guid id, Request request, [AsParameters] Filter filter, Db db, CancellationToken stop) =>
        await Run(db, id, request, filter.DryRun == true, stop);

    public static Task<Outcome<DeliveryReport>> Run(Db db, Guid id, Request request, bool dryRun, CancellationToken stop) => PurchaseChange.Run<DeliveryReport>(db, id, new IfMatch((long?)null), async (tx, order, lines) =>
    {
        var serials = new ReceivedSerials(request.Serials);
        var errors = serials.Check();
        var deliveredOn = request.DeliveredOn ?? db.Today;
        if (lines.FirstOrDefault(one => one.Id == request.LineId) is not { } line) return Refusal.Invalid([.. errors.Prepend(new FieldError("/lineId", Errors.UnknownReference))]);
        if (deliveredOn < order.OrderedOn) errors.Add(new FieldError("/deliveredOn", Errors.EndBeforeStart, ("start", order.OrderedOn)));
        if (deliveredOn > db.Today) errors.Add(new FieldError("/deliveredOn", Errors.OutOfRange, ("min", "…"), ("max", db.Today)));
        if (errors.Count > 0) return Refusal.Invalid(errors);

        var model = (await tx.One<DeviceModel>(DeviceModel.ByIdSql, new { id = line.ModelId }))!;
        var reasons = new List<Reason>();
        if (!PurchaseLifecycle.ReceivePart.StartsFrom(order.State)) reasons.Add(MovePurchaseOrder.IllegalMove(order, "receive", PurchaseLifecycle.ReceivePart.From));
        if (Over(line, serials.Count) is { } over) reasons.Add(over);
        var refused = await serials.Refuse(tx, db.Dialect, model);
        if (reasons.Count + refused.Count > 0) return ReceivedSerials.Refusal(reasons, refused);
        if (dryRun) return new DeliveryReport { DryRun = true, Created = serials.Count, LeftToDeliver = line.Quantity - line.Delivered - serials.Count, Devices = serials.Named };

        var delivery = Id.New();
        // The counter's own guard holds even where the row was not: nothing above it is trusted with the promise.
        if (await tx.Execute(CountSql, new { line.Id, count = serials.Count }) == 0) return Over(line, serials.Count)?.Refuse() ?? Errors.VersionConflict.Refuse(("version", order.Version + 1));
        await tx.Execute(InsertSql, new { id = delivery, orderId = id, lineId = line.Id, quantity = serials.Count, deliveredOn, deliveryNote = TextKey.Tidy(request.DeliveryNote), now = tx.Now });
        var tags = await AssetTags.Take(tx, serials.Count, db.Today.Year);
        var devices = serials.Named.Select((named, i) => NewDevice.From(Device(named.SerialNumber, line), model).Value! with { AssetTag = tags[i], DeliveryId = delivery, FundingLineId = line.FundingLineId }).ToList();
        // Somebody registered one of them since it was looked for: look again, and name it.
        if (await NewDevice.Insert(tx, devices) < devices.Count) return ReceivedSerials.Refusal([], await serials.Refuse(tx, db.Dialect, model, except: delivery));
        foreach (var device in devices) tx.Record(new Event { Name = "register_device", DeviceId = device.Id, SubjectId = delivery, ToState = "received" });
        await PurchaseChange.Count(tx, order, lines, serials.Count, "receive_delivery");
        return new DeliveryReport
        {
            DryRun = false, Created = devices.Count, LeftToDeliver = line.Quantity - line.Delivered - serials.Count,
            Delivery = await tx.One<Delivery>(Delivery.ByIdSql, new { id = delivery }),
            Devices = devices.Select(device => new DeviceReceived(device.Id, device.AssetTag, device.SerialNumber)).ToList(),
        };
    }, stop);

    private static Reason? Over(PurchaseLineRow line, int count) => line.Delivered + count - line.Quantity is > 0 and var excess
        ? PurchasingErrors.OverDelivery.With(("quantity", line.Quantity), ("delivered", line.Delivered), ("count", count), ("excess", excess))
        : null;

    private static RegisterDevice.Request Device(string serialNumber, PurchaseLineRow line) => new()
    {
        SerialNumber = serialNumber, ModelId = line.ModelId, Origin = line.Origin, PriceExclTaxCents = line.UnitPriceExclTaxCents, PriceInclTaxCents = line.UnitPriceInclTaxCents,
    };

    public const string CountSql = """
        update purchase_line set delivered = delivered + @count
        where organisation_id = @organisationId and id = @id and delivered + @count <= quantity
        """;

    public const string InsertSql = """
        insert into delivery (id, organisation_id, order_id, line_id, quantity, delivered_on, delivery_note, received_by, created_at, updated_at, version)
        values (@id, @organisationId, @orderId, @lineId, @quantity, @deliveredOn, @deliveryNote, @principalId, @now, @now, 1)
        """;
}

/// <summary>What was received, or would be.</summary>
internal sealed record DeliveryReport
{
    public required bool DryRun { get; init; }
    public required int Created { get; init; }
    /// <summary>What the line still waits for after this delivery.</summary>
    public required int LeftToDeliver { get; init; }
    /// <summary>Null in a dry run.</summary>
    public Delivery? Delivery { get; init; }
    /// <summary>With their tags; in a dry run without, since none is taken.</summary>
    [Items(1000)] public required IReadOnlyList<DeviceReceived> Devices { get; init; }
}
