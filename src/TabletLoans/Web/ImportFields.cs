using System.Globalization;
using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Exports;

namespace TabletLoans.Web;

/// <summary>What the fields of an import are called where a person chooses their columns. A test finds the field that has no name.</summary>
internal static class ImportFields
{
    // Most are called as in the lists; these are not, or need to say more.
    private static readonly Dictionary<string, Text> Own = new(StringComparer.Ordinal)
    {
        ["uai"] = ("UAI de l'établissement", "UAI of the school"),
        ["natureCode"] = ("Code nature", "Nature code"),
        ["serialNumber"] = ("Numéro de série", "Serial number"),
        ["reference"] = ("Référence du modèle", "Reference of the model"),
        ["model"] = ("Nom du modèle", "Name of the model"),
        ["gtin"] = ("Code-barres du modèle (EAN)", "Barcode of the model (EAN)"),
        ["priceExclTax"] = ("Prix HT", "Price excl. tax"),
        ["priceInclTax"] = ("Prix TTC", "Price incl. tax"),
        ["lastName"] = ("Nom de famille", "Last name"),
        ["externalId"] = ("Identifiant dans votre logiciel", "Identifier in your software"),
        ["guardianLastName"] = ("Responsable : nom", "Guardian: last name"),
        ["guardianFirstName"] = ("Responsable : prénom", "Guardian: first name"),
        ["guardianEmail"] = ("Responsable : courriel", "Guardian: e-mail"),
        ["guardianPhone"] = ("Responsable : téléphone", "Guardian: telephone"),
        ["guardians"] = ("Responsables", "Guardians"),
        ["schoolId"] = ("Établissement", "School"),
    };

    public static Text? Find(string field) => Own.GetValueOrDefault(field) ?? ColumnNames.Find(field);

    public static Text Of(string field) => Find(field) ?? (field, field);

    /// <summary>What a line changes, field by field.</summary>
    public static IReadOnlyList<string> Changes(string? changes, CultureInfo culture)
    {
        if (changes is null) return [];
        using var fields = JsonDocument.Parse(changes);
        return [.. fields.RootElement.EnumerateObject().Select(field => Told.Of(field, culture) ?? $"{Of(field.Name).In(culture)}{((Text)(" : modifié", ": changed")).In(culture)}")];
    }
}
