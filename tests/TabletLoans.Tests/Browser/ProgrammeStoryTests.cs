using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>
/// The call of the private collèges of the Isère, 2025, as a programme officer runs it in the browser: from the programme and its money to the
/// award that is closed. The days are those of the call: the clock moves, nobody waits.
/// </summary>
public sealed class ProgrammeStoryTests(Engine engine) : BrowserTest(engine)
{
    // Isolated and small: priority. Attached to a lycée: not. Isolated, large.
    private static readonly (string Uai, string Name, int Pupils, int Divisions)[] Colleges =
        [("0381903M", "Collège du Haut-Grésivaudan", 320, 12), ("0380001V", "Collège des Terres Froides", 700, 26), ("0382032C", "Collège du Vercors", 430, 15)];

    private string _officer = "";

    [OneTimeSetUp]
    public void GoBackToTheWinterOfTheCall() => At("2025-01-20");

    [Test]
    public async Task A_Programme_Officer_Runs_The_Call_From_The_Programme_To_The_Closed_Award()
    {
        foreach (var college in Colleges)
            (await Given.Manager.Post(Given.Path("schools"), new { uai = college.Uai, name = college.Name, kind = "college", sector = "private", contractCode = "30", departementCode = "038", pupils = college.Pupils, divisions = college.Divisions })).Must(HttpStatusCode.Created);
        await Given.Model(reference: "Ardoise 11");
        (await Given.Manager.Post(Given.Path("suppliers"), new { name = "Numérique du Dauphiné" })).Must(HttpStatusCode.Created);
        _officer = await Account("programme_officer");
        var page = await Enter(await Open(), _officer, Password);
        await CreateProgramme(page);
        await AnnounceCall(page);
        var call = new Uri(page.Url).AbsolutePath;

        await On(page, "2025-03-10");
        // 17 × 999,99 € leaves an odd cent; the second asks for more than its ceiling.
        var small = await File(page, call, Colleges[0], attached: false, "École Directe", quantity: 17, price: "999,99", screens: 2);
        var large = await File(page, call, Colleges[1], attached: true, "Skolengo", quantity: 50, price: "1 000", screens: 30);
        var third = await File(page, call, Colleges[2], attached: false, "Skolengo", quantity: 10, price: "1 500", screens: 9);

        await Go(page, call);
        await Follow(page, "Classement de la commission");
        await Press(page, "Classer");
        await Says(page, ".notice-refusal", "Appel encore ouvert", "31/03/2025");

        await On(page, "2025-04-14");
        foreach (var application in (string[])[small, large, third]) await Move(page, application, "Constater l'éligibilité");
        await Rank(page, call);
        await Arbitrate(page);

        await On(page, "2025-05-20");
        foreach (var application in (string[])[small, large])
        {
            await Move(page, application, "Retenir");
            await Says(page, "h1 + .heading-beside", "Retenu");
        }
        await Go(page, small);
        // Half of 16 999,83 € each, and the odd cent to the Département; the ENT costs its subscribers and nobody else.
        await Says(page, "#money ~ .table-frame", "8 499,92", "8 499,91", "1 200,00", "0,00");

        var order = await Draft(page);
        await Move(page, order, "Passer la commande");
        await Says(page, ".notice-refusal", "Achat avant notification", "rien ne se commande");

        await On(page, "2025-06-10");
        await Move(page, small, "Notifier");
        await Go(page, order);
        await Follow(page, "Passer la commande");
        await Field(page, "Commandé le").FillAsync("2025-06-10");
        await Press(page, "Passer la commande");
        await Says(page, "h1 + .heading-beside", "Commandé, rien n'est livré");
        await Go(page, small);
        await Says(page, "h1 + .heading-beside", "En cours d'exécution");
        await Close(page, small);
        await ReadMinutes(page, call);
    }

