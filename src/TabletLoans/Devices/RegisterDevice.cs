using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Registers a device as received. Its serial number is unique per manufacturer; its tag is made when absent.</summary>
internal static class RegisterDevice
{
    public static void Map(RouteGroupBuilder devices) => devices.MapPost("", Handle).Does(nameof(RegisterDevice), Permission.ManageFleet);

    internal sealed record Request
    {
        /// <summary>As engraved or displayed; a text, never a number.</summary>
        [Text(100)] public required string SerialNumber { get; init; }
        public required Guid? ModelId { get; init; }
        /// <summary>The tag already on the device; when absent, the next of the year is given, with a check letter.</summary>
        [Text(50)] public string? AssetTag { get; init; }
        [Text(100)] public string? InventoryNumber { get; init; }
        /// <summary>15 digits with their check digit, or 16 (IMEISV).</summary>
        [Text(30)] public string? Imei { get; init; }
        /// <summary>A universal MAC address; a random one identifies nothing.</summary>
        [Text(30)] public string? MacAddress { get; init; }
        /// <summary>new when absent.</summary>
        [OneOf<Origins>] public string? Origin { get; init; }
        /// <summary>Cents, without tax.</summary>
        [Between(0, 1e11)] public long? PriceExclTaxCents { get; init; }
        /// <summary>Cents, with tax; never below the price without.</summary>
        [Between(0, 1e11)] public long? PriceInclTaxCents { get; init; }
        public DateOnly? WarrantyEndsOn { get; init; }
        /// <summary>A when absent and new, B otherwise.</summary>
        [OneOf<Grades>] public string? Grade { get; init; }
        /// <summary>not_enrolled when absent.</summary>
        [OneOf<MdmStates>] public string? MdmState { get; init; }
        /// <summary>The funding line that paid it, for a device that no order of this service brought; it keeps it for life.</summary>
        public Guid? FundingLineId { get; init; }
        /// <summary>Fields of the organisation's own: a JSON object of at most 4 kB.</summary>
        [JsonObject(4096)] public JsonElement? CustomFields { get; init; }
    }

    /// <summary>Registers a device in the state received.</summary>
    internal static async Task<Creates<Device>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<Device>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var model = await db.One<DeviceModel>(DeviceModel.ByIdSql, new { id = request.ModelId }, stop);
        if (model is null) return Refusal.Invalid("/modelId", Errors.UnknownReference);
        if (request.FundingLineId is { } funding && await db.One<Guid?>(FundingSql, new { id = funding }, stop) is null) return Refusal.Invalid("/fundingLineId", Errors.UnknownReference);
        var prepared = NewDevice.From(request, model);
        if (prepared.Refusal is { } refusal) return refusal;
        return await db.Write<Device>(async tx =>
        {
            var device = prepared.Value!;
            if (device.AssetTag is null) device = device with { AssetTag = (await AssetTags.Take(tx, 1, db.Today.Year))[0] };
            if (await NewDevice.Insert(tx, [device]) == 0) return await Taken(tx, device);
            tx.Record(new Event { Name = "register_device", DeviceId = device.Id, ToState = "received" });
            return (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { device.Id }))!.View(caller, db.Today);
        }, stop);
    }

    /// <summary>Which of the identifiers are taken, all at once.</summary>
    private static async Task<Outcome<Device>> Taken(Tx tx, NewDevice device)
    {
        var others = await tx.List<DeviceRow>(TakenSql, new { device.AssetTag, device.SerialKey, device.ManufacturerKey, device.Imei, device.InventoryNumber });
        return Refusal.From(device.Collisions(others))!;
    }

    public const string FundingSql = "select f.id from funding_line f where f.organisation_id = @organisationId and f.id = @id and f.cancelled_on is null and (f.application_id is null or exists (select 1 from application a where a.id = f.application_id and a.notified_on is not null))";

    public static readonly string TakenSql = $"""
        {DeviceRow.SelectSql}
         where d.organisation_id = @organisationId
           and (d.asset_tag = @assetTag or (d.serial_key = @serialKey and d.manufacturer_key = @manufacturerKey)
             or d.imei = @imei or d.inventory_number = @inventoryNumber)
        """;
}
