using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>Programmes and their money, built through the API.</summary>
internal static class Funding
{
    private static int _count;

    /// <summary>A programme of one funder, called funder.</summary>
    public static async Task<Answer> Programme(Given given, long envelopeCents, string? code = null, object? rules = null) => (await given.Manager.Post(given.Path("programmes"), new
    {
        code = code ?? $"P-{Interlocked.Increment(ref _count)}", name = code ?? "Programme", envelopeCents, startsOn = "2020-01-01", rules = rules ?? new { funders = new[] { new { code = "funder", name = "Financeur" } } },
    })).Must(HttpStatusCode.Created);

    public static async Task<Answer> Envelope(Given given, Guid programmeId, long amountCents, string funder = "funder", int wave = 1) =>
        (await given.Manager.Post(given.Path("envelopes"), new { programmeId, funder, amountCents, wave })).Must(HttpStatusCode.Created);

    public static Task<Answer> Commit(Given given, Guid programmeId, Guid envelopeId, long amountCents, string? code = null, string? strand = null) =>
        given.Manager.Post(given.Path("funding-lines"), new { programmeId, code = code ?? $"F-{Interlocked.Increment(ref _count)}", name = code ?? "Ligne", strand, shares = new[] { new { envelopeId, amountCents } } });

    /// <summary>A funding line of so much, of the programme of that code, which is made where there is none.</summary>
    public static async Task<Guid> Line(Given given, string code, long amountCents, string? programme = null)
    {
        var known = programme is null ? [] : (await given.Read($"programmes?code={Uri.EscapeDataString(programme)}")).Items;
        var programmeId = known.Count > 0 ? known[0].GetProperty("id").GetGuid() : (await Programme(given, 1_000_000_000, programme)).Id;
        var open = (await given.Read($"envelopes?programmeId={programmeId}")).Items;
        var envelopeId = open.Count > 0 ? open[0].GetProperty("id").GetGuid() : (await Envelope(given, programmeId, 1_000_000_000)).Id;
        return (await Commit(given, programmeId, envelopeId, amountCents, code)).Must(HttpStatusCode.Created).Id;
    }
}
