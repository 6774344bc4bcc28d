using Microsoft.Playwright;

namespace TabletLoans.Tests.Browser;

/// <summary>One browser for all the tests of the pages; each page has a context of its own in it. Debian's, never one that is downloaded.</summary>
[SetUpFixture, Parallelizable(ParallelScope.Self)]
public sealed class Chromium
{
    private const string Executable = "/usr/bin/chromium";
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Started = new(Start);

    public static async Task<IBrowser> Browser()
    {
        if (!File.Exists(Executable))
        {
            if (Environment.GetEnvironmentVariable("TABLETLOANS_REQUIRE_ALL") == "1") Assert.Fail($"{Executable} is missing, and nothing may be skipped");
            Assert.Ignore($"{Executable} is missing: scripts/test.sh installs Debian's chromium");
        }
        return (await Started.Value).Browser;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (!Started.IsValueCreated) return;
        var (playwright, browser) = await Started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Flags }));
    }
}
