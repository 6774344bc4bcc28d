using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>The desk, as a secretary lives it: with typed scans, and hands for the rest.</summary>
public sealed class DeskTests(Engine engine) : BrowserTest(engine)
{
    private const string Uai = "0381903M";

    private Guid _school;

    [SetUp]
    public async Task OpenSchool() => _school = (await Given.School(Uai)).Id;

    [Test]
    public async Task A_Secretary_Hands_Out_Five_Takes_Two_Back_Undoes_One_And_Swaps_One()
    {
        var pupils = new[] { "Aubert", "Bonnet", "Caron", "Durand", "Étienne" };
        var tags = new List<string>();
        foreach (var name in pupils)
        {
            await Given.Pupil(_school, name);
            tags.Add(await TagAtSchool());
        }
        var spare = await TagAtSchool();
        var elsewhere = (await Given.School("0380001V")).Id;
        var stray = await Given.DeviceAtSchool(elsewhere);
        await Given.Loan(stray.Id, (await Given.Pupil(elsewhere, "Lointain")).Id, new[] { new { kind = "charger" } });

        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "desk");
        foreach (var (name, tag) in pupils.Zip(tags))
        {
            await Scan(page, name);
            await Told(page, "Scannez l'appareil.");
            await Scan(page, tag);
            await Told(page, "Tout est prêt");
            await Scan(page, "");
            await Told(page, $"{tag} remis, à rendre le");
        }
        Assert.That(await page.Locator("#desk-history li").CountAsync(), Is.EqualTo(5));
        Assert.That((await Given.Read("loans?state=open&limit=100")).Items, Has.Count.EqualTo(6));

        // Back: one without its charger, one of another school.
        await Open(page, "desk/return");
        await Scan(page, tags[0]);
        await Told(page, "vérifiez");
        await page.GetByLabel("Chargeur").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reprendre" }).ClickAsync();
        await Told(page, $"{tags[0]} repris, avec une remarque", "Il manque");
        await Scan(page, stray["assetTag"].GetString()!);
        await Told(page, "avec une remarque", "autre établissement");
        Assert.That((await Given.Read($"devices/{stray.Id}"))["state"].GetString(), Is.EqualTo("returned"));

        // Undone: the charger is due again, with the device.
        await page.Locator("#desk-history li").Filter(new() { HasText = $"{tags[0]} repris" }).GetByRole(AriaRole.Button).ClickAsync();
        await Told(page, $"{tags[0]} : annulé");
        Assert.That((await Device(tags[0]))["state"].GetString(), Is.EqualTo("on_loan"));

        // Swapped: the first is back, the spare is out to the same pupil.
        await Open(page, "desk/swap");
        await Scan(page, tags[1]);
        await Told(page, "Scannez celui qui le remplace");
        await page.GetByLabel("Panne", new() { Exact = true }).FillAsync("écran noir");
        await Scan(page, spare);
        await Told(page, $"{spare} remis à la place de {tags[1]} · Bonnet");
        var (broken, out_) = (await Device(tags[1]), await Device(spare));
        Assert.That((broken["state"].GetString(), broken["grade"].GetString(), out_["state"].GetString()), Is.EqualTo(("returned", "D", "on_loan")));
        var loan = await Given.Read($"loans/{out_["openLoan"].GetProperty("id").GetGuid()}");
        Assert.That((loan["kind"].GetString(), loan["borrower"].GetProperty("lastName").GetString(), loan["accessories"][0].GetProperty("kind").GetString()), Is.EqualTo(("spare", "Bonnet", "charger")));

