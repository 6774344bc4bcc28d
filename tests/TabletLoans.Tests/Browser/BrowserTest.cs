using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>A fixture with a browser in front of the real service. Every request of every page is watched: none may leave the host.</summary>
public abstract class BrowserTest(Engine engine) : ApiTest(engine)
{
    private protected const string Password = "Un mot de passe 1";

    private static int _accounts;
    private readonly List<string> _strangers = [];
    private readonly List<string> _errors = [];
    private readonly List<IBrowserContext> _opened = [];

    [SetUp]
    public void ForgetWhatWasSeen()
    {
        _strangers.Clear();
        _errors.Clear();
    }

    [TearDown]
    public async Task NothingLeftTheHostAndNoScriptFailed()
    {
        foreach (var context in _opened) await context.CloseAsync();
        _opened.Clear();
        Assert.Multiple(() =>
        {
            Assert.That(_strangers, Is.Empty, "requests that left the host");
            Assert.That(_errors, Is.Empty, "errors in the browser's console");
        });
    }

    /// <summary>A browser of somebody's own: cookies, language, colours.</summary>
    private protected async Task<IPage> Open(string language = "fr", ColorScheme scheme = ColorScheme.Light, bool script = true, int width = 1280, TestHost? host = null)
    {
        var address = (host ?? Host).Address;
        var context = await (await Chromium.Browser()).NewContextAsync(new()
        {
            BaseURL = address.ToString(), Locale = language == "fr" ? "fr-FR" : "en-GB", ColorScheme = scheme, JavaScriptEnabled = script, ViewportSize = new() { Width = width, Height = 800 }, ReducedMotion = ReducedMotion.Reduce,
        });
        _opened.Add(context);
        context.SetDefaultTimeout(30_000);
        context.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme is "http" or "https" or "ws" or "wss" && asked.Authority != address.Authority) _strangers.Add(request.Url);
        };
        context.Console += (_, message) =>
        {
            // A refusal is an answer with a status of its own, which the console notes.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Add(message.Text);
        };
        context.WebError += (_, error) => _errors.Add(error.Error);
        return await context.NewPageAsync();
    }

    /// <summary>An account with a role, in every school or in some.</summary>
    private protected async Task<string> Account(string role, params string[] uais)
    {
        var email = $"{role.Replace('_', '.')}.{Interlocked.Increment(ref _accounts)}@example.org";
        var added = await AddUser.Run(Host.Database, Given.Slug, email, role, uais, Password, default);
        Assert.That(added.IsRefused, Is.False);
        return email;
    }

    /// <summary>A page that somebody with the role opened the session of.</summary>
    private protected async Task<IPage> SignedIn(string role, string[]? uais = null, string language = "fr", ColorScheme scheme = ColorScheme.Light, bool script = true, int width = 1280) =>
        await Enter(await Open(language, scheme, script, width), await Account(role, uais ?? []), Password);

    private protected static async Task<IPage> Enter(IPage page, string email, string password)
    {
        var answer = await page.APIRequest.PostAsync("/api/v1/session", new() { DataObject = new { email, password } });
        Assert.That(answer.Ok, Is.True, await answer.TextAsync());
        return page;
    }

    private protected string Path(string rest = "") => rest.Length == 0 ? $"/o/{Given.Slug}" : $"/o/{Given.Slug}/{rest}";

    /// <summary>Shows a page, which must have answered so.</summary>
    private protected static async Task Go(IPage page, string path, int status = 200)
    {
        var answer = await page.GotoAsync(path);
        Assert.That(answer!.Status, Is.EqualTo(status), path);
    }

    // What passed need not be listed, node by node.
    private static readonly AxeRunOptions OnlyViolations = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>What axe finds against the page.</summary>
    private protected static async Task<IEnumerable<string>> Violations(string name, IPage page)
    {
        // The newer way opens a tab for each run, for the sake of frames of other hosts: seconds against a fraction of one, and we have none.
#pragma warning disable CS0618
        var result = await page.RunAxeLegacy(options: OnlyViolations);
#pragma warning restore CS0618
        return result.Violations.Select(violation => $"{name}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
    }

    private protected static Task<string> Heading(IPage page) => page.Locator("h1").InnerTextAsync();
}
