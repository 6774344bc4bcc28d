using System.Runtime.CompilerServices;
using Dapper;

namespace TabletLoans.Tests.Support;

/// <summary>
/// Dapper keeps the code that it makes for a statement by the database's connection string. Here are hundreds of databases of one schema:
/// each would have all of it made, compiled and kept again. One for each engine is enough, as their columns are of the same types.
/// </summary>
internal sealed class OneCacheForAll : IEqualityComparer<string>
{
    [ModuleInitializer]
    internal static void Use() => SqlMapper.ConnectionStringComparer = new OneCacheForAll();

    public bool Equals(string? x, string? y) => IsFile(x) == IsFile(y);

    public int GetHashCode(string obj) => IsFile(obj) ? 1 : 0;

    private static bool IsFile(string? connectionString) => connectionString?.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase) == true;
}
