using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TabletLoans.Api;

/// <summary>A rule on one value of a request; the OpenAPI schema is made from the same attribute.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class RuleAttribute : Attribute
{
    public abstract Reason? Refuse(object value);
}

/// <summary>Checks a request against the attributes of its properties; every error at once, each with its JSON Pointer.</summary>
internal static class Validation
{
    /// <summary>Characters of a text that stands in an array.</summary>
    public const int ItemLength = 200;

    /// <summary>No day that a request names lies before or after these.</summary>
    public static readonly DateOnly EarliestDay = new(1900, 1, 1);
    public static readonly DateOnly LatestDay = new(2199, 12, 31);

    private static readonly ConcurrentDictionary<Type, Member[]> Known = new();

    public static List<FieldError> Check(object request)
    {
        var errors = new List<FieldError>();
        Check(request, "", errors);
        return errors;
    }

    private static void Check(object request, string pointer, List<FieldError> errors)
    {
        foreach (var member in Known.GetOrAdd(request.GetType(), Members))
        {
            var value = member.Property.GetValue(request);
            var here = $"{pointer}/{member.Name}";
            if (value is null || (value is string text && string.IsNullOrWhiteSpace(text)))
            {
                if (member.IsRequired) errors.Add(new FieldError(here, Errors.Missing));
                if (value is null) continue;
            }
            // A slip of the keyboard: 0026 for 2026.
            if (value is DateOnly day && (day < EarliestDay || day > LatestDay)) errors.Add(new FieldError(here, Errors.OutOfRange, ("min", EarliestDay), ("max", LatestDay)));
            foreach (var rule in member.Rules)
                if (rule.Refuse(value) is { } reason) errors.Add(new FieldError(here, reason.Error, reason.Facts));
            if (value is IEnumerable items and not string) CheckItems(items, here, errors);
            else if (IsNested(value.GetType())) Check(value, here, errors);
        }
    }

    private static void CheckItems(IEnumerable items, string pointer, List<FieldError> errors)
    {
        var index = 0;
        foreach (var item in items)
        {
            if (item is null) errors.Add(new FieldError($"{pointer}/{index}", Errors.Missing));
            else if (IsNested(item.GetType())) Check(item, $"{pointer}/{index}", errors);
            else if (item is string text && TextAttribute.Judge(text, ItemLength) is { } reason) errors.Add(new FieldError($"{pointer}/{index}", reason.Error, reason.Facts));
            index++;
        }
    }

    private static bool IsNested(Type type) => type.IsClass && type.Assembly == typeof(Validation).Assembly;

    private static Member[] Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        // What is computed was not sent, and may not be computable before the values it is of are checked.
        .Where(property => property.GetIndexParameters().Length == 0 && property.CanWrite)
        .Select(property => new Member(
            property,
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property.IsDefined(typeof(RequiredMemberAttribute)),
            [.. property.GetCustomAttributes<RuleAttribute>()]))
        .ToArray();

    private sealed record Member(PropertyInfo Property, string Name, bool IsRequired, RuleAttribute[] Rules);
}
