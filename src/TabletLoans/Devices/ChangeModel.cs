using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Changes what is known of a model and what its preparation asks for. What it is (kind, manufacturer, reference) stays.</summary>
internal static class ChangeModel
{
    public static void Map(RouteGroupBuilder models) => models.MapPatch("{id:guid}", Handle).Does(nameof(ChangeModel), Permission.ManageFleet).TakesPatchOf<Change>();

    /// <summary>What may be changed.</summary>
    internal sealed record Change
    {
        [Text(200)] public required string Name { get; init; }
        [Text(14)] public string? Gtin { get; init; }
        [Between(1, 200_000)] public int? WeightGrams { get; init; }
        [Between(0, 10)] public decimal? RepairabilityIndex { get; init; }
        public required bool TagRequired { get; init; }
        public required bool MdmRequired { get; init; }
        public required bool AccessoriesRequired { get; init; }
    }

    /// <summary>Changes a model: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<DeviceModel>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<DeviceModel>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<DeviceModel>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<DeviceModel>(DeviceModel.ByIdSql, new { id }, stop) is not { } model) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(model.Version) is { } stale) return stale;
        var before = Of(model);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        string? gtin = null;
        if (after.Gtin is not null && !Gtin.TryParse(after.Gtin, out gtin)) return Refusal.Invalid("/gtin", Errors.InvalidFormat, ("expected", "GTIN-8, 12, 13, 14"));
        if (MergePatch.Changes(before, after) is not { } changes) return model;
        return await db.Write<DeviceModel>(async tx =>
        {
            var changed = await tx.Execute(UpdateSql, new
            {
                id, model.Version, name = after.Name.Trim(), gtin, after.WeightGrams, after.RepairabilityIndex, after.TagRequired, after.MdmRequired, after.AccessoriesRequired, now = tx.Now,
            });
            if (changed == 0) return Errors.VersionConflict.Refuse(("version", model.Version + 1));
            tx.Record(new Event { Name = "change_model", SubjectId = id, Changes = changes });
            return (await tx.One<DeviceModel>(DeviceModel.ByIdSql, new { id }))!;
        }, stop);
    }

    private static Change Of(DeviceModel model) => new()
    {
        Name = model.Name, Gtin = model.Gtin, WeightGrams = model.WeightGrams, RepairabilityIndex = model.RepairabilityIndex,
        TagRequired = model.TagRequired, MdmRequired = model.MdmRequired, AccessoriesRequired = model.AccessoriesRequired,
    };

    public const string UpdateSql = """
        update device_model set name = @name, gtin = @gtin, weight_grams = @weightGrams, repairability_index = @repairabilityIndex,
          tag_required = @tagRequired, mdm_required = @mdmRequired, accessories_required = @accessoriesRequired, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version
        """;
}
