using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>
/// Reads what a person typed into the very request of a use case: a field bears the name of the property, an empty one is absent,
/// cents are typed in euros, and the rules of the request are checked as the API checks them.
/// </summary>
internal static class Typed
{
    public static (T Value, Refusal? Refusal) Read<T>(IEnumerable<KeyValuePair<string, StringValues>> fields, TimeZoneInfo? zone = null) where T : class
    {
        var typed = fields.Where(field => field.Value.Any(value => !string.IsNullOrWhiteSpace(value))).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        var errors = new List<FieldError>();
        var request = (T)Fill(typeof(T), "", typed, zone ?? TimeZoneInfo.Utc, errors);
        errors.AddRange(Validation.Check(request));
        return (request, errors.Count == 0 ? null : Refusal.Invalid(errors));
    }

    /// <summary>Something of the request that has fields of its own.</summary>
    public static bool IsGroup(Type type) => type.IsClass && type.Assembly == typeof(Typed).Assembly;

    /// <summary>What the rows of a list are, where each has fields of its own; null otherwise.</summary>
    public static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericArguments() is [var item] && IsGroup(item) && type.IsAssignableFrom(item.MakeArrayType()) ? item : null;

    /// <summary>The rows that a person left empty are none: those that follow take their places.</summary>
    public static Dictionary<string, StringValues> WithoutEmptyRows(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var kept = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var places = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var rows in fields.GroupBy(field => RowOf(field.Key), StringComparer.Ordinal))
        {
            if (rows.Key.Length > 0 && rows.All(field => field.Value.All(string.IsNullOrWhiteSpace))) continue;
            foreach (var (name, value) in rows) kept[rows.Key.Length == 0 ? name : Place(rows.Key) + name[rows.Key.Length..]] = value;
        }
        return kept;

        string Place(string row)
        {
            var list = row[..row.LastIndexOf('/')];
            if (!places.TryGetValue(list, out var taken)) places[list] = taken = [];
            if (!taken.Contains(row)) taken.Add(row);
            return $"{list}/{taken.IndexOf(row)}";
        }
    }

    /// <summary>lines/0 of lines/0/quantity; empty where the name is of no row.</summary>
    private static string RowOf(string name) => name.Split('/') is [var list, var index, _, ..] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"{list}/{index}" : "";

    private static object Fill(Type type, string around, Dictionary<string, StringValues> typed, TimeZoneInfo zone, List<FieldError> errors)
    {
        var request = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var name = around + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (ItemOf(property.PropertyType) is { } item)
            {
                var rows = typed.Keys.Where(key => key.StartsWith($"{name}/", StringComparison.Ordinal)).Select(RowOf).Distinct().Count();
                if (rows == 0) continue;
                var list = Array.CreateInstance(item, rows);
                for (var row = 0; row < rows; row++) list.SetValue(Fill(item, $"{name}/{row}/", typed, zone, errors), row);
                property.SetValue(request, list);
            }
            else if (IsGroup(property.PropertyType))
            {
                if (typed.Keys.Any(key => key.StartsWith($"{name}/", StringComparison.Ordinal))) property.SetValue(request, Fill(property.PropertyType, $"{name}/", typed, zone, errors));
            }
            else
            {
                string[] values = [.. typed.GetValueOrDefault(name).OfType<string>().Select(value => value.Trim()).Where(value => value.Length > 0)];
                if (values.Length == 0)
                {
                    // Of what is null, Validation tells.
                    if (property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null && property.IsDefined(typeof(RequiredMemberAttribute))) errors.Add(new FieldError($"/{name}", Errors.Missing));
                }
                else if (Convert(property.PropertyType, name, values, zone) is { } value) property.SetValue(request, value);
                else errors.Add(new FieldError($"/{name}", Errors.InvalidFormat, ("expected", Expected(property.PropertyType))));
            }
        }
        return request;
    }

    /// <summary>Null where it cannot be read.</summary>
    private static object? Convert(Type type, string name, string[] values, TimeZoneInfo zone)
    {
        var (text, culture) = (values[0], CultureInfo.CurrentCulture);
        return (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var kind when kind == typeof(string) => text,
            var kind when kind == typeof(Guid) => Guid.TryParse(text, out var id) ? id : null,
            // A date field sends ISO whatever the language; without support for it people type as they write.
            var kind when kind == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || DateOnly.TryParse(text, culture, out day) ? day : null,
            var kind when kind == typeof(DateTimeOffset) => Instant(text, culture, zone),
            var kind when kind == typeof(bool) => text is "true" or "on" ? true : text is "false" ? false : null,
            var kind when kind == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            var kind when kind == typeof(long) && name.EndsWith("Cents", StringComparison.Ordinal) => Decimal(text) is { } euros ? (long)decimal.Round(euros * 100) : null,
            var kind when kind == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            var kind when kind == typeof(decimal) => Decimal(text),
            // One to a line, as a scanner types them; Tab is the suffix of some.
            var kind when kind.IsAssignableFrom(typeof(string[])) => values.SelectMany(value => value.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToArray(),
            var kind when kind.IsAssignableFrom(typeof(Guid[])) => values.All(value => Guid.TryParse(value, out _)) ? Array.ConvertAll(values, Guid.Parse) : null,
            _ => throw new InvalidOperationException($"a form cannot fill {name}, a {type.Name}: teach Typed"),
        };
    }

    /// <summary>What a person types is the time on their clock; what a link says names its own.</summary>
    private static DateTimeOffset? Instant(string text, CultureInfo culture, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || (!zone.Equals(TimeZoneInfo.Utc) && DateTime.TryParseExact(text, "g", culture, DateTimeStyles.None, out local)))
            return zone.IsInvalidTime(local) || local.Year is < 1900 or > 9000 ? null : new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }

    public static decimal? Decimal(string text) =>
        decimal.TryParse(text.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal).Replace(',', '.'),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e12m ? number : null;

    private static Text Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var kind when kind == typeof(DateOnly) => ("une date, comme 31/12/2030", "a date, such as 31/12/2030"),
        var kind when kind == typeof(int) || kind == typeof(long) || kind == typeof(decimal) => ("un nombre", "a number"),
        _ => ("une valeur de la liste", "a value of the list"),
    };
}

