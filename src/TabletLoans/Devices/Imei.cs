using TabletLoans.Api;

namespace TabletLoans.Devices;

/// <summary>The number of a mobile radio: fifteen digits, Luhn; or sixteen for an IMEISV, which has no check digit.</summary>
internal static class Imei
{
    public static bool TryParse(string? text, out string normalised)
    {
        // Printed on the box in groups: 49-015420-323751-8.
        normalised = TextKey.Compact(text).Replace("-", "", StringComparison.Ordinal);
        if (IsValid(normalised)) return true;
        normalised = "";
        return false;
    }

    private static bool IsValid(string digits) => !CheckDigits.IsOnlyZeros(digits) && digits.Length switch
    {
        15 => CheckDigits.Luhn(digits),
        16 => CheckDigits.IsDigits(digits),
        _ => false,
    };
}
