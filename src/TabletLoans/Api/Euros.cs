using System.Globalization;

namespace TabletLoans.Api;

/// <summary>Cents as people read them.</summary>
internal static class Euros
{
    public static Text Of(long cents) =>
        ($"{(cents / 100m).ToString("N2", CultureInfo.GetCultureInfo("fr-FR"))} €", $"€{(cents / 100m).ToString("N2", CultureInfo.GetCultureInfo("en-GB"))}");
}
