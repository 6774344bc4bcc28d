using TabletLoans.Api;

namespace TabletLoans.Lifecycle;

/// <summary>The levels of NIST SP 800-88, from the weakest to the strongest: the only place that orders them.</summary>
internal sealed class SanitizationStandards : ICodes
{
    public const string Purge = "nist_purge";
    public const string Destroy = "nist_destroy";

    public static IReadOnlyList<string> All { get; } = ["nist_clear", Purge, Destroy];

    /// <summary>No certificate reaches nothing.</summary>
    public static bool Reaches(string? standard, string needed) => standard is not null && Rank(standard) >= Rank(needed);

    private static int Rank(string standard) => All.TakeWhile(level => level != standard).Count();
}
