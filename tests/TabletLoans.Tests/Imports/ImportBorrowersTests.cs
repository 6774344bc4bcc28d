using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Imports;

/// <summary>The rosters of schools: people recognised from one year to the next, and nothing kept that no loan needs.</summary>
public sealed class ImportBorrowersTests(Engine engine) : ApiTest(engine)
{
    private const string OndeHeader = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1;Adresse2;Cp2;Commune2;Pays2; Cycle;Niveau;Libellé classe;Identifiant classe;Attestation fournie;Autorisation associations;Autorisation photo;Décision de passage";
    private const string Elodie = "EXEMPLE;;Élodie;14/05/2014;F;123456789AB;1 rue de l'Essai;38100;GRENOBLE;FRANCE;;;;;CYCLE III;CM1;CM1 Mme Test;70800;Oui;Non;Non;";
    private const string Noe = "EXEMPLE;D'ESSAI;Noé;03/02/2013;M;;1 rue de l'Essai;38100;GRENOBLE;FRANCE;9 allée du Lac;38130;ECHIROLLES;FRANCE;CYCLE III;CM2;CM2 M. Œuvre;70801;Non;Non;Non;";

    private Guid _school;

    [SetUp]
    public async Task OpenSchool() => _school = (await Given.School()).Id;

    private Task<Answer> Import(string csv, string query = "", ApiClient? client = null) => (client ?? Given.Manager).PostText(Given.Path($"borrowers/import?schoolId={_school}{query}"), csv, "text/csv");

    private async Task<Answer> Imported(string csv, string query = "") => (await Import(csv, query)).Must(HttpStatusCode.OK);

    private async Task<IReadOnlyList<JsonElement>> People() => (await Given.Read("borrowers?limit=500")).Items;

    private async Task<JsonElement> Only() => (await Given.Read($"borrowers/{(await People()).Single().GetProperty("id").GetGuid()}")).Json;

