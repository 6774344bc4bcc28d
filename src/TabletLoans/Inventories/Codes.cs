using TabletLoans.Api;

namespace TabletLoans.Inventories;

internal sealed class InventoryStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["open", "closed", "cancelled"];
}

/// <summary>What became of a line; `expected`: not found yet, which is where people resume.</summary>
internal sealed class LineOutcomes : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["expected", "found", "misplaced", "unknown", "missing", "moved"];
}

/// <summary>What one scan says.</summary>
internal sealed class ScanOutcomes : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["found", "already_found", "misplaced", "unknown"];
}

/// <summary>Why nobody knows what was scanned.</summary>
internal sealed class UnknownCodes : ICodes
{
    public static IReadOnlyList<string> All { get; } =
        [Devices.DeviceErrors.UnknownDevice.Code, Devices.DeviceErrors.MistypedTag.Code, Devices.DeviceErrors.AmbiguousDevice.Code];
}
