using TabletLoans.Api;

namespace TabletLoans.ImportJobs;

internal sealed class ImportKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["schools", "devices", "borrowers", "needs", "serials"];
}

internal sealed class ImportStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["uploaded", "checking", "checked", "importing", "imported", "failed", "cancelled"];
}
