using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.ImportJobs;
using TabletLoans.Storage;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>A file brought in the browser: columns chosen, lines looked at, imported by the service beside the requests.</summary>
public sealed class ImportPagesTests(Engine engine) : BrowserTest(engine)
{
    private static FilePayload File(string text, string name = "fichier.csv") => new() { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) };

    private static async Task Bring(IPage page, FilePayload file)
    {
        await page.GetByLabel("Fichier CSV").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuer" }).ClickAsync();
    }

    private static ILocator State(IPage page, string word) => page.Locator(".heading .badge-word", new() { HasTextString = word });

    private static Task Press(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();

    [Test]
    public async Task A_Fleet_Manager_Imports_A_Suppliers_File_With_Odd_Headers_And_The_Second_Time_It_Is_Known()
    {
        await Given.Model(manufacturer: "Acme", reference: "T-1");
        var page = await SignedIn("fleet_manager");
        await Go(page, Path("devices"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Importer un fichier" }).ClickAsync();
        await Bring(page, File("Colis;Machine;Sorte\n1;SN-1;T-1\n2;SN-2;T-1\n3;SN-3;Inconnu\n"));
        Assert.That(await page.GetByRole(AriaRole.Region, new() { Name = "Début du fichier" }).InnerTextAsync(), Does.Contain("SN-2"));
        await page.GetByLabel("Numéro de série (obligatoire)").SelectOptionAsync("Machine");
        await page.GetByLabel("Référence du modèle").SelectOptionAsync("Sorte");
        await Press(page, "Vérifier les lignes");
        await State(page, "À confirmer").WaitForAsync();
        var rejected = page.Locator("tbody tr", new() { HasTextString = "SN-3" });
        Assert.That(await rejected.InnerTextAsync(), Does.Contain("Rejeté").And.Contain("Inconnu"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Rejeté (1)" }).ClickAsync();
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(1));
        Assert.That((await Given.Read("devices")).Items, Is.Empty, "nothing is kept before it is confirmed");
        await Press(page, "Importer les 2 bonnes lignes");
        await State(page, "Importé").WaitForAsync();
        Assert.That((await Given.Read("devices")).Items.Select(device => device.GetProperty("serialNumber").GetString()), Is.EquivalentTo(new[] { "SN-1", "SN-2" }));
        var file = await page.RunAndWaitForDownloadAsync(() => Press(page, "Télécharger les lignes rejetées (CSV)"));
        var csv = await System.IO.File.ReadAllTextAsync(await file.PathAsync());
        Assert.That(csv, Does.Contain("Colis;Machine;Sorte;ligne").And.Contain("3;SN-3;Inconnu;4").And.Not.Contain("SN-1"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Voir la liste" }).ClickAsync();
        Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(2));

        await Go(page, Path("imports/new?kind=devices"));
        await Bring(page, File("Sorte;Machine;Colis\nT-1;SN-4;1\n"));
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Repris de votre choix"));
        Assert.That(await page.GetByLabel("Numéro de série (obligatoire)").InputValueAsync(), Is.EqualTo("1"), "in whatever order the columns stand");
        await Press(page, "Vérifier les lignes");
        await Press(page, "Importer la ligne");
        await State(page, "Importé").WaitForAsync();
        Assert.That((await Given.Read("devices")).Items, Has.Count.EqualTo(3));
        Assert.That(await Content(), Is.Empty, "no file is kept once it is imported");
        Assert.That(Host.Log.Lines.Where(line => line.Contains("SN-", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_Programme_Officer_Imports_A_Census_And_Nothing_That_Is_Not_Theirs_To_Import()
    {
        await Given.School();
        var page = await SignedIn("programme_officer");
        await Go(page, Path("imports/new"));
        Assert.That(await page.Locator(".choices li").AllInnerTextsAsync(), Has.Count.EqualTo(1), "no borrowers, no devices, no schools");
        await Go(page, Path("need-counts"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Importer un fichier" }).ClickAsync();
        await Bring(page, File("UAI;Public;Besoin;Effectif;Recensé le;Recensé par\n0381903M;élèves;sans équipement;24;10/02/2026;DSDEN 38\n0389999Z;élèves;;3;10/02/2026;DSDEN 38\n"));
        await Press(page, "Vérifier les lignes");
        await State(page, "À confirmer").WaitForAsync();
        Assert.That((await Given.Read("need-counts")).Items, Is.Empty, "nothing is kept before it is confirmed");
        await Press(page, "Importer la bonne ligne");
        await State(page, "Importé").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Voir la liste" }).ClickAsync();
        Assert.That(await page.Locator("tbody tr").InnerTextAsync(), Does.Contain("24").And.Contain("Sans équipement").And.Contain("DSDEN 38"));
    }

    [Test]
    public async Task A_School_Sees_What_Would_Change_Without_A_Script_And_Another_School_Sees_Nothing()
    {
        var school = await Given.School();
        await Given.School(OneOfEach.SecondUai);
        await Given.Pupil(school.Id, "Exemple", "Zoé");
        var page = await SignedIn("school_staff", [OneOfEach.FirstUai], script: false);
        await Go(page, Path("imports/new?kind=borrowers"));
        await Bring(page, File("Nom élève;Prénom élève;Libellé classe;INE\nEXEMPLE;Zoé;5A;1234567890A\nNouveau;Tom;5A;\n"));
        await Press(page, "Vérifier les lignes");
        // Without a script the page asks for itself again.
        await State(page, "À confirmer").WaitForAsync();
        Assert.That(await page.Locator("tbody tr", new() { HasTextString = "Zoé" }).InnerTextAsync(), Does.Contain("Mis à jour").And.Contain("6B → 5A"));
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("INE").And.Not.Contain("1234567890A"));
        var address = new Uri(page.Url).AbsolutePath;
        var stranger = await SignedIn("school_staff", [OneOfEach.SecondUai]);
        await Go(stranger, address, 404);
        await Go(stranger, Path("imports"));
        Assert.That(await stranger.Locator("main").InnerTextAsync(), Does.Not.Contain("fichier.csv"));
        var colleague = await SignedIn("school_staff", [OneOfEach.FirstUai]);
        await Go(colleague, address);
        Assert.That(await colleague.GetByRole(AriaRole.Button, new() { Name = "Importer les" }).CountAsync(), Is.Zero, "who brought the file goes on with it");
        await Press(page, "Importer les 2 lignes");
        await State(page, "Importé").WaitForAsync();
        Assert.That((await Given.Read($"borrowers?className=5A")).Items, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_File_That_Is_No_Table_Is_Refused_And_An_Import_Can_Be_Given_Up()
    {
        var page = await SignedIn("fleet_manager");
        await Go(page, Path("imports"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Importer un fichier" }).First.ClickAsync();
        await page.Locator(".choices a", new() { HasTextString = "Établissements" }).ClickAsync();
        await Bring(page, File("PK\u0003\u0004classeur", "classeur.xlsx"));
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("classeur"));
        await Bring(page, File("uai;nom;type\n0381903M;Collège;college\n"));
        Assert.That(await page.GetByLabel("UAI de l'établissement (obligatoire)").InputValueAsync(), Is.EqualTo("0"), "guessed by its name");
        await page.GetByLabel("UAI de l'établissement (obligatoire)").EvaluateAsync("field => { field.removeAttribute('required'); field.value = ''; }");
        await Press(page, "Vérifier les lignes");
        Assert.That(await page.Locator("#field-uai-told").InnerTextAsync(), Does.Contain("obligatoire"));
        await Press(page, "Abandonner");
        Assert.That(await page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("abandonné"));
        Assert.That(await Content(), Is.Empty);
        Assert.That((await Given.Read("schools")).Items, Is.Empty);
    }

    [Test]
    public async Task The_Serials_Of_A_Delivery_Are_Received_From_A_File()
    {
        var rows = await Purchase.At(Given, (await Given.Model()).Id);
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"purchase-orders/{rows.Order}"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Importer les n° de série" }).First.ClickAsync();
        await Bring(page, File("N° de série\nSERIE-1\nSERIE-1\n"));
        await Press(page, "Vérifier les lignes");
        await State(page, "À confirmer").WaitForAsync();
        await Press(page, "Importer la bonne ligne");
        await State(page, "Importé").WaitForAsync();
        Assert.That((await Given.Read("devices?q=SERIE-1")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Job_Is_Taken_Again_Once_The_Lease_Of_A_Lost_Instance_Ends()
    {
        var (caller, db) = await Somebody();
        await Given.School();
        var id = await Uploaded(db, caller, "uai;nom;type\n0382032C;Collège;college\n");
        var now = Host.Clock.GetInstant();
        await Execute("update import_job set state = 'importing', mapping = @mapping, lease_owner = @owner, lease_until = @until, attempts = 1 where id = @id",
            new { id, mapping = """{"uai":0,"name":1,"kind":2}""", owner = Id.New(), until = now.AddMinutes(1) });
        var turn = Host.App.Services.GetRequiredService<ImportTurn>();
        Assert.That((await turn.TakeOne(default), (await Given.Read("schools")).Items.Count), Is.EqualTo((false, 1)), "somebody else works at it");
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"imports/{id}"));
        await State(page, "Importé").WaitForAsync();
        Assert.That((await Given.Read("schools")).Items, Has.Count.EqualTo(2));
    }

    [TestCase("role = 'technician'")]
    [TestCase("withdrawn_at = created_at")]
    public async Task A_Right_Withdrawn_Meanwhile_Refuses_The_Import(string change)
    {
        var (caller, db) = await Somebody();
        var id = await Uploaded(db, caller, "uai;nom;type\n0382032C;Collège;college\n");
        await Execute($"update access_grant set {change} where principal_id = @id", new { id = caller.Scope.PrincipalId });
        Assert.That((await MapImport.Run(db, caller, Host.App.Services.GetRequiredService<ImportBell>(), id, new Dictionary<string, int>(StringComparer.Ordinal) { ["uai"] = 0, ["name"] = 1 }, default)).IsRefused, Is.False);
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"imports/{id}"));
        await State(page, "Arrêté").WaitForAsync();
        Assert.That(await page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("n'en a plus le droit"));
    }

    [Test]
    public async Task What_Nobody_Finishes_Is_Forgotten_After_A_Day()
    {
        var (caller, db) = await Somebody();
        var id = await Uploaded(db, caller, "uai;nom;type\n0382032C;Collège;college\n");
        await ForgetImports.Run(Host.Database, default);
        Assert.That(await Content(), Has.Count.EqualTo(1), "not before");
        await Execute("update import_job set expires_at = @before where id = @id", new { id, before = Host.Clock.GetInstant().AddMinutes(-1) });
        await ForgetImports.Run(Host.Database, default);
        Assert.That(await Content(), Is.Empty);
        var page = await SignedIn("fleet_manager");
        await Go(page, Path($"imports/{id}"));
        Assert.That(await page.Locator(".empty").InnerTextAsync(), Does.Contain("24 heures"));
    }

    [Test]
    public async Task What_No_Loan_Needs_Is_Neither_Shown_Nor_Offered()
    {
        await Given.School();
        var page = await SignedIn("school_staff", [OneOfEach.FirstUai]);
        await Go(page, Path("imports/new?kind=borrowers"));
        await Bring(page, File("Nom élève;Prénom élève;Sexe;INE;Adresse1\nExemple;Zoé;F;1234567890A;1 rue de l'Essai\n"));
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Zoé").And.Contain("Jamais reprises").And.Not.Contain("1234567890A").And.Not.Contain("rue de l'Essai"));
        Assert.That(await page.GetByLabel("Identifiant dans votre logiciel").Locator("option").AllInnerTextsAsync(), Is.EqualTo(new[] { "Ne pas importer", "Nom élève", "Prénom élève" }));
    }

    [Test]
    public async Task A_File_Beyond_The_Limit_Is_Refused()
    {
        using var client = await Given.Client("fleet_manager");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[(StartImport.MostMegabytes + 2) << 20]), "file", "gros.csv" } };
        (await client.Send(HttpMethod.Post, Path("imports/new"), form, ("Accept", "text/html"))).Must(System.Net.HttpStatusCode.RequestEntityTooLarge);
    }

    [Test]
    public async Task An_Eleventh_File_Waits_Until_Others_Are_Finished()
    {
        var (caller, db) = await Somebody();
        for (var i = 0; i < 10; i++) await Uploaded(db, caller, "uai;nom;type\n0382032C;Collège;college\n");
        var refused = await StartImport.Run(db, caller, new StartImport.Request { Kind = "schools" }, "fichier.csv", Encoding.UTF8.GetBytes("uai\n1"), default);
        Assert.That(refused.Refusal!.Error.Code, Is.EqualTo("import_too_many_open"));
    }

    [TestCase("fr", ColorScheme.Light)]
    [TestCase("en", ColorScheme.Dark)]
    public async Task Axe_Finds_Nothing_At_Any_Step(string language, ColorScheme scheme)
    {
        await Given.Model(manufacturer: "Acme", reference: "T-1");
        var page = await SignedIn("fleet_manager", language: language, scheme: scheme, width: 375);
        var found = new List<string>();
        await Go(page, Path("imports/new?kind=devices"));
        await Look("file");
        await page.Locator("#field-file").SetInputFilesAsync(File("serial;model;price;place;remark\nSN-1;T-1;1;2;3\nSN-2;None;4;5;6\n"));
        await page.Locator("main form.form button[type=submit]").ClickAsync();
        await Look("columns");
        await page.Locator("main form.form button[type=submit]").ClickAsync();
        await page.Locator(".import-go button").WaitForAsync();
        await Look("preview");
        await page.Locator(".import-go button").ClickAsync();
        await page.Locator(".notice-done").WaitForAsync();
        await Look("result");
        Assert.That(found, Is.Empty);

        async Task Look(string step)
        {
            found.AddRange(await Violations(step, page));
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var wider) found.Add($"{step} is {wider} px too wide");
        }
    }

    private async Task<(Caller, Db)> Somebody()
    {
        var key = await Support.Given.Key(Host, Given.Slug, "fleet_manager");
        var caller = (await Host.App.Services.GetRequiredService<Grants>().OfKey(ApiKey.Hash(key), default))!.Caller("web");
        return (caller, Host.Database.Within(caller.Scope));
    }

    private static async Task<Guid> Uploaded(Db db, Caller caller, string csv)
    {
        var started = await StartImport.Run(db, caller, new StartImport.Request { Kind = "schools" }, "fichier.csv", Encoding.UTF8.GetBytes(csv), default);
        Assert.That(started.IsRefused, Is.False);
        return started.Value;
    }

    private Task<Outcome<int>> Execute(string sql, object parameters) => Host.Database.Write<int>(async writes => await writes.Execute(sql, parameters));

    private Task<List<string>> Content() => Host.Database.Read(async connection => (await connection.QueryAsync<string>(
        "select j.content from import_job j join organisation o on o.id = j.organisation_id where o.slug = @slug and j.content is not null", new { slug = Given.Slug })).AsList());
}
