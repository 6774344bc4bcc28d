using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TabletLoans.Api;

namespace TabletLoans.Exports;

/// <summary>A column of an exported list, and how it is read from an item.</summary>
internal sealed record Column(string Path, Text Header, Func<object, object?> Read);

/// <summary>
/// The columns of a list, from the very members that its JSON shows: what stands in an object becomes columns of its own, texts in a
/// list stand together in one cell, and lists of objects stay out (they have lists of their own).
/// </summary>
internal static class Columns
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Column>> Known = new();

    public static IReadOnlyList<Column> Of(Type item) => Known.GetOrAdd(item, static item => [.. Walk(item, "", (Text)("", ""), value => value)]);

    private static IEnumerable<Column> Walk(Type type, string path, Text header, Func<object, object?> read)
    {
        foreach (var member in Json.Options.GetTypeInfo(type).Properties)
        {
            // The version serves If-Match; nobody counts it in a spreadsheet.
            if (member.Get is not { } get || member.Name == "version") continue;
            var kind = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
            var name = path + member.Name;
            object? Value(object item) => read(item) is { } holder ? get(holder) : null;
            if (IsObject(kind))
            {
                foreach (var column in Walk(kind, name + ".", ColumnNames.Within(header, member.Name), Value)) yield return column;
                continue;
            }
            if (Cell(kind, member) is { } cell) yield return new Column(name, ColumnNames.Of(header, member.Name), item => cell(Value(item)));
        }
    }

    private static bool IsObject(Type type) => type.Assembly == typeof(Columns).Assembly && type is { IsClass: true };

    /// <summary>How a value is written; null where the member is not for a cell.</summary>
    private static Func<object?, object?>? Cell(Type type, JsonPropertyInfo member)
    {
        if (type == typeof(JsonElement)) return value => value is JsonElement { ValueKind: JsonValueKind.Object } json ? Members(json) : null;
        if (type != typeof(string) && type.GetInterfaces().Append(type).Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)))
            return IsTexts(type) ? value => value is IEnumerable<string> texts ? string.Join(", ", texts) : null : null;
        // A multiplication keeps both decimals: 447,60 and not 447,6.
        if (member.Name.EndsWith("Cents", StringComparison.Ordinal)) return value => value is null ? null : Convert.ToInt64(value, null) * 0.01m;
        if (type == typeof(Guid)) return value => (value as Guid?)?.ToString("D");
        return value => value;
    }

    private static bool IsTexts(Type type) => typeof(IEnumerable<string>).IsAssignableFrom(type);

    private static string Members(JsonElement json) => string.Join(", ", json.EnumerateObject().Select(member => $"{member.Name} = {member.Value}"));
}
