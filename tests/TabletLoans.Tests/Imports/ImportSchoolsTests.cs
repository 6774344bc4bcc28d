using System.Net;
using System.Text;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Imports;

/// <summary>The official directory, whose headers drift from year to year, and the simple lists that offices keep.</summary>
public sealed class ImportSchoolsTests(Engine engine) : ApiTest(engine)
{
    private const string Header2023 = "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Code postal;Code_commune;Nom_commune;Code_departement;Appartenance_Education_Prioritaire;Nombre_d_eleves;etat;etablissement_multi_lignes;code_nature;Code_type_contrat_prive";
    private const string Vilar = "0381903M;Collège Jean Vilar;Collège;Public;38130;38151;Échirolles;038;REP;406;OUVERT;0;340;99";
    private const string Rectorate = "0382863F;Rectorat;Service Administratif;Public;38000;38185;Grenoble;038;;;OUVERT;0;802;99";
    private const string Institute = "0422170F;IME;Médico-social;Privé;42000;42218;Saint-Étienne;042;;;OUVERT;0;240;30";
    private const string Closing = "0400193T;École du Pin;Ecole;Privé;40000;40192;Mont-de-Marsan;040;;12;A FERMER;0;151;21";
    private const string Corsica = "6200001G;École de Bastia;;Public;20200;2A004;Ajaccio;02A;;90;OUVERT;0;101;99";

    private Task<Answer> Import(string csv, string query = "") => Given.Manager.PostText(Given.Path($"schools/import{query}"), csv, "text/csv");

    private async Task<Answer> Imported(string csv, string query = "") => (await Import(csv, query)).Must(HttpStatusCode.OK);

    private async Task<IReadOnlyList<JsonElement>> Schools() => (await Given.Read("schools?limit=500")).Items;

    private async Task<JsonElement> School(string uai) => (await Given.Read($"schools?uai={uai}")).Items.Single();

    private static string Directory(params string[] lines) => string.Join("\r\n", [Header2023, .. lines]);

    private static int[] Counts(Answer answer) => [.. new[] { "created", "updated", "unchanged", "rejected", "skipped", "merged" }.Select(name => answer[name].GetInt32())];

