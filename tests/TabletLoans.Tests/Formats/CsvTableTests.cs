using System.Text;
using TabletLoans.Imports;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class CsvTableTests
{
    [TestCase("a;b\n1;2", ';')]
    [TestCase("a,b\n1,2", ',')]
    [TestCase("a\tb\n1\t2", '\t')]
    [TestCase("\"a,x\",\"b\"\n1,2", ',')]
    [TestCase("\"a;x;y;\"\"z;\",b\n1,2", ',')]
    [TestCase("\r\n\r\na;b\r\n1;2", ';')]
    [TestCase("sep=,\r\na,b\r\n1,2", ',')]
    public void The_Delimiter_Is_Found_In_The_Header(string file, char delimiter)
    {
        var table = Read(file);
        Assert.That(table.Problems, Is.Empty);
        Assert.That(table.Delimiter, Is.EqualTo(delimiter));
        Assert.That(table.Headers, Has.Count.EqualTo(2));
        Assert.That(Cells(table), Is.EqualTo(new[] { "1|2" }));
    }

    [Test]
    public void Tabs_That_Delimit_Are_Not_Trimmed_As_White_Space() =>
        Assert.That(Cells(Read("a\tb\n\t2\n1\t\n 3 \t \"4\" ")), Is.EqualTo(new[] { "|2", "1|", "3|4" }));

    [Test]
    public void Semicolons_In_Cells_Do_Not_Outvote_The_Header() =>
        Assert.That(Cells(Read("a,b\n1;1;1;1,2")), Is.EqualTo(new[] { "1;1;1;1|2" }));

    [Test]
    public void A_Single_Column_Needs_No_Delimiter() => Assert.That(Cells(Read("UAI\n0381903M")), Is.EqualTo(new[] { "0381903M|" }));

    [Test]
    public void A_Row_Knows_The_Line_Where_It_Starts()
    {
        var table = Read("a;b\r\n\"x\r\ny\";1\r\n\r\nz;2\n;;\n\"t\n\nu\";3\nv;4");
        Assert.That(table.Rows.Select(row => row.Line), Is.EqualTo(new[] { 2, 5, 7, 10 }));
        Assert.That(table.Rows[0][0], Is.EqualTo("x\r\ny"));
        Assert.That(table.HeaderLine, Is.EqualTo(1));
    }

    [Test]
    public void Blank_Lines_And_Lines_Of_Delimiters_Are_Skipped() =>
        Assert.That(Cells(Read("\n;;\na;b\n\n;\n  ;\t\n1;2\n\n")), Is.EqualTo(new[] { "1|2" }));

    [Test]
    public void A_Short_Row_Is_Padded_With_Null()
    {
        var row = Read("a;b;c\n1;").Rows.Single();
        Assert.That(row.Problem, Is.Null);
        Assert.That(new[] { row[0], row[1], row[2] }, Is.EqualTo(new[] { "1", "", null }));
    }

    [Test]
    public void A_Row_Longer_Than_The_Header_Is_A_Problem_Of_That_Row()
    {
        var table = Read("a;b\n1;2;3\n4;5");
        Assert.That(table.Problems, Is.Empty);
        Assert.That(table.Rows[0].Problem, Is.EqualTo(new CsvProblem(CsvProblem.RowTooLong, 2, null, "3", "2")).Using<CsvProblem>(Same));
        Assert.That(table.Rows[1].Problem, Is.Null);
    }

    [Test]
    public void Empty_Cells_Beyond_The_Header_Are_No_Problem()
    {
        var table = Read("a;b;;\n1;2;;;");
        Assert.That(table.Headers, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(table.Rows.Single().Problem, Is.Null);
    }

    [Test]
    public void Quotes_Hold_Delimiters_Doubled_Quotes_And_Line_Breaks() =>
        Assert.That(Cells(Read("a;b\n\"x;\"\"y\"\"\nz\"; \"2\" \n10\" noir;3")), Is.EqualTo(new[] { "x;\"y\"\nz|2", "10\" noir|3" }));

    [Test]
    public void An_Inner_Quote_That_Is_Not_Doubled_Is_A_Problem_Of_Its_Row()
    {
        var table = Read("modele;lot\n\"tablette 10\" noire\";1\nautre;2");
        Assert.That(table.Rows[0].Problem, Is.EqualTo(new CsvProblem(CsvProblem.TextAfterQuote, 2, "modele")).Using<CsvProblem>(Same));
        Assert.That(table.Rows[1].Problem, Is.Null);
    }

    [TestCase("a;b\n1;2\n3;\"x\n4;5\n", 3, "b")]
    [TestCase("a;b\n5\" x;\"open\n4;5\n", 2, "b")]
    [TestCase("a;b\n1;\"", 2, "b")]
    [TestCase("a;\"b\n1;2\n", 1, null)]
    public void An_Unterminated_Quote_Refuses_The_File(string file, int line, string? column)
    {
        var table = Read(file);
        Assert.That(table.Problems.Single(), Is.EqualTo(new CsvProblem(CsvProblem.QuoteNotClosed, line, column)).Using<CsvProblem>(Same));
        Assert.That(table.Rows, Is.Empty);
    }

    [TestCase("")]
    [TestCase("\uFEFF")]
    [TestCase("\r\n\r\n")]
    [TestCase(" ;;\n")]
    public void An_Empty_File_Is_Refused(string file) => Assert.That(Read(file).Problems.Single().Code, Is.EqualTo(CsvProblem.FileEmpty));

    [Test]
    public void A_Header_With_An_Inner_Quote_That_Is_Not_Doubled_Refuses_The_File() =>
        Assert.That(Read("a;\"b\"c\"\n1;2").Problems.Single().Code, Is.EqualTo(CsvProblem.TextAfterQuote));

    [Test]
    public void A_Header_Without_Rows_Is_A_Table_Without_Rows()
    {
        Assert.That(Read("a;b\n").Rows, Is.Empty);
        Assert.That(Read("a;b\n").Problems, Is.Empty);
    }

    [Test]
    public void A_Nul_Is_Refused_With_Its_Line()
    {
        var problem = Read("a;b\r\n1;2\r3;4\n\0;5").Problems.Single();
        Assert.That(problem, Is.EqualTo(new CsvProblem(CsvProblem.FileHasNul, 4)).Using<CsvProblem>(Same));
    }

    [Test]
    public void A_Workbook_Is_Named_As_Such()
    {
        Assert.That(CsvTable.Read("PK\u0003\u0004rest"u8.ToArray()).Problems.Single().Code, Is.EqualTo(CsvProblem.FileIsWorkbook));
        Assert.That(CsvTable.Read(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0 }).Problems.Single().Code, Is.EqualTo(CsvProblem.FileIsWorkbook));
    }

    [Test]
    public void A_Header_Repeated_Among_The_Rows_Is_A_Problem_Of_That_Row()
    {
        var table = Read("a;b\n1;2\na;b\n3;4");
        Assert.That(table.Rows.Select(row => row.Problem?.Code), Is.EqualTo(new[] { null, CsvProblem.HeaderRepeated, null }));
    }

    [Test]
    public void Any_Bytes_Give_A_Table_Or_A_Problem()
    {
        var random = new Random(38);
        var pieces = new[] { "\"", ";", ",", "\t", "\r", "\n", "\0", "é", "x", " ", "=", "\uFEFF", "€" };
        Assert.That(
            () =>
            {
                for (var i = 0; i < 5_000; i++)
                {
                    var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
                    _ = Read(text).Bind([new CsvColumn("x")]).Problems;
                    var bytes = new byte[random.Next(30)];
                    random.NextBytes(bytes);
                    _ = CsvTable.Read(bytes).Bind([new CsvColumn("x")]).Problems;
                }
            },
            Throws.Nothing);
    }

    private static CsvTable Read(string file) => CsvTable.Read(Encoding.UTF8.GetBytes(file));

    private static IEnumerable<string> Cells(CsvTable table) => table.Rows.Select(row => $"{row[0]}|{row[1]}");

    private static bool Same(CsvProblem one, CsvProblem other) =>
        (one.Code, one.Line, one.Column) == (other.Code, other.Line, other.Column) && one.Arguments.SequenceEqual(other.Arguments);
}
