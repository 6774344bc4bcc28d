using TabletLoans.Api;

namespace TabletLoans.Organisations;

/// <summary>A figure that a rule compares with: its code, what it is, and its unit.</summary>
/// <param name="Code">Ends with the unit.</param>
/// <param name="Label">For people.</param>
/// <param name="Unit">cents (of euro, tax included) or percent.</param>
/// <param name="Most">The greatest value that makes sense.</param>
internal sealed record ThresholdCode(string Code, Text Label, string Unit, long Most);

internal sealed class ThresholdUnits : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["cents", "percent"];
}

/// <summary>The table of the known figures: the only place.</summary>
internal sealed class ThresholdCodes : ICodes
{
    public const string DonationValue = "donation_unit_value_max_cents";
    public const string ReuseShare = "reuse_share_min_percent";
    public const string RepairCost = "repair_cost_max_percent";

    private const long MostCents = 100_000_000_000;

    public static IReadOnlyList<ThresholdCode> Table { get; } =
    [
        new(DonationValue, ("Valeur unitaire maximale d'un bien donné", "Greatest unit value of a donated good"), "cents", MostCents),
        Solidarity("laptop", "d'un ordinateur portable", "of a laptop"),
        Solidarity("desktop", "d'un ordinateur fixe (écran, clavier et souris compris)", "of a desktop computer (with screen, keyboard and mouse)"),
        Solidarity("tablet", "d'une tablette", "of a tablet"),
        Solidarity("smartphone", "d'un téléphone", "of a smartphone"),
        Solidarity("screen", "d'un écran", "of a screen"),
        Solidarity("printer", "d'une imprimante individuelle", "of a printer"),
        Solidarity("multifunction", "d'un appareil multifonctions", "of a multifunction printer"),
        new(RepairCost, ("Coût maximal d'une réparation, en part du prix de l'appareil", "Greatest cost of a repair, as a share of the device's price"), "percent", 1_000),
        new(ReuseShare, ("Part minimale des achats issue du réemploi ou reconditionnée", "Least share of purchases that is reused or reconditioned"), "percent", 100),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Code)];

    public static ThresholdCode Of(string code) => Table.First(row => row.Code == code);

    /// <summary>The code of the solidarity price for a kind of device; null where the law caps none.</summary>
    public static string? SolidarityPrice(string modelKind) => All.FirstOrDefault(code => code == SolidarityCode(modelKind));

    private static string SolidarityCode(string kind) => $"solidarity_price_{kind}_max_cents";

    private static ThresholdCode Solidarity(string kind, string fr, string en) => new(SolidarityCode(kind), ($"Prix solidaire maximal {fr}", $"Greatest solidarity price {en}"), "cents", MostCents);
}
