using TabletLoans.Api;
using TabletLoans.Lifecycle;

namespace TabletLoans.Devices;

/// <summary>What a school set contains. Only tablets and computers count as a borrower's main device.</summary>
internal sealed class DeviceKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } =
        ["tablet", "laptop", "desktop", "screen", "video_projector", "interactive_display", "charging_cart", "router", "printer", "audio_kit", "video_kit", "other"];

    public static IReadOnlyList<string> Main { get; } = ["tablet", "laptop", "desktop"];
}

/// <summary>Where a device came from; the yearly share of reused goods (AGEC art. 58) is computed from it.</summary>
internal sealed class Origins : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["new", "refurbished", "reused", "donated_in", "leased"];
}

/// <summary>A like new, B light wear, C visible wear and fully functional, D functional defect, X scrap.</summary>
internal sealed class Grades : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["A", "B", "C", "D", "X"];

    /// <summary>Good enough to be lent.</summary>
    public static bool IsLendable(string grade) => grade is "A" or "B" or "C";
}

/// <summary>What is known of personal data on the device.</summary>
internal sealed class DataStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["clean", "user_data", "unknown"];
}

internal sealed class MdmStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["not_enrolled", "enrolled", "supervised", "removed"];
}

/// <summary>The maker's lock (Activation Lock, Factory Reset Protection): on, nobody else can use the device.</summary>
internal sealed class LockStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["none", "on", "released"];
}

internal sealed class StateCodes : ICodes
{
    public static IReadOnlyList<string> All { get; } = [.. DeviceStates.All.Select(state => state.Code)];
}
