using System.Text.RegularExpressions;
using TabletLoans.Api;

namespace TabletLoans.Schools;

/// <summary>The official code of a French commune (code officiel géographique); it looks like a postal code and is not one.</summary>
internal static partial class InseeCommune
{
    public static bool TryParse(string? text, out string normalised)
    {
        normalised = TextKey.Compact(text);
        if (Shape().IsMatch(normalised)) return true;
        normalised = "";
        return false;
    }

    [GeneratedRegex(
        @"^(?:(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB])[0-9]{3}|9[78][0-9]{3})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