    private async Task CreateProgramme(IPage page)
    {
        await Go(page, Path());
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Menu principal" }).GetByRole(AriaRole.Link, new() { Name = "Programmes" }).ClickAsync();
        await Follow(page, "Créer un programme");
        await Field(page, "Code").First.FillAsync("TNE-38-2025");
        await Field(page, "Nom").First.FillAsync("Territoires numériques éducatifs, Isère");
        await Field(page, "Enveloppe totale").FillAsync("870 000");
        await Field(page, "Début").FillAsync("2025-01-01");
        foreach (var (i, (code, name)) in new[] { ("CD38", "Département de l'Isère"), ("TNE", "Territoires numériques éducatifs") }.Index())
        {
            await Rows(page, "Financeurs", i + 1).GetByLabel("Code").FillAsync(code);
            await Rows(page, "Financeurs", i + 1).GetByLabel("Nom").FillAsync(name);
        }
        await Press(page, "Créer un programme");
        Assert.That(await Heading(page), Is.EqualTo("Territoires numériques éducatifs, Isère"));
        foreach (var funder in (string[])["Département de l'Isère", "Territoires numériques éducatifs"])
        {
            await Follow(page, "Ouvrir une enveloppe");
            await Field(page, "Financeur").SelectOptionAsync(new SelectOptionValue { Label = funder });
            await Field(page, "Montant").FillAsync("435 000");
            await Press(page, "Ouvrir une enveloppe");
        }
        await Follow(page, "Ouvrir une enveloppe");
        await Field(page, "Financeur").SelectOptionAsync("TNE");
        await Field(page, "Vague").FillAsync("2");
        await Field(page, "Montant").FillAsync("0,01");
        await Press(page, "Ouvrir une enveloppe");
        await Says(page, ".notice-refusal", "Plus que le programme");
        await page.Locator(".crumbs a").ClickAsync();
    }

    private static async Task AnnounceCall(IPage page)
    {
        await Follow(page, "Annoncer un appel");
        await page.Locator("[name=code]").FillAsync("AMI-2025");
        await page.Locator("[name=name]").FillAsync("AMI collèges privés sous contrat");
        await page.Locator("[name=kind]").SelectOptionAsync("call_for_interest");
        await Field(page, "Ouverture").FillAsync("2025-02-01");
        await Field(page, "Date limite de dépôt").FillAsync("2025-03-31");
        var subscription = Rows(page, "Prérequis", 1);
        await subscription.GetByLabel("Code").FillAsync("ent");
        await subscription.GetByLabel("Nom").FillAsync("Abonnement à un ENT pour trois ans");
        await subscription.GetByLabel("Sorte").SelectOptionAsync("subscription");
        await subscription.GetByLabel("Durée minimale").FillAsync("36");
        await subscription.GetByLabel("Conforme à").FillAsync("SDET");
        await subscription.GetByLabel("Produits admis").FillAsync("École Directe");
        var bandwidth = Rows(page, "Prérequis", 2);
        await bandwidth.GetByLabel("Code").FillAsync("debit");
        await bandwidth.GetByLabel("Nom").FillAsync("Accès Internet de chaque classe");
        await bandwidth.GetByLabel("Sorte").SelectOptionAsync("bandwidth");
        await bandwidth.GetByLabel("Débit minimal").FillAsync("20");
        foreach (var (i, (code, name)) in new[] { ("vpi", "Ensemble de vidéoprojection interactif (VPI et ENI)"), ("mobile", "Ensemble de classe mobile"), ("radio", "Kit WebRadio"), ("tv", "Kit WebTV"), ("plus", "Équipements complémentaires"), ("ent", "Abonnement à un ENT") }.Index())
        {
            var set = Rows(page, "Ensembles subventionnables", i + 1);
            await set.GetByLabel("Code").FillAsync(code);
            await set.GetByLabel("Nom").FillAsync(name);
            if (code == "ent") await set.GetByLabel("Prérequis").FillAsync("ent");
        }
        foreach (var (i, funder) in new[] { "CD38", "TNE" }.Index())
        {
            await Rows(page, "Taux de cofinancement", i + 1).GetByLabel("Financeur").SelectOptionAsync(funder);
            await Rows(page, "Taux de cofinancement", i + 1).GetByLabel("Taux").FillAsync(i == 0 ? "60" : "50");
        }
        await Field(page, "Le centime impair va à").SelectOptionAsync("CD38");
        await Field(page, "Plafond des prioritaires").FillAsync("60 000");
        await Field(page, "Plafond des autres").FillAsync("35 000");
        await Field(page, "Isolé (non relié à un lycée)").First.CheckAsync();
        foreach (var (i, criterion) in new[] { "isolated", "small", "low_equipment" }.Index()) await Rows(page, "Critères, dans leur ordre", i + 1).GetByLabel("Code").SelectOptionAsync(criterion);
        await Rows(page, "Critères, dans leur ordre", 2).GetByLabel("Divisions au plus").FillAsync("15");
        await Rows(page, "Critères, dans leur ordre", 2).GetByLabel("Élèves au plus").FillAsync("450");
        await Field(page, "Définition du taux d'équipement").FillAsync("Ensembles de vidéoprojection et appareils de classe mobile, par division.");
        await Field(page, "Formations par dossier retenu").FillAsync("1");
        await Press(page, "Annoncer un appel");
        await Says(page, ".notice-refusal", "100 %");
        await Rows(page, "Taux de cofinancement", 1).GetByLabel("Taux").FillAsync("50");
        await Press(page, "Annoncer un appel");
        await Says(page, "main", "À venir", "20 Mb/s au moins dans chaque classe", "École Directe", "60 000,00", "35 000,00", "au plus 15 divisions et 450 élèves", "1 formation au moins");
    }