    [Test]
    public async Task The_Directory_Becomes_Schools_And_Leaves_Services_Out()
    {
        var corsica = Corsica.Replace("6200001G", $"6200001{TabletLoans.Schools.Uai.KeyLetter("6200001")}", StringComparison.Ordinal);
        var answer = await Imported('\uFEFF' + Directory(Vilar, Rectorate, Institute, Closing, corsica));
        Assert.That(Counts(answer), Is.EqualTo(new[] { 3, 0, 0, 0, 2, 0 }));
        Assert.That(answer["ignoredColumns"].EnumerateArray().Select(column => column.GetString()), Is.EqualTo(new[] { "Code postal", "etablissement_multi_lignes" }));
        var (vilar, closing, bastia) = (await School("0381903M"), await School("0400193T"), await School(corsica[..8]));
        Assert.Multiple(() =>
        {
            Assert.That(vilar.GetProperty("kind").GetString(), Is.EqualTo("college"));
            Assert.That(vilar.GetProperty("sector").GetString(), Is.EqualTo("public"));
            Assert.That(vilar.GetProperty("contractCode").GetString(), Is.EqualTo("99"));
            Assert.That(vilar.GetProperty("communeCode").GetString(), Is.EqualTo("38151"));
            Assert.That(vilar.GetProperty("departementCode").GetString(), Is.EqualTo("038"));
            Assert.That(vilar.GetProperty("priorityNetwork").GetString(), Is.EqualTo("REP"));
            Assert.That(vilar.GetProperty("pupils").GetInt32(), Is.EqualTo(406));
            Assert.That(vilar.GetProperty("authorityName").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(closing.GetProperty("status").GetString(), Is.EqualTo("closing"));
            Assert.That(closing.GetProperty("sector").GetString(), Is.EqualTo("private"));
            Assert.That(bastia.GetProperty("kind").GetString(), Is.EqualTo("ecole"), "by its nature, for want of a type");
            Assert.That(bastia.GetProperty("departementCode").GetString(), Is.EqualTo("02A"));
        });
    }

    [Test]
    public async Task Another_Vintage_With_Other_Headers_In_Another_Order_Says_The_Same()
    {
        await Imported(Directory(Vilar));
        var drifted = await Imported("numero_uai,code commune,nom commune,Code departement,Type etablissement,APPARTENANCE EDUCATION PRIORITAIRE,Nom-etablissement,Statut public prive,État,Code type contrat prive\n"
            + "0381903m,38151,Échirolles,038,collège,REP,Collège Jean Vilar,Public,Ouvert,99");
        Assert.That(Counts(drifted), Is.EqualTo(new[] { 0, 0, 1, 0, 0, 0 }));
        Assert.That((await School("0381903M")).GetProperty("pupils").GetInt32(), Is.EqualTo(406), "what the file does not hold is left");
    }

    [TestCase("?departement=38", new[] { "0381903M" })]
    [TestCase("?departement=038", new[] { "0381903M" })]
    [TestCase("?departement=40", new[] { "0400193T" })]
    [TestCase("?kind=ecole", new[] { "0400193T" })]
    [TestCase("?kind=other", new[] { "0382863F", "0422170F" })]
    [TestCase("?kind=other&departement=42", new[] { "0422170F" })]
    [TestCase("?status=closing", new[] { "0400193T" })]
    [TestCase("?departement=971", new string[0])]
    public async Task Filters_Leave_The_Rest_Out(string query, string[] uais)
    {
        var answer = await Imported(Directory(Vilar, Rectorate, Institute, Closing), query);
        Assert.That((await Schools()).Select(school => school.GetProperty("uai").GetString()), Is.EquivalentTo(uais));
        Assert.That(answer["skipped"].GetInt32(), Is.EqualTo(4 - uais.Length));
    }

    [TestCase("?kind=castle", HttpStatusCode.UnprocessableEntity)]
    [TestCase("?status=OUVERT", HttpStatusCode.UnprocessableEntity)]
    [TestCase("?departement=Isère", HttpStatusCode.UnprocessableEntity)]
    [TestCase("?dryRun=maybe", HttpStatusCode.BadRequest)]
    [TestCase("?dry_run=true", HttpStatusCode.BadRequest)]
    public async Task A_Parameter_That_Is_Not_Known_Is_Refused(string query, HttpStatusCode status)
    {
        (await Import(Directory(Vilar), query)).Must(status);
        Assert.That(await Schools(), Is.Empty);
    }

    [Test]
    public async Task Again_Nothing_Changes_And_A_Change_Is_Counted_And_Remembered()
    {
        await Imported(Directory(Vilar, Closing));
        Assert.That(Counts(await Imported(Directory(Vilar, Closing))), Is.EqualTo(new[] { 0, 0, 2, 0, 0, 0 }));
        Assert.That((await School("0381903M")).GetProperty("version").GetInt64(), Is.EqualTo(1));
        var next = await Imported(Directory(Vilar.Replace(";REP;406;", ";;410;", StringComparison.Ordinal)));
        Assert.That(Counts(next), Is.EqualTo(new[] { 0, 1, 0, 0, 0, 0 }));
        var school = await School("0381903M");
        Assert.Multiple(() =>
        {
            Assert.That(school.GetProperty("version").GetInt64(), Is.EqualTo(2));
            Assert.That(school.GetProperty("pupils").GetInt32(), Is.EqualTo(410));
            Assert.That(school.GetProperty("priorityNetwork").ValueKind, Is.EqualTo(JsonValueKind.Null), "a school leaves the network by a blank");
        });
        Assert.That(await Schools(), Has.Count.EqualTo(2), "a school that the file lacks stays");
    }

    [Test]
    public async Task Lines_Of_One_Uai_Are_Merged_Into_The_One_That_Is_No_Annexe()
    {
        var annexe = Vilar.Replace("Collège Jean Vilar", "Collège Jean Vilar (annexe)", StringComparison.Ordinal);
        Assert.That(Counts(await Imported(Directory(annexe, Vilar, Closing))), Is.EqualTo(new[] { 2, 0, 0, 0, 0, 1 }));
        Assert.That((await School("0381903M")).GetProperty("name").GetString(), Is.EqualTo("Collège Jean Vilar"));
        Assert.That(Counts(await Imported(Directory(Vilar, Vilar.Replace("Jean Vilar", "J. Vilar", StringComparison.Ordinal)))), Is.EqualTo(new[] { 0, 0, 1, 0, 0, 1 }), "else the first");
    }

    [Test]
    public async Task A_Simple_List_Brings_The_Social_Index_Of_Its_Year()
    {
        await Imported(Directory(Vilar));
        var answer = await Imported("uai,nom,type,code_insee,commune,effectif,ips,rentree\n0381903M,Collège Jean Vilar,college,38151,Échirolles,406,72.7,2022-2023\n0382032C,Collège Lucie Aubrac,college,38185,Grenoble,383,NS,2022-2023");
        Assert.That(Counts(answer), Is.EqualTo(new[] { 1, 1, 0, 0, 0, 0 }));
        var school = await School("0381903M");
        Assert.Multiple(() =>
        {
            Assert.That(school.GetProperty("socialIndex").GetDecimal(), Is.EqualTo(72.7m));
            Assert.That(school.GetProperty("socialIndexYear").GetInt32(), Is.EqualTo(2022));
            Assert.That(school.GetProperty("priorityNetwork").GetString(), Is.EqualTo("REP"));
        });
        Assert.That((await School("0382032C")).GetProperty("departementCode").GetString(), Is.EqualTo("038"), "from the commune");
        // An older vintage does not replace a newer one, and of several in a file the latest counts.
        Assert.That(Counts(await Imported("uai;ips;rentree\n0381903M;70,1;2021-2022")), Is.EqualTo(new[] { 0, 0, 1, 0, 0, 0 }));
        Assert.That(Counts(await Imported("uai;ips;rentree\n0381903M;75,5;2024-2025\n0381903M;74;2023-2024")), Is.EqualTo(new[] { 0, 1, 0, 0, 0, 1 }));
        Assert.That((await School("0381903M")).GetProperty("socialIndex").GetDecimal(), Is.EqualTo(75.5m));
    }

    [TestCase("0382863J;A;college", "uai", "invalid_uai")]
    [TestCase(";A;college", "uai", "missing")]
    [TestCase("0381903M;;college", "nom", "missing")]
    [TestCase("0381903M;A;", "type", "missing")]
    [TestCase("0381903M;A;château", "type", "not_one_of")]
    public async Task A_Line_That_Cannot_Be_Accepted_Refuses_The_File(string line, string column, string code)
    {
        foreach (var query in new[] { "", "?dryRun=true" })
        {
            var answer = (await Import($"uai;nom;type\n0382032C;B;college\n{line}", query)).Must(HttpStatusCode.UnprocessableEntity);
            var error = answer["errors"].EnumerateArray().Single();
            Assert.That((error.GetProperty("line").GetInt32(), error.GetProperty("column").GetString(), error.GetProperty("code").GetString()), Is.EqualTo((3, column, code)));
            Assert.That(await Schools(), Is.Empty);
        }
        Assert.That(Counts(await Imported($"uai;nom;type\n0382032C;B;college\n{line}", "?partial=true")), Is.EqualTo(new[] { 1, 0, 0, 1, 0, 0 }));
        Assert.That(await Schools(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Dry_Run_Says_What_Would_Happen_And_Keeps_Nothing()
    {
        var dry = await Imported(Directory(Vilar, Closing, Rectorate), "?dryRun=true");
        Assert.That(dry["dryRun"].GetBoolean(), Is.True);
        Assert.That(await Schools(), Is.Empty);
        Assert.That(Counts(await Imported(Directory(Vilar, Closing, Rectorate))), Is.EqualTo(Counts(dry)));
    }

    [Test]
    public async Task A_Manager_Of_Some_Schools_Imports_None()
    {
        using var limited = await Given.Client("fleet_manager", (await Given.School("0400193T"))["uai"].GetString()!);
        (await limited.PostText(Given.Path("schools/import"), Directory(Vilar), "text/csv")).Must(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Windows_1252_Is_Read()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Directory(Vilar));
        (await Given.Manager.PostBytes(Given.Path("schools/import"), bytes, "application/vnd.ms-excel")).Must(HttpStatusCode.OK);
        Assert.That((await School("0381903M")).GetProperty("communeName").GetString(), Is.EqualTo("Échirolles"));
    }
}
