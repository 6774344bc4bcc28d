using TabletLoans.Api;

namespace TabletLoans.Purchasing;

/// <summary>Devices that came together against one line of an order, and their acceptance. The devices: GET devices?deliveryId=.</summary>
internal sealed record Delivery : IResource
{
    public static string Collection => "deliveries";

    public required Guid Id { get; init; }
    public required Guid OrderId { get; init; }
    public required Guid LineId { get; init; }
    /// <summary>Devices that came.</summary>
    [Between(1, 100_000)] public required int Quantity { get; init; }
    /// <summary>Of those, refused at acceptance.</summary>
    [Between(0, 100_000)] public required int Refused { get; init; }
    public required DateOnly DeliveredOn { get; init; }
    /// <summary>Number of the delivery note.</summary>
    [Text(100)] public string? DeliveryNote { get; init; }
    public required Guid ReceivedBy { get; init; }
    /// <summary>The day of the acceptance (service fait); null while it is to be stated.</summary>
    public DateOnly? AcceptedOn { get; init; }
    public Guid? AcceptedBy { get; init; }
    [Text(100)] public string? InvoiceReference { get; init; }
    public DateOnly? WarrantyStartsOn { get; init; }
    [Between(0, 240)] public int? WarrantyMonths { get; init; }
    /// <summary>The last day of the warranty: the day of the same number, so many months later.</summary>
    public DateOnly? WarrantyEndsOn => WarrantyMonths is { } months ? WarrantyStartsOn?.AddMonths(months) : null;
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public const string SelectSql = """
        select d.id, d.order_id, d.line_id, d.quantity, (select count(*) from delivery_refusal r where r.delivery_id = d.id) as refused,
          d.delivered_on, d.delivery_note, d.received_by, d.accepted_on, d.accepted_by, d.invoice_reference, d.warranty_starts_on,
          d.warranty_months, d.created_at, d.updated_at, d.version
        from delivery d
        """;

    public const string ByIdSql = $"{SelectSql} where d.organisation_id = @organisationId and d.id = @id";
}

/// <summary>A device of a delivery, in short.</summary>
internal sealed record DeviceReceived(Guid? Id, [property: Text(50)] string? AssetTag, [property: Text(100)] string SerialNumber);