    private static async Task<string> File(IPage page, string call, (string Uai, string Name, int Pupils, int Divisions) college, bool attached, string ent, int quantity, string price, int screens)
    {
        await Go(page, call);
        await Follow(page, "Préparer un dossier");
        var school = Rows(page, "Établissements équipés", 1);
        await school.GetByLabel("Établissement").SelectOptionAsync(college.Uai);
        await school.GetByLabel("Relié à un lycée").SelectOptionAsync(attached ? "true" : "false");
        await school.GetByLabel("VPI et ENI déjà en place").FillAsync(screens.ToString(CultureInfo.InvariantCulture));
        foreach (var (i, (item, count, euros)) in new[] { ("mobile", quantity, price), ("ent", 1, "1 200") }.Index())
        {
            var wanted = Rows(page, "Ce qui est demandé", i + 1);
            await wanted.GetByLabel("Ensemble").SelectOptionAsync(item);
            await wanted.GetByLabel("Quantité").FillAsync(count.ToString(CultureInfo.InvariantCulture));
            await wanted.GetByLabel("Prix unitaire").FillAsync(euros);
        }
        await Rows(page, "Classes et leur débit", 1).GetByLabel("Nom").FillAsync("6e A");
        await Rows(page, "Classes et leur débit", 1).GetByLabel("Débit").FillAsync("35");
        await Rows(page, "Preuves des prérequis", 1).GetByLabel("Produit").FillAsync(ent);
        await Rows(page, "Preuves des prérequis", 1).GetByLabel("Durée").FillAsync("36");
        await Rows(page, "Preuves des prérequis", 1).GetByLabel("Conformité attestée").SelectOptionAsync("true");
        await Press(page, "Enregistrer le brouillon");
        var application = new Uri(page.Url).AbsolutePath;
        await Move(page, application, "Déposer le dossier");
        await Says(page, ".notice-refusal", "Dossier incomplet");
        await page.Locator(".crumbs a").ClickAsync();
        await Follow(page, "Modifier");
        await Field(page, "Projet pédagogique").FillAsync("Domaines 1 et 2 du socle commun : produire et coopérer avec une classe mobile.");
        await Field(page, "Thèmes de formation").FillAsync("Classe mobile\nÉvaluer avec le numérique");
        await Press(page, "Enregistrer");
        await Move(page, application, "Déposer le dossier");
        await Says(page, "h1 + .heading-beside", "Déposé");
        return application;
    }

    /// <summary>Isolated first, then few divisions, then the lower rate; the one above its ceiling is last and waits for the commission.</summary>
    private static async Task Rank(IPage page, string call)
    {
        await Go(page, call);
        await Follow(page, "Classement de la commission");
        await Field(page, "Enveloppe (€)").FillAsync("20 000");
        await Press(page, "Essayer");
        await Says(page, "main", "Rien n'est enregistré", "L'enveloppe s'arrête ici");
        await Follow(page, "Revenir aux chiffres de l'appel");
        await Press(page, "Classer");
        await Says(page, ".notice-done", "Dossiers classés : 3");
        var ranked = page.Locator("tbody tr");
        Assert.That(await ranked.CountAsync(), Is.EqualTo(3));
        foreach (var (i, college) in new[] { Colleges[0], Colleges[2], Colleges[1] }.Index()) Assert.That(await ranked.Nth(i).InnerTextAsync(), Does.Contain(college.Name));
        Assert.That(await ranked.Nth(0).InnerTextAsync(), Does.Contain("Proposé").And.Contain("établissement isolé (non relié à un lycée) – oui").And.Contain("0,17 équipement par division"));
        Assert.That(await ranked.Nth(2).InnerTextAsync(), Does.Contain("À arbitrer").And.Contain("dépassé").And.Contain("critère 1"), "above its ceiling: never rejected for it");
    }

