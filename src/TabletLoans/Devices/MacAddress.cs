using System.Text.RegularExpressions;
using TabletLoans.Api;

namespace TabletLoans.Devices;

/// <summary>The burnt-in address of a network card, written <c>00:1A:2B:3C:4D:5E</c>.</summary>
internal static partial class MacAddress
{
    private const int Multicast = 0x01;
    private const int LocallyAdministered = 0x02;

    /// <summary>Accepts colons, hyphens, dots (also Cisco's groups of four) or no separator.</summary>
    public static bool TryParse(string? text, out string normalised)
    {
        normalised = "";
        var compact = TextKey.Compact(text);
        if (!Shape().IsMatch(compact)) return false;
        var octets = Convert.FromHexString(string.Concat(compact.Where(char.IsAsciiHexDigitUpper)));
        // A tablet invents a locally administered address for every network it joins, so that one identifies nothing.
        if ((octets[0] & (LocallyAdministered | Multicast)) != 0 || octets.AsSpan().IndexOfAnyExcept((byte)0) < 0) return false;
        normalised = string.Join(':', octets.Select(octet => octet.ToString("X2")));
        return true;
    }

    [GeneratedRegex(
        @"^(?:[0-9A-F]{2}(?<separator>[:.-]?)(?:[0-9A-F]{2}\k<separator>){4}[0-9A-F]{2}|[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
