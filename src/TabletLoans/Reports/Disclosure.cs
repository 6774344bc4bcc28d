namespace TabletLoans.Reports;

/// <summary>
/// What stays hidden of a whole and its parts when they are published: too few people, and whatever would give them away by subtraction
/// (secondary suppression). What is hidden is always several parts together, of people enough that no part of them is known.
/// </summary>
internal static class Disclosure
{
    /// <summary>A public figure never tells of fewer people than this, for they could be recognised; none at all tells of nobody.</summary>
    public const int FewestPersons = 5;

    public static bool IsFew(decimal? persons) => persons is > 0 and < FewestPersons;

    /// <summary>Whether parts that are hidden together may stand beside a sum of them that is known.</summary>
    public static bool IsBlurred(int parts, decimal persons) => parts >= 2 && persons >= 2 * FewestPersons;

    /// <param name="parts">The people behind each part.</param>
    /// <param name="whole">Those behind all of it; more than the parts where some have no figure.</param>
    public static (IReadOnlySet<string> Parts, bool Whole) Hidden(IReadOnlyDictionary<string, decimal> parts, decimal whole)
    {
        var hidden = parts.Where(part => IsFew(part.Value)).Select(part => part.Key).ToHashSet(StringComparer.Ordinal);
        // What has no figure of its own is the whole less the parts.
        var rest = Math.Max(0, whole - parts.Values.Sum());
        if (hidden.Count == 0 && !IsFew(rest)) return (hidden, false);
        var (count, persons) = (hidden.Count + (rest > 0 ? 1 : 0), parts.Where(part => hidden.Contains(part.Key)).Sum(part => part.Value) + rest);
        foreach (var part in parts.Where(part => part.Value >= FewestPersons).OrderBy(part => part.Value).ThenBy(part => part.Key, StringComparer.Ordinal))
        {
            if (IsBlurred(count, persons)) break;
            hidden.Add(part.Key);
            (count, persons) = (count + 1, persons + part.Value);
        }
        return (hidden, !IsBlurred(count, persons));
    }
}
