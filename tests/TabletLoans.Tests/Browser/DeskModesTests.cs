using System.Net;
using Microsoft.Playwright;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>The other modes of the desk: a shipment received, devices prepared, a school counted; and a whole loan without a mouse.</summary>
public sealed class DeskModesTests(Engine engine) : BrowserTest(engine)
{
    private const string Uai = "0381903M";

    private Guid _school;

    [SetUp]
    public async Task OpenSchool() => _school = (await Given.School(Uai)).Id;

    [Test]
    public async Task A_Shipment_Is_Received_By_Scan_And_What_Is_Missing_Is_Told()
    {
        var (here, lost) = (await Given.DeviceInStock(), await Given.DeviceInStock());
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices = new[] { here.Id, lost.Id }, send = true })).Must(HttpStatusCode.Created);
        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "receive");
        await Scan(page, here["serialNumber"].GetString()!);
        await Told(page, "arrivé");
        await Assertions.Expect(page.Locator("#desk-work")).ToContainTextAsync("1 arrivés sur 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Terminer la réception" }).ClickAsync();
        await Told(page, "réception terminée, manquants : 1", lost["assetTag"].GetString()!);
        Assert.That((await Given.Read($"shipments/{shipment.Id}"))["state"].GetString(), Is.EqualTo("closed"));
        Assert.That((await Given.Read($"devices/{here.Id}"))["state"].GetString(), Is.EqualTo("at_school"));
    }

    [Test]
    public async Task Devices_Are_Prepared_One_Scan_Each_And_A_Refused_One_Says_Why()
    {
        var (device, lent) = (await Given.Device(), await Given.DeviceAtSchool(_school));
        await Given.Loan(lent.Id);
        var page = await SignedIn("technician");
        await Open(page, "prepare");
        await Scan(page, device["assetTag"].GetString()!);
        await Told(page, "préparé, en stock");
        var now = await Given.Read($"devices/{device.Id}");
        Assert.That((now["state"].GetString(), now["tagPrinted"].GetBoolean(), now["accessoriesPresent"].GetBoolean()), Is.EqualTo(("in_stock", true, true)));
        await Scan(page, lent["assetTag"].GetString()!);
        await Assertions.Expect(page.Locator("#desk-told")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("tone-bad"));
        Assert.That((await Given.Read($"devices/{lent.Id}"))["state"].GetString(), Is.EqualTo("on_loan"));
    }

    [Test]
    public async Task A_School_Is_Counted_By_Scan_And_A_Scan_Is_Taken_Back()
    {
        var (device, _) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        var inventory = (await Given.Manager.Post(Given.Path("inventories"), new { name = "Rentrée", schoolId = _school })).Must(HttpStatusCode.Created);
        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "count");
        await Scan(page, device["assetTag"].GetString()!);
        await Told(page, "trouvé");
        await Assertions.Expect(page.Locator("#desk-work")).ToContainTextAsync("1 trouvés sur 2 attendus");
        await Scan(page, "quelque chose");
        await Told(page, "inconnu : mettez-le de côté");
        await page.Locator("#desk-history li").Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Told(page, "annulé");
        Assert.That((await Given.Read($"inventories/{inventory.Id}"))["found"].GetInt32(), Is.Zero);
    }

    [Test]
    public async Task A_Loan_Is_Made_And_Undone_Without_A_Mouse()
    {
        await Given.Pupil(_school, "Bonnet");
        var tag = (await Given.DeviceAtSchool(_school))["assetTag"].GetString()!;
        var email = await Account("school_staff", Uai);
        var page = await Open();
        await Go(page, "/sign-in");
        // The browser gives the first field the focus once the page is laid out; nobody types before.
        await page.Locator("input[name=email]:focus").WaitForAsync();
        await page.Keyboard.TypeAsync(email);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**{Path()}");
        await TabTo(page, "Guichet");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#desk[data-ready]").WaitForAsync();
        await page.Keyboard.TypeAsync("bonnet\n");
        await Told(page, "Scannez l'appareil.");
        await page.Keyboard.TypeAsync($"{tag}\n");
        await Told(page, "Tout est prêt");
        await TabTo(page, "cover");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter"); // on a box, yes is yes
        await Told(page, $"{tag} remis");
        Assert.That((await Given.Read("loans?state=open")).Items.Single().GetProperty("accessories").GetRawText(), Does.Contain("charger").And.Contain("cover"));
        await TabTo(page, $"Annuler {tag}");
        await page.Keyboard.PressAsync("Enter");
        await Told(page, $"{tag} : annulé");
        Assert.That((await Given.Read("loans?state=open")).Items, Is.Empty);
    }

    [Test]
    public async Task The_Next_Card_Says_Yes_To_What_Was_Ready()
    {
        foreach (var name in new[] { "Bonnet", "Caron" }) await Given.Pupil(_school, name);
        var tags = new[] { (await Given.DeviceAtSchool(_school))["assetTag"].GetString()!, (await Given.DeviceAtSchool(_school))["assetTag"].GetString()! };
        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "lend");
        foreach (var text in new[] { "bonnet", tags[0], "caron", tags[1], "" }) await Scan(page, text);
        await Told(page, $"{tags[1]} remis");
        Assert.That((await Given.Read("loans?state=open")).Items.Select(loan => (loan.GetProperty("device").GetProperty("assetTag").GetString(), loan.GetProperty("borrower").GetProperty("lastName").GetString())),
            Is.EqualTo(new[] { (tags[0], "Bonnet"), (tags[1], "Caron") }));
    }

    /// <summary>Presses Tab until what is called so has the focus, as a person does; a page that never gives it fails.</summary>
    private static async Task TabTo(IPage page, string name)
    {
        for (var i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("name => { const at = document.activeElement; return at.textContent.trim() === name || at.value === name; }", name)) return;
        }
        Assert.Fail($"no Tab leads to {name}");
    }

    private async Task Open(IPage page, string mode)
    {
        await Go(page, Path($"desk/{mode}"));
        await page.Locator("#desk[data-ready]").WaitForAsync();
    }

    private static async Task Scan(IPage page, string text) => await page.Locator("#desk-scan").PressSequentiallyAsync($"{text}\n");

    private static async Task Told(IPage page, params string[] texts)
    {
        foreach (var text in texts) await Assertions.Expect(page.Locator("#desk-told")).ToContainTextAsync(text);
    }
}
