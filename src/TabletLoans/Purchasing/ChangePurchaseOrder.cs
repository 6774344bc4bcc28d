using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Changes a draft (JSON Merge Patch). Once ordered, an order is what was ordered.</summary>
internal static class ChangePurchaseOrder
{
    public static void Map(RouteGroupBuilder orders) =>
        orders.MapPatch("{id:guid}", Handle).Does(nameof(ChangePurchaseOrder), Permission.ManagePurchasing).TakesPatchOf<DraftPurchaseOrder.Request>();

    /// <summary>Changes a draft: send only the members that change, lines as a whole, with the ETag in If-Match.</summary>
    internal static async Task<Returns<PurchaseOrder>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<PurchaseOrder>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static Task<Outcome<PurchaseOrder>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop) => PurchaseChange.Run<PurchaseOrder>(db, id, ifMatch, async (tx, order, lines) =>
    {
        var before = Of(order, lines);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        if (order.State != PurchaseLifecycle.Draft.Code) return PurchasingErrors.OrderNotDraft.Refuse(("reference", order.Reference), ("state", order.State));
        var errors = await DraftPurchaseOrder.Check(tx, db.Dialect, after);
        if (errors.Count > 0) return Refusal.Invalid(errors);
        if (MergePatch.Changes(before, after) is not { } changes) return order.View(lines);
        var reference = after.Reference.Trim();
        var changed = await tx.Execute(UpdateSql, new
        {
            id, after.SupplierId, reference, referenceKey = DeviceModel.Key(reference), contractReference = TextKey.Tidy(after.ContractReference),
            after.CommitmentOn, after.OrderedOn, now = tx.Now,
        });
        if (changed == 0) return PurchasingErrors.OrderTaken.Refuse(("reference", reference));
        if (!lines.Select(LineRequest.Of).SequenceEqual(after.Lines))
        {
            await tx.Execute(DeleteLinesSql, new { id });
            await LineRequest.Insert(tx, id, after.Lines);
        }
        tx.Record(new Event { Name = "change_purchase_order", SubjectId = id, Changes = changes });
        return await PurchaseOrder.Read(tx, id);
    }, stop);

    private static DraftPurchaseOrder.Request Of(PurchaseOrderRow order, IReadOnlyList<PurchaseLineRow> lines) => new()
    {
        SupplierId = order.SupplierId, Reference = order.Reference, ContractReference = order.ContractReference, CommitmentOn = order.CommitmentOn,
        OrderedOn = order.OrderedOn, Lines = [.. lines.Select(LineRequest.Of)],
    };

    // A reference that is another order's leaves the row as it is.
    public const string UpdateSql = """
        update purchase_order set supplier_id = @supplierId, reference = @reference, reference_key = @referenceKey, contract_reference = @contractReference,
          commitment_on = @commitmentOn, ordered_on = @orderedOn, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'draft'
          and not exists (select 1 from purchase_order other where other.organisation_id = @organisationId and other.reference_key = @referenceKey and other.id <> @id)
        """;

    public const string DeleteLinesSql = "delete from purchase_line where organisation_id = @organisationId and order_id = @id";
}