/// <summary>A form as it was sent: bound by minimal APIs, with what was typed so that a refusal gives it back.</summary>
internal sealed class Form<T> where T : class
{
    public required T Value { get; init; }

    /// <summary>What the rules of the request say against it.</summary>
    public Refusal? Refusal { get; init; }

    public required IReadOnlyDictionary<string, string> Typed { get; init; }

    public static async ValueTask<Form<T>?> BindAsync(HttpContext context)
    {
        var fields = Web.Typed.WithoutEmptyRows(context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty);
        var (value, refusal) = Web.Typed.Read<T>(fields, context.Features.Get<Access.Caller>()?.Scope.TimeZone);
        // A tick sends true before the false that stands for its absence.
        return new Form<T> { Value = value, Refusal = refusal, Typed = fields.ToDictionary(field => field.Key, field => field.Value is ["true", "false"] ? "true" : field.Value.ToString(), StringComparer.Ordinal) };
    }

    /// <summary>Runs the use case on what was typed, unless that was refused already.</summary>
    public async Task<Outcome<TResult>> Run<TResult>(Func<T, Task<Outcome<TResult>>> useCase) => Refusal is { } refusal ? refusal : await useCase(Value);

    /// <summary>The fields as the form shows them again, each with what is wrong with it. Passwords are never given back.</summary>
    public Fields Again(Refusal refusal, Visit visit) => new(
        Typed.Where(field => !field.Key.Contains("password", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal),
        refusal.Fields.DistinctBy(field => field.Pointer).ToDictionary(field => field.Pointer.TrimStart('/'), field => field.Error.Detail.In(visit.Culture, field.Facts), StringComparer.Ordinal));
}

/// <summary>The values of a form's fields, and what is wrong with some of them, by name.</summary>
public sealed record Fields(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Errors)
{
    public static Fields None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    public static Fields Of(params IEnumerable<(string Name, string? Value)> values) =>
        None with { Values = values.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value!, StringComparer.Ordinal) };

    /// <summary>What stands, as the fields of a form show it.</summary>
    internal static Fields Standing(object value)
    {
        var values = new List<(string, string?)>();
        Write(JsonSerializer.SerializeToElement(value, value.GetType(), Json.Options), "", values);
        return Of(values);
    }

    private static void Write(JsonElement value, string name, List<(string, string?)> values)
    {
        string Within(string member) => name.Length == 0 ? member : $"{name}/{member}";
        if (value.ValueKind == JsonValueKind.Object) foreach (var member in value.EnumerateObject()) Write(member.Value, Within(member.Name), values);
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)) values.Add((name, string.Join('\n', value.EnumerateArray())));
        else if (value.ValueKind == JsonValueKind.Array) foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index))) Write(item, Within(index.ToString(CultureInfo.InvariantCulture)), values);
        else if (value.ValueKind == JsonValueKind.Number && name.EndsWith("Cents", StringComparison.Ordinal)) values.Add((name, (value.GetInt64() / 100m).ToString("0.00", CultureInfo.CurrentCulture)));
        else if (value.ValueKind == JsonValueKind.Number) values.Add((name, value.GetDecimal().ToString(CultureInfo.CurrentCulture)));
        else if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) values.Add((name, value.ValueKind == JsonValueKind.True ? "true" : "false"));
        else if (value.ValueKind == JsonValueKind.String) values.Add((name, value.GetString()));
    }
}
