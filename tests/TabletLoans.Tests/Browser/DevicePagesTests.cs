using System.Net;
using Microsoft.Playwright;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

public sealed class DevicePagesTests(Engine engine) : BrowserTest(engine)
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_List_Is_Filtered_By_Its_Address_And_Paged(bool script)
    {
        var model = (await Given.Model()).Id;
        for (var i = 0; i < 27; i++) await Given.Device(model);
        var stocked = await Given.DeviceInStock(model);
        var page = await SignedIn("fleet_manager", script: script);
        await Go(page, Path("devices"));
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(25));
        await page.GetByRole(AriaRole.Link, new() { Name = "Suite de la liste" }).ClickAsync();
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(3));
        await page.GetByLabel("État").SelectOptionAsync("in_stock");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filtrer" }).ClickAsync();
        Assert.That(new Uri(page.Url).PathAndQuery, Is.EqualTo(Path("devices?state=in_stock")), "only the filters that say something stand in the address");
        Assert.That(await page.GetByLabel("État").InputValueAsync(), Is.EqualTo("in_stock"));
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(1));
        await page.GetByRole(AriaRole.Link, new() { Name = stocked["assetTag"].GetString()! }).ClickAsync();
        Assert.That(await Heading(page), Is.EqualTo(stocked["assetTag"].GetString()));
        Assert.That(await page.Locator(".timeline li").First.InnerTextAsync(), Does.Contain("Mettre en stock").And.Contain("test"));
    }

    [Test]
    public async Task Filters_That_Match_Nothing_Say_So_And_Lead_Back()
    {
        await Given.Device();
        var page = await SignedIn("fleet_manager");
        await Go(page, Path("devices?q=ZZZZ"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Retirer les filtres" }).ClickAsync();
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(1));
        await Go(page, Path("devices?state=no_such_state"), 422);
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Valeurs possibles"));
    }

    [Test]
    public async Task The_List_Is_A_File_For_A_Spreadsheet()
    {
        var device = await Given.DeviceInStock();
        var page = await SignedIn("fleet_manager");
        await Go(page, Path("devices?state=in_stock"));
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Tableur (CSV)" }).ClickAsync());
        Assert.That(await File.ReadAllTextAsync(await file.PathAsync()), Does.Contain(device["assetTag"].GetString()!).And.Contain("Étiquette"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_Device_Makes_The_Moves_That_Its_State_And_The_Rights_Allow(bool script)
    {
        var (device, school) = (await Given.Device(), await Given.School());
        var page = await SignedIn("fleet_manager", script: script);
        await Go(page, Path($"devices/{device.Id}"));
        var allowed = (await Given.Read($"devices/{device.Id}"))["allowedTransitions"].EnumerateArray().Select(move => move.GetProperty("name").GetString()!).ToList();
        Assert.That(await page.Locator(".moves a, .moves form").CountAsync(), Is.EqualTo(allowed.Count + 3), "and three that move nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mettre en stock" }).ClickAsync();
        Assert.That(await page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("En stock"));
        await page.ReloadAsync();
        Assert.That(await page.GetByRole(AriaRole.Status).CountAsync(), Is.Zero, "what was done is told once");
        await page.GetByRole(AriaRole.Link, new() { Name = "Expédier vers un établissement" }).ClickAsync();
        await page.GetByLabel("Établissement").SelectOptionAsync(school.Id.ToString("D"));
        await page.GetByLabel("Motif").FillAsync("dotation");
        await page.Locator("main button[type=submit]").ClickAsync();
        Assert.That(new Uri(page.Url).AbsolutePath, Is.EqualTo(Path($"devices/{device.Id}")));
        Assert.That((await Given.Read($"devices/{device.Id}"))["state"].GetString(), Is.EqualTo("in_transit"));
        var told = (await Given.Read($"devices/{device.Id}/events")).Items[^1];
        Assert.That((told.GetProperty("source").GetString(), told.GetProperty("reason").GetString()), Is.EqualTo(("web", "dotation")));
    }

    [Test]
    public async Task A_Refusal_Says_Every_Reason_And_Gives_Back_What_Was_Typed()
    {
        var device = await Given.DeviceInStock();
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"devices/{device.Id}/report_missing"));
        await Given.Move(device.Id, "report_missing");
        await page.GetByLabel("Motif ou référence").FillAsync("introuvable au contrôle");
        await page.Locator("main button[type=submit]").ClickAsync();
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain(device["assetTag"].GetString()!));
        Assert.That(await page.GetByLabel("Motif ou référence").InputValueAsync(), Is.EqualTo("introuvable au contrôle"));
    }

    [Test]
    public async Task Who_May_Goes_Past_A_Rule_With_A_Reason()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "TAG-1", tagRequired = true })).Must(HttpStatusCode.Created);
        var device = await Given.Device(model.Id);
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"devices/{device.Id}"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Mettre en stock" }).ClickAsync();
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Peuvent passer outre").And.Contain("gestionnaire du parc"));
        await page.GetByLabel("Pourquoi passer outre").FillAsync("urgence de rentrée");
        await page.Locator("main button[type=submit]").ClickAsync();
        Assert.That((await Given.Read($"devices/{device.Id}"))["state"].GetString(), Is.EqualTo("in_stock"));
    }

    [Test]
    public async Task What_Is_Scanned_Is_Shown_At_Once_And_A_Name_Stands_In_No_Address()
    {
        var rows = await OneOfEach.At(Given);
        var tag = (await Given.Read($"devices/{rows.Device}"))["assetTag"].GetString()!;
        var page = await SignedIn("school_staff", [OneOfEach.FirstUai]);
        await Go(page, Path());
        await Search(page, tag.ToLowerInvariant());
        Assert.That(await Heading(page), Is.EqualTo(tag));
        await Search(page, rows.LastName);
        Assert.That(page.Url, Does.EndWith("/search"));
        await page.GetByRole(AriaRole.Link, new() { Name = rows.LastName }).ClickAsync();
        Assert.That(await Heading(page), Does.Contain(rows.LastName));
        Assert.That(page.Url, Does.Not.Contain(rows.LastName));
    }

    [Test]
    public async Task Another_School_Sees_Nothing_By_Link_Or_By_Search()
    {
        var rows = await OneOfEach.At(Given);
        await Given.School(OneOfEach.SecondUai);
        var tag = (await Given.Read($"devices/{rows.Device}"))["assetTag"].GetString()!;
        var page = await SignedIn("school_staff", [OneOfEach.SecondUai]);
        foreach (var path in new[] { $"devices/{rows.Device}", $"loans/{rows.Loan}", $"borrowers/{rows.Borrower}", $"schools/{rows.School}" })
        {
            await Go(page, Path(path), 404);
            Assert.That(await Heading(page), Is.EqualTo("Introuvable"));
        }
        foreach (var typed in new[] { tag, rows.LastName, OneOfEach.FirstUai })
        {
            await Search(page, typed);
            Assert.That(await page.Locator(".hits li").CountAsync(), Is.Zero, typed);
        }
    }

    private static async Task Search(IPage page, string typed)
    {
        await page.Locator("#search").FillAsync(typed);
        await page.Locator("#search").PressAsync("Enter");
        await page.WaitForLoadStateAsync();
    }
}
