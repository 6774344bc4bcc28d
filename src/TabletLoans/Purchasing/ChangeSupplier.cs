using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Changes a supplier (JSON Merge Patch); its orders follow.</summary>
internal static class ChangeSupplier
{
    public static void Map(RouteGroupBuilder suppliers) => suppliers.MapPatch("{id:guid}", Handle).Does(nameof(ChangeSupplier), Permission.ManagePurchasing).TakesPatchOf<RegisterSupplier.Request>();

    /// <summary>Changes a supplier: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Supplier>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Supplier>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<Supplier>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<Supplier>(Supplier.ByIdSql, new { id }, stop) is not { } supplier) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(supplier.Version) is { } stale) return stale;
        var before = new RegisterSupplier.Request { Name = supplier.Name, Siret = supplier.Siret, Email = supplier.Email };
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var read = RegisterSupplier.Read(merged.Value!);
        if (read.Refusal is { } unreadable) return unreadable;
        var after = read.Value!;
        if (MergePatch.Changes(before, after) is not { } changes) return supplier;
        return await db.Write<Supplier>(async tx =>
        {
            if (await tx.Execute(UpdateSql, new { id, supplier.Version, after.Name, nameKey = DeviceModel.Key(after.Name), after.Siret, after.Email, now = tx.Now }) == 0)
                return (await tx.One<Supplier>(Supplier.ByIdSql, new { id }))!.Version == supplier.Version
                    ? PurchasingErrors.SupplierTaken.Refuse(("name", after.Name))
                    : Errors.VersionConflict.Refuse(("version", supplier.Version + 1));
            tx.Record(new Event { Name = "change_supplier", SubjectId = id, Changes = changes });
            return (await tx.One<Supplier>(Supplier.ByIdSql, new { id }))!;
        }, stop);
    }

    public const string UpdateSql = """
        update supplier set name = @name, name_key = @nameKey, siret = @siret, email = @email, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version
          and not exists (select 1 from supplier other where other.organisation_id = @organisationId and other.name_key = @nameKey and other.id <> @id)
        """;
}
