using System.Text.Json;
using System.Text.Json.Nodes;

namespace TabletLoans.Api;

/// <summary>JSON Merge Patch (RFC 7396) on the part of a resource that may be changed: a member given replaces, null removes.</summary>
internal static class MergePatch
{
    public const string ContentType = "application/merge-patch+json";

    public static Outcome<T> Apply<T>(T current, JsonElement patch) where T : class
    {
        if (patch.ValueKind != JsonValueKind.Object) return Errors.MalformedRequest.Refuse(("problem", (Text)("Un objet JSON est attendu.", "A JSON object is expected.")));
        var merged = (JsonObject)JsonSerializer.SerializeToNode(current, Json.Options)!;
        T result;
        try
        {
            Merge(merged, patch);
            result = merged.Deserialize<T>(Json.Options)!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair ("\ud800") is JSON and no text: the nodes find it only when they are read.
            return Errors.MalformedRequest.Refuse(("problem", (Text)("Un texte n'est pas de l'Unicode valide.", "A text is not valid Unicode.")));
        }
        var errors = Validation.Check(result);
        return errors.Count > 0 ? Refusal.Invalid(errors) : result;
    }

    /// <summary>The fields that differ, as {"field":{"old":…,"new":…}}; null when none does.</summary>
    public static string? Changes<T>(T before, T after)
    {
        var (old, now) = ((JsonObject)JsonSerializer.SerializeToNode(before, Json.Options)!, (JsonObject)JsonSerializer.SerializeToNode(after, Json.Options)!);
        var changes = new JsonObject();
        foreach (var (name, value) in now)
            if (!JsonNode.DeepEquals(old[name], value)) changes[name] = new JsonObject { ["old"] = old[name]?.DeepClone(), ["new"] = value?.DeepClone() };
        return changes.Count == 0 ? null : changes.ToJsonString(Json.Options);
    }

    // At the top a null stays, so that a member nobody knows is refused like any other; further down it removes, as the RFC says.
    private static void Merge(JsonObject target, JsonElement patch, bool top = true)
    {
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                var inner = target[member.Name] as JsonObject ?? [];
                target[member.Name] = null;
                Merge(inner, member.Value, top: false);
                target[member.Name] = inner;
            }
            else if (member.Value.ValueKind == JsonValueKind.Null && !top) target.Remove(member.Name);
            else target[member.Name] = member.Value.ValueKind == JsonValueKind.Null ? null : JsonNode.Parse(member.Value.GetRawText());
        }
    }
}
