using System.Globalization;
using System.Text;

namespace TabletLoans.Api;

/// <summary>Text reduced to what two spellings of the same thing share, for searching and matching; never for showing.</summary>
internal static class TextKey
{
    /// <summary>Without surrounding spaces; null where nothing is left.</summary>
    public static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private const int LongestWord = 64;

    /// <summary>Words of a-z and 0-9 separated by one space: case, accents, ligatures and punctuation are gone.</summary>
    public static string Normalise(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in Fold(text))
        {
            if (char.IsAsciiLetterOrDigit(character)) key.Append(character);
            else if (key.Length > 0 && key[^1] != ' ') key.Append(' ');
        }
        return key.ToString().TrimEnd(' ');
    }

    /// <summary>The distinct words of the normalised text, in order, each cut at 64 characters.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        [.. Normalise(text).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Length > LongestWord ? word[..LongestWord] : word)
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Lower case without accents or ligatures; punctuation and spaces stay.</summary>
    public static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length);
        foreach (var character in WellFormed(text).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            var lower = char.ToLowerInvariant(character);
            if (Undecomposed(lower) is { } letters) folded.Append(letters);
            else folded.Append(lower);
        }
        return folded.ToString();
    }

    /// <summary>An identifier as typed or pasted, without white space or invisible characters, in upper case.</summary>
    public static string Compact(string? text)
    {
        if (text is null) return "";
        var compact = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format) continue;
            // Only ASCII: beyond it, upper-casing could turn a foreign letter into one that an identifier allows.
            compact.Append(char.IsAsciiLetterLower(character) ? (char)(character - 32) : character);
        }
        return compact.ToString();
    }

    // Unicode takes these for letters of their own, so that no normalisation form splits them.
    private static string? Undecomposed(char lower) => lower switch
    {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => null,
    };

    // Normalize throws on half a surrogate pair, which a client may send.
    private static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(rune.ToString());
        return whole.ToString();
    }
}
