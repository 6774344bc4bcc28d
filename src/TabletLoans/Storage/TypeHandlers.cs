using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;

namespace TabletLoans.Storage;

/// <summary>How values that SQLite does not know are kept: as text there, natively on PostgreSQL.</summary>
internal static class TypeHandlers
{
    private static readonly Lock Once = new();
    private static bool _registered;

    public static void Register()
    {
        lock (Once)
        {
            if (_registered) return;
            _registered = true;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            Register(value => value.ToString("D"), value => Guid.Parse((string)value));
            Register(Instant.ToText, value => value is DateTime utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)) : Instant.Parse((string)value));
            Register(value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                value => value is DateTime day ? DateOnly.FromDateTime(day) : DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    private static void Register<T>(Func<T, string> toText, Func<object, T> parse) where T : struct
    {
        // Dapper's own mapping wins over a handler until it is removed.
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(new Handler<T>(toText, parse));
    }

    private sealed class Handler<T>(Func<T, string> toText, Func<object, T> parse) : SqlMapper.TypeHandler<T> where T : struct
    {
        public override void SetValue(IDbDataParameter parameter, T value) =>
            parameter.Value = parameter is NpgsqlParameter ? value : toText(value);

        public override T Parse(object value) => value is T native ? native : parse(value);
    }
}
