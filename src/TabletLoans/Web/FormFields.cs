using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>How a field is filled.</summary>
internal enum FieldKind { Words, LongWords, Day, Instant, Whole, Decimal, Money, Tick, Choice, Ticks, OnePerLine, Group, Rows, Fixed }

/// <summary>A field of a form: its name is the JSON Pointer of what it fills in the request, without the first stroke.</summary>
public sealed record FormField
{
    internal string Name { get; init; } = "";
    internal FieldKind Kind { get; init; }
    internal Text Label { get; init; } = ("", "");
    internal Text? Help { get; init; }
    internal bool IsRequired { get; init; }
    internal int Most { get; init; } = 200;
    /// <summary>The list whose codes are chosen from; null: Options.</summary>
    internal Type? Codes { get; init; }
    internal IReadOnlyList<Option> Options { get; init; } = [];
    /// <summary>The fields of what it consists of, or of each of its rows.</summary>
    internal IReadOnlyList<FormField> Parts { get; init; } = [];
    internal int Rows { get; init; }
    /// <summary>Rows that a person fills without asking for more.</summary>
    internal int EmptyRows { get; init; } = 3;
    /// <summary>How high the box for several lines is.</summary>
    internal int Lines { get; init; } = 8;
    internal string? Value { get; init; }
    /// <summary>A tick whose absence is false: what is not nullable is always said.</summary>
    internal bool SaysNo { get; init; }

    /// <summary>The member that it fills: quantity of lines/0/quantity.</summary>
    internal string Member => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The same for the row of that index.</summary>
    internal FormField At(string around) => this with { Name = $"{around}/{Member}", Parts = [.. Parts.Select(part => part.At($"{around}/{Member}"))] };
}

/// <summary>
/// The fields of a form, made from the request of a use case: its members in their order, each as its type and its rules say. Members
/// that are set for the person, or that need a choice which is not given, are left out.
/// </summary>
public sealed class FormFields
{
    // Asked for only once some of the reasons are such as the person may go past.
    private static readonly string[] GoingPast = ["overrideReason", "goPast"];

    private FormFields(IReadOnlyList<FormField> all) => All = all;

    internal IReadOnlyList<FormField> All { get; }

    public static FormFields None { get; } = new([]);

    internal static FormFields Of<TRequest>() => new([.. Of(typeof(TRequest), "", 1)]);

    /// <summary>What a person is asked: nobody chooses among ids without a name.</summary>
    internal IEnumerable<FormField> Shown => All.Where(one => !GoingPast.Contains(one.Name) && IsAsked(one));

    internal static bool IsAsked(FormField field) => field.Kind is not (FieldKind.Choice or FieldKind.Ticks) || field.Codes is not null || field.Options.Count > 0;

    internal IEnumerable<FormField> ToGoPast => All.Where(one => GoingPast.Contains(one.Name));

    internal FormFields Without(params string[] names) => new([.. All.Where(field => !names.Contains(field.Name))]);

    /// <summary>These alone, in this order.</summary>
    internal FormFields Only(params string[] names) => new([.. names.Select(Field)]);

    internal FormFields With(string name, Func<FormField, FormField> change) => new([.. All.Select(field => field.Name == name ? change(field) : field)]);

    internal FormFields Named(string name, Text label, Text? help = null) => With(name, field => field with { Label = label, Help = help ?? field.Help });

    /// <summary>Chosen from these; several, where it is a list.</summary>
    internal FormFields Choose(string name, IReadOnlyList<Option> options) => With(name, field => Choosing(field, options));

    /// <summary>Within each row of a list.</summary>
    internal FormFields ChooseIn(string list, string name, IReadOnlyList<Option> options) =>
        With(list, field => field with { Parts = [.. field.Parts.Select(part => part.Member == name ? Choosing(part, options) : part)] });

    internal FormFields Require(params string[] names) => new([.. All.Select(field => names.Contains(field.Name) ? field with { IsRequired = true } : field)]);

    /// <summary>Known already: sent with the rest, and not asked for.</summary>
    internal FormFields Fixed(string name, string? value) => With(name, field => field with { Kind = FieldKind.Fixed, Value = value });

