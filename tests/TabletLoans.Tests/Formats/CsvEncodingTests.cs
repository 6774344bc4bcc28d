using System.Text;
using TabletLoans.Imports;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class CsvEncodingTests
{
    private const string Text = "Nom élève;Libellé classe\r\nÉlodie;CM2 M. Œuvre, 5 €\r\n";

    [TestCase("utf-8", false, "utf-8")]
    [TestCase("utf-8", true, "utf-8")]
    [TestCase("utf-16", true, "utf-16")]
    [TestCase("utf-16BE", true, "utf-16be")]
    [TestCase("iso-8859-15", false, "iso-8859-15")]
    [TestCase("windows-1252", false, "windows-1252")]
    public void Every_Encoding_Of_A_School_File_Reads_The_Same(string written, bool mark, string read)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        var table = CsvTable.Read((byte[])[.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)]);
        Assert.That(table.Problems, Is.Empty);
        Assert.That(table.Encoding, Is.EqualTo(read));
        Assert.That(table.Headers, Is.EqualTo(new[] { "Nom élève", "Libellé classe" }));
        Assert.That(table.Rows.Single()[1], Is.EqualTo("CM2 M. Œuvre, 5 €"));
    }

    [Test]
    public void A_Fraction_After_A_Number_Stays_A_Fraction_And_Not_A_Ligature()
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var table = CsvTable.Read(windows.GetBytes("durée\n1½ an"));
        Assert.That(table.Rows.Single()[0], Is.EqualTo("1½ an"));
    }

    [Test]
    public void A_Curly_Apostrophe_Tells_Windows_From_Latin_9()
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var table = CsvTable.Read(windows.GetBytes("nom\nl’œuvre ½é"));
        Assert.That(table.Rows.Single()[0], Is.EqualTo("l’œuvre ½é"));
    }

    [TestCase(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0xE9 }, "utf-8")]
    [TestCase(new byte[] { 0xFF, 0xFE, (byte)'a' }, "utf-16")]
    [TestCase(new byte[] { 0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x61 }, "utf-16be")]
    public void A_File_That_Is_Not_What_Its_Mark_Says_Is_Refused(byte[] file, string announced)
    {
        var problem = CsvTable.Read(file).Problems.Single();
        Assert.That(problem.Code, Is.EqualTo(CsvProblem.FileEncodingInvalid));
        Assert.That(problem.Arguments, Is.EqualTo(new[] { announced }));
    }
}
