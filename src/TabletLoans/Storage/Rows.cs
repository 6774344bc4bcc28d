using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>Many rows in one INSERT: a statement a row costs a round trip each on a server, and a parse each here.</summary>
internal static partial class Rows
{
    /// <summary>The row text names properties with a capital (@Id); every other name is a parameter of the whole statement.</summary>
    public static (string Sql, DynamicParameters Parameters) Insert<T>(string insert, string row, IReadOnlyList<T> rows, string end = "")
    {
        var text = new StringBuilder(insert).Append('\n');
        var parameters = new DynamicParameters();
        var used = Property().Matches(row).Select(match => match.Groups["name"].Value).Distinct().ToHashSet(StringComparer.Ordinal);
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => used.Contains(property.Name)).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append(i == 0 ? "" : ",\n").Append(Property().Replace(row, match => $"@{match.Groups["name"].Value}_{i}"));
            foreach (var property in properties) parameters.Add($"{property.Name}_{i}", property.GetValue(rows[i]));
        }
        return (text.Append('\n').Append(end).ToString(), parameters);
    }

    [GeneratedRegex("@(?<name>[A-Z][A-Za-z]*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Property();
}