    internal FormFields WithRows(string name, int rows) => With(name, field => field with { Rows = Math.Min(field.Rows, rows) });

    internal FormFields WithEmptyRows(string name, int rows) => With(name, field => field with { EmptyRows = rows });

    /// <summary>Of a list that is short: what is scanned by the hundred needs more.</summary>
    internal FormFields Short(params string[] names) => new([.. All.Select(field => names.Contains(field.Name) ? field with { Lines = 3 } : field)]);

    internal bool Asks(string name) => All.Any(field => field.Name == name);

    /// <summary>What was sent of these fields, as a change of what stands: an empty field empties.</summary>
    internal JsonElement PatchOf(object request)
    {
        var all = (JsonObject)JsonSerializer.SerializeToNode(request, request.GetType(), Json.Options)!;
        var names = Shown.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return JsonSerializer.SerializeToElement(new JsonObject(all.Where(member => names.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
    }

    private FormField Field(string name) => All.FirstOrDefault(field => field.Name == name) ?? throw new ArgumentException($"the request has no {name}", nameof(name));

    private static FormField Choosing(FormField field, IReadOnlyList<Option> options) =>
        field with { Kind = field.Kind is FieldKind.OnePerLine or FieldKind.Ticks ? FieldKind.Ticks : FieldKind.Choice, Codes = null, Options = options };

    private static IEnumerable<FormField> Of(Type type, string around, int depth) =>
        type.GetProperties().Where(property => property.CanWrite).Select(property => Of(property, around, depth)).OfType<FormField>();

    private static FormField? Of(PropertyInfo property, string around, int depth)
    {
        var name = around + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var text = property.GetCustomAttribute<TextAttribute>();
        var (kind, parts) = (Kind(property, type, text), (IReadOnlyList<FormField>)[]);
        if (kind is null || depth > 2) return null;
        if (kind is FieldKind.Group) parts = [.. Of(type, $"{name}/", depth + 1)];
        if (kind is FieldKind.Rows) parts = [.. Of(Typed.ItemOf(type)!, $"{name}/0/", depth + 1)];
        var words = FieldWords.Of(name[(name.LastIndexOf('/') + 1)..]);
        return new FormField
        {
            // Ticking is saying yes: a tick is never asked for.
            Name = name, Kind = kind.Value, Label = words.Label, Help = words.Help, IsRequired = kind is not FieldKind.Tick && property.IsDefined(typeof(RequiredMemberAttribute)),
            Most = text?.Max ?? 200, Codes = property.GetCustomAttributes().Select(CodesOf).FirstOrDefault(codes => codes is not null),
            SaysNo = property.PropertyType == typeof(bool), Parts = parts, Rows = kind is FieldKind.Rows ? property.GetCustomAttribute<ItemsAttribute>()?.Max ?? 5 : 0,
        };
    }

    private static FieldKind? Kind(PropertyInfo property, Type type, TextAttribute? text) => type switch
    {
        _ when type == typeof(string) => property.GetCustomAttribute<OneOfAttribute>() is not null ? FieldKind.Choice : text is { Lines: true } or { Max: >= 500 and <= 1000 } ? FieldKind.LongWords : text is { Max: > 1000 } ? null : FieldKind.Words,
        _ when type == typeof(Guid) => FieldKind.Choice,
        _ when type == typeof(DateOnly) => FieldKind.Day,
        _ when type == typeof(DateTimeOffset) => FieldKind.Instant,
        _ when type == typeof(bool) => FieldKind.Tick,
        _ when type == typeof(long) && property.Name.EndsWith("Cents", StringComparison.Ordinal) => FieldKind.Money,
        _ when type == typeof(int) || type == typeof(long) => FieldKind.Whole,
        _ when type == typeof(decimal) => FieldKind.Decimal,
        _ when type.IsAssignableFrom(typeof(string[])) && type != typeof(IEnumerable) => FieldKind.OnePerLine,
        _ when Typed.ItemOf(type) is not null => FieldKind.Rows,
        _ when Typed.IsGroup(type) => FieldKind.Group,
        _ => null,
    };

    private static Type? CodesOf(Attribute attribute) =>
        attribute.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(OneOfAttribute<>) ? type.GetGenericArguments()[0] : null;
}
