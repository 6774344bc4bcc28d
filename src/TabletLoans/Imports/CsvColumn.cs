using System.Globalization;
using System.Text;
using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>A column that an import understands: its field and the headers it goes by, the preferred one first.</summary>
internal sealed record CsvColumn(string Field, params string[] Aliases)
{
    public bool Required { get; init; }

    /// <summary>The field itself, then the aliases, normalised.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Field).Select(Normalise).Distinct(StringComparer.Ordinal);

    /// <summary>A header without case, accents, spaces or punctuation, which official exports change from year to year.</summary>
    public static string Normalise(string header)
    {
        var name = new StringBuilder(header.Length);
        foreach (var character in TextKey.Fold(header))
        {
            if (!IsSeparator(character)) name.Append(character == '°' ? 'o' : character);
            else if (name.Length > 0 && name[^1] != '_') name.Append('_');
        }
        return name.ToString().TrimEnd('_');
    }

    private static bool IsSeparator(char character) =>
        character is '_' or '\'' or '‘' or '’' or '.' or '(' or ')' or '/'
        || char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation;
}
