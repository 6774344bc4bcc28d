using System.Globalization;

namespace TabletLoans.Api;

/// <summary>A sentence in French and in English, with {names} to fill in.</summary>
internal sealed record Text(string Fr, string En)
{
    public static implicit operator Text((string Fr, string En) text) => new(text.Fr, text.En);

    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "en" ? En : Fr;

    public string In(CultureInfo culture, IReadOnlyDictionary<string, object?> facts)
    {
        var text = In(culture);
        foreach (var (name, value) in facts)
            text = text.Replace($"{{{name}}}", Show(name, value, culture), StringComparison.Ordinal);
        return text;
    }

    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The word of a code among the facts, by the name of the fact; the features know them, and the composition says where.</summary>
    public static Func<string, string, Text?> WordOfFact { get; set; } = (_, _) => null;

    private static string Show(string name, object? value, CultureInfo culture) => value switch
    {
        null => "–",
        Text inner => inner.In(culture),
        // Plain English: days are written as in Europe, not month first.
        DateOnly day => day.ToString("d", culture.Name == "en" ? British : culture),
        IFormattable formattable => formattable.ToString(null, culture),
        string code => WordOfFact(name, code)?.In(culture) ?? code,
        IEnumerable<string> several => string.Join(", ", several.Select(code => WordOfFact(name, code)?.In(culture) ?? code)),
        _ => value.ToString() ?? "",
    };
}