    private async Task<(int Line, string? Column, string Code)[]> Refused(string csv, string query = "", ApiClient? client = null)
    {
        var before = (await People()).Count;
        var answer = (await Import(csv, query, client)).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(answer.Code, Is.EqualTo("import_refused"));
        Assert.That(await People(), Has.Count.EqualTo(before), "something was kept");
        return [.. answer["errors"].EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.TryGetProperty("column", out var column) ? column.GetString() : null, error.GetProperty("code").GetString()!))];
    }

    private static int[] Counts(Answer answer) => [.. new[] { "created", "updated", "unchanged", "rejected" }.Select(name => answer[name].GetInt32())];

    private static string Onde(params string[] lines) => string.Join("\r\n", [OndeHeader, .. lines, ""]);

    [Test]
    public async Task An_Official_Roster_Becomes_Pupils_And_Nothing_That_No_Loan_Needs_Is_Kept()
    {
        var latin9 = CodePagesEncodingProvider.Instance.GetEncoding(28605)!;
        var answer = (await Given.Manager.PostBytes(Given.Path($"borrowers/import?schoolId={_school}"), latin9.GetBytes(Onde(Elodie, Noe)), "text/csv")).Must(HttpStatusCode.OK);
        Assert.That(Counts(answer), Is.EqualTo(new[] { 2, 0, 0, 0 }));
        Assert.That(answer["ignoredColumns"].EnumerateArray().Select(column => column.GetString()), Is.SupersetOf(new[] { "INE", "Sexe", "Adresse1", "Autorisation photo" }));
        var noe = (await Given.Read("borrowers?q=noe")).Items.Single();
        Assert.Multiple(() =>
        {
            Assert.That(noe.GetProperty("kind").GetString(), Is.EqualTo("pupil"));
            Assert.That(noe.GetProperty("lastName").GetString(), Is.EqualTo("EXEMPLE"));
            Assert.That(noe.GetProperty("className").GetString(), Is.EqualTo("CM2 M. Œuvre"));
            Assert.That(noe.GetProperty("birthDate").GetString(), Is.EqualTo("2013-02-03"));
            Assert.That(noe.GetProperty("schoolId").GetGuid(), Is.EqualTo(_school));
        });
        var elodie = (await Given.Read("borrowers?q=elodie")).Items.Single().GetProperty("id").GetGuid();
        var told = (await Given.Read($"borrowers/{elodie}")).Text + (await Given.Read($"borrowers/{elodie}/events")).Text;
        foreach (var secret in new[] { "123456789AB", "rue de l'Essai", "CYCLE" }) Assert.That(told, Does.Not.Contain(secret));
        Assert.That(told, Does.Contain("register_borrower").And.Contain("\"source\":\"import\""));
    }

    [Test]
    public async Task The_Year_After_They_Are_Recognised_And_A_New_Class_Is_Told_Without_Their_Names()
    {
        await Imported(Onde(Elodie, Noe));
        Assert.That(Counts(await Imported(Onde(Elodie, Noe))), Is.EqualTo(new[] { 0, 0, 2, 0 }));
        Assert.That(Counts(await Imported("nom,prenom,ne le,classe\nExemple,elodie,2014-05-14,CM2\nExemple,Noé,2013-02-03,")), Is.EqualTo(new[] { 0, 1, 1, 0 }), "another spelling of the case and the accents is no change, nor is a blank");
        var elodie = (await Given.Read("borrowers?q=elodie")).Items.Single();
        Assert.That((elodie.GetProperty("firstName").GetString(), elodie.GetProperty("className").GetString()), Is.EqualTo(("Élodie", "CM2")));
        var events = (await Given.Read($"borrowers/{elodie.GetProperty("id").GetGuid()}/events")).Text;
        Assert.That(events, Does.Contain("change_borrower").And.Contain("\"className\":{\"old\":\"CM1 Mme Test\",\"new\":\"CM2\"}").And.Not.Contain("lodie"));
        Assert.That(await People(), Has.Count.EqualTo(2), "nobody is deleted");
    }

    [Test]
    public async Task An_External_Id_Tells_Who_It_Is_Whatever_The_Name_And_The_School()
    {
        await Imported("nom;prénom;classe;identifiant\nAvant;Zoé;6B;K1");
        var other = (await Given.School("0382032C")).Id;
        var answer = (await Given.Manager.PostText(Given.Path("borrowers/import"), "nom;prénom;uai;identifiant\nAprès;Zoé;0382032c;K1", "text/csv")).Must(HttpStatusCode.OK);
        Assert.That(Counts(answer), Is.EqualTo(new[] { 0, 1, 0, 0 }));
        var zoe = await Only();
        Assert.That((zoe.GetProperty("lastName").GetString(), zoe.GetProperty("schoolId").GetGuid(), zoe.GetProperty("className").ValueKind), Is.EqualTo(("Après", other, JsonValueKind.Null)), "the class was one of the other school");
        Assert.That((await Given.Read("borrowers?q=avant")).Items, Is.Empty);
    }

    [Test]
    public async Task Somebody_Known_By_Name_Gets_The_External_Id_And_One_With_Another_Is_Somebody_Else()
    {
        await Given.Pupil(_school, "Martin", "Léa");
        Assert.That(Counts(await Imported("nom;prénom;identifiant\nMARTIN;Lea;K1")), Is.EqualTo(new[] { 0, 1, 0, 0 }));
        Assert.That(Counts(await Imported("nom;prénom;identifiant\nMARTIN;Léa;K2")), Is.EqualTo(new[] { 1, 0, 0, 0 }));
        Assert.That(Counts(await Imported("nom;prénom;identifiant;classe\nMARTIN;Léa;K1;5A\nMARTIN;Léa;K2;5B")), Is.EqualTo(new[] { 0, 2, 0, 0 }));
    }

    [Test]
    public async Task Two_People_Of_One_Name_Are_Told_Apart_By_Their_Birth_Dates_Or_Rejected()
    {
        await Imported("nom;prénom;date de naissance\nMartin;Léa;01/02/2013\nMartin;Léa;03/04/2014");
        Assert.That(await Refused("nom;prénom;classe\nMartin;Léa;6A"), Is.EqualTo(new[] { (2, "nom", "ambiguous_borrower") }));
        Assert.That(Counts(await Imported("nom;prénom;classe;né le\nMartin;Léa;6A;03/04/2014")), Is.EqualTo(new[] { 0, 1, 0, 0 }));
        Assert.That(await Refused("nom;prénom;classe\nPetit;Tom;6A\nPetit;Tom;6B"), Is.EqualTo(new[] { (3, "nom", "same_name_in_file") }));
        Assert.That(Counts(await Imported("nom;prénom;né le\nPetit;Tom;01/01/2013\nPetit;Tom;02/01/2013")), Is.EqualTo(new[] { 2, 0, 0, 0 }));
        Assert.That(await Refused("nom;prénom;identifiant\nA;B;K1\nC;D;K1"), Is.EqualTo(new[] { (3, "identifiant", "duplicate_in_file") }));
    }

    [Test]
    public async Task Namesakes_Of_Another_School_Or_Of_The_Staff_Are_Other_People()
    {
        await Given.Pupil((await Given.School("0382032C")).Id, "Martin", "Léa");
        Assert.That(Counts(await Imported("nom;prénom\nMartin;Léa")), Is.EqualTo(new[] { 1, 0, 0, 0 }));
        Assert.That(Counts(await Imported("nom;prénom\nMartin;Léa", "&kind=teacher")), Is.EqualTo(new[] { 1, 0, 0, 0 }));
        Assert.That((await Given.Read("borrowers?kind=teacher")).Items, Has.Count.EqualTo(1));
        (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "support_notified", lastName = "Petit", firstName = "Tom", schoolId = _school })).Must(HttpStatusCode.Created);
        Assert.That(Counts(await Imported("nom;prénom;classe\nPetit;Tom;6A")), Is.EqualTo(new[] { 0, 1, 0, 0 }));
        Assert.That((await Given.Read("borrowers?kind=support_notified")).Items, Has.Count.EqualTo(1), "who is known keeps their kind");
    }

    [TestCase("1234567890A")]
    [TestCase("123456789ab")]
    public async Task The_National_Number_Is_Refused_Wherever_It_Stands(string number) =>
        Assert.That(await Refused($"nom;prénom;identifiant\nA;B;{number}"), Is.EqualTo(new[] { (2, "identifiant", "national_pupil_number") }));

    [Test]
    public async Task A_Guardian_Is_Registered_Completed_And_Replaced_And_The_Second_One_Stays()
    {
        const string header = "nom;prénom;nom responsable;prénom responsable;courriel responsable;téléphone responsable\n";
        await Imported($"{header}A;B;N'Diaye;Awa;awa@example.org;");
        var person = await Only();
        (await Given.Manager.Patch(Given.Path($"borrowers/{person.GetProperty("id").GetGuid()}"), new { guardians = new object[] { new { lastName = "N'Diaye", firstName = "Awa", email = "awa@example.org", address = "1 rue de l'Essai" }, new { lastName = "Second" } } }, "*")).Must(HttpStatusCode.OK);
        Assert.That(Counts(await Imported($"{header}A;B;N'DIAYE;;;0639981234")), Is.EqualTo(new[] { 0, 1, 0, 0 }));
        Assert.That(Counts(await Imported($"{header}A;B;N'DIAYE;Awa;;0639981234")), Is.EqualTo(new[] { 0, 0, 1, 0 }));
        Assert.That((await Only()).GetProperty("guardians").ToString(), Does.Contain("1 rue de l").And.Contain("0639981234").And.Contain("awa@example.org").And.Contain("Second"));
        await Imported($"{header}A;B;Nouveau;;n@example.org;");
        Assert.That((await Only()).GetProperty("guardians").ToString(), Does.Contain("Nouveau").And.Contain("Second").And.Not.Contain("Diaye"));
        Assert.That(await Refused($"{header}C;D;;;x@example.org;"), Is.EqualTo(new[] { (2, "nom responsable", "missing") }));
    }

    [Test]
    public async Task School_Staff_Imports_Into_Its_Own_School_Only()
    {
        var other = await Given.School("0382032C");
        (await Given.Manager.PostText(Given.Path($"borrowers/import?schoolId={other.Id}"), "nom;prénom;identifiant\nCachée;Zoé;K9", "text/csv")).Must(HttpStatusCode.OK);
        using var staff = await Given.Client("school_staff", "0381903M");
        Assert.That(Counts((await Import("nom;prénom\nA;B", client: staff)).Must(HttpStatusCode.OK)), Is.EqualTo(new[] { 1, 0, 0, 0 }));
        var refused = (await staff.PostText(Given.Path($"borrowers/import?schoolId={other.Id}"), "nom;prénom\nA;B", "text/csv")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/schoolId"], Is.EqualTo("unknown_reference"));
        var line = (await staff.PostText(Given.Path("borrowers/import"), "nom;prénom;uai\nA;B;0382032C\nE;F;0381903M", "text/csv")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(line.Errors.Values, Is.EqualTo(new[] { "unknown_reference" }));
        Assert.That(await Refused("nom;prénom;identifiant\nC;D;K9", client: staff), Is.EqualTo(new[] { (2, "identifiant", "external_id_taken") }));
        var unplaced = (await staff.PostText(Given.Path("borrowers/import?kind=staff"), "nom;prénom\nA;B", "text/csv")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(unplaced.Code, Is.EqualTo("column_missing"));
    }

    [Test]
    public async Task A_Line_Of_Another_School_Than_The_Import_Is_Rejected()
    {
        await Given.School("0382032C");
        Assert.That(await Refused("nom;prénom;uai\nA;B;0382032C"), Is.EqualTo(new[] { (2, "uai", "line_of_other_school") }));
        Assert.That(Counts(await Imported("nom;prénom;uai\nA;B;0381903M")), Is.EqualTo(new[] { 1, 0, 0, 0 }));
    }

    [Test]
    public async Task A_Dry_Run_Keeps_Nothing_And_A_Partial_One_Gives_The_Bad_Lines_Back()
    {
        const string file = "nom;prénom;né le\nBonne;Ligne;01/02/2013\n;Sans nom;\nFuture;Enfant;01/01/2090";
        Assert.That(Counts(await Imported(file, "&dryRun=true&partial=true")), Is.EqualTo(new[] { 1, 0, 0, 2 }));
        Assert.That(await People(), Is.Empty);
        Assert.That(await Refused(file), Is.EqualTo(new[] { (3, "nom", "missing"), (4, "né le", "out_of_range") }));
        var partly = await Imported(file, "&partial=true");
        Assert.That(Counts(partly), Is.EqualTo(new[] { 1, 0, 0, 2 }));
        Assert.That(partly["rejectedCsv"].GetString(), Does.Contain("Sans nom").And.Contain("Future").And.Not.Contain("Bonne"));
    }
}
