using TabletLoans.Api;

namespace TabletLoans.Organisations;

/// <summary>The number of a French legal unit: nine digits, Luhn.</summary>
internal static class Siren
{
    public static bool TryParse(string? text, out string normalised)
    {
        normalised = TextKey.Compact(text);
        if (normalised.Length == 9 && CheckDigits.Luhn(normalised) && !CheckDigits.IsOnlyZeros(normalised)) return true;
        normalised = "";
        return false;
    }
}

/// <summary>The number of an establishment: its legal unit's SIREN and five more digits, Luhn over all fourteen.</summary>
internal static class Siret
{
    // La Poste has more establishments than Luhn leaves numbers for; its own rule is a digit sum that is a multiple of five.
    private const string LaPoste = "356000000";

    public static bool TryParse(string? text, out string normalised)
    {
        normalised = TextKey.Compact(text);
        if (normalised.Length == 14 && Siren.TryParse(normalised[..9], out _) && IsValid(normalised)) return true;
        normalised = "";
        return false;
    }

    private static bool IsValid(string digits) =>
        CheckDigits.Luhn(digits)
        || (digits.StartsWith(LaPoste, StringComparison.Ordinal)
            && CheckDigits.IsDigits(digits)
            && digits.Sum(digit => digit - '0') % 5 == 0);
}