        // And back, in one press: the pupil has the first again.
        await page.Locator("#desk-history li").First.GetByRole(AriaRole.Button).ClickAsync();
        await Told(page, $"{spare} : annulé");
        Assert.That(((await Device(tags[1]))["state"].GetString(), (await Device(spare))["state"].GetString()), Is.EqualTo(("on_loan", "at_school")));
        // A reload keeps the session, without a name in it.
        await page.ReloadAsync();
        Assert.That(await page.Locator("#desk-history li").CountAsync(), Is.EqualTo(8));
        Assert.That(await page.Locator("#desk-history").InnerTextAsync(), Does.Not.Contain("Bonnet"));
    }

    [Test]
    public async Task An_Error_Empties_The_Field_And_A_Double_Scan_Counts_Once()
    {
        var tag = await TagAtSchool();
        await Given.Loan((await Device(tag)).Id, (await Given.Pupil(_school)).Id);
        await Given.Pupil(_school, "Bonnet");
        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "desk");
        await Scan(page, "rien de tel");
        await Told(page, "Rien ne correspond à « rien de tel »");
        Assert.That(await page.Locator("#desk-scan").InputValueAsync(), Is.Empty);
        await Expect(page.Locator("#desk-told")).ToHaveClassAsync(new Regex("tone-bad"));
        await Scan(page, "bonnet");
        await Scan(page, tag);
        await Told(page, $"{tag} ne peut pas être remis.", "déjà prêté");
        await Expect(page.Locator("#desk-scan")).ToBeFocusedAsync();
        Assert.That(await page.Locator(".desk-card-name").AllInnerTextsAsync(), Is.EqualTo(new[] { "Bonnet Zoé" }), "the person stays, the device is put down");
        await Open(page, "desk/return");
        await page.Locator("#desk-scan").PressSequentiallyAsync($"{tag}\n{tag}\n");
        await Told(page, "scanné deux fois, compté une fois");
        await Scan(page, "");
        await Told(page, $"{tag} repris");
        Assert.That((await Given.Read("anomalies?resolved=false")).Items, Is.Empty);
    }

    [TestCase("Enter")]
    [TestCase("Tab")]
    [TestCase("Control+J")]
    public async Task A_Scan_Ends_With_What_The_Scanner_Sends(string suffix)
    {
        var tag = await TagAtSchool();
        var page = await SignedIn("school_staff", [Uai]);
        await Open(page, "desk/return");
        await page.Locator("#desk-sound").FocusAsync(); // what is typed belongs to the field all the same
        await page.Keyboard.TypeAsync(tag);
        await page.Keyboard.PressAsync(suffix);
        await Told(page, $"{tag} repris, avec une remarque", "n'était pas en prêt");
    }

    [Test]
    public async Task Who_May_Go_Past_A_Rule_Writes_Why()
    {
        var tag = await TagAtSchool();
        await Given.Loan(borrower: (await Given.Pupil(_school, "Bonnet")).Id);
        var page = await SignedIn("fleet_manager");
        await Open(page, "desk");
        await Scan(page, "bonnet");
        await Scan(page, tag);
        await Told(page, "À confirmer, avec un motif", "a déjà 1 appareil");
        await Scan(page, "");
        await Told(page, "Écrivez le motif");
        await page.GetByLabel("Motif, pour passer outre").FillAsync("fratrie");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remettre", Exact = true }).ClickAsync();
        await Told(page, $"{tag} remis");
        Assert.That((await Given.Read($"devices/{(await Device(tag)).Id}/events")).Items[^1].GetProperty("changes").GetProperty("overridden").GetRawText(), Does.Contain("borrower_limit_reached"));

        var secretary = await SignedIn("school_staff", [Uai]);
        var other = await TagAtSchool();
        await Open(secretary, "desk");
        await Scan(secretary, "bonnet");
        await Scan(secretary, other);
        await Told(secretary, $"{other} ne peut pas être remis.", "a déjà 2 appareil");
        Assert.That((await Device(other))["state"].GetString(), Is.EqualTo("at_school"));
    }

    [Test]
    public async Task Two_Secretaries_Hand_Out_One_Class_At_Once()
    {
        var tags = new List<string>();
        foreach (var name in new[] { "Aubert", "Bonnet", "Caron", "Durand" })
        {
            await Given.Pupil(_school, name);
            tags.Add(await TagAtSchool());
        }
        var (first, second) = (await SignedIn("school_staff", [Uai]), await SignedIn("school_staff", [Uai]));
        await Go(first, Path("handout-lists/new"));
        await first.GetByLabel("Classe", new() { Exact = true }).FillAsync("6B");
        await first.GetByRole(AriaRole.Button, new() { Name = "Préparer" }).ClickAsync();
        await first.Locator("#desk[data-ready]").WaitForAsync();
        await Go(second, new Uri(first.Url).AbsolutePath);
        await second.Locator("#desk[data-ready]").WaitForAsync();

        // Both take the same child; one of them is faster.
        foreach (var (page, tag) in new[] { (first, tags[0]), (second, tags[1]) })
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Aubert Zoé" }).ClickAsync();
            await Told(page, "Scannez l'appareil.");
            await Scan(page, tag);
            await Told(page, "Tout est prêt");
        }
        await Task.WhenAll(Scan(first, ""), Scan(second, ""));
        await Task.WhenAll(Settled(first), Settled(second));
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(1), "one child, one device");
        // The rest, each their own, at once.
        var free = tags.Where(tag => Device(tag).Result["state"].GetString() == "at_school").ToList();
        await Task.WhenAll(HandOut(first, "Bonnet Zoé", free[0]), HandOut(second, "Caron Zoé", free[1]));
        await HandOut(second, "Durand Zoé", free[2]);
        await Expect(first.Locator(".desk-people-count")).ToHaveTextAsync("4 remis sur 4");
        await Expect(second.Locator(".desk-people-count")).ToHaveTextAsync("4 remis sur 4");
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(4));

        // Undone at one desk, the line is free at the other.
        await second.Locator("#desk-history li").First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "Durand Zoé" })).ToBeVisibleAsync();
    }

    private static async Task HandOut(IPage page, string name, string tag)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Told(page, "Scannez l'appareil.");
        await Scan(page, tag);
        await Told(page, "Tout est prêt");
        await Scan(page, "");
        await Told(page, $"{tag} remis");
    }

    /// <summary>A hand-over was made, or refused because somebody was faster.</summary>
    private static Task Settled(IPage page) => Expect(page.Locator("#desk-told")).ToHaveTextAsync(new Regex("remis, à rendre le|Déjà remis"));

    private async Task Open(IPage page, string path)
    {
        await Go(page, Path(path));
        await page.Locator("#desk[data-ready]").WaitForAsync();
    }

    private static async Task Scan(IPage page, string text) => await page.Locator("#desk-scan").PressSequentiallyAsync($"{text}\n");

    private static async Task Told(IPage page, params string[] texts)
    {
        foreach (var text in texts) await Expect(page.Locator("#desk-told")).ToContainTextAsync(text);
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<string> TagAtSchool() => (await Given.DeviceAtSchool(_school))["assetTag"].GetString()!;

    private async Task<Answer> Device(string tag) => await Given.Read($"devices/{(await Given.Read($"devices?q={tag}")).Items.Single().GetProperty("id").GetGuid()}");
}
