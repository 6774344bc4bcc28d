using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>A device about to be registered, one alone or one of an import: checked and in normal form.</summary>
internal sealed record NewDevice
{
    public required Guid Id { get; init; }
    public string? AssetTag { get; init; }
    public required string SerialNumber { get; init; }
    public required string SerialKey { get; init; }
    public required string ManufacturerKey { get; init; }
    public required Guid ModelId { get; init; }
    public string? InventoryNumber { get; init; }
    public string? Imei { get; init; }
    public string? MacAddress { get; init; }
    public required string Origin { get; init; }
    public long? PriceExclTaxCents { get; init; }
    public long? PriceInclTaxCents { get; init; }
    public DateOnly? WarrantyEndsOn { get; init; }
    public required string Grade { get; init; }
    public required string MdmState { get; init; }
    public string? CustomFields { get; init; }
    /// <summary>The delivery that it came with.</summary>
    public Guid? DeliveryId { get; init; }
    /// <summary>What paid it: written now or never, for a device keeps its funding for life.</summary>
    public Guid? FundingLineId { get; init; }

    /// <summary>Reads every value of a request; every error at once.</summary>
    public static Outcome<NewDevice> From(RegisterDevice.Request request, DeviceModel model)
    {
        var errors = new List<FieldError>();
        var imei = Parsed(request.Imei, Devices.Imei.TryParse, "/imei", "15 chiffres dont la clé (Luhn)", errors);
        var mac = Parsed(request.MacAddress, Devices.MacAddress.TryParse, "/macAddress", "00:1A:2B:3C:4D:5E", errors);
        RefuseFormula(request.SerialNumber, "/serialNumber", errors);
        RefuseFormula(request.AssetTag, "/assetTag", errors);
        RefuseFormula(request.InventoryNumber, "/inventoryNumber", errors);
        if (request.PriceInclTaxCents < request.PriceExclTaxCents)
            errors.Add(new FieldError("/priceInclTaxCents", Errors.OutOfRange, ("min", request.PriceExclTaxCents), ("max", "…")));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var origin = request.Origin ?? "new";
        return new NewDevice
        {
            Id = Storage.Id.New(),
            AssetTag = TextKey.Tidy(request.AssetTag)?.ToUpperInvariant(),
            SerialNumber = request.SerialNumber.Trim(),
            SerialKey = SerialKeyOf(request.SerialNumber),
            ManufacturerKey = DeviceModel.Key(model.Manufacturer),
            ModelId = model.Id,
            InventoryNumber = TextKey.Tidy(request.InventoryNumber)?.ToUpperInvariant(),
            Imei = imei,
            MacAddress = mac,
            Origin = origin,
            PriceExclTaxCents = request.PriceExclTaxCents,
            PriceInclTaxCents = request.PriceInclTaxCents,
            WarrantyEndsOn = request.WarrantyEndsOn,
            Grade = request.Grade ?? (origin == "new" ? "A" : "B"),
            MdmState = request.MdmState ?? "not_enrolled",
            CustomFields = request.CustomFields?.GetRawText(),
            FundingLineId = request.FundingLineId,
        };
    }

    /// <summary>How serial numbers are compared: case does not count.</summary>
    public static string SerialKeyOf(string serialNumber) => serialNumber.Trim().ToUpperInvariant();

    /// <summary>Inserts what collides with nothing, and says how many rows that was.</summary>
    public static Task<int> Insert(Tx tx, IReadOnlyList<NewDevice> devices) => tx.InsertMany(InsertSql, RowSql, devices, "on conflict do nothing");

    public List<Reason> Collisions(IReadOnlyList<DeviceRow> others)
    {
        var reasons = new List<Reason>();
        foreach (var other in others)
        {
            if (other.AssetTag == AssetTag) reasons.Add(DeviceErrors.TagTaken.With(("assetTag", AssetTag)));
            if (SerialKeyOf(other.SerialNumber) == SerialKey && DeviceModel.Key(other.Manufacturer) == ManufacturerKey)
                reasons.Add(DeviceErrors.SerialTaken.With(("serialNumber", SerialNumber), ("assetTag", other.AssetTag)));
            if (Imei is not null && other.Imei == Imei) reasons.Add(DeviceErrors.ImeiTaken.With(("imei", Imei), ("assetTag", other.AssetTag)));
            if (InventoryNumber is not null && other.InventoryNumber == InventoryNumber)
                reasons.Add(DeviceErrors.InventoryNumberTaken.With(("inventoryNumber", InventoryNumber), ("assetTag", other.AssetTag)));
        }
        return reasons;
    }

    internal delegate bool TryParse(string? text, out string normalised);

    internal static string? Parsed(string? text, TryParse parse, string pointer, string expected, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (parse(text, out var normalised)) return normalised;
        errors.Add(new FieldError(pointer, Errors.InvalidFormat, ("expected", expected)));
        return null;
    }

    private static void RefuseFormula(string? text, string pointer, List<FieldError> errors)
    {
        if (CsvFile.CouldBeFormula(text.AsSpan().Trim())) errors.Add(new FieldError(pointer, DeviceErrors.Formula));
    }

    public const string InsertSql = """
        insert into device (id, organisation_id, asset_tag, serial_number, serial_key, manufacturer_key, model_id, inventory_number, imei,
          mac_address, origin, price_excl_tax_cents, price_incl_tax_cents, warranty_ends_on, state, grade, data_state, mdm_state, held,
          custom_fields, delivery_id, funding_line_id, created_at, updated_at, version) values
        """;

    private const string RowSql = """
        (@Id, @organisationId, @AssetTag, @SerialNumber, @SerialKey, @ManufacturerKey, @ModelId, @InventoryNumber, @Imei,
          @MacAddress, @Origin, @PriceExclTaxCents, @PriceInclTaxCents, @WarrantyEndsOn, 'received', @Grade, 'clean', @MdmState, false,
          @CustomFields, @DeliveryId, @FundingLineId, @now, @now, 1)
        """;
}
