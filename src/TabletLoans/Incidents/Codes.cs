using TabletLoans.Api;

namespace TabletLoans.Incidents;

internal sealed class IncidentKinds : ICodes
{
    public const string Loss = "loss";
    public const string Theft = "theft";
    public const string BreachOfTrust = "breach_of_trust";

    public static IReadOnlyList<string> All { get; } = ["breakdown", "breakage", Loss, Theft, BreachOfTrust];

    /// <summary>Crimes that somebody is accused of: confirmed by a police report and by nothing else.</summary>
    public static bool NeedsPoliceReport(string kind) => kind is Theft or BreachOfTrust;

    /// <summary>The device is not where it should be: once it is back, the incident has ended.</summary>
    public static bool IsGone(string kind) => kind is Loss or Theft or BreachOfTrust;

    /// <summary>The same for a statement, over the incident i.</summary>
    public const string GoneOfI = "i.kind in ('loss', 'theft', 'breach_of_trust')";
}

/// <summary>Where an incident stands, from what was recorded of it.</summary>
internal sealed class IncidentStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["declared", "confirmed", "decided", "closed"];
}

internal sealed class IncidentFilterStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["open", .. IncidentStates.All];
}

/// <summary>What may be decided of an incident.</summary>
internal sealed class IncidentDecisions : ICodes
{
    public const string Recovery = "recovery";
    public const string None = "none";

    public static IReadOnlyList<string> All { get; } = ["repair", "warranty", "replace", "retire", Recovery, None];
}

/// <summary>How an incident ended: as decided, because the device was found, or because the loss was a theft.</summary>
internal sealed class IncidentOutcomes : ICodes
{
    public const string Found = "found";
    public const string Requalified = "requalified";

    public static IReadOnlyList<string> All { get; } = [.. IncidentDecisions.All, Found, Requalified];
}

/// <summary>What a scale puts a price on.</summary>
internal sealed class RecoveryKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } =
        ["screen", "body", "battery", "connector", "camera", "charger", "cable", "pen", "keyboard", "cover", "other", "total_loss"];
}

internal sealed class RecoveryStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["issued", "settled", "waived"];
}
