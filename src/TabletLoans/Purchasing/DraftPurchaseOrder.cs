using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Writes a new order as a draft. It has a line at least, and its reference is its own.</summary>
internal static class DraftPurchaseOrder
{
    public static void Map(RouteGroupBuilder orders) => orders.MapPost("", Handle).Does(nameof(DraftPurchaseOrder), Permission.ManagePurchasing);

    internal sealed record Request
    {
        public required Guid? SupplierId { get; init; }
        /// <summary>Number of the purchase order (bon de commande).</summary>
        [Text(100)] public required string Reference { get; init; }
        /// <summary>Number of the public contract (marché).</summary>
        [Text(100)] public string? ContractReference { get; init; }
        /// <summary>Legal commitment (engagement juridique).</summary>
        public DateOnly? CommitmentOn { get; init; }
        public DateOnly? OrderedOn { get; init; }
        [Items(100)] public required IReadOnlyList<LineRequest> Lines { get; init; }
    }

    /// <summary>Writes a new purchase order as a draft.</summary>
    internal static async Task<Creates<PurchaseOrder>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static Task<Outcome<PurchaseOrder>> Run(Db db, Request request, CancellationToken stop) => db.Write<PurchaseOrder>(async tx =>
    {
        var errors = await Check(tx, db.Dialect, request);
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var id = Id.New();
        var reference = request.Reference.Trim();
        var inserted = await tx.Execute(InsertSql, new
        {
            id, request.SupplierId, reference, referenceKey = DeviceModel.Key(reference), contractReference = TextKey.Tidy(request.ContractReference),
            request.CommitmentOn, request.OrderedOn, now = tx.Now,
        });
        if (inserted == 0) return PurchasingErrors.OrderTaken.Refuse(("reference", reference));
        await LineRequest.Insert(tx, id, request.Lines);
        tx.Record(new Event { Name = "draft_purchase_order", SubjectId = id, ToState = PurchaseLifecycle.Draft.Code });
        return await PurchaseOrder.Read(tx, id);
    }, stop);

    /// <summary>Every value at once; the change of a draft is read by the same rules.</summary>
    public static async Task<List<FieldError>> Check(Tx tx, Dialect dialect, Request request)
    {
        var errors = await LineRequest.Check(tx, dialect, request.Lines);
        if (await tx.One<Supplier>(Supplier.ByIdSql, new { id = request.SupplierId }) is null) errors.Insert(0, new FieldError("/supplierId", Errors.UnknownReference));
        if (request.OrderedOn < request.CommitmentOn) errors.Add(new FieldError("/orderedOn", Errors.EndBeforeStart, ("start", request.CommitmentOn)));
        return errors;
    }

    public const string InsertSql = """
        insert into purchase_order (id, organisation_id, supplier_id, reference, reference_key, contract_reference, state, commitment_on,
          ordered_on, created_at, updated_at, version)
        values (@id, @organisationId, @supplierId, @reference, @referenceKey, @contractReference, 'draft', @commitmentOn,
          @orderedOn, @now, @now, 1)
        on conflict do nothing
        """;
}
