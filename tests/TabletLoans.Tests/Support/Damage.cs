using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>A breakage on a device that is on loan, decided as a recovery, which is issued by a voted scale.</summary>
internal sealed record Damage(Guid Incident, Guid Scale, Guid Recovery)
{
    public const long Price = 44_760;

    public static async Task<Damage> At(Given given, Guid device)
    {
        await Priced(given, device);
        var (scale, incident) = (await Adopt(given), (await Declare(given, device, "breakage")).Must(HttpStatusCode.Created).Id);
        (await Decide(given, incident, "recovery")).Must(HttpStatusCode.OK);
        return new Damage(incident, scale.Id, (await Issue(given, incident, "screen")).Must(HttpStatusCode.Created).Id);
    }

    public static async Task Priced(Given given, Guid device) =>
        (await given.Manager.Patch(given.Path($"devices/{device}"), new { priceExclTaxCents = 37_300, priceInclTaxCents = Price }, "*")).Must(HttpStatusCode.OK);

    /// <summary>A screen at 120 €, a charger at 25 €, a total loss at the price; a tenth less a year, worth nothing after five.</summary>
    public static async Task<Answer> Adopt(Given given, object? scale = null)
    {
        using var admin = await given.Client("organisation_admin");
        return (await admin.Post(given.Path("recovery-scales"), scale ?? new
        {
            appliesFrom = "2020-01-01", deliberationReference = "2019-DEL-112", wearPercentPerYear = 10, depreciationYears = 5,
            items = new object[] { new { kind = "screen", amountCents = 12_000 }, new { kind = "charger", amountCents = 2_500 }, new { kind = "total_loss", percentOfPrice = 100 } },
        })).Must(HttpStatusCode.Created);
    }

    public static Task<Answer> Declare(Given given, object device, string kind, string? policeReport = null, ApiClient? client = null) =>
        (client ?? given.Manager).Post(given.Path("incidents"), new { device, kind, policeReport });

    /// <summary>A local day of the organisation, counted from today.</summary>
    public static string Day(Given given, int from = 0) => given.Today.AddDays(from).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    public static Task<Answer> Decide(Given given, Guid incident, string outcome, ApiClient? client = null) =>
        (client ?? given.Manager).Post(given.Path($"incidents/{incident}/decide"), new { outcome, reason = "Décidé en commission" });

    public static Task<Answer> Issue(Given given, Guid incident, params string[] items) => given.Manager.Post(given.Path($"incidents/{incident}/recovery"), new { items });

    public static Task<Answer> Close(Given given, Guid incident, object? body = null, ApiClient? client = null) =>
        (client ?? given.Manager).Post(given.Path($"incidents/{incident}/close"), body ?? new { });
}
