using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>The moves of the bench and of the end of life, which have operations of their own.</summary>
internal static class Bench
{
    public static IReadOnlyList<string> Moves { get; } = ["triage", "repair", "reimage", "finish_repair", .. Ends];

    public static IReadOnlyList<string> Ends => ["donate", "sell", "recycle", "transfer"];

    /// <summary>The operation that carries out a move; `finish_repair` needs the device's open work order.</summary>
    public static async Task<Answer> Try(Given given, Guid device, string move, ApiClient? client = null, string standard = "nist_purge")
    {
        var (path, body) = move switch
        {
            "triage" => ($"devices/{device}/triage", (object)new { grade = "B" }),
            "repair" => ("work-orders", new { device, kind = "internal", fault = "test" }),
            "reimage" => ("sanitizations", Certificate(given, device, standard)),
            "finish_repair" => ($"work-orders/{await OpenOrder(given, device)}/finish", new { outcome = "repaired", costCents = 0 }),
            _ when Ends.Contains(move) => ("disposals", Disposal(given, device, move)),
            _ => throw new InvalidOperationException($"{move} is no move of the bench"),
        };
        return await (client ?? given.Manager).Post(given.Path(path), body);
    }

    public static async Task<Answer> Move(Given given, Guid device, string move)
    {
        var answer = await Try(given, device, move);
        return answer.Must(Success(move));
    }

    /// <summary>What a move answers where it is made.</summary>
    public static HttpStatusCode Success(string move) => move is "repair" or "reimage" || Ends.Contains(move) ? HttpStatusCode.Created : HttpStatusCode.OK;

    /// <summary>A disposal with everything that the law asks of its kind.</summary>
    public static Dictionary<string, object?> Disposal(Given given, Guid device, string move) => new(StringComparer.Ordinal)
    {
        ["device"] = device,
        ["kind"] = move switch { "donate" => "donation", "sell" => "sale", "recycle" => "recycling", _ => move },
        ["unitValueCents"] = move == "donate" ? 30_000 : null,
        ["beneficiary"] = move == "donate" ? new { kind = "rup_association", name = "Association d'essai" } : null,
        ["act"] = move is "donate" or "transfer" ? new { reference = "Convention 1", signedOn = Yesterday(given) } : null,
        ["priceCents"] = move == "sell" ? 5_000 : null,
        ["saleReference"] = move == "sell" ? "Lot 1" : null,
        ["buyerKind"] = move == "sell" ? "organisation" : null,
        ["ecoOrganism"] = move == "recycle" ? "Éco-organisme d'essai" : null,
        ["weightGrams"] = move == "recycle" ? 500 : null,
        ["wasteSlip"] = move == "recycle" ? "BSD 1" : null,
        ["recipientOrganisation"] = move == "transfer" ? new { name = "Commune voisine", siret = "22380001200013" } : null,
    };

    public static string Yesterday(Given given) => given.Today.AddDays(-1).ToString("O");

    public static Dictionary<string, object?> Certificate(Given given, Guid device, string standard = "nist_purge") => new(StringComparer.Ordinal)
    {
        ["device"] = device, ["method"] = "factory reset", ["standard"] = standard, ["tool"] = "MDM", ["startedAt"] = given.Now, ["endedAt"] = given.Now,
        ["result"] = "pass", ["verification"] = "sampled",
    };

    private static async Task<Guid> OpenOrder(Given given, Guid device) =>
        (await given.Read($"work-orders?deviceId={device}&state=open")).Items.Single().GetProperty("id").GetGuid();
}
