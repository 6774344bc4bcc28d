using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The figures of a report, found by what they count and of which part.</summary>
internal sealed class Published(Answer answer)
{
    public string Of(string code, string? group = null) => Figure(code, group).GetProperty("display").GetString()!;

    public decimal? Value(string code, string? group = null) => Figure(code, group).GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDecimal() : null;

    public JsonElement Figure(string code, string? group = null) =>
        answer.Items.Single(figure => figure.GetProperty("code").GetString() == code && figure.GetProperty("group").GetString() == group);

    public IReadOnlyList<JsonElement> All => answer.Items;

    /// <summary>Spaces of French typography as a reader sees them.</summary>
    public static string Plain(string text) => text.Replace('\u202F', ' ').Replace('\u00A0', ' ');
}
