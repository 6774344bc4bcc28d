using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Changes what is known of a device (JSON Merge Patch). Its state changes by transitions only.</summary>
internal static class ChangeDevice
{
    public static void Map(RouteGroupBuilder devices) =>
        devices.MapPatch("{id:guid}", Handle).Does(nameof(ChangeDevice), Permission.ManageFleet).TakesPatchOf<Change>();

    /// <summary>What may be changed.</summary>
    internal sealed record Change
    {
        [Text(50)] public required string AssetTag { get; init; }
        [Text(100)] public required string SerialNumber { get; init; }
        [Text(100)] public string? InventoryNumber { get; init; }
        [Text(30)] public string? Imei { get; init; }
        [Text(30)] public string? MacAddress { get; init; }
        [OneOf<Origins>] public required string Origin { get; init; }
        [Between(0, 1e11)] public long? PriceExclTaxCents { get; init; }
        [Between(0, 1e11)] public long? PriceInclTaxCents { get; init; }
        public DateOnly? WarrantyEndsOn { get; init; }
        [OneOf<Grades>] public required string Grade { get; init; }
        [OneOf<MdmStates>] public required string MdmState { get; init; }
        /// <summary>The maker's lock (Activation Lock, Factory Reset Protection).</summary>
        [OneOf<LockStates>] public required string LockState { get; init; }
        /// <summary>true holds the device where it is, for a dispute or a seizure.</summary>
        public required bool Held { get; init; }
        [JsonObject(4096)] public JsonElement? CustomFields { get; init; }
    }

    /// <summary>Changes a device: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Device>> Handle(Guid id, JsonElement patch, Db db, Caller caller, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Device>)refusal : await Run(db, caller, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<Device>> Run(Db db, Caller caller, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<DeviceRow>(DeviceRow.ByIdSql, new { id }, stop) is not { } row) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(row.Version) is { } stale) return stale;
        if (DeviceStates.HasLeftTheFleet(row.State) && row.State != DeviceStates.Retired.Code) return DeviceErrors.OutOfTheFleet.Refuse(("assetTag", row.AssetTag), ("state", row.State));
        var before = Of(row);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        // The same readings as at registration: one place for what an IMEI or a price may be.
        var read = NewDevice.From(merged.Value!.AsRequest(row.ModelId), new DeviceModel
        {
            Id = row.ModelId, Kind = row.ModelKind, Manufacturer = row.Manufacturer, Reference = row.ModelReference, Name = row.ModelName, TagRequired = false, MdmRequired = false, AccessoriesRequired = false,
            CreatedAt = row.CreatedAt, UpdatedAt = row.UpdatedAt, Version = 0,
        });
        if (read.Refusal is { } unreadable) return unreadable;
        var device = read.Value! with { Id = id };
        if (MergePatch.Changes(before, merged.Value) is null) return row.View(caller, db.Today);
        return await db.Write<Device>(async tx =>
        {
            var others = await tx.List<DeviceRow>(RegisterDevice.TakenSql, new { device.AssetTag, device.SerialKey, device.ManufacturerKey, device.Imei, device.InventoryNumber });
            if (Refusal.From(device.Collisions([.. others.Where(other => other.Id != id)])) is { } taken) return taken;
            var changed = await tx.Execute(UpdateSql, new
            {
                id, row.Version, device.AssetTag, device.SerialNumber, device.SerialKey, device.InventoryNumber, device.Imei, device.MacAddress, device.Origin,
                device.PriceExclTaxCents, device.PriceInclTaxCents, device.WarrantyEndsOn, device.Grade, device.MdmState, device.CustomFields,
                merged.Value!.LockState, merged.Value.Held, now = tx.Now,
            });
            if (changed == 0) return Errors.VersionConflict.Refuse(("version", row.Version + 1));
            var after = (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id }))!;
            tx.Record(new Event { Name = "change_device", DeviceId = id, Changes = MergePatch.Changes(before, Of(after)) });
            return after.View(caller, db.Today);
        }, stop);
    }

    private static Change Of(DeviceRow row) => new()
    {
        AssetTag = row.AssetTag, SerialNumber = row.SerialNumber, InventoryNumber = row.InventoryNumber, Imei = row.Imei, MacAddress = row.MacAddress,
        Origin = row.Origin, PriceExclTaxCents = row.PriceExclTaxCents, PriceInclTaxCents = row.PriceInclTaxCents, WarrantyEndsOn = row.WarrantyEndsOn,
        Grade = row.Grade, MdmState = row.MdmState, LockState = row.LockState, Held = row.Held,
        CustomFields = row.CustomFields is null ? null : JsonDocument.Parse(row.CustomFields).RootElement,
    };

    private static RegisterDevice.Request AsRequest(this Change change, Guid modelId) => new()
    {
        ModelId = modelId, AssetTag = change.AssetTag, SerialNumber = change.SerialNumber, InventoryNumber = change.InventoryNumber, Imei = change.Imei,
        MacAddress = change.MacAddress, Origin = change.Origin, PriceExclTaxCents = change.PriceExclTaxCents, PriceInclTaxCents = change.PriceInclTaxCents,
        WarrantyEndsOn = change.WarrantyEndsOn, Grade = change.Grade, MdmState = change.MdmState, CustomFields = change.CustomFields,
    };

    public const string UpdateSql = """
        update device set asset_tag = @assetTag, serial_number = @serialNumber, serial_key = @serialKey, inventory_number = @inventoryNumber,
          imei = @imei, mac_address = @macAddress, origin = @origin, price_excl_tax_cents = @priceExclTaxCents,
          price_incl_tax_cents = @priceInclTaxCents, warranty_ends_on = @warrantyEndsOn, grade = @grade, mdm_state = @mdmState,
          lock_state = @lockState, custom_fields = @customFields, held = @held, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version
        """;
}
