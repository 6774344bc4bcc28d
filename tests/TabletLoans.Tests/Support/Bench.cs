using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>The moves of the bench, which have operations of their own.</summary>
internal static class Bench
{
    public static IReadOnlyList<string> Moves { get; } = ["triage", "repair", "reimage", "finish_repair"];

    /// <summary>The operation that carries out a move; `finish_repair` needs the device's open work order.</summary>
    public static async Task<Answer> Try(Given given, Guid device, string move, ApiClient? client = null, string standard = "nist_purge")
    {
        var (path, body) = move switch
        {
            "triage" => ($"devices/{device}/triage", (object)new { grade = "B" }),
            "repair" => ("work-orders", new { device, kind = "internal", fault = "test" }),
            "reimage" => ("sanitizations", Certificate(given, device, standard)),
            "finish_repair" => ($"work-orders/{await OpenOrder(given, device)}/finish", new { outcome = "repaired" }),
            _ => throw new InvalidOperationException($"{move} is no move of the bench"),
        };
        return await (client ?? given.Manager).Post(given.Path(path), body);
    }

    public static async Task<Answer> Move(Given given, Guid device, string move)
    {
        var answer = await Try(given, device, move);
        return answer.Must(move is "repair" or "reimage" ? HttpStatusCode.Created : HttpStatusCode.OK);
    }

    public static Dictionary<string, object?> Certificate(Given given, Guid device, string standard = "nist_purge") => new(StringComparer.Ordinal)
    {
        ["device"] = device, ["method"] = "factory reset", ["standard"] = standard, ["tool"] = "MDM", ["startedAt"] = given.Now, ["endedAt"] = given.Now,
        ["result"] = "pass", ["verification"] = "sampled",
    };

    private static async Task<Guid> OpenOrder(Given given, Guid device) =>
        (await given.Read($"work-orders?deviceId={device}&state=open")).Items.Single().GetProperty("id").GetGuid();
}
