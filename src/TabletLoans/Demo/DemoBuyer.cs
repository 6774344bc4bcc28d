using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>A line as it is asked for.</summary>
internal sealed record DemoWish(string Model, int Quantity, long ExclTaxCents, long InclTaxCents, string Origin, Guid? FundingLineId);

/// <summary>What the use cases of purchasing do, on rows that are still in memory. What the table of an order's life does not allow throws.</summary>
internal sealed class DemoBuyer(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoStaff staff)
{
    // Matériel informatique scolaire, in the accounts of local authorities.
    private const string Imputation = "21831";

    private readonly Guid _by = staff.Doing(Permission.ManagePurchasing);

    public DemoSupplier Register(string name, string? siret, string email, DateTimeOffset at)
    {
        var supplier = new DemoSupplier(Guid.CreateVersion7(at), name, siret, email, at);
        ledger.Suppliers.Add(supplier);
        ledger.Record(at, _by, new Event { Name = "register_supplier", SubjectId = supplier.Id });
        return supplier;
    }

    public DemoOrder Draft(DemoSupplier supplier, string reference, string contract, DateOnly? commitmentOn, DateTimeOffset at, params IReadOnlyList<DemoWish> wishes)
    {
        var id = Guid.CreateVersion7(at);
        var order = new DemoOrder
        {
            Id = id, SupplierId = supplier.Id, Reference = reference, ContractReference = contract, CommitmentOn = commitmentOn, CreatedAt = at,
            Lines = [.. wishes.Select((wish, i) => new DemoOrderLine
            {
                Id = Guid.CreateVersion7(at), OrderId = id, Position = i + 1, Model = ledger.Models.Single(model => model.Reference == wish.Model), Quantity = wish.Quantity,
                ExclTaxCents = wish.ExclTaxCents, InclTaxCents = wish.InclTaxCents, Origin = wish.Origin, FundingLineId = wish.FundingLineId, Imputation = Imputation,
            })],
        };
        ledger.Orders.Add(order);
        ledger.Record(at, _by, new Event { Name = "draft_purchase_order", SubjectId = id, ToState = order.State });
        return order;
    }

    public void Order(DemoOrder order, DateTimeOffset at) => Move(order, PurchaseLifecycle.Order, at, null, calendar.Day(at));

    public void Cancel(DemoOrder order, DateTimeOffset at, string reason) => Move(order, PurchaseLifecycle.Cancel, at, reason);

    public void Close(DemoOrder order, DateTimeOffset at)
    {
        if (ledger.Deliveries.Any(delivery => delivery.Order == order && delivery.AcceptedAt is null)) throw Refused(order, PurchasingErrors.NotAccepted);
        Move(order, PurchaseLifecycle.Close, at, null);
    }

    public DemoDelivery Receive(DemoOrder order, DemoOrderLine line, IReadOnlyList<DemoDevice> devices, DateTimeOffset at, int? wave = null)
    {
        if (!PurchaseLifecycle.ReceivePart.StartsFrom(order.State)) throw Refused(order, PurchasingErrors.IllegalMove);
        if (line.Delivered + devices.Count > line.Quantity) throw Refused(order, PurchasingErrors.OverDelivery);
        var delivery = new DemoDelivery
        {
            Id = Guid.CreateVersion7(at), Order = order, Line = line, Devices = devices, DeliveredOn = calendar.Day(at), DeliveryNote = $"BL-{calendar.Day(at):yyMMdd}-{ledger.Deliveries.Count + 1:000}",
            ReceivedBy = _by, CreatedAt = at, Wave = wave,
        };
        ledger.Deliveries.Add(delivery);
        foreach (var device in devices)
        {
            device.Delivery = delivery;
            ledger.Record(at, _by, new Event { Name = "register_device", DeviceId = device.Id, SubjectId = delivery.Id, ToState = device.State });
        }
        Count(order, line, devices.Count, at, "receive_delivery");
        return delivery;
    }

    /// <summary>States the service fait; what is refused leaves, and its place on the line is free again.</summary>
    public void Accept(DemoDelivery delivery, DateTimeOffset at, int warrantyMonths, params IReadOnlyList<(DemoDevice Device, string Reason)> refused)
    {
        var (day, endsOn) = (calendar.Day(at), calendar.Day(at).AddMonths(warrantyMonths));
        delivery.Accept(at, day, _by, $"F-{day:yyyy}-{1_000 + ledger.Deliveries.IndexOf(delivery) * 7}", warrantyMonths);
        foreach (var (device, reason) in refused)
        {
            delivery.Refused.Add((device, reason));
            desk.Move(device, "retire", at, reason: reason, telling: moved => moved with { SubjectId = delivery.Id });
        }
        // One text for all of them: none had a warranty before.
        var changes = DemoLedger.Change("warrantyEndsOn", null, endsOn.ToString("O"));
        foreach (var device in delivery.Devices.Except(refused.Select(refusal => refusal.Device)))
        {
            device.Accept(endsOn, at);
            ledger.Record(at, _by, new Event { Name = "accept_device", DeviceId = device.Id, SubjectId = delivery.Id, Changes = changes });
        }
        Count(delivery.Order, delivery.Line, -refused.Count, at, "accept_delivery");
    }

    private void Move(DemoOrder order, PurchaseMove row, DateTimeOffset at, string? reason, DateOnly? orderedOn = null)
    {
        if (!row.StartsFrom(order.State)) throw Refused(order, PurchasingErrors.IllegalMove);
        var from = order.State;
        order.Move(row.To.Code, at, orderedOn);
        ledger.Record(at, _by, new Event { Name = $"{row.Name}_purchase", SubjectId = order.Id, FromState = from, ToState = order.State, Reason = reason });
    }

    private void Count(DemoOrder order, DemoOrderLine line, int more, DateTimeOffset at, string name)
    {
        var (from, before) = (order.State, order.Lines.Sum(one => one.Delivered));
        line.Delivered += more;
        order.Move(PurchaseLifecycle.Counted(order.Lines.Sum(one => one.Quantity), before + more).Code, at);
        ledger.Record(at, _by, new Event
        {
            Name = name, SubjectId = order.Id, FromState = from, ToState = order.State,
            Changes = more == 0 ? null : new JsonObject { ["delivered"] = new JsonObject { ["old"] = before, ["new"] = before + more } }.ToJsonString(Json.Options),
        });
    }

    private static InvalidOperationException Refused(DemoOrder order, Error error) => new($"the demonstration cannot move the order {order.Reference}: {error.Code}");
}
