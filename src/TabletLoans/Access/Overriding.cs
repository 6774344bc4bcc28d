using System.Text.Json.Nodes;
using TabletLoans.Api;

namespace TabletLoans.Access;

/// <summary>
/// What is left of the reasons when a caller goes past those that a right of theirs covers, knowingly: without the right, or without a
/// reason for it, all of them are left. What is gone past is told in the event.
/// </summary>
internal sealed record Overriding(IReadOnlyList<Reason> Left, IReadOnlyList<Reason> GonePast, string? Why)
{
    public static Overriding Of(Caller caller, IReadOnlyList<Reason> reasons, string? overrideReason)
    {
        if (TextKey.Tidy(overrideReason) is not { } why) return new(reasons, [], null);
        var past = reasons.ToLookup(caller.MayOverride);
        return new([.. past[false]], [.. past[true]], why);
    }

    public Refusal? Refusal => Refusal.From(Left);

    /// <summary>As an event tells it.</summary>
    public JsonObject Told() => GonePast.Count == 0
        ? []
        : new() { ["overridden"] = new JsonArray([.. GonePast.Select(reason => (JsonNode)reason.Error.Code)]), ["overrideReason"] = Why };
}
