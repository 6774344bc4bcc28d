using TabletLoans.Api;

namespace TabletLoans.Devices;

/// <summary>The article number under a product's bar code (EAN, UPC): 8, 12, 13 or 14 digits.</summary>
internal static class Gtin
{
    public static bool TryParse(string? text, out string normalised)
    {
        normalised = TextKey.Compact(text);
        if (normalised.Length is 8 or 12 or 13 or 14 && CheckDigits.Gs1(normalised) && !CheckDigits.IsOnlyZeros(normalised)) return true;
        normalised = "";
        return false;
    }
}