    private static async Task Arbitrate(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Proposer : AMI-2025-0002" }).ClickAsync();
        await Field(page, "Motif").FillAsync("La commission accepte : seul collège du canton.");
        await Press(page, "Proposer");
        await Says(page, "tbody tr:nth-child(3)", "Proposé");
        Assert.That(await Heading(page), Does.StartWith("Classement"), "back to the ranking, where it was decided");
    }

    private async Task<string> Draft(IPage page)
    {
        await Go(page, Path("purchase-orders"));
        await Follow(page, "Préparer une commande");
        await Field(page, "Fournisseur").SelectOptionAsync(new SelectOptionValue { Label = "Numérique du Dauphiné" });
        await Field(page, "Numéro de la commande").FillAsync("BC-2025-1");
        var line = Rows(page, "Lignes", 1);
        await line.GetByLabel("Modèle").SelectOptionAsync(new SelectOptionValue { Label = "Acme Ardoise 11" });
        await line.GetByLabel("Quantité").FillAsync("17");
        await line.GetByLabel("Prix unitaire HT").FillAsync("800");
        await line.GetByLabel("Prix unitaire TTC").FillAsync("960");
        await line.GetByLabel("Ligne de financement").SelectOptionAsync(new SelectOptionValue { Label = $"AMI-2025-0001 – {Colleges[0].Name}" });
        await Press(page, "Enregistrer le brouillon");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task Close(IPage page, string application)
    {
        await Follow(page, "Constater les justificatifs");
        await Field(page, "Dépense justifiée").FillAsync("16 320");
        await Press(page, "Constater les justificatifs");
        await Follow(page, "Solder");
        await Press(page, "Solder");
        await Says(page, ".notice-refusal", "Formation manquante", "0 tenue(s), 1 demandée(s)");
        await page.Locator(".crumbs a").ClickAsync();
        await Follow(page, "Noter une formation");
        await Field(page, "Opérateur").FillAsync("Réseau Canopé");
        await Field(page, "Thème").FillAsync("Enseigner avec une classe mobile");
        await Field(page, "Public").SelectOptionAsync("teachers");
        await Field(page, "Date").FillAsync("2025-06-09");
        await Field(page, "Durée").FillAsync("180");
        await Field(page, "Participants").FillAsync("14");
        await Press(page, "Noter une formation");
        await Says(page, "main", "Réseau Canopé", "3 h 00");
        await Move(page, application, "Solder");
        await Says(page, "h1 + .heading-beside", "Soldé");
    }

    private async Task ReadMinutes(IPage page, string call)
    {
        await Go(page, call);
        await Follow(page, "Procès-verbal");
        await Says(page, "main", "seul collège du canton", "16 999,83", "Soldé", Colleges[2].Name);
        await Go(page, Path("programmes"));
        await Follow(page, "TNE-38-2025");
        await Says(page, "main", "16 320,00", "AMI-2025-0001", "Réseau Canopé");
    }

    private void At(string day) => Host.Clock.Advance(DateTimeOffset.Parse($"{day}T09:00:00Z", CultureInfo.InvariantCulture) - Host.Clock.GetUtcNow());

    /// <summary>Weeks later: the session has ended, and another one begins.</summary>
    private async Task On(IPage page, string day)
    {
        At(day);
        await Enter(page, _officer, Password);
    }

    private static async Task Move(IPage page, string application, string name)
    {
        if (new Uri(page.Url).AbsolutePath != application) await Go(page, application);
        await Follow(page, name);
        await Press(page, name);
    }

    /// <summary>Each of these words, with the spaces of French numbers as anybody types them.</summary>
    private static async Task Says(IPage page, string where, params string[] words)
    {
        var said = string.Join('\n', await page.Locator(where).AllInnerTextsAsync()).Replace('\u00A0', ' ').Replace('\u202F', ' ');
        Assert.Multiple(() => { foreach (var word in words) Assert.That(said, Does.Contain(word)); });
    }

    private static ILocator Rows(IPage page, string list, int row) =>
        page.GetByRole(AriaRole.Group, new() { Name = list, Exact = true }).GetByRole(AriaRole.Group, new() { Name = $"N° {row}", Exact = true });

    private static Task Follow(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Press(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private static ILocator Field(IPage page, string label) => page.Locator("main").GetByLabel(label);
}
