using System.Text.Json;

namespace TabletLoans.Api;

/// <summary>A text of at most so many characters, without control characters (line ends only where it may have lines).</summary>
internal sealed class TextAttribute(int max) : RuleAttribute
{
    public int Max { get; } = max;

    public bool Lines { get; init; }

    public override Reason? Refuse(object value) => Judge((string)value, Max, Lines);

    // Formatting characters make two texts that look alike differ, or turn the reading order around. The joiners of scripts that need them stay.
    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format && c is not ('\u200C' or '\u200D' or '\u00AD');

    public static Reason? Judge(string text, int max, bool lines = false)
    {
        if (text.Length > max) return Errors.TooLong.With(("max", max));
        foreach (var c in text)
            if ((char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')) || IsInvisible(c)) return Errors.ControlCharacter.With();
        return null;
    }
}

/// <summary>A list of codes that a value is taken from.</summary>
internal interface ICodes
{
    static abstract IReadOnlyList<string> All { get; }
}

/// <summary>Codes that people never read: they press the head of a column, or a button.</summary>
internal interface IForPrograms : ICodes;

internal abstract class OneOfAttribute(IReadOnlyList<string> values) : RuleAttribute
{
    public IReadOnlyList<string> Values { get; } = values;

    public override Reason? Refuse(object value) =>
        Values.Contains((string)value, StringComparer.Ordinal) ? null : Errors.NotOneOf.With(("values", Values));
}

internal sealed class OneOfAttribute<TCodes>() : OneOfAttribute(TCodes.All) where TCodes : ICodes;

internal sealed class BetweenAttribute(double min, double max) : RuleAttribute
{
    public double Min { get; } = min;

    public double Max { get; } = max;

    public override Reason? Refuse(object value) =>
        Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) is var number && number >= Min && number <= Max
            ? null
            : Errors.OutOfRange.With(("min", Min), ("max", Max));
}

internal sealed class ItemsAttribute(int max) : RuleAttribute
{
    public int Max { get; } = max;

    public override Reason? Refuse(object value) =>
        value is System.Collections.ICollection { Count: var count } && count > Max ? Errors.TooMany.With(("max", Max)) : null;
}

/// <summary>A JSON object of the caller's own, kept as it is.</summary>
internal sealed class JsonObjectAttribute(int maxBytes) : RuleAttribute
{
    // In a list of events it stands seven levels down; deeper than Json.Options.MaxDepth, no answer that holds it could be written.
    private const int MostLevels = 8;

    public int MaxBytes { get; } = maxBytes;

    public override Reason? Refuse(object value)
    {
        if (value is not JsonElement { ValueKind: JsonValueKind.Object } json) return Errors.InvalidFormat.With(("expected", "{…}"));
        if (json.GetRawText().Length > MaxBytes) return Errors.TooLong.With(("max", MaxBytes));
        if (json.GetRawText().Contains("\\u0000", StringComparison.Ordinal)) return Errors.ControlCharacter.With();
        return Levels(json) > MostLevels ? Errors.InvalidFormat.With(("expected", $"{{…}}, {MostLevels} niveaux au plus")) : null;
    }

    private static int Levels(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => 1 + json.EnumerateObject().Select(member => Levels(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + json.EnumerateArray().Select(Levels).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
