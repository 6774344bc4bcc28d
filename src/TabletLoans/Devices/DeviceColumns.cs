using System.Collections.Frozen;
using System.Text.Json;
using TabletLoans.Imports;

namespace TabletLoans.Devices;

/// <summary>The columns of suppliers' delivery files, of inventory and MDM exports, by the names that they bear there.</summary>
internal static class DeviceColumns
{
    /// <summary>custom:chariot goes to the custom field chariot.</summary>
    public const string CustomPrefix = "custom:";

    public static readonly CsvColumn SerialNumber = new("serialNumber", "numéro de série", "n° de série", "n° série", "no de série", "num série", "numéro série", "serial number", "serial", "serial no", "sn", "s/n",
            "mobile device serial", "computer serial", "device serial number", "série") { Required = true };
    public static readonly CsvColumn Reference = new("reference", "réf", "référence fabricant", "référence constructeur", "référence modèle", "model reference", "part number", "code article");
    public static readonly CsvColumn Model = new("model", "modèle", "nom du modèle", "model name", "désignation", "libellé");
    public static readonly CsvColumn Gtin = new("gtin", "ean", "ean13", "code ean", "code barre", "code-barres", "barcode", "upc");

    public static readonly IReadOnlyList<CsvColumn> All =
    [
        SerialNumber,
        Reference,
        Model,
        Gtin,
        new("modelId"),
        new("manufacturer", "fabricant", "constructeur", "marque", "brand", "make"),
        new("assetTag", "étiquette", "étiquette d'inventaire", "asset tag", "tag", "code étiquette"),
        new("inventoryNumber", "numéro d'inventaire", "n° d'inventaire", "n° inventaire", "no d'inventaire", "inventory number", "inventaire"),
        new("imei", "n° imei", "numéro imei", "imei 1", "imei/meid"),
        new("macAddress", "adresse mac", "mac", "mac address", "wi-fi mac", "adresse mac wi-fi", "wifi mac address"),
        new("origin", "origine", "provenance", "état d'origine"),
        new("priceExclTax", "prix ht", "prix unitaire ht", "pu ht", "montant ht", "prix ht (€)", "price excl tax", "net price"),
        new("priceInclTax", "prix ttc", "prix unitaire ttc", "pu ttc", "montant ttc", "prix ttc (€)", "price incl tax"),
        new("priceExclTaxCents"),
        new("priceInclTaxCents"),
        new("warrantyEndsOn", "fin de garantie", "date de fin de garantie", "garantie jusqu'au", "échéance garantie", "warranty expires", "warranty end", "warranty ends on", "warranty end date"),
        new("grade", "classe d'état"),
        new("mdmState", "mdm", "état mdm"),
        new("fundingLine", "ligne de financement", "financement", "code de financement", "funding line", "funding"),
    ];

    private static readonly FrozenDictionary<string, string> Origins = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["neuf"] = "new", ["neuve"] = "new", ["new"] = "new", ["nouveau"] = "new", ["achat neuf"] = "new",
        ["reconditionne"] = "refurbished", ["reconditionnee"] = "refurbished", ["reconditionnement"] = "refurbished", ["refurbished"] = "refurbished",
        ["reemploi"] = "reused", ["reemploye"] = "reused", ["reutilise"] = "reused", ["reutilisation"] = "reused", ["occasion"] = "reused", ["reused"] = "reused", ["second hand"] = "reused", ["used"] = "reused",
        ["don"] = "donated_in", ["don recu"] = "donated_in", ["donne"] = "donated_in", ["donation"] = "donated_in", ["donated"] = "donated_in", ["donated in"] = "donated_in",
        ["location"] = "leased", ["loue"] = "leased", ["louee"] = "leased", ["leasing"] = "leased", ["lease"] = "leased", ["leased"] = "leased", ["credit bail"] = "leased",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The line as the request that would register the device alone.</summary>
    public static RegisterDevice.Request Read(ImportFile file, ImportLine line, Guid? modelId) => new()
    {
        SerialNumber = line.Identifier("serialNumber")!,
        ModelId = modelId,
        AssetTag = line.Identifier("assetTag"),
        InventoryNumber = line.Identifier("inventoryNumber"),
        Imei = line.Identifier("imei"),
        MacAddress = line.Identifier("macAddress"),
        Origin = line.Code("origin", Origins),
        PriceExclTaxCents = line.Cents("priceExclTax") ?? line.Integer("priceExclTaxCents"),
        PriceInclTaxCents = line.Cents("priceInclTax") ?? line.Integer("priceInclTaxCents"),
        WarrantyEndsOn = line.Date("warrantyEndsOn"),
        Grade = line.Text("grade")?.ToUpperInvariant(),
        MdmState = line.Text("mdmState")?.ToLowerInvariant(),
        CustomFields = Custom(file, line),
    };

    private static JsonElement? Custom(ImportFile file, ImportLine line)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (header, index) in file.OpenColumns)
            if (line.Row.Text(index) is { } text) fields[header[CustomPrefix.Length..].Trim()] = text;
        return fields.Count == 0 ? null : JsonSerializer.SerializeToElement(fields, Api.Json.Options);
    }
}
