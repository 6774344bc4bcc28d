using TabletLoans.Devices;
using TabletLoans.Purchasing;

namespace TabletLoans.Demo;

internal sealed record DemoSupplier(Guid Id, string Name, string? Siret, string Email, DateTimeOffset CreatedAt)
{
    public string NameKey => DeviceModel.Key(Name);
}

/// <summary>An order of the demonstration, in a state that the table of an order's life allows.</summary>
internal sealed class DemoOrder
{
    public required Guid Id { get; init; }
    public required Guid SupplierId { get; init; }
    public required string Reference { get; init; }
    public required string ContractReference { get; init; }
    public DateOnly? CommitmentOn { get; init; }
    public required IReadOnlyList<DemoOrderLine> Lines { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateOnly? OrderedOn { get; private set; }
    public string State { get; private set; } = PurchaseLifecycle.Draft.Code;
    public long Version { get; private set; } = 1;
    public DateTimeOffset UpdatedAt { get => field == default ? CreatedAt : field; private set; }

    public string ReferenceKey => DeviceModel.Key(Reference);

    public void Move(string to, DateTimeOffset at, DateOnly? orderedOn = null)
    {
        if (at < UpdatedAt) throw new InvalidOperationException($"the demonstration moves the order {Reference} before what happened to it last");
        (State, UpdatedAt, OrderedOn) = (to, at, orderedOn ?? OrderedOn);
        Version++;
    }
}

internal sealed class DemoOrderLine
{
    public required Guid Id { get; init; }
    public required Guid OrderId { get; init; }
    public required int Position { get; init; }
    public required DeviceModel Model { get; init; }
    public required int Quantity { get; init; }
    public required long ExclTaxCents { get; init; }
    public required long InclTaxCents { get; init; }
    public required string Origin { get; init; }
    public Guid? FundingLineId { get; init; }
    public required string Imputation { get; init; }

    /// <summary>Received and not refused.</summary>
    public int Delivered { get; set; }

    public Guid ModelId => Model.Id;
}

internal sealed class DemoDelivery
{
    public required Guid Id { get; init; }
    public required DemoOrder Order { get; init; }
    public required DemoOrderLine Line { get; init; }
    public required IReadOnlyList<DemoDevice> Devices { get; init; }
    public required DateOnly DeliveredOn { get; init; }
    public required string DeliveryNote { get; init; }
    public required Guid ReceivedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public Guid? AcceptedBy { get; private set; }
    public DateOnly? AcceptedOn { get; private set; }
    public string? InvoiceReference { get; private set; }
    public int? WarrantyMonths { get; private set; }

    /// <summary>The wave of shipments that takes its devices to the schools; null: they go as they are asked for.</summary>
    public int? Wave { get; init; }

    public List<(DemoDevice Device, string Reason)> Refused { get; } = [];

    public Guid OrderId => Order.Id;
    public Guid LineId => Line.Id;
    public int Quantity => Devices.Count;
    public DateOnly? WarrantyStartsOn => WarrantyMonths is null ? null : AcceptedOn;
    public DateTimeOffset UpdatedAt => AcceptedAt ?? CreatedAt;
    public long Version => AcceptedAt is null ? 1 : 2;

    /// <summary>The day from which the age of its devices counts.</summary>
    public DateOnly InServiceOn => AcceptedOn ?? DeliveredOn;

    public void Accept(DateTimeOffset at, DateOnly on, Guid by, string invoice, int warrantyMonths)
    {
        if (AcceptedAt is not null) throw new InvalidOperationException($"the demonstration accepts the delivery {DeliveryNote} twice");
        (AcceptedAt, AcceptedOn, AcceptedBy, InvoiceReference, WarrantyMonths) = (at, on, by, invoice, warrantyMonths);
    }
}
