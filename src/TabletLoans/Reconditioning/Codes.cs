using TabletLoans.Api;

namespace TabletLoans.Reconditioning;

/// <summary>The states of the bench: between a return and the next use.</summary>
internal sealed class BenchStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["returned", "in_triage", "in_sanitization", "in_repair", "in_reimaging"];
}

/// <summary>What a triage advises; it moves nothing by itself.</summary>
internal sealed class NextSteps : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["sanitize", "repair", "put_in_stock", "retire"];
}

internal sealed class SanitizationResults : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["pass", "fail"];
}

internal sealed class Verifications : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["none", "sampled", "full"];
}

internal sealed class WorkOrderKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["internal", "sent_out"];
}

internal sealed class WorkOrderOutcomes : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["repaired", "replaced", "irreparable"];
}

internal sealed class WorkOrderStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["open", "finished"];
}
