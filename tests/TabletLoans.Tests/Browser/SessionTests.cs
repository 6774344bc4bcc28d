using Microsoft.Playwright;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

public sealed class SessionTests(Engine engine) : BrowserTest(engine)
{
    [Test]
    public async Task A_Person_Is_Led_To_The_Sign_In_And_Back_To_What_They_Asked_For()
    {
        var email = await Account("fleet_manager");
        var page = await Open();
        await page.GotoAsync(Path("devices?state=in_stock"));
        Assert.That(page.Url, Does.Contain("/sign-in?returnUrl="));
        await SignIn(page, email, Password);
        Assert.That(new Uri(page.Url).PathAndQuery, Is.EqualTo(Path("devices?state=in_stock")));
        await page.Locator("details.account summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Se déconnecter" }).ClickAsync();
        Assert.That(page.Url, Does.EndWith("/sign-in"));
        await page.GotoAsync(Path("devices"));
        Assert.That(page.Url, Does.Contain("/sign-in?returnUrl="));
    }

    [Test]
    public async Task A_Wrong_Password_Is_Told_And_Nothing_Typed_Is_Lost_But_It()
    {
        var email = await Account("fleet_manager");
        var page = await Open();
        await page.GotoAsync("/sign-in");
        await SignIn(page, email, "autre chose");
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Connexion refusée"));
        Assert.That(await page.GetByLabel("Adresse électronique").InputValueAsync(), Is.EqualTo(email));
        Assert.That(await page.GetByLabel("Mot de passe").InputValueAsync(), Is.Empty);
        for (var i = 0; i < 4; i++) await SignIn(page, email, "autre chose");
        await SignIn(page, email, Password);
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("suspendu"), "the account rests");
    }

    [Test]
    public async Task The_Sign_In_Leads_Nowhere_Else()
    {
        var email = await Account("fleet_manager");
        var page = await Open();
        await page.GotoAsync("/sign-in?returnUrl=https://example.org/");
        await SignIn(page, email, Password);
        Assert.That(new Uri(page.Url).AbsolutePath, Is.EqualTo(Path()));
    }

    [Test]
    public async Task The_Language_Is_Switched_And_Kept()
    {
        var page = await SignedIn("fleet_manager");
        await Go(page, Path("devices"));
        Assert.That(await Heading(page), Is.EqualTo("Appareils"));
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        Assert.That((new Uri(page.Url).PathAndQuery, await Heading(page)), Is.EqualTo((Path("devices"), "Devices")));
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("en"));
        await Go(page, Path("loans"));
        Assert.That(await Heading(page), Is.EqualTo("Loans"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Français" }).ClickAsync();
        Assert.That(await Heading(page), Is.EqualTo("Prêts"));
    }

    [Test]
    public async Task A_Browser_In_English_Gets_English() 
    {
        var page = await SignedIn("fleet_manager", language: "en");
        await Go(page, Path("devices"));
        Assert.That(await Heading(page), Is.EqualTo("Devices"));
    }

    [Test]
    public async Task A_Password_Is_Changed_And_The_Other_Sessions_End()
    {
        var email = await Account("fleet_manager");
        var (page, elsewhere) = (await Enter(await Open(), email, Password), await Enter(await Open(), email, Password));
        await Go(page, "/account");
        await Change(page, "faux", "Un autre mot de passe 2");
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Ce n'est pas le mot de passe actuel"));
        await Change(page, Password, "court");
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Au moins 14 caractères"));
        await Change(page, Password, "Un autre mot de passe 2");
        Assert.That(await page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("Le mot de passe est changé"));
        await Go(page, Path());
        await elsewhere.GotoAsync(Path());
        Assert.That(elsewhere.Url, Does.Contain("/sign-in"));
        await SignIn(elsewhere, email, "Un autre mot de passe 2");
        Assert.That(new Uri(elsewhere.Url).AbsolutePath, Is.EqualTo(Path()));
    }

    [Test]
    public async Task Who_Belongs_To_Several_Organisations_Chooses()
    {
        var (email, other) = (await Account("fleet_manager"), await Given.Organisation(Host));
        Assert.That((await AddUser.Run(Host.Database, other.Slug, email, "auditor", [], Password, default)).IsRefused, Is.False);
        var page = await Open();
        await Go(page, "/sign-in");
        await SignIn(page, email, Password);
        Assert.That(new Uri(page.Url).AbsolutePath, Is.EqualTo("/organisations"));
        Assert.That(await page.Locator(".choices a").CountAsync(), Is.EqualTo(2));
        await page.Locator($".choices a[href='/o/{other.Slug}']").ClickAsync();
        Assert.That(new Uri(page.Url).AbsolutePath, Is.EqualTo($"/o/{other.Slug}"));
    }

    [Test]
    public async Task A_Form_Without_Its_Token_Is_Refused()
    {
        var device = await Given.DeviceInStock();
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"devices/{device.Id}/report_missing"));
        await page.GetByLabel("Motif ou référence").FillAsync("test");
        await page.EvaluateAsync("document.querySelector('main input[name=token]').remove()");
        var answer = await page.RunAndWaitForResponseAsync(() => page.Locator("main button[type=submit]").ClickAsync(), response => response.Request.Method == "POST");
        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(await Heading(page), Is.EqualTo("Formulaire expiré"));
        Assert.That((await Given.Read($"devices/{device.Id}"))["state"].GetString(), Is.EqualTo("in_stock"));
    }

    private static async Task SignIn(IPage page, string email, string password)
    {
        await page.GetByLabel("Adresse électronique").FillAsync(email);
        await page.GetByLabel("Mot de passe").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
    }

    private static async Task Change(IPage page, string current, string next)
    {
        await page.GetByLabel("Mot de passe actuel").FillAsync(current);
        await page.GetByLabel("Nouveau mot de passe").FillAsync(next);
        await page.GetByLabel("Le même, encore une fois").FillAsync(next);
        await page.GetByRole(AriaRole.Button, new() { Name = "Changer de mot de passe" }).ClickAsync();
    }
}
