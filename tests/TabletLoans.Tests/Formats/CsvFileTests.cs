using System.Text;
using TabletLoans.Imports;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class CsvFileTests
{
    [Test]
    public void A_File_Opens_In_French_Excel()
    {
        var file = CsvFile.ToBytes(
            ["Série", "Prix", "Acheté le", "Prêtée"],
            [["A;1", 1234.5m, new DateOnly(2025, 9, 1), true], [null, 3L, null, false]]);
        Assert.That(file.Take(3), Is.EqualTo(Encoding.UTF8.GetPreamble()));
        Assert.That(
            Encoding.UTF8.GetString(file.AsSpan(3)),
            Is.EqualTo("Série;Prix;Acheté le;Prêtée\r\n\"A;1\";1234,5;01/09/2025;oui\r\n;3;;non\r\n"));
    }

    [TestCase("=HYPERLINK(\"x\")")]
    [TestCase("+33476000000")]
    [TestCase("-1+1")]
    [TestCase("@SUM(A1)")]
    [TestCase("\t=1")]
    [TestCase("\r=1")]
    public void Text_That_A_Spreadsheet_Would_Run_Is_Disarmed(string text) => Assert.That(Written(text), Is.EqualTo("'" + text));

    [TestCase("-12,50")]
    [TestCase("-5")]
    [TestCase("a=b")]
    [TestCase("'t Hooft")]
    [TestCase("")]
    public void Plain_Numbers_And_Ordinary_Text_Are_Left_Alone(string text) => Assert.That(Written(text), Is.EqualTo(text));

    [Test]
    public void A_Negative_Amount_Stays_A_Number() => Assert.That(Written(-12.5m), Is.EqualTo("-12,5"));

    [TestCase("=1+1")]
    [TestCase("+33476000000")]
    [TestCase("a \"b\"; c\r\nd")]
    [TestCase("Œuvre")]
    public void An_Export_Can_Be_Imported_Again(string text)
    {
        var row = CsvTable.Read(CsvFile.ToBytes(["a", "b"], [[text, 1]])).Rows.Single();
        Assert.That(row.Text(0), Is.EqualTo(text));
    }

    [Test]
    public async Task A_Large_File_Is_Streamed_Without_Blocking_And_Is_The_Same()
    {
        string[] headers = ["a", "b"];
        var rows = Enumerable.Range(0, 20_000).Select(i => (IReadOnlyList<object?>)[i, new string('é', 40)]).ToList();
        await using var output = new AsynchronousOnly();
        await CsvFile.WriteAsync(output, headers, rows.ToAsyncEnumerable(), CancellationToken.None);
        Assert.That(output.ToArray(), Is.EqualTo(CsvFile.ToBytes(headers, rows)));
    }

    private static string? Written(object value) => CsvTable.Read(CsvFile.ToBytes(["a", "b"], [["x", value]])).Rows.Single()[1];

    // As Kestrel's response body, which refuses a write that blocks.
    private sealed class AsynchronousOnly : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("A write that blocks.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("A write that blocks.");

        public override void Flush() => throw new InvalidOperationException("A flush that blocks.");

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            base.Write(buffer, offset, count);
            return Task.CompletedTask;
        }
    }
}
