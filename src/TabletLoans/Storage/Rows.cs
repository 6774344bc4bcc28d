using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>Many rows in one INSERT: a statement a row costs a round trip each on a server, and a parse each here.</summary>
internal static partial class Rows
{
    private static readonly ConcurrentDictionary<(Type, string, string, string, int), (string Text, PropertyInfo[] Properties)> Known = new();

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

    /// <summary>Rows by the thousand: one statement, prepared once, run again and again.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="transaction">The unit of work's.</param>
    /// <param name="insert">Up to VALUES.</param>
    /// <param name="row">One row, in parentheses.</param>
    /// <param name="rowsInOneStatement">The dialect's.</param>
    /// <param name="rows">Their properties fill the names with a capital.</param>
    /// <param name="end">After the rows: ON CONFLICT …</param>
    /// <param name="common">The names without one.</param>
    public static async Task<int> InsertMany<T>(
        DbConnection connection, DbTransaction transaction, string insert, string row, int rowsInOneStatement, IReadOnlyList<T> rows, string end, IReadOnlyList<(string Name, object Value)> common)
    {
        var written = 0;
        var whole = rows.Count - (rows.Count % rowsInOneStatement);
        foreach (var (from, to, size) in ((int, int, int)[])[(0, whole, rowsInOneStatement), (whole, rows.Count, 1)])
        {
            if (from == to) continue;
            var (text, properties) = Known.GetOrAdd((typeof(T), insert, row, end, size), Shape);
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = text;
            foreach (var (name, value) in common) TypeHandlers.Set(Parameter(command, name, value.GetType()), value);
            var cells = Enumerable.Range(0, size).Select(i => Array.ConvertAll(properties, property => Parameter(command, $"{property.Name}_{i}", property.PropertyType))).ToArray();
            for (var first = from; first < to; first += size)
            {
                for (var i = 0; i < size; i++)
                    for (var j = 0; j < properties.Length; j++) TypeHandlers.Set(cells[i][j], properties[j].GetValue(rows[first + i]));
                if (first == from && to - from > size) await command.PrepareAsync();
                written += await command.ExecuteNonQueryAsync();
            }
        }
        return written;
    }

    private static (string Text, PropertyInfo[] Properties) Shape((Type Type, string Insert, string Row, string End, int Size) of) => (
        $"{of.Insert}\n{string.Join(",\n", Enumerable.Range(0, of.Size).Select(i => Property().Replace(of.Row, match => $"@{match.Groups["name"].Value}_{i}")))}\n{of.End}",
        [.. Property().Matches(of.Row).Select(match => of.Type.GetProperty(match.Groups["name"].Value)!).Distinct()]);

    private static DbParameter Parameter(DbCommand command, string name, Type type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        TypeHandlers.SetType(parameter, type);
        command.Parameters.Add(parameter);
        return parameter;
    }

    [GeneratedRegex("@(?<name>[A-Z][A-Za-z]*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Property();
}
