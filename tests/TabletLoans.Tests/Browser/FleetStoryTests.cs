using Microsoft.Playwright;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>From the order to the school, as a fleet manager and a secretary do it.</summary>
public sealed class FleetStoryTests(Engine engine) : BrowserTest(engine)
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Devices_Are_Ordered_Received_Prepared_Sent_And_Confirmed(bool script)
    {
        await Given.School();
        await Funding.Line(Given, "Contrat de ville", 1_000_000);
        var page = await SignedIn("fleet_manager", script: script);

        await Go(page, Path("suppliers"));
        await Follow(page, "Ajouter un fournisseur");
        await Field(page, "Nom").FillAsync("Numérique du Dauphiné");
        await Field(page, "SIRET").FillAsync("123");
        await Press(page, "Ajouter un fournisseur");
        Assert.That(await page.Locator(".notice-refusal").InnerTextAsync(), Does.Contain("SIRET"));
        await Field(page, "SIRET").FillAsync("");
        await Press(page, "Ajouter un fournisseur");
        Assert.That(await Heading(page), Is.EqualTo("Numérique du Dauphiné"));

        await Go(page, Path("device-models"));
        await Follow(page, "Ajouter un modèle");
        await Field(page, "Sorte").SelectOptionAsync("tablet");
        await Field(page, "Fabricant").FillAsync("Acme");
        await Field(page, "Référence").FillAsync("Ardoise 11");
        await Field(page, "L'étiquette doit être posée").CheckAsync();
        await Press(page, "Ajouter un modèle");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("étiquette posée"));

        await Go(page, Path("purchase-orders"));
        await Follow(page, "Préparer une commande");
        await Field(page, "Fournisseur").SelectOptionAsync(new SelectOptionValue { Label = "Numérique du Dauphiné" });
        await Field(page, "Numéro de la commande").FillAsync("BC-2026-7");
        var line = page.GetByRole(AriaRole.Group, new() { Name = "N° 2", Exact = true });
        await line.GetByLabel("Modèle").SelectOptionAsync(new SelectOptionValue { Label = "Acme Ardoise 11" });
        await line.GetByLabel("Quantité").FillAsync("3");
        await line.GetByLabel("Prix unitaire HT").FillAsync("310,50");
        await line.GetByLabel("Prix unitaire TTC").FillAsync("372,60");
        await line.GetByLabel("Ligne de financement").SelectOptionAsync(new SelectOptionValue { Label = "Contrat de ville – Contrat de ville" });
        await Press(page, "Enregistrer le brouillon");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Acme Ardoise 11").And.Contain("Contrat de ville").And.Contain("1 117,80").Or.Contain("1\u202F117,80"));
        await Follow(page, "Passer la commande");
        await Press(page, "Passer la commande");

        await Follow(page, "Recevoir une livraison");
        await Field(page, "Ou le fichier du fournisseur").SetInputFilesAsync(FileOf("Numéro de série;Carton\nDA-001;1\nDA-002;1\nDA-001;2\nDA-003;2\n"));
        await Press(page, "Recevoir");
        Assert.That(await page.Locator(".notice-refusal").InnerTextAsync(), Does.Contain("Ligne 4"), "every reason, by line of the file");
        await Field(page, "Ou le fichier du fournisseur").SetInputFilesAsync(FileOf("Numéro de série;Carton\nDA-001;1\nDA-002;1\nDA-003;2\n"));
        await Press(page, "Voir ce qui se passerait");
        Assert.That(await page.Locator(".notice-done").InnerTextAsync(), Does.Contain("3 appareils peuvent être reçus").And.Contain("Rien n'est encore enregistré"));
        await Press(page, "Recevoir 3 appareils");
        await Follow(page, "Constater le service fait");
        await Field(page, "Garantie (mois)").FillAsync("24");
        await Press(page, "Constater le service fait");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Service fait"));
        await Follow(page, "Voir ses appareils");
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(3));
        var tags = new List<string>();
        foreach (var serial in (string[])["DA-001", "DA-002", "DA-003"]) tags.Add(await page.Locator("tbody tr", new() { HasText = serial }).Locator("td a").First.InnerTextAsync());

        await Go(page, Path("devices/prepare"));
        await Field(page, "Appareils").FillAsync($"{tags[0]}\nDA-002\n{tags[2]}");
        await Press(page, "Préparer des appareils");
        Assert.That(await page.Locator(".notice-refusal").InnerTextAsync(), Does.Contain("0 mis en stock, 3 refusés"), "the model asks for its tag");
        await Field(page, "Étiquette posée").CheckAsync();
        await Press(page, "Préparer des appareils");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("3 mis en stock"));

        await Go(page, Path("shipments"));
        await Follow(page, "Préparer une expédition");
        await Field(page, "Établissement").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Press(page, "Préparer une expédition");
        await Follow(page, "Ajouter des appareils");
        await Field(page, "Appareils").FillAsync(string.Join('\n', tags) + "\nINCONNU-1");
        await Press(page, "Ajouter des appareils");
        Assert.That(await page.Locator(".notice-refusal").InnerTextAsync(), Does.Contain("3 emballés, 1 refusés").And.Contain("INCONNU-1"));
        Assert.That((await Field(page, "Appareils").InputValueAsync()).Trim(), Is.EqualTo("INCONNU-1"), "what could not be done is left to mend");
        await page.Locator(".crumbs a").ClickAsync();
        var shipment = new Uri(page.Url).AbsolutePath;
        await Follow(page, "Expédier");
        await Press(page, "Expédier");
        Assert.That(await page.Locator(".notice-done").InnerTextAsync(), Does.Contain("en route"));
        await Follow(page, "Bon de livraison");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("signature").And.Contain("DA-003"));

        var school = await SignedIn("school_staff", ["0381903M"], script: script);
        await Go(school, shipment);
        await Follow(school, "Confirmer l'arrivée");
        await Field(school, tags[0]).CheckAsync();
        await Field(school, "Ou scannez ce qui est là").FillAsync("DA-002");
        await Press(school, "Confirmer l'arrivée");
        Assert.That(await school.Locator(".notice-done").InnerTextAsync(), Does.Contain("2 arrivés").And.Contain($"Pas encore arrivés : {tags[2]}"));
        await Follow(school, "Terminer la réception");
        await Press(school, "Terminer la réception");
        Assert.That(await school.Locator("h1 + .heading-beside").InnerTextAsync(), Is.EqualTo("Reçue"));
        Assert.That(await school.Locator("main").InnerTextAsync(), Does.Contain("Manquant"));
    }

    private static Task Follow(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Press(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static ILocator Field(IPage page, string label) => page.Locator("main").GetByLabel(label);

    private static FilePayload FileOf(string text) => new() { Name = "livraison.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };
}
