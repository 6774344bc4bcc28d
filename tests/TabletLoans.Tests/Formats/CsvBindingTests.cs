using System.Text;
using TabletLoans.Imports;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class CsvBindingTests
{
    private static readonly CsvColumn[] School =
    [
        new("uai", "Identifiant_de_l_etablissement", "numero_uai") { Required = true },
        new("name", "Nom_etablissement", "appellation_officielle") { Required = true },
        new("postalCode", "Code_postal", "code_postal_uai"),
        new("pupils", "Nombre_d_eleves"),
    ];

    // The directory of 2023, of 2026, and the file of addresses name the same columns differently.
    [TestCase("Identifiant_de_l_etablissement;Nom_etablissement;Code postal;Nombre_d_eleves")]
    [TestCase("Identifiant_de_l_etablissement;Nom_etablissement;Code_postal;Nombre d'élèves")]
    [TestCase("numero_uai;appellation_officielle;code_postal_uai;Nombre d’élèves")]
    [TestCase("Identifiant de l’établissement; NOM ÉTABLISSEMENT ;Code-Postal;Nombre d'eleves.")]
    public void Headers_That_Drift_From_Year_To_Year_Are_The_Same_Columns(string headers)
    {
        var binding = Bind(headers, School);
        Assert.That(binding.Problems, Is.Empty);
        Assert.That(School.Select(column => binding[column.Field]), Is.EqualTo(new int?[] { 0, 1, 2, 3 }));
        Assert.That(binding.UnusedHeaders, Is.Empty);
    }

    [TestCase(" Cycle", "cycle")]
    [TestCase("Nom d'usage élève", "nom_d_usage_eleve")]
    [TestCase("Nom d’usage élève", "nom_d_usage_eleve")]
    [TestCase("Date (jj/mm/aaaa)", "date_jj_mm_aaaa")]
    [TestCase("N° de série", "no_de_serie")]
    [TestCase("Nº\u00A0de\nsérie", "no_de_serie")]
    [TestCase("Cœur", "coeur")]
    [TestCase("NOM_ - ÉTABLISSEMENT", "nom_etablissement")]
    public void A_Header_Is_Normalised(string header, string name) => Assert.That(CsvColumn.Normalise(header), Is.EqualTo(name));

    [Test]
    public void Headers_That_Say_Something_Else_Stay_Different() =>
        Assert.That(CsvColumn.Normalise("Code postal 2"), Is.Not.EqualTo(CsvColumn.Normalise("Code postal")));

    [Test]
    public void Columns_Are_Found_By_Name_And_Not_By_Position()
    {
        var binding = Bind("Code_postal;Telephone;numero_uai;appellation_officielle", School);
        Assert.That(School.Select(column => binding[column.Field]), Is.EqualTo(new int?[] { 2, 3, 0, null }));
        Assert.That(binding.UnusedHeaders, Is.EqualTo(new[] { "Telephone" }));
    }

    [Test]
    public void A_Required_Column_That_Is_Missing_Is_Named_With_Its_Aliases()
    {
        var problem = Bind("\nnumero_uai;Code_postal", School).Problems.Single();
        Assert.That((problem.Code, problem.Line, problem.Column), Is.EqualTo((CsvProblem.ColumnMissing, 2, "name")));
        Assert.That(problem.Arguments, Does.Contain("Nom_etablissement"));
    }

    [Test]
    public void A_File_Without_A_Header_Is_Refused() =>
        Assert.That(Bind("0381903M;Collège Jean Vilar;38130", School).Problems.Single().Code, Is.EqualTo(CsvProblem.HeaderMissing));

    [Test]
    public void A_File_That_Cannot_Be_Read_Keeps_Its_Own_Problem() =>
        Assert.That(Bind("", School).Problems.Single().Code, Is.EqualTo(CsvProblem.FileEmpty));

    [Test]
    public void A_Header_Twice_Is_Refused()
    {
        var problem = Bind("numero_uai;appellation_officielle;Code postal;code_postal", School).Problems.Single();
        Assert.That((problem.Code, problem.Line, problem.Column), Is.EqualTo((CsvProblem.HeaderTwice, 1, "Code postal")));
    }

    // ONDE repeats its blocks of children; nothing reads them.
    [Test]
    public void A_Header_Twice_That_No_Column_Knows_Is_No_Problem() =>
        Assert.That(Bind("numero_uai;appellation_officielle;Classes enfants;Classes enfants", School).Problems, Is.Empty);

    [Test]
    public void Of_Two_Aliases_The_Preferred_One_Is_Read()
    {
        var binding = Bind("numero_uai;Identifiant_de_l_etablissement;Nom_etablissement", School);
        Assert.That(binding["uai"], Is.EqualTo(1));
        Assert.That(binding.UnusedHeaders, Is.EqualTo(new[] { "numero_uai" }));
    }

    [Test]
    public void A_Row_Gives_The_Text_Of_A_Column_Or_Null()
    {
        var table = CsvTable.Read(Encoding.UTF8.GetBytes("numero_uai;Nom_etablissement;Code postal\n0381903M; ;=\"01000\""));
        var binding = table.Bind(School);
        var row = table.Rows.Single();
        Assert.That(row.Text(binding["postalCode"]), Is.EqualTo("01000"));
        Assert.That(row.Text(binding["name"]), Is.Null);
        Assert.That(row.Text(binding["pupils"]), Is.Null);
    }

    private static CsvBinding Bind(string headers, CsvColumn[] columns) => CsvTable.Read(Encoding.UTF8.GetBytes(headers)).Bind(columns);
}
