namespace TabletLoans.Lifecycle;

/// <summary>Where a device stands, in the order of its life. Overdue and available are not states: they are computed.</summary>
internal static class DeviceStates
{
    public static readonly State Received = new("received", ("Livré, pas encore préparé", "Delivered, not yet prepared"));
    public static readonly State InPreparation = new("in_preparation", ("En préparation", "Being prepared"));
    public static readonly State InStock = new("in_stock", ("En stock, prêt à partir", "In stock, ready to leave"));
    public static readonly State InTransit = new("in_transit", ("En route vers un établissement", "On its way to a school"));
    public static readonly State AtSchool = new("at_school", ("Dans l'établissement, à prêter", "At the school, to be lent"));
    public static readonly State OnLoan = new("on_loan", ("Prêté", "On loan"));
    public static readonly State Returned = new("returned", ("Restitué, à examiner", "Returned, to be examined"));
    public static readonly State InTriage = new("in_triage", ("Au tri", "In triage"));
    public static readonly State InSanitization = new("in_sanitization", ("En effacement", "Being wiped"));
    public static readonly State InRepair = new("in_repair", ("En réparation", "In repair"));
    public static readonly State InReimaging = new("in_reimaging", ("En remasterisation", "Being re-imaged"));
    public static readonly State Missing = new("missing", ("Perdu", "Missing"));
    public static readonly State Stolen = new("stolen", ("Volé", "Stolen"));
    public static readonly State Retired = new("retired", ("Réformé", "Retired"));
    public static readonly State Donated = new("donated", ("Donné", "Donated"));
    public static readonly State Sold = new("sold", ("Vendu", "Sold"));
    public static readonly State Recycled = new("recycled", ("Recyclé", "Recycled"));
    public static readonly State Transferred = new("transferred", ("Cédé à une autre collectivité", "Transferred to another body"));

    public static IReadOnlyList<State> All { get; } =
    [
        Received, InPreparation, InStock, InTransit, AtSchool, OnLoan, Returned, InTriage, InSanitization, InRepair, InReimaging,
        Missing, Stolen, Retired, Donated, Sold, Recycled, Transferred,
    ];

    /// <summary>Out of the lending pool: retired, and what comes after.</summary>
    public static bool HasLeftTheFleet(string code) => OutOfFleet.Any(state => state.Code == code);

    public static IReadOnlyList<State> OutOfFleet { get; } = [Retired, Donated, Sold, Recycled, Transferred];

    public static State Of(string code) => All.First(state => state.Code == code);
}
