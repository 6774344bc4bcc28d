using System.Net;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

/// <summary>Walks the pages of the running service as a browser asks for them: a new page is in every walk without a line here.</summary>
public sealed class EveryPageTests(Engine engine) : ApiTest(engine)
{
    private static readonly (string, string) Html = ("Accept", "text/html,application/xhtml+xml");

    private static IEnumerable<string> RoleCodes => Roles.All.Select(role => role.Code);

    private IReadOnlyList<Route> Pages => Route.Pages(Host);

    [TestCaseSource(nameof(RoleCodes))]
    public async Task A_Role_Sees_The_Pages_That_The_Matrix_Says_And_No_Other(string code)
    {
        var role = Roles.Find(code)!;
        var rows = await OneOfEach.At(Given);
        using var client = await Given.Client(code);
        var failures = new List<string>();
        foreach (var route in Pages)
        {
            var answer = await Call(client, route, Given.Slug, rows);
            // A form that was not sent from our page goes no further than this.
            var expected = !role.May(route.Requires!.Permission) ? HttpStatusCode.Forbidden : route.Method != HttpMethod.Get ? HttpStatusCode.BadRequest : IsOfBorrowers(route) && !role.May(Permission.ManagePeople) ? HttpStatusCode.NotFound : HttpStatusCode.OK;
            if (answer.Status != expected || answer.ContentType != "text/html") failures.Add($"{route}: {answer.Status} {answer.ContentType} {answer.Text[..Math.Min(300, answer.Text.Length)]}");
        }
        Assert.That(failures, Is.Empty);
        Assert.That(Pages, Has.Count.GreaterThan(30));
    }

    // A file that was brought is seen by who may import what is in it.
    private static bool IsOfBorrowers(Route route) => route is { Collection: "imports", NamesOneThing: true };

    [Test]
    public async Task Who_Is_Not_Signed_In_Is_Led_There_And_Back()
    {
        var rows = await OneOfEach.At(Given);
        using var nobody = Host.Client();
        foreach (var route in Pages)
        {
            var answer = (await Call(nobody, route, Given.Slug, rows)).Must(HttpStatusCode.Found);
            var back = route.Method == HttpMethod.Get ? $"?returnUrl={Uri.EscapeDataString(route.Path(Given.Slug, rows.Of))}" : "";
            Assert.That(Uri.UnescapeDataString(answer.Headers["Location"]), Is.EqualTo(Uri.UnescapeDataString($"/sign-in{back}")), route.ToString());
        }
    }

    [TestCase("fleet_manager")]
    [TestCase("organisation_admin")]
    public async Task Another_Organisation_Looks_As_If_It_Did_Not_Exist(string role)
    {
        var rows = await OneOfEach.At(Given);
        using var stranger = await (await Given.Organisation(Host)).Client(role);
        foreach (var route in Pages)
        {
            var answer = (await Call(stranger, route, Given.Slug, rows)).Must(HttpStatusCode.NotFound);
            Assert.That(rows.Secrets.Where(secret => answer.Text.Contains(secret, StringComparison.Ordinal) && !route.Path(Given.Slug, rows.Of).Contains(secret, StringComparison.Ordinal)), Is.Empty, route.ToString());
        }
    }

