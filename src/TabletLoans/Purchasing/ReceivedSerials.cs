using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>The list of serials of a delivery: each is checked for itself, against the list, and against the fleet.</summary>
internal sealed class ReceivedSerials(IReadOnlyList<string> typed)
{
    // What a problem may carry; errors[] points at every one of them.
    private const int MostReasons = 100;
    private const int LongestSerial = 100;

    private readonly IReadOnlyList<string> _typed = [.. typed.Select(serial => serial.Trim())];

    public int Count => _typed.Count;

    public IReadOnlyList<DeviceReceived> Named => [.. _typed.Select(serial => new DeviceReceived(null, null, serial))];

    /// <summary>What no serial may be.</summary>
    public List<FieldError> Check()
    {
        var errors = new List<FieldError>();
        if (_typed.Count == 0) errors.Add(new FieldError("/serials", Errors.Missing));
        foreach (var (i, serial) in _typed.Index())
        {
            if (serial.Length == 0) errors.Add(new FieldError($"/serials/{i}", Errors.Missing));
            else if (serial.Length > LongestSerial) errors.Add(new FieldError($"/serials/{i}", Errors.TooLong, ("max", LongestSerial)));
            else if (CsvFile.CouldBeFormula(serial)) errors.Add(new FieldError($"/serials/{i}", DeviceErrors.Formula));
        }
        return errors;
    }

    /// <summary>Those that are twice in the list, and those that the manufacturer's devices have already, by their rank.</summary>
    public async Task<List<(int Index, Reason Reason)>> Refuse(Tx tx, Dialect dialect, DeviceModel model, Guid? except = null)
    {
        var refused = new List<(int, Reason)>();
        var keys = _typed.Select(NewDevice.SerialKeyOf).ToList();
        var known = (await tx.List<Known>($"{KnownSql} {dialect.InTexts("d.serial_key", "@serials")}", new { manufacturerKey = DeviceModel.Key(model.Manufacturer), serials = dialect.Texts(keys) }))
            .Where(device => except is null || device.DeliveryId != except).ToDictionary(device => device.SerialKey, StringComparer.Ordinal);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, key) in keys.Index())
        {
            if (!first.TryAdd(key, i)) refused.Add((i, PurchasingErrors.DuplicateSerial.With(("serialNumber", _typed[i]), ("first", first[key] + 1), ("second", i + 1))));
            else if (known.TryGetValue(key, out var other)) refused.Add((i, DeviceErrors.SerialTaken.With(("serialNumber", _typed[i]), ("assetTag", other.AssetTag))));
        }
        return refused;
    }

    public static Refusal Refusal(IReadOnlyList<Reason> reasons, IReadOnlyList<(int Index, Reason Reason)> refused)
    {
        var all = reasons.Concat(refused.Select(serial => serial.Reason)).ToList();
        return new Refusal(all[0].Error, [.. all.Take(MostReasons)], [.. refused.Select(serial => new FieldError($"/serials/{serial.Index}", serial.Reason.Error, serial.Reason.Facts))]);
    }

    private sealed record Known
    {
        public string SerialKey { get; init; } = "";
        public string AssetTag { get; init; } = "";
        public Guid? DeliveryId { get; init; }
    }

    public const string KnownSql = """
        select d.serial_key, d.asset_tag, d.delivery_id from device d
        where d.organisation_id = @organisationId and d.manufacturer_key = @manufacturerKey and
        """;
}
