using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>A line of a file and the device that it describes.</summary>
internal sealed record ImportedDevice(ImportLine Line, NewDevice Device)
{
    private const int LookedForAtOnce = 1000;

    // The identifiers that no two devices share, by the field that a line gives them in.
    private static readonly (string Field, Func<NewDevice, string?> Key)[] Identifiers =
    [
        ("serialNumber", device => device.SerialKey),
        ("assetTag", device => device.AssetTag),
        ("imei", device => device.Imei),
        ("inventoryNumber", device => device.InventoryNumber),
    ];

    /// <summary>Refuses the lines that repeat an identifier of a line before them.</summary>
    public static void RefuseTwice(IReadOnlyList<ImportedDevice> devices)
    {
        foreach (var (field, key) in Identifiers)
        {
            var first = new Dictionary<(string, string), ImportLine>();
            foreach (var (line, device) in devices)
            {
                // Two manufacturers may use the same serial number.
                if (key(device) is not { } value) continue;
                var place = (value, field == "serialNumber" ? device.ManufacturerKey : "");
                if (!first.TryAdd(place, line)) line.Add(field, ImportErrors.TwiceInFile, ("line", first[place].Number));
            }
        }
    }

    /// <summary>Refuses the lines whose identifiers are those of devices registered already.</summary>
    public static async Task RefuseKnown(Db db, IReadOnlyList<ImportedDevice> devices, ImportProgress? progress, CancellationToken stop)
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
            progress?.Step(chunk.Length);
            if (others.Count == 0) continue;
            var near = others.SelectMany(other => Keys(other).Select(key => (key, other))).ToLookup(pair => pair.key, pair => pair.other);
            foreach (var (line, device) in chunk)
            {
                var candidates = Identifiers.SelectMany(identifier => near[(identifier.Field, identifier.Key(device))]).DistinctBy(other => other.Id).ToList();
                foreach (var reason in device.Collisions(candidates)) line.Add(Field(reason.Error), reason);
            }

            object Given(Func<NewDevice, string?> value) => db.Dialect.Texts(chunk.Select(item => value(item.Device)).OfType<string>());
        }
    }

    private static IEnumerable<(string Field, string? Key)> Keys(DeviceRow other) =>
        [("serialNumber", NewDevice.SerialKeyOf(other.SerialNumber)), ("assetTag", other.AssetTag), ("imei", other.Imei), ("inventoryNumber", other.InventoryNumber)];

    private static string Field(Error error) =>
        error == DeviceErrors.TagTaken ? "assetTag"
        : error == DeviceErrors.ImeiTaken ? "imei"
        : error == DeviceErrors.InventoryNumberTaken ? "inventoryNumber"
        : "serialNumber";

    // One search for each index: for an OR of them, SQLite would read the whole fleet.
    public static string KnownSql(Dialect dialect)
    {
        return $"""
            {DeviceRow.SelectSql}
             where d.id in (
               {By("serial_key", "@serials")} union all {By("asset_tag", "@tags")}
               union all {By("imei", "@imeis")} union all {By("inventory_number", "@inventoryNumbers")})
            """;

        string By(string column, string list) => $"select id from device where organisation_id = @organisationId and {dialect.InTexts(column, list)}";
    }
}
