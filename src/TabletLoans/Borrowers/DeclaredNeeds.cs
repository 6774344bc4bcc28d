using TabletLoans.Api;

namespace TabletLoans.Borrowers;

/// <summary>What a school head knows that somebody lacks, the greatest need first. It says nothing of income.</summary>
internal sealed class DeclaredNeeds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["no_device", "shared_device", "no_connection"];
}
