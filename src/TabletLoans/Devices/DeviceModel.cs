using TabletLoans.Api;

namespace TabletLoans.Devices;

/// <summary>A model of device: what the devices of one reference have in common.</summary>
internal sealed record DeviceModel : IResource
{
    public static string Collection => "device-models";

    public required Guid Id { get; init; }
    [OneOf<DeviceKinds>] public required string Kind { get; init; }
    [Text(100)] public required string Manufacturer { get; init; }
    /// <summary>The manufacturer's reference, unique per manufacturer.</summary>
    [Text(100)] public required string Reference { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>GTIN-8, 12, 13 or 14 (EAN), with its check digit.</summary>
    [Text(14)] public string? Gtin { get; init; }
    /// <summary>Grams; the weight of what is recycled is computed from it.</summary>
    [Between(1, 200_000)] public int? WeightGrams { get; init; }
    /// <summary>French repairability index, 0 to 10.</summary>
    [Between(0, 10)] public decimal? RepairabilityIndex { get; init; }
    /// <summary>Its devices go to stock once their tag is printed and stuck on.</summary>
    public required bool TagRequired { get; init; }
    /// <summary>Its devices go to stock once they are enrolled in the MDM, after each re-imaging too.</summary>
    public required bool MdmRequired { get; init; }
    /// <summary>Its devices go to stock once their accessories were checked.</summary>
    public required bool AccessoriesRequired { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public const string Columns = "m.id, m.kind, m.manufacturer, m.reference, m.name, m.gtin, m.weight_grams, m.repairability_index, m.tag_required, m.mdm_required, m.accessories_required, m.created_at, m.updated_at, m.version";

    public const string ByIdSql = $"select {Columns} from device_model m where m.organisation_id = @organisationId and m.id = @id";

    /// <summary>How manufacturers and references are compared: case and spaces do not count.</summary>
    public static string Key(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
