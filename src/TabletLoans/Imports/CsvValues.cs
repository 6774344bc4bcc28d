using System.Globalization;
using System.Text.RegularExpressions;
using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>Cells as a French office writes them. Nothing is guessed: what can be read in two ways is refused.</summary>
internal static partial class CsvValues
{
    private static readonly string[] DateFormats = ["dd/MM/yyyy", "d/M/yyyy", "yyyy-MM-dd"];

    // Excel counts days from here, having given 1900 a 29 February that it did not have.
    private static readonly int ExcelEpoch = new DateOnly(1899, 12, 30).DayNumber;

    /// <summary>Trimmed, and freed of what a spreadsheet wraps around text (<c>="0012"</c>, <c>'=…</c>); null when blank.</summary>
    public static string? Text(string? cell)
    {
        var text = cell?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        if (text.StartsWith("=\"", StringComparison.Ordinal) && text.Length > 2 && text[^1] == '"')
            return Text(text[2..^1].Replace("\"\"", "\"", StringComparison.Ordinal));
        return text[0] == '\'' && CsvFile.CouldBeFormula(text.AsSpan(1)) ? text[1..] : text;
    }

    /// <summary>A day as <c>31/12/2025</c>, <c>1/9/2025</c>, <c>2025-12-31</c> or the number Excel keeps it under.</summary>
    public static bool TryDate(string? cell, out DateOnly date)
    {
        var text = Text(cell);
        if (DateOnly.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return true;
        // 30000 to 60000 is 1982 to 2064: outside it, a bare number is more likely a mistake than a day.
        if (text?.Length != 5 || !CheckDigits.IsDigits(text)) return false;
        var serial = int.Parse(text, CultureInfo.InvariantCulture);
        if (serial is < 30_000 or > 60_000) return false;
        date = DateOnly.FromDayNumber(ExcelEpoch + serial);
        return true;
    }

    /// <summary>A number as <c>1 234,50</c> or <c>1234.50</c>, with or without <c>€</c>; never <c>1,234.50</c>.</summary>
    public static bool TryDecimal(string? cell, out decimal number)
    {
        number = 0;
        return Match(cell) is { } match && TryNumber(match, out number);
    }

    /// <summary>An amount in cents. A third decimal is refused, not rounded: in <c>12,500</c> the comma may mean thousands.</summary>
    public static bool TryCents(string? cell, out long cents)
    {
        cents = 0;
        if (Match(cell) is not { } match || match.Groups["fraction"].Length > 2 || !TryNumber(match, out var amount)) return false;
        if (Math.Abs(amount) > long.MaxValue / 100) return false;
        cents = (long)(amount * 100);
        return true;
    }

    public static bool TryInteger(string? cell, out int number)
    {
        number = 0;
        if (Match(cell) is not { } match || match.Groups["fraction"].Success || match.Groups["currency"].Success) return false;
        if (!TryNumber(match, out var whole) || whole is < int.MinValue or > int.MaxValue) return false;
        number = (int)whole;
        return true;
    }

    /// <summary>Yes or no in French, English, digits or a cross; a blank cell is no.</summary>
    public static bool TryBoolean(string? cell, out bool value)
    {
        var answer = TextKey.Fold(Text(cell) ?? "");
        value = answer is "oui" or "o" or "yes" or "y" or "true" or "vrai" or "1" or "x";
        return value || answer is "" or "non" or "n" or "no" or "false" or "faux" or "0";
    }

    /// <summary>A serial that Excel took for a number (<c>1,23E+15</c>) or a formula's error (<c>#NOM?</c>): the text is lost.</summary>
    public static bool LooksMangledByExcel(string? cell) => Text(cell) is { } text && Mangled().IsMatch(text);

    private static Match? Match(string? cell) => Text(cell) is { } text && Number().Match(text) is { Success: true } match ? match : null;

    // The shape has at most 27 digits, which a decimal holds without rounding.
    private static bool TryNumber(Match match, out decimal number)
    {
        var whole = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        var sign = match.Groups["sign"].ValueSpan is "-" or "\u2212" ? "-" : "";
        var plain = $"{sign}{whole}.{match.Groups["fraction"].Value}0";
        return decimal.TryParse(plain, NumberStyles.Number, CultureInfo.InvariantCulture, out number);
    }

    // Between thousands stands a space: U+0020 typed by hand, U+00A0 or U+202F from a spreadsheet.
    [GeneratedRegex(
        @"^(?<sign>[+\u2212-])?(?<whole>[0-9]{1,3}(?:[ \u00A0\u202F][0-9]{3}){1,5}|[0-9]{1,18})"
        + @"(?:[.,](?<fraction>[0-9]{1,8}))?(?<currency>[ \u00A0\u202F]?€)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    // The sign tells Excel's notation from a serial number such as 1E23.
    [GeneratedRegex(
        @"^(?:-?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}|#(?:NOM\?|NAME\?|REF!|VALEUR!|VALUE!|N/A|DIV/0!|NUL!|NULL!|NOMBRE!|NUM!)|#{3,})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Mangled();
}
