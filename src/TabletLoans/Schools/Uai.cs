using System.Text.RegularExpressions;
using TabletLoans.Api;

namespace TabletLoans.Schools;

/// <summary>The national number of a French school (unité administrative immatriculée): seven digits and their key letter.</summary>
internal static partial class Uai
{
    /// <summary>Accepts lower case and spaces; <paramref name="normalised"/> has neither.</summary>
    public static bool TryParse(string? text, out string normalised)
    {
        normalised = TextKey.Compact(text);
        if (Shape().IsMatch(normalised) && normalised[7] == KeyLetter(normalised.AsSpan(0, 7))) return true;
        normalised = "";
        return false;
    }

    public static char KeyLetter(ReadOnlySpan<char> digits) => CheckDigits.Mod23(digits);

    // Corsica is numbered 620 and 720; the département is stored beside the UAI, since the prefix does not always tell it.
    [GeneratedRegex(
        @"^(?:0[0-8][0-9]|09[0-5]|9[78][0-9]|[67]20)[0-9]{4}[A-HJ-NPR-Z]\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
