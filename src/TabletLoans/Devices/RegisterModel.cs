using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Registers a model of device, once per manufacturer and reference.</summary>
internal static class RegisterModel
{
    public static void Map(RouteGroupBuilder models) => models.MapPost("", Handle).Does(nameof(RegisterModel), Permission.ManageFleet);

    internal sealed record Request
    {
        /// <summary>What it is: tablet, laptop, or another part of a school set.</summary>
        [OneOf<DeviceKinds>] public required string Kind { get; init; }
        [Text(100)] public required string Manufacturer { get; init; }
        [Text(100)] public required string Reference { get; init; }
        /// <summary>As people call it; "manufacturer reference" when absent.</summary>
        [Text(200)] public string? Name { get; init; }
        [Text(14)] public string? Gtin { get; init; }
        [Between(1, 200_000)] public int? WeightGrams { get; init; }
        [Between(0, 10)] public decimal? RepairabilityIndex { get; init; }
        /// <summary>Preparation: no stock before the tag is printed and stuck on. false when absent, as the two others.</summary>
        public bool? TagRequired { get; init; }
        /// <summary>Preparation: no stock before the device is enrolled in the MDM.</summary>
        public bool? MdmRequired { get; init; }
        /// <summary>Preparation: no stock before the accessories were checked.</summary>
        public bool? AccessoriesRequired { get; init; }
    }

    /// <summary>Registers a model of device.</summary>
    internal static async Task<Creates<DeviceModel>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<DeviceModel>> Run(Db db, Request request, CancellationToken stop)
    {
        string? gtin = null;
        if (request.Gtin is not null && !Gtin.TryParse(request.Gtin, out gtin)) return Refusal.Invalid("/gtin", Errors.InvalidFormat, ("expected", "GTIN-8, 12, 13, 14"));
        var id = Id.New();
        return await db.Write<DeviceModel>(async tx =>
        {
            var row = await tx.Execute(InsertSql, new
            {
                id,
                request.Kind,
                manufacturer = request.Manufacturer.Trim(),
                manufacturerKey = DeviceModel.Key(request.Manufacturer),
                reference = request.Reference.Trim(),
                referenceKey = DeviceModel.Key(request.Reference),
                name = request.Name?.Trim() ?? $"{request.Manufacturer.Trim()} {request.Reference.Trim()}",
                gtin,
                request.WeightGrams,
                request.RepairabilityIndex,
                tagRequired = request.TagRequired ?? false,
                mdmRequired = request.MdmRequired ?? false,
                accessoriesRequired = request.AccessoriesRequired ?? false,
                now = tx.Now,
            });
            if (row == 0) return DeviceErrors.ModelTaken.Refuse(("manufacturer", request.Manufacturer), ("reference", request.Reference));
            tx.Record(new Event { Name = "register_model", SubjectId = id });
            return (await tx.One<DeviceModel>(DeviceModel.ByIdSql, new { id }))!;
        }, stop);
    }

    public const string InsertSql = """
        insert into device_model (id, organisation_id, kind, manufacturer, manufacturer_key, reference, reference_key, name, gtin,
          weight_grams, repairability_index, tag_required, mdm_required, accessories_required, created_at, updated_at, version)
        values (@id, @organisationId, @kind, @manufacturer, @manufacturerKey, @reference, @referenceKey, @name, @gtin,
          @weightGrams, @repairabilityIndex, @tagRequired, @mdmRequired, @accessoriesRequired, @now, @now, 1)
        on conflict do nothing
        """;
}
