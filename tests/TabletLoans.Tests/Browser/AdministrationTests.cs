using System.Net;
using Microsoft.Playwright;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

public sealed class AdministrationTests(Engine engine) : BrowserTest(engine)
{
    [Test]
    public async Task An_Administrator_Adds_A_Secretary_Who_Chooses_A_Password_And_Sees_Only_Her_School()
    {
        var (ours, theirs) = (await Given.School(), await Given.School("0380001V"));
        var email = $"secretaire.{Guid.CreateVersion7():N}@example.org";
        var admin = await SignedIn("organisation_admin");
        await Go(admin, Path());
        await admin.Locator("nav.menu summary").ClickAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "Administration", Exact = true }).ClickAsync();
        await admin.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Personnes" }).ClickAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "Ajouter une personne" }).ClickAsync();
        await admin.GetByLabel("Adresse électronique professionnelle").FillAsync(email);
        await admin.GetByLabel("Rôle").SelectOptionAsync("school_staff");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Ajouter" }).ClickAsync();
        Assert.That(await admin.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Choisissez des établissements, ou tous"));
        Assert.That(await admin.GetByLabel("Adresse électronique professionnelle").InputValueAsync(), Is.EqualTo(email));
        await admin.GetByLabel("École 0381903M").CheckAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Ajouter" }).ClickAsync();
        var link = await admin.GetByLabel("Lien").InputValueAsync();
        Assert.That(link, Does.StartWith($"{Host.Address}choose-password/"));
        await Go(admin, Path("users"));
        Assert.That(await admin.Locator("main").InnerTextAsync(), Does.Contain("Mot de passe à choisir").And.Not.Contain("choose-password"));

        var secretary = await Open();
        await Go(secretary, new Uri(link).AbsolutePath);
        await secretary.GetByLabel("Nouveau mot de passe").FillAsync("Un mot de passe 7");
        await secretary.GetByLabel("Le même, encore une fois").FillAsync("Un mot de passe 7");
        await secretary.GetByRole(AriaRole.Button, new() { Name = "Choisir ce mot de passe" }).ClickAsync();
        Assert.That(await secretary.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("Votre mot de passe est choisi"));
        await SignIn(secretary, email, "Un mot de passe 7");
        await Go(secretary, Path("schools"));
        Assert.That(await secretary.Locator("tbody tr").CountAsync(), Is.EqualTo(1));
        await Go(secretary, Path($"schools/{ours.Id}"));
        await Go(secretary, Path($"schools/{theirs.Id}"), 404);
        await Go(secretary, Path("users"), 403);
        await Go(secretary, Path());
        Assert.That(await secretary.Locator("nav.menu").InnerTextAsync(), Does.Not.Contain("Administration"));
        var again = await Open();
        await Go(again, new Uri(link).AbsolutePath, 404);
        Assert.That(await Heading(again), Is.EqualTo("Lien qui ne sert plus"));

        await admin.GetByRole(AriaRole.Link, new() { Name = email }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Retirer l'accès" }).ClickAsync();
        Assert.That(await admin.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("ses sessions sont fermées"));
        await secretary.GotoAsync(Path("schools"));
        Assert.That(secretary.Url, Does.Contain("/sign-in"));
        await admin.GetByRole(AriaRole.Button, new() { Name = "Rétablir l'accès" }).ClickAsync();
        await SignIn(secretary, email, "Un mot de passe 7");
        await Go(secretary, Path("schools"));
    }

    [Test]
    public async Task A_Key_Shown_Once_Works_And_Revoked_No_More()
    {
        var admin = await SignedIn("organisation_admin", script: false);
        await Go(admin, Path("keys"));
        await admin.GetByRole(AriaRole.Link, new() { Name = "Créer une clé" }).ClickAsync();
        await admin.GetByLabel("À quoi elle sert").FillAsync("MDM de la ville");
        await admin.GetByLabel("Rôle").SelectOptionAsync("auditor");
        await admin.GetByLabel("Tous les établissements").CheckAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Créer la clé" }).ClickAsync();
        using var program = Host.Client(await admin.GetByLabel("La clé").InputValueAsync());
        (await program.Get(Given.Path("devices"))).Must(HttpStatusCode.OK);
        await Go(admin, Path("keys"));
        await admin.GetByRole(AriaRole.Link, new() { Name = "MDM de la ville" }).ClickAsync();
        Assert.That(await admin.GetByLabel("La clé").CountAsync(), Is.Zero);
        await admin.GetByRole(AriaRole.Button, new() { Name = "Révoquer la clé" }).ClickAsync();
        Assert.That(await admin.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("n'ouvre plus rien"));
        (await program.Get(Given.Path("devices"))).Must(HttpStatusCode.Unauthorized);
        Assert.That(await admin.GetByRole(AriaRole.Button, new() { Name = "Révoquer la clé" }).CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_Second_Factor_Is_Turned_On_Asked_For_Once_Used_Refused_And_Turned_Off()
    {
        var email = await Account("fleet_manager");
        var page = await Enter(await Open(), email, Password);
        await Go(page, "/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Activer ou désactiver" }).ClickAsync();
        Assert.That(await page.Locator("svg.qr path").GetAttributeAsync("d"), Has.Length.GreaterThan(1000));
        var secret = FromText(await page.Locator("main p code").InnerTextAsync());
        await Give(page, "000", "Activer");
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("Ce n'est pas le code du moment"));
        Assert.That(FromText(await page.Locator("main p code").InnerTextAsync()), Is.EqualTo(secret), "the same key, which the phone has by now");
        await Give(page, Now(secret), "Activer");
        Assert.That(await Heading(page), Is.EqualTo("Vos codes de secours"));
        var recovery = await page.Locator(".codes code").AllInnerTextsAsync();
        Assert.That(recovery, Has.Count.EqualTo(8));
        await Go(page, Path());

        Host.Clock.Advance(TimeSpan.FromSeconds(30));
        var (other, thief) = (await Open(), await Open());
        await Go(other, Path("devices"));
        await SignIn(other, email, Password);
        Assert.That(await Heading(other), Is.EqualTo("Connexion : votre code"));
        var code = Now(secret);
        await Give(other, code, "Se connecter");
        Assert.That(new Uri(other.Url).AbsolutePath, Is.EqualTo(Path("devices")));
        await Go(thief, "/sign-in");
        await SignIn(thief, email, Password);
        await Give(thief, code, "Se connecter");
        Assert.That(await thief.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("il a déjà servi"));
        await Give(thief, recovery[0], "Se connecter");
        Assert.That(new Uri(thief.Url).AbsolutePath, Is.EqualTo(Path()));

        Host.Clock.Advance(TimeSpan.FromSeconds(30));
        await Go(other, "/account/second-factor");
        await other.GetByLabel("Mot de passe actuel").FillAsync(Password);
        await other.GetByLabel("Code à six chiffres, ou code de secours").FillAsync(Now(secret));
        await other.GetByRole(AriaRole.Button, new() { Name = "Désactiver" }).ClickAsync();
        Assert.That(await other.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("désactivée"));
    }

    [Test]
    public async Task The_Trail_Is_Filtered_And_Verified()
    {
        var device = await Given.DeviceInStock();
        var auditor = await SignedIn("auditor");
        await Go(auditor, Path("events"));
        await auditor.GetByLabel("Ce qui s'est passé").SelectOptionAsync("register_device");
        await auditor.GetByRole(AriaRole.Button, new() { Name = "Filtrer" }).ClickAsync();
        Assert.That(await auditor.Locator("tbody tr").CountAsync(), Is.EqualTo(1));
        await auditor.GetByRole(AriaRole.Link, new() { Name = "Vérifier le journal" }).ClickAsync();
        Assert.That(await auditor.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("Le journal est intact"));
        await auditor.GoBackAsync();
        await auditor.Locator("tbody").GetByRole(AriaRole.Link, new() { Name = "Appareil" }).ClickAsync();
        Assert.That(new Uri(auditor.Url).AbsolutePath, Is.EqualTo(Path($"devices/{device.Id}")));
    }

    [Test]
    public async Task Rules_Thresholds_Scales_And_Settings_Are_Set()
    {
        var admin = await SignedIn("organisation_admin");
        await Go(admin, Path("lending-rules/short"));
        await admin.GetByLabel("Nombre de jours").FillAsync("21");
        await Send(admin, "Enregistrer", "La règle est changée");
        Assert.That(await admin.Locator("main").InnerTextAsync(), Does.Contain("Après 21 jours"));
        await Go(admin, Path("thresholds/add"));
        await admin.GetByLabel("Seuil").SelectOptionAsync("donation_unit_value_max_cents");
        await admin.GetByLabel("À compter du").FillAsync("2030-01-01");
        await admin.GetByLabel("Valeur").FillAsync("250,50");
        await admin.GetByLabel("Source").FillAsync("Délibération 12");
        await Send(admin, "Enregistrer", "Le seuil est daté");
        Assert.That((await Given.Read("thresholds?on=2030-01-02&code=donation_unit_value_max_cents")).Items.Single().GetProperty("value").GetInt64(), Is.EqualTo(25050));
        await Go(admin, Path("recovery-scales/adopt"));
        await admin.GetByLabel("Référence de la délibération").FillAsync("D 2026-3");
        await admin.GetByLabel("À compter du").FillAsync("2026-09-01");
        await admin.GetByLabel("Vétusté").FillAsync("12,5");
        await admin.GetByLabel("Années au bout").FillAsync("5");
        await admin.Locator("#field-amount-screen").FillAsync("120");
        await admin.Locator("#field-percent-total_loss").FillAsync("100");
        await Send(admin, "Enregistrer", "Le barème est enregistré");
        await admin.GetByRole(AriaRole.Link, new() { Name = "D 2026-3" }).ClickAsync();
        Assert.That(await admin.Locator("main").InnerTextAsync(), Does.Contain("12,5 %").And.Contain("100 % du prix TTC"));
        await Go(admin, Path("settings"));
        await admin.GetByLabel("Dernier jour de l'année scolaire").FillAsync("30/06");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        Assert.That(await admin.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("MM-dd"));
        await admin.GetByLabel("Dernier jour de l'année scolaire").FillAsync("06-30");
        await Send(admin, "Enregistrer", "Les réglages sont enregistrés");
        await Go(admin, Path("accessibility"));
        await admin.GetByLabel("À qui signaler").FillAsync("numerique@example.org");
        await Send(admin, "Publier", "La déclaration est publiée");
        Assert.That((await Heading(admin), await admin.Locator("main").InnerTextAsync()), Is.EqualTo(("Accessibilité : non conforme", await admin.Locator("main").InnerTextAsync())));
        Assert.That(await admin.Locator("main").InnerTextAsync(), Does.Contain("numerique@example.org"));
    }

    private static async Task Send(IPage page, string button, string told)
    {
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        Assert.That(await page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain(told));
    }

    private static async Task Give(IPage page, string code, string button)
    {
        await page.GetByLabel("Code à six chiffres").FillAsync(code);
        await page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    private static async Task SignIn(IPage page, string email, string password)
    {
        await page.GetByLabel("Adresse électronique").FillAsync(email);
        await page.GetByLabel("Mot de passe").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Se connecter" }).ClickAsync();
    }

    private string Now(byte[] secret) => Totp.Code(secret, Totp.StepOf(Host.Clock.GetUtcNow()));

    private static byte[] FromText(string text)
    {
        var bits = string.Concat(text.Where(char.IsLetterOrDigit).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }
}
