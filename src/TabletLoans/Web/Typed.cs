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
    public static (T Value, Refusal? Refusal) Read<T>(IEnumerable<KeyValuePair<string, StringValues>> fields) where T : class
    {
        var typed = fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        var (request, errors) = (Activator.CreateInstance<T>(), new List<FieldError>());
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            string[] values = [.. typed.GetValueOrDefault(name).OfType<string>().Select(value => value.Trim()).Where(value => value.Length > 0)];
            if (values.Length == 0)
            {
                // Of a text that is missing, Validation tells.
                if (property.PropertyType.IsValueType && property.IsDefined(typeof(RequiredMemberAttribute))) errors.Add(new FieldError($"/{name}", Errors.Missing));
            }
            else if (Convert(property.PropertyType, name, values) is { } value) property.SetValue(request, value);
            else errors.Add(new FieldError($"/{name}", Errors.InvalidFormat, ("expected", Expected(property.PropertyType))));
        }
        errors.AddRange(Validation.Check(request));
        return (request, errors.Count == 0 ? null : Refusal.Invalid(errors));
    }

    /// <summary>Null where it cannot be read.</summary>
    private static object? Convert(Type type, string name, string[] values)
    {
        var (text, culture) = (values[0], CultureInfo.CurrentCulture);
        return (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var kind when kind == typeof(string) => text,
            var kind when kind == typeof(Guid) => Guid.TryParse(text, out var id) ? id : null,
            // A date field sends ISO whatever the language; without support for it people type as they write.
            var kind when kind == typeof(DateOnly) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || DateOnly.TryParse(text, culture, out day) ? day : null,
            var kind when kind == typeof(DateTimeOffset) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null,
            var kind when kind == typeof(bool) => text is "true" or "on" ? true : text is "false" ? false : null,
            var kind when kind == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            var kind when kind == typeof(long) && name.EndsWith("Cents", StringComparison.Ordinal) => Decimal(text) is { } euros ? (long)decimal.Round(euros * 100) : null,
            var kind when kind == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            var kind when kind == typeof(decimal) => Decimal(text),
            var kind when kind.IsAssignableFrom(typeof(string[])) => values,
            var kind when kind.IsAssignableFrom(typeof(Guid[])) => values.All(value => Guid.TryParse(value, out _)) ? Array.ConvertAll(values, Guid.Parse) : null,
            _ => throw new InvalidOperationException($"a form cannot fill {name}, a {type.Name}: teach Typed"),
        };
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
        var fields = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var (value, refusal) = Web.Typed.Read<T>(fields);
        return new Form<T> { Value = value, Refusal = refusal, Typed = fields.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal) };
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
}
