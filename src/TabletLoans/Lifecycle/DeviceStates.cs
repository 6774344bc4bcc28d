namespace TabletLoans.Lifecycle;

/// <summary>Where a device stands in its life. Overdue and available are not states: they are computed.</summary>
internal sealed record DeviceState(string Code, Api.Text Summary)
{
    public override string ToString() => Code;
}

/// <summary>The states, in the order of a device's life.</summary>
internal static class DeviceStates
{
    public static readonly DeviceState Received = new("received", ("Livré, pas encore préparé", "Delivered, not yet prepared"));
    public static readonly DeviceState InPreparation = new("in_preparation", ("En préparation", "Being prepared"));
    public static readonly DeviceState InStock = new("in_stock", ("En stock, prêt à partir", "In stock, ready to leave"));
    public static readonly DeviceState InTransit = new("in_transit", ("En route vers un établissement", "On its way to a school"));
    public static readonly DeviceState AtSchool = new("at_school", ("Dans l'établissement, à prêter", "At the school, to be lent"));
    public static readonly DeviceState OnLoan = new("on_loan", ("Prêté", "On loan"));
    public static readonly DeviceState Returned = new("returned", ("Restitué, à examiner", "Returned, to be examined"));
    public static readonly DeviceState InTriage = new("in_triage", ("Au tri", "In triage"));
    public static readonly DeviceState InSanitization = new("in_sanitization", ("En effacement", "Being wiped"));
    public static readonly DeviceState InRepair = new("in_repair", ("En réparation", "In repair"));
    public static readonly DeviceState InReimaging = new("in_reimaging", ("En remasterisation", "Being re-imaged"));
    public static readonly DeviceState Missing = new("missing", ("Perdu", "Missing"));
    public static readonly DeviceState Stolen = new("stolen", ("Volé", "Stolen"));
    public static readonly DeviceState Retired = new("retired", ("Réformé", "Retired"));
    public static readonly DeviceState Donated = new("donated", ("Donné", "Donated"));
    public static readonly DeviceState Sold = new("sold", ("Vendu", "Sold"));
    public static readonly DeviceState Recycled = new("recycled", ("Recyclé", "Recycled"));
    public static readonly DeviceState Transferred = new("transferred", ("Cédé à une autre collectivité", "Transferred to another body"));

    public static IReadOnlyList<DeviceState> All { get; } =
    [
        Received, InPreparation, InStock, InTransit, AtSchool, OnLoan, Returned, InTriage, InSanitization, InRepair, InReimaging,
        Missing, Stolen, Retired, Donated, Sold, Recycled, Transferred,
    ];

    /// <summary>Out of the lending pool: retired, and what comes after.</summary>
    public static bool HasLeftTheFleet(string code) => OutOfFleet.Any(state => state.Code == code);

    private static readonly DeviceState[] OutOfFleet = [Retired, Donated, Sold, Recycled, Transferred];

    public static DeviceState Of(string code) => All.First(state => state.Code == code);
}
