using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

internal sealed class FigureUnits : ICodes
{
    public const string Euros = "euros";
    public const string Percent = "percent";
    public const string Persons = "persons";
    public const string Days = "days";
    public const string Rate = "per_100_device_years";

    public static IReadOnlyList<string> All { get; } =
        [Euros, Percent, "devices", "schools", "classes", "applications", Persons, "loans", "sessions", "hours", "incidents", "kilograms", Days, Rate, "euros_per_pupil"];
}

/// <summary>Why a figure has no value: nobody told it, too few people stand behind it, or there is nothing to divide by.</summary>
internal sealed class Absences : ICodes
{
    public const string NotCommunicated = "not_communicated";
    public const string Masked = "masked";

    public static IReadOnlyList<string> All { get; } = [NotCommunicated, Masked, "not_applicable"];
}

/// <summary>A figure that can be published: what it counts in words, of which day, and where the rows behind it are.</summary>
internal sealed record Figure
{
    /// <summary>What is counted; with its group unique in a report.</summary>
    [Text(100)] public required string Code { get; init; }
    /// <summary>Of which part: a strand, a kind of school, a département; null: of the whole.</summary>
    [Text(200)] public string? Group { get; init; }
    [Text(200)] public string? GroupName { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>What it counts and how, in words: printed beside the number.</summary>
    [Text(600)] public required string Definition { get; init; }
    /// <summary>In the unit; null where there is none to give, and absence says why.</summary>
    [Between(-1e15, 1e15)] public decimal? Value { get; init; }
    [OneOf<FigureUnits>] public required string Unit { get; init; }
    [OneOf<Absences>] public string? Absence { get; init; }
    /// <summary>As it is printed: 424 700,00 €, 84,8 %, n.c. (not communicated), NS (too few to publish).</summary>
    [Text(100)] public required string Display { get; init; }
    /// <summary>The local day that it is of.</summary>
    public required DateOnly AsOf { get; init; }
    [Text(300)] public required string Source { get; init; }
    /// <summary>The address, within the organisation, of the list that holds the rows it counts.</summary>
    [Text(500)] public string? Rows { get; init; }
}

/// <summary>Makes the figures of one report: the day, the language and the mask are said once.</summary>
internal sealed class FigureMaker(DateOnly asOf, CultureInfo culture, bool isPublic, Text source)
{
    // The people behind the figures of the whole, and of each part.
    private readonly Dictionary<string, decimal> _wholes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, decimal>> _parts = new(StringComparer.Ordinal);

    /// <param name="code">What is counted.</param>
    /// <param name="name">For people.</param>
    /// <param name="definition">What it counts and how.</param>
    /// <param name="value">In the unit; null where nobody told it.</param>
    /// <param name="unit">Of <see cref="FigureUnits"/>.</param>
    /// <param name="group">The part that it is of, by code and name.</param>
    /// <param name="rows">The list behind it.</param>
    /// <param name="absence">Why there is no value, where there is none.</param>
    /// <param name="persons">The people behind a figure that does not count them itself.</param>
    public Figure Of(string code, Text name, Text definition, decimal? value, string unit, (string Code, string Name)? group = null, string? rows = null, string? absence = null, decimal? persons = null)
    {
        var behind = persons ?? (unit is FigureUnits.Persons or "loans" ? value : null);
        if (behind is { } people)
        {
            if (group is not { } of) _wholes[code] = people;
            else (_parts.TryGetValue(code, out var parts) ? parts : _parts[code] = new(StringComparer.Ordinal))[of.Code] = people;
        }
        var few = isPublic && Disclosure.IsFew(behind);
        var (shown, why) = few ? ((decimal?)null, Absences.Masked) : (value, value is null ? absence ?? Absences.NotCommunicated : null);
        return new Figure
        {
            Code = code, Group = group?.Code, GroupName = group?.Name, Name = name.In(culture), Definition = definition.In(culture), Value = shown, Unit = unit, Absence = why,
            Display = Display(shown, unit, why, culture), AsOf = asOf, Source = source.In(culture), Rows = rows,
        };
    }

    /// <summary>The report; in public, without what would tell by subtraction what is masked.</summary>
    public Page<Figure> Page(IReadOnlyList<Figure> figures)
    {
        if (!isPublic) return ReportRequest.Page(figures);
        var hidden = new HashSet<(string Code, string? Group)>();
        foreach (var (code, parts) in _parts)
        {
            if (!_wholes.TryGetValue(code, out var whole)) continue;
            var (together, wholeToo) = Disclosure.Hidden(parts, whole);
            hidden.UnionWith(together.Select(part => (code, (string?)part)));
            if (wholeToo) hidden.Add((code, null));
        }
        return ReportRequest.Page([.. figures.Select(figure => figure.Value is not null && hidden.Contains((figure.Code, figure.Group)) ? figure with { Value = null, Absence = Absences.Masked, Display = Display(null, figure.Unit, Absences.Masked, culture) } : figure)]);
    }

    public static string Display(decimal? value, string unit, string? absence, CultureInfo culture)
    {
        var french = culture.TwoLetterISOLanguageName != "en";
        if (value is not { } number) return absence == Absences.Masked ? "NS" : absence == Absences.NotCommunicated ? french ? "n.c." : "n/a" : "–";
        var numbers = CultureInfo.GetCultureInfo(french ? "fr-FR" : "en-GB");
        return unit switch
        {
            FigureUnits.Euros or "euros_per_pupil" => french ? $"{number.ToString("N2", numbers)} €" : $"€{number.ToString("N2", numbers)}",
            FigureUnits.Percent => french ? $"{number.ToString("N1", numbers)} %" : $"{number.ToString("N1", numbers)}%",
            FigureUnits.Rate or FigureUnits.Days or "hours" or "kilograms" => number.ToString("#,0.##", numbers),
            _ => number.ToString("N0", numbers),
        };
    }

    /// <summary>a ÷ b × 100, to one decimal, half away from zero; null where there is nothing to divide by.</summary>
    public static decimal? Percent(decimal? part, decimal? whole) => part is null || whole is null or 0 ? null : Math.Round(part.Value * 100 / whole.Value, 1, MidpointRounding.AwayFromZero);

    /// <summary>Cents ÷ so many, in euros to the cent, half away from zero; null where there is nothing to divide by.</summary>
    public static decimal? EurosEach(long cents, long count) => count == 0 ? null : Math.Round(cents / (decimal)count, 0, MidpointRounding.AwayFromZero) / 100m;
}

/// <summary>What every report may be asked.</summary>
internal record ReportRequest : PageRequest
{
    /// <summary>true: as it may be published, small counts of people masked (NS).</summary>
    public bool? Public { get; init; }

    public FigureMaker Maker(Db db, Caller caller, Text? source = null) => new(db.Today, caller.Culture, Public == true, source ?? ("TabletLoans, registre de la collectivité", "TabletLoans, the organisation's ledger"));

    public static Page<Figure> Page(IReadOnlyList<Figure> figures) => new() { Items = figures, Next = null };
}
