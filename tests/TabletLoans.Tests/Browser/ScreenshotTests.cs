using Microsoft.Playwright;
using TabletLoans.Demo;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>Pictures of every page of the demonstration, for people to look at: artifacts/screenshots.</summary>
public sealed class ScreenshotTests(Engine engine) : BrowserTest(engine)
{
    private const string Organisation = "/o/isere";

    private static readonly (string Name, int Width)[] Widths = [("phone", 375), ("tablet", 768), ("desktop", 1280)];

    [Test]
    public async Task Every_Page_Has_Its_Pictures()
    {
        if (Engine != Engine.Sqlite) Assert.Pass("the pages look the same on every database");
        await using var database = await TestDatabase.Create(Engine);
        await using var host = await TestHost.Start(database.ConnectionString);
        await DemoFleet.Load(host.Database, default);
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Repository.Root, "artifacts", "screenshots"));
        foreach (var old in folder.EnumerateFiles("*.png")) old.Delete();
        var manager = await Enter(await Open(host: host), "parc@demo.example", DemoStaff.Password);
        var school = await Enter(await Open(host: host), "secretariat@demo.example", DemoStaff.Password);
        var dark = await Enter(await Open(host: host, scheme: ColorScheme.Dark), "parc@demo.example", DemoStaff.Password);
        var admin = await Enter(await Open(host: host), "admin@demo.example", DemoStaff.Password);
        var anybody = await Open(host: host);
        (string Picture, IPage Page, string Path)[] pages =
        [
            ("sign-in", anybody, "/sign-in"), ("accessibility", anybody, "/accessibilite"),
            ("home", manager, Organisation), ("home-dark", dark, Organisation), ("home-school", school, Organisation), ("account", manager, "/account"), ("second-factor", manager, "/account/second-factor"), .. Administration.Select(part => (part.Replace('/', '-'), admin, $"{Organisation}/{part}")), ("not-found", manager, $"{Organisation}/nothing"),
            .. Lists.Select(list => (list.Replace('/', '-'), manager, $"{Organisation}/{list}")),
            .. Forms.Select(form => ("form-" + form.Replace('/', '-').Replace("?kind=", "-", StringComparison.Ordinal), manager, $"{Organisation}/{form}")),
            ("devices-dark", dark, $"{Organisation}/devices"), ("devices-filtered", manager, $"{Organisation}/devices?state=on_loan&overdue=true"), ("devices-nothing", manager, $"{Organisation}/devices?q=ZZZ"), ("loans-school", school, $"{Organisation}/loans?state=overdue"), ("borrowers-school", school, $"{Organisation}/borrowers"),
            .. Desk.Select(mode => ($"desk-{mode}", manager, $"{Organisation}/desk/{mode}")), ("handout-lists", school, $"{Organisation}/handout-lists"), ("handout-list-new", school, $"{Organisation}/handout-lists/new"),
        ];
        foreach (var (picture, page, path) in pages) await Take(page, folder, picture, path);
        foreach (var (picture, page, list) in new[] { ("device", manager, "devices?state=on_loan&overdue=true"), ("device-dark", dark, "devices?state=on_loan"), ("device-stock", manager, "devices?state=in_stock"), ("loan", school, "loans?state=open"), ("borrower", school, "borrowers"), ("school", manager, "schools"), ("shipment", manager, "shipments"), ("purchase-order", manager, "purchase-orders"),
            ("delivery", manager, "deliveries"), ("incident", manager, "incidents?state=open"), ("recovery", manager, "recoveries"), ("inventory", manager, "inventories"), ("disposal", manager, "disposals"), ("certificate", manager, "sanitizations"), ("supplier", manager, "suppliers"), ("programme", manager, "programmes"), ("call", manager, "calls"), ("application", manager, "applications"), ("user", admin, "users"), ("key", admin, "keys"), ("recovery-scale", admin, "recovery-scales") })
        {
            await page.GotoAsync($"{Organisation}/{list}");
            if (await page.Locator("tbody tr a").CountAsync() == 0) continue;
            await Take(page, folder, picture, (await page.Locator("tbody tr a").First.GetAttributeAsync("href"))!);
            if (picture == "shipment") await Take(page, folder, "delivery-note", new Uri(page.Url).AbsolutePath + "/note");
            if (picture == "programme" && new Uri(page.Url).AbsolutePath is var programme)
            {
                await Take(page, folder, "press-release", $"{programme}/press-release");
                await Take(page, folder, "form-call", $"{Organisation}/calls/add?programmeId={programme.Split('/')[^1]}");
            }
            if (picture == "call" && new Uri(page.Url).AbsolutePath is var call)
                foreach (var part in (string[])["ranking", "minutes", "rules"]) await Take(page, folder, $"call-{part}", $"{call}/{part}");
            if (picture == "call") await Take(page, folder, "form-application", $"{Organisation}/applications/add?callId={page.Url.Split('/')[^2]}");
            if (picture == "device-stock") await Take(page, folder, "move", new Uri(page.Url).AbsolutePath + "/send_to_school");
        }
        await TakeImport(manager, folder);
        await manager.GotoAsync(Organisation);
        await manager.Locator("#search").FillAsync("saint");
        await manager.Locator("#search").PressAsync("Enter");
        await manager.WaitForLoadStateAsync();
        await Take(manager, folder, "search", null);
        Assert.That(folder.EnumerateFiles("*.png").Count(), Is.GreaterThan(60));
    }

    private static async Task TakeImport(IPage page, DirectoryInfo folder)
    {
        await page.GotoAsync($"{Organisation}/imports/new?kind=schools");
        var file = "Code UAI;Établissement;Type;Commune;Élèves\n0381903M;Collège d'essai;collège;Échirolles;405\n0382032C;Collège du Nord;collège;Grenoble;385\n0380001X;Lycée du Sud;lycée;Vif;800\n0389999;Sans clé;école;Vif;12\n";
        await page.Locator("#field-file").SetInputFilesAsync(new FilePayload { Name = "établissements 2026.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(file) });
        await page.Locator("main form.form button[type=submit]").ClickAsync();
        await page.Locator(".sample").WaitForAsync();
        await Take(page, folder, "import-columns", null);
        await page.Locator("main form.form button[type=submit]").ClickAsync();
        await page.Locator(".import-go").WaitForAsync();
        await Take(page, folder, "import-preview", null);
        await page.Locator(".import-go button").ClickAsync();
        await page.Locator(".notice-done").WaitForAsync();
        await Take(page, folder, "import-result", null);
    }

    private static readonly string[] Desk = ["lend", "return", "swap", "receive", "prepare", "count"];

    private static readonly string[] Lists = ["devices", "loans", "borrowers", "schools", "shipments", "bench", "incidents", "anomalies", "purchase-orders", "deliveries", "suppliers", "device-models", "allocations", "work-orders", "sanitizations", "recoveries", "inventories", "disposals", "imports", "programmes", "calls", "applications", "need-counts", "need-counts/compared", "reports"];

    private static readonly string[] Forms = ["purchase-orders/add", "shipments/add", "devices/prepare", "incidents/add", "borrowers/add", "disposals/donate", "imports/new", "imports/new?kind=borrowers", "programmes/add", "need-counts/add"];

    private static readonly string[] Administration =
        ["administration", "users", "users/add", "keys", "keys/create", "events", "events/verification", "settings", "accessibility", "accessibilite", "lending-rules", "lending-rules/pupil", "thresholds", "thresholds/add", "recovery-scales", "recovery-scales/adopt"];

    private static async Task Take(IPage page, DirectoryInfo folder, string picture, string? path)
    {
        if (path is not null) await page.GotoAsync(path);
        // Loaded once: what differs with the width is the style sheet's doing.
        foreach (var (name, width) in Widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder.FullName, $"{picture}-{name}.png"), FullPage = true });
        }
    }
}
