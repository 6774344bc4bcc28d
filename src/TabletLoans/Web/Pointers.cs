using TabletLoans.Api;

namespace TabletLoans.Web;

/// <summary>A form has no levels where a request has them: what is wrong in the request is told beside the field that was typed.</summary>
internal static class Pointers
{
    /// <param name="outcome">Of the use case.</param>
    /// <param name="fields">Parts of a pointer, and what the form calls them.</param>
    public static Outcome<T> AsTyped<T>(this Outcome<T> outcome, params IReadOnlyList<(string Part, string Field)> fields) => outcome.Refusal is { } refusal
        ? refusal with { Fields = [.. refusal.Fields.Select(field => field with { Pointer = fields.Aggregate(field.Pointer, (pointer, each) => pointer.Replace(each.Part, each.Field, StringComparison.Ordinal)) })] }
        : outcome;
}
