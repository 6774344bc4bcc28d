using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>Every page that has an address, found among the endpoints: a new one is in here without a line.</summary>
public sealed partial class EveryPageLooksTests(Engine engine) : BrowserTest(engine)
{
    private const int HeaviestPage = 150_000;
    private static readonly string[] Outside = ["/sign-in", "/account", "/account/second-factor", "/organisations", "/accessibilite", "/no-such-page"];

    /// <summary>
    /// Each page twice: in French, in light colours, on a phone; in English, in dark colours, on a desktop. Neither contrast nor width
    /// depends on the language, nor words on the colours; and that a page shows on the other database, EveryPageTests sees.
    /// </summary>
    [Test]
    public async Task Every_Page_Is_Accessible_Light_And_In_The_Language_That_Was_Chosen()
    {
        if (Engine != Engine.Sqlite) Assert.Pass("looked at on SQLite");
        var french = await SignedIn("organisation_admin", width: 375);
        var english = await SignedIn("organisation_admin", language: "en", scheme: ColorScheme.Dark);
        var found = new List<string>();
        foreach (var path in await Pages())
        {
            await french.GotoAsync(path);
            found.AddRange(await Violations(path, french));
            var (wider, weight) = (await french.EvaluateAsync<int>(Wider), await french.EvaluateAsync<int>(Weight));
            if (wider > 0) found.Add($"{path} is {wider} px too wide for a phone");
            if (weight > HeaviestPage) found.Add($"{path} weighs {weight}");
            await english.GotoAsync(path);
            found.AddRange(await Violations($"{path} in English, in the dark", english));
            if (await Heading(french) == await Heading(english) && !Names().IsMatch(path)) found.Add($"{path}: headed {await Heading(french)} in both languages");
            if (French().IsMatch(await english.Locator("main").InnerTextAsync())) found.Add($"{path}: French words in English");
        }
        var anybody = await Open();
        await anybody.GotoAsync("/sign-in");
        found.AddRange(await Violations("/sign-in", anybody));
        Assert.That(found, Is.Empty);
    }

    private const string Wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    // What the page and all that it loads weigh on their way, or would weigh where the browser has them already.
    private const string Weight = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + Math.max(entry.transferSize, entry.encodedBodySize), 0)";

    /// <summary>Every page of an organisation with rows in it, and those outside; the moves of a device share one, seen with all of its fields.</summary>
    private async Task<IReadOnlyList<string>> Pages()
    {
        var rows = await OneOfEach.At(Given);
        return [.. Route.Pages(Host).Where(route => route.Method == HttpMethod.Get && (DeviceLifecycle.Find(route.Pattern.Split('/')[^1]) is not { UseCase: null } || route.Pattern.EndsWith("/send_to_school", StringComparison.Ordinal))).Select(route => route.Path(Given.Slug, rows.Of)), .. Outside];
    }

    // Headed by what they are called, which is the same in both languages; Anomalies, Allocations, Administration and Programmes are the same words.
    [GeneratedRegex("/(?:devices|borrowers|schools|suppliers|device-models|inventories|users|keys|handout-lists|programmes|calls)/[0-9a-f-]{36}$|/(?:anomalies|allocations|administration|programmes)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(?:Établissements?|Appareils?|Rechercher|Aucune?|Filtrer|depuis|Tous|Toutes)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex French();
}
