using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>A line of a file and the device that it describes.</summary>
internal sealed record ImportedDevice(ImportLine Line, NewDevice Device)
{
    private const int LookedForAtOnce = 250;

    // The identifiers that no two devices share, by the field that a line gives them in.
    private static readonly (string Field, Func<NewDevice, object?> Of)[] Identifiers =
    [
        ("serialNumber", device => (device.SerialKey, device.ManufacturerKey)),
        ("assetTag", device => device.AssetTag),
        ("imei", device => device.Imei),
        ("inventoryNumber", device => device.InventoryNumber),
    ];

    /// <summary>Refuses the lines that repeat an identifier of a line before them.</summary>
    public static void RefuseTwice(IReadOnlyList<ImportedDevice> devices)
    {
        foreach (var (field, identifier) in Identifiers)
        {
            var first = new Dictionary<object, ImportLine>();
            foreach (var (line, device) in devices)
                if (identifier(device) is { } value && !first.TryAdd(value, line)) line.Add(field, ImportErrors.TwiceInFile, ("line", first[value].Number));
        }
    }

    /// <summary>Refuses the lines whose identifiers are those of devices registered already.</summary>
    public static async Task RefuseKnown(Db db, IReadOnlyList<ImportedDevice> devices, CancellationToken stop)
    {
        foreach (var chunk in devices.Chunk(LookedForAtOnce))
        {
            var others = await db.List<DeviceRow>(KnownSql(db.Dialect), new
            {
                serials = Given(device => device.SerialKey),
                tags = Given(device => device.AssetTag),
                imeis = Given(device => device.Imei),
                inventoryNumbers = Given(device => device.InventoryNumber),
            }, stop);
            if (others.Count == 0) continue;
            foreach (var (line, device) in chunk)
                foreach (var reason in device.Collisions(others)) line.Add(Field(reason.Error), reason);

            object Given(Func<NewDevice, string?> value) => db.Dialect.List(chunk.Select(item => value(item.Device)).OfType<string>());
        }
    }

    private static string Field(Error error) =>
        error == DeviceErrors.TagTaken ? "assetTag"
        : error == DeviceErrors.ImeiTaken ? "imei"
        : error == DeviceErrors.InventoryNumberTaken ? "inventoryNumber"
        : "serialNumber";

    public static string KnownSql(Dialect dialect) => $"""
        {DeviceRow.SelectSql}
         where d.organisation_id = @organisationId
           and ({dialect.In("d.serial_key", "@serials")} or {dialect.In("d.asset_tag", "@tags")}
             or {dialect.In("d.imei", "@imeis")} or {dialect.In("d.inventory_number", "@inventoryNumbers")})
        """;
}