    [Test]
    public async Task No_Page_Of_A_School_Shows_A_Row_Of_Another()
    {
        var (ours, theirs) = (await OneOfEach.At(Given), await OneOfEach.At(Given, OneOfEach.SecondUai));
        using var secretary = await Given.Client("school_staff", OneOfEach.FirstUai);
        var failures = new List<string>();
        foreach (var route in Pages.Where(route => route.Method == HttpMethod.Get && Roles.Find("school_staff")!.May(route.Requires!.Permission)))
        {
            // What belongs to the organisation as a whole is not asked for here: a secretary has no right to it.
            if (Roles.OfTheWhole.Contains(route.Requires!.Permission)) continue;
            if (route.NamesOneThing && !OneOfEach.OfTheWhole.Contains(route.Collection) && (await Call(secretary, route, Given.Slug, theirs)).Status != HttpStatusCode.NotFound) failures.Add($"{route} is reached");
            var own = (await Call(secretary, route, Given.Slug, ours)).Must(HttpStatusCode.OK);
            if (theirs.Secrets.Any(secret => own.Text.Contains(secret, StringComparison.OrdinalIgnoreCase))) failures.Add($"{route} shows a row of another school");
        }
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task A_Page_Carries_The_Headers_That_Keep_It_To_Itself()
    {
        using var client = await Given.Client("fleet_manager");
        var page = (await client.Send(HttpMethod.Get, $"/o/{Given.Slug}", null, Html)).Must(HttpStatusCode.OK);
        Assert.That(page.Headers["Content-Security-Policy"], Does.Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("form-action 'self'").And.Not.Contain("unsafe"));
        Assert.That(page.Headers["Referrer-Policy"], Is.EqualTo("no-referrer"));
        Assert.That(page.Headers["Cache-Control"], Does.Contain("no-store"));
        Assert.That(page.Text, Does.Not.Contain(" style=").And.Not.Match(@"\son[a-z]+=""").And.Not.Match(@"<script(?![^>]* src=)"));
        Assert.That((await client.Get(Given.Path("devices"))).Headers["Content-Security-Policy"], Does.Not.Contain("script-src"));
    }

    [Test]
    public async Task An_Address_Of_Nothing_Is_A_Page_For_People_And_A_Problem_For_Programs()
    {
        using var anybody = Host.Client();
        var page = (await anybody.Send(HttpMethod.Get, "/no-such-page", null, Html)).Must(HttpStatusCode.NotFound);
        Assert.That((page.ContentType, page.Text), Is.EqualTo(("text/html", page.Text)));
        Assert.That(page.Text, Does.Contain("Not found"));
        Assert.That((await anybody.Get("/no-such-page")).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("not_found"));
        Assert.That((await anybody.Send(HttpMethod.Get, "/api/v1/no-such-thing", null, Html)).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("not_found"));
    }

    [TestCase("//example.org/x")]
    [TestCase("https://example.org/")]
    [TestCase("/\\example.org")]
    [TestCase("/\t/example.org")]
    [TestCase("javascript:alert(1)")]
    public async Task No_Link_Leads_Away_From_The_Sign_In(string elsewhere)
    {
        using var client = await Given.Client("fleet_manager");
        var answer = (await client.Send(HttpMethod.Get, $"/sign-in?returnUrl={Uri.EscapeDataString(elsewhere)}", null, Html)).Must(HttpStatusCode.Found);
        Assert.That(new Uri(Host.Address, answer.Headers["Location"]).Host, Is.EqualTo(Host.Address.Host));
        using var nobody = Host.Client();
        Assert.That((await nobody.Send(HttpMethod.Get, $"/sign-in?returnUrl={Uri.EscapeDataString(elsewhere)}", null, Html)).Must(HttpStatusCode.OK).Text, Does.Not.Contain("value=\"" + elsewhere));
    }

    [Test]
    public async Task Files_Of_The_Pages_Are_Kept_By_Their_Version()
    {
        using var client = await Given.Client("fleet_manager");
        var page = await client.Send(HttpMethod.Get, $"/o/{Given.Slug}", null, Html);
        var style = System.Text.RegularExpressions.Regex.Match(page.Text, "/site\\.css\\?v=[0-9a-f]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        var asked = (await client.Send(HttpMethod.Get, style, null)).Must(HttpStatusCode.OK);
        Assert.That(asked.Headers["Cache-Control"], Does.Contain("immutable"));
        Assert.That((await client.Send(HttpMethod.Get, "/site.css", null)).Headers["Cache-Control"], Is.EqualTo("no-cache"));
    }

    private static Task<Answer> Call(ApiClient client, Route route, string organisation, OneOfEach rows)
    {
        var path = route.Path(organisation, rows.Of);
        Assert.That(path, Does.Not.Contain("{"), "a new value in an address: Route.Path must know it");
        return client.Send(route.Method, path, route.Method == HttpMethod.Get ? null : new FormUrlEncodedContent([KeyValuePair.Create("reason", "test")]), Html);
    }
}
