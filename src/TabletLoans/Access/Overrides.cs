using System.Text.Json.Nodes;
using TabletLoans.Api;

namespace TabletLoans.Access;

/// <summary>
/// Going past rules, knowingly: with the right that each of them names, and a reason that the history keeps. A rule that names no
/// right is gone past by nobody.
/// </summary>
internal static class Overrides
{
    /// <summary>Null where nothing stands in the way, or all of it was gone past.</summary>
    public static Refusal? Refuse(IReadOnlyList<Reason> reasons, Caller caller, string? why) =>
        string.IsNullOrWhiteSpace(why) || !reasons.All(caller.MayOverride) ? Refusal.From(reasons) : null;

    /// <summary>As an event tells the rules that were gone past; nothing where there was none.</summary>
    public static JsonObject Told(IReadOnlyList<Reason> reasons, string? why) => reasons.Count == 0 ? [] : new()
    {
        ["overridden"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason.Error.Code).DistinctBy(code => (string)code!)]),
        ["overrideReason"] = TextKey.Tidy(why),
    };
}
