using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>An order to a supplier, with its lines, its sums and how much of it has come.</summary>
internal sealed record PurchaseOrder : IResource
{
    public static string Collection => "purchase-orders";

    public required Guid Id { get; init; }
    public required Guid SupplierId { get; init; }
    [Text(200)] public required string SupplierName { get; init; }
    /// <summary>Number of the purchase order (bon de commande), unique in the organisation.</summary>
    [Text(100)] public required string Reference { get; init; }
    /// <summary>Number of the public contract (marché) that it is placed under.</summary>
    [Text(100)] public string? ContractReference { get; init; }
    [OneOf<PurchaseStateCodes>] public required string State { get; init; }
    /// <summary>Legal commitment (engagement juridique).</summary>
    public DateOnly? CommitmentOn { get; init; }
    public DateOnly? OrderedOn { get; init; }
    [Items(100)] public required IReadOnlyList<PurchaseLine> Lines { get; init; }
    /// <summary>Sum of the lines: cents, never rounded.</summary>
    [Between(0, 1e15)] public required long TotalExclTaxCents { get; init; }
    /// <summary>Sum of the lines: cents, never rounded.</summary>
    [Between(0, 1e15)] public required long TotalInclTaxCents { get; init; }
    /// <summary>Devices ordered.</summary>
    public required long Ordered { get; init; }
    /// <summary>Devices received and not refused.</summary>
    public required long Delivered { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public static async Task<PurchaseOrder> Read(Tx tx, Guid id) =>
        (await tx.One<PurchaseOrderRow>(PurchaseOrderRow.ByIdSql, new { id }))!.View(await tx.List<PurchaseLineRow>(PurchaseLineRow.OfOrderSql, new { id }));
}

internal sealed record PurchaseOrderRow
{
    public Guid Id { get; init; }
    public Guid SupplierId { get; init; }
    public string SupplierName { get; init; } = "";
    public string Reference { get; init; } = "";
    public string? ContractReference { get; init; }
    public string State { get; init; } = "";
    public DateOnly? CommitmentOn { get; init; }
    public DateOnly? OrderedOn { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }

    public PurchaseOrder View(IEnumerable<PurchaseLineRow> rows)
    {
        var lines = rows.Select(row => row.View()).ToList();
        return new PurchaseOrder
        {
            Id = Id, SupplierId = SupplierId, SupplierName = SupplierName, Reference = Reference, ContractReference = ContractReference, State = State,
            CommitmentOn = CommitmentOn, OrderedOn = OrderedOn, Lines = lines, TotalExclTaxCents = lines.Sum(line => line.TotalExclTaxCents),
            TotalInclTaxCents = lines.Sum(line => line.TotalInclTaxCents), Ordered = lines.Sum(line => (long)line.Quantity), Delivered = lines.Sum(line => (long)line.Delivered),
            CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, Version = Version,
        };
    }

    public const string SelectSql = """
        select o.id, o.supplier_id, s.name as supplier_name, o.reference, o.contract_reference, o.state, o.commitment_on, o.ordered_on,
          o.created_at, o.updated_at, o.version
        from purchase_order o
        join supplier s on s.id = o.supplier_id
        """;

    public const string ByIdSql = $"{SelectSql} where o.organisation_id = @organisationId and o.id = @id";
}
