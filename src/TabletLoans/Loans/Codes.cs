using TabletLoans.Api;

namespace TabletLoans.Loans;

internal sealed class LoanKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["pupil", "family", "teacher", "foster_care", "support", "short", "spare"];

    /// <summary>The kind of loan that a kind of borrower takes unless another is asked for.</summary>
    public static string Of(string borrowerKind) => OtherNames.GetValueOrDefault(borrowerKind, borrowerKind);

    /// <summary>The same in SQL, from the same list.</summary>
    public static string OfSql(string column) =>
        $"case {column} {string.Join(' ', OtherNames.Select(name => $"when '{name.Key}' then '{name.Value}'"))} else {column} end";

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal) { ["support_notified"] = "support", ["staff"] = "teacher" };
}

internal sealed class AccessoryKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["charger", "cable", "cover", "stylus", "keyboard", "mouse", "headset", "bag", "box", "sim_card", "other"];
}

internal sealed class LoanOutcomes : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["returned", "lost", "stolen", "transferred", "converted_to_donation", "cancelled"];
}

internal sealed class LoanFilterStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["open", "overdue", "returned", "lost", "stolen", "closed"];
}

internal sealed class DueKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["school_year_end", "cycle_end", "days", "open"];
}
