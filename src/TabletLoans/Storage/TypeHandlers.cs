using System.Data;
using System.Data.Common;
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
            Register(GuidText, value => Guid.Parse((string)value));
            Register(Instant.ToText, value => value is DateTime utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)) : Instant.Parse((string)value));
            Register(DayText,
                value => value is DateTime day ? DateOnly.FromDateTime(day) : DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture));
            SqlMapper.RemoveTypeMap(typeof(decimal));
            SqlMapper.RemoveTypeMap(typeof(decimal?));
            SqlMapper.AddTypeHandler(new DecimalHandler());
        }
    }

    /// <summary>For commands that are prepared once, which Dapper does not do: the server wants the type before the value.</summary>
    public static void SetType(DbParameter parameter, Type type)
    {
        if (parameter is not NpgsqlParameter) return;
        type = Nullable.GetUnderlyingType(type) ?? type;
        parameter.DbType = type == typeof(string) ? DbType.String
            : type == typeof(Guid) ? DbType.Guid
            : type == typeof(DateTimeOffset) ? DbType.DateTimeOffset
            : type == typeof(DateOnly) ? DbType.Date
            : type == typeof(long) ? DbType.Int64
            : type == typeof(int) ? DbType.Int32
            : type == typeof(decimal) ? DbType.Decimal
            : type == typeof(bool) ? DbType.Boolean
            : throw new NotSupportedException($"{type} has no column type");
    }

    /// <summary>The value as its handler would set it.</summary>
    public static void Set(DbParameter parameter, object? value) => parameter.Value = value switch
    {
        null => DBNull.Value,
        _ when parameter is NpgsqlParameter => value,
        Guid id => GuidText(id),
        DateTimeOffset at => Instant.ToText(at),
        DateOnly day => DayText(day),
        _ => value,
    };

    private static string GuidText(Guid id) => id.ToString("D");

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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

    /// <summary>SQLite keeps 91.0 as an integer and 91.4 as a real, in one column; Dapper reads them all as it read the first.</summary>
    private sealed class DecimalHandler : SqlMapper.TypeHandler<decimal>
    {
        public override void SetValue(IDbDataParameter parameter, decimal value) => parameter.Value = value;

        public override decimal Parse(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);
    }
}
