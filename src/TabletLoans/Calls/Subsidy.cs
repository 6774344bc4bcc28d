using TabletLoans.Api;

namespace TabletLoans.Calls;

/// <summary>What a funder gives for an item of an application; zero where the item is accepted and not subsidised.</summary>
internal sealed record GrantLine
{
    /// <summary>Position of the item in the application, from 1.</summary>
    [Between(1, 100)] public required int Position { get; init; }
    [Text(50)] public required string Item { get; init; }
    [Text(50)] public required string Funder { get; init; }
    [Between(0, 1e13)] public required long AmountCents { get; init; }
}

/// <summary>
/// The money of an application by its call's rates. Each item is split among its funders: each gets its percentage rounded down to the cent, and
/// the odd cents go to one funder whom the call names, so that the parts always add up to what the percentages together make.
/// </summary>
internal static class Subsidy
{
    public const string Rule =
        "An item is quantity × unit price. Its grant is that total × the sum of the percentages, rounded down to the cent. Each funder's part is the total × its percentage, rounded down; the cents that are then left go to the funder of the odd cent. What the funders do not give is the applicant's own share.";

    private const int BasisPoints = 10_000;

    /// <param name="rules">Of the call.</param>
    /// <param name="content">Of the application.</param>
    /// <param name="most">Cents at most, filled item by item in the order asked; null: all that the rates give.</param>
    public static IReadOnlyList<GrantLine> Of(CallRules rules, ApplicationContent content, long? most = null)
    {
        var left = most ?? long.MaxValue;
        var lines = new List<GrantLine>();
        foreach (var (i, asked) in (content.Items ?? []).Index())
        {
            if (rules.Item(asked.Item) is not { } item) continue;
            var rates = rules.RatesOf(item).Select(rate => (rate.Funder, Points: (int)(rate.Percent!.Value * 100))).ToList();
            var granted = IsSubsidised(rules, item, content) ? Math.Min(left, Part(asked.TotalCents, rates.Sum(rate => rate.Points))) : 0;
            left -= granted;
            lines.AddRange(Split(granted, rates, rules.FunderOfOddCent).Select(part => new GrantLine { Position = i + 1, Item = asked.Item, Funder = part.Funder, AmountCents = part.Cents }));
        }
        return lines;
    }

    /// <summary>A subscription that satisfies its prerequisite may be one that nobody subsidises.</summary>
    public static bool IsSubsidised(CallRules rules, EligibleItem item, ApplicationContent content)
    {
        if (item.Prerequisite is not { } code || rules.Prerequisites?.FirstOrDefault(known => known.Code == code) is not { NotSubsidised: { Count: > 0 } products }) return true;
        return content.EvidenceOf(code)?.Product is not { } product || !products.Any(known => Plain(known) == Plain(product));
    }

    // Accents, capitals and spaces do not count: École Directe, EcoleDirecte.
    private static string Plain(string product) => TextKey.Compact(TextKey.Normalise(product));

    /// <summary>The parts of a sum, which add up to it.</summary>
    public static IReadOnlyList<(string Funder, long Cents)> Split(long cents, IReadOnlyList<(string Funder, int Points)> rates, string oddCentTo)
    {
        if (rates.Count == 0) return [];
        var all = Math.Max(1, rates.Sum(rate => rate.Points));
        var parts = rates.Select(rate => (rate.Funder, Cents: (long)((Int128)cents * rate.Points / all))).ToList();
        var odd = parts.FindIndex(part => part.Funder == oddCentTo) is >= 0 and var found ? found : 0;
        parts[odd] = (parts[odd].Funder, parts[odd].Cents + cents - parts.Sum(part => part.Cents));
        return parts;
    }

    private static long Part(long cents, int points) => (long)((Int128)cents * points / BasisPoints);
}
