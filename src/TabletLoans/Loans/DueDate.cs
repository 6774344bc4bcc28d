using System.Globalization;
using System.Text.RegularExpressions;

namespace TabletLoans.Loans;

/// <summary>When a loan is due, and the rule that said so, which stays with the loan.</summary>
internal sealed partial record DueDate(DateOnly? DueOn, string Rule)
{
    /// <param name="rule">The rule of the kind of loan, as it stands today.</param>
    /// <param name="handedOverOn">The local day of the hand-over.</param>
    /// <param name="schoolYearEnds">MM-dd.</param>
    /// <param name="className">The class, from which the end of the cycle is read; null: unknown.</param>
    public static DueDate Of(LendingRule rule, DateOnly handedOverOn, string schoolYearEnds, string? className) => rule.Due switch
    {
        "open" => new(null, "open"),
        "days" => new(handedOverOn.AddDays(rule.Days ?? 14), string.Create(CultureInfo.InvariantCulture, $"days:{rule.Days ?? 14}")),
        "cycle_end" when YearsLeft(className) is { } years => new(EndOfSchoolYear(handedOverOn, schoolYearEnds).AddYears(years), "cycle_end"),
        _ => new(EndOfSchoolYear(handedOverOn, schoolYearEnds), "school_year_end"),
    };

    /// <summary>The first end of a school year that is not before the day.</summary>
    public static DateOnly EndOfSchoolYear(DateOnly day, string schoolYearEnds)
    {
        var month = int.Parse(schoolYearEnds.AsSpan(0, 2), CultureInfo.InvariantCulture);
        var last = int.Parse(schoolYearEnds.AsSpan(3, 2), CultureInfo.InvariantCulture);
        var end = new DateOnly(day.Year, month, Math.Min(last, DateTime.DaysInMonth(day.Year, month)));
        return end >= day ? end : new DateOnly(day.Year + 1, month, Math.Min(last, DateTime.DaysInMonth(day.Year + 1, month)));
    }

    /// <summary>Years after this one until the end of the collège (3e) or of the école (CM2), from a class such as 6B, 5e A, CM1.</summary>
    public static int? YearsLeft(string? className)
    {
        if (className is null || Level().Match(className) is not { Success: true } match) return null;
        return match.Groups["college"].Success
            ? match.Groups["college"].Value[0] - '3'
            : match.Groups["level"].Value.ToUpperInvariant() switch { "CP" => 4, "CE1" => 3, "CE2" => 2, "CM1" => 1, _ => 0 };
    }

    [GeneratedRegex(@"^\s*(?<college>[3-6])(?![0-9])|\b(?<level>CP|CE1|CE2|CM1|CM2)\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Level();
}
