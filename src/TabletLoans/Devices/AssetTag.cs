using System.Text.RegularExpressions;
using TabletLoans.Api;

namespace TabletLoans.Devices;

/// <summary>The inventory number on a device's label: <c>CD38-25-000042J</c>; the letter catches a digit mistyped or swapped.</summary>
internal static partial class AssetTag
{
    /// <exception cref="ArgumentOutOfRangeException">The sequence no longer fits the six digits of the label.</exception>
    public static string For(string prefix, int year, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(year);
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, 999_999);
        var yy = (year % 100).ToString("D2");
        var rank = sequence.ToString("D6");
        return $"{prefix.ToUpperInvariant()}-{yy}-{rank}{CheckDigits.Mod23(yy + rank)}";
    }

    public static bool HasValidCheckLetter(string tag)
    {
        var match = Shape().Match(TextKey.Compact(tag));
        return match.Success
            && match.Groups["letter"].ValueSpan[0] == CheckDigits.Mod23(match.Groups["yy"].Value + match.Groups["rank"].Value);
    }

    /// <summary>It has the form of our tags and its letter does not go with its digits.</summary>
    public static bool IsMistyped(string tag) => Shape().IsMatch(TextKey.Compact(tag)) && !HasValidCheckLetter(tag);

    [GeneratedRegex(
        @"^[A-Z0-9][A-Z0-9-]*-(?<yy>[0-9]{2})-(?<rank>[0-9]{6})(?<letter>[A-Z])\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
