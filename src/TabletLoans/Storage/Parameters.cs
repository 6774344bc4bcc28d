using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>
/// Parameters by the camelCase names of the SQL, from an object whose properties may be spelled either way: SQLite tells
/// @name from @Name, PostgreSQL does not.
/// </summary>
internal static class Parameters
{
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Get)[]> Known = new();

    public static DynamicParameters Of(object? args)
    {
        if (args is DynamicParameters given) return given;
        var parameters = new DynamicParameters();
        if (args is null) return parameters;
        foreach (var (name, get) in Known.GetOrAdd(args.GetType(), Read)) parameters.Add(name, get(args));
        return parameters;
    }

    private static (string, Func<object, object?>)[] Read(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), (Func<object, object?>)property.GetValue))
        .ToArray();
}
