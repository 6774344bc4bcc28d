using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;

namespace TabletLoans.Imports;

/// <summary>A file that French Excel opens with a double click: UTF-8 with its mark, semicolons, CRLF, decimal comma.</summary>
internal static partial class CsvFile
{
    // A culture's own format may change with the machine's ICU data; the file's must not.
    private static readonly NumberFormatInfo DecimalComma = new() { NumberDecimalSeparator = "," };

    private static readonly CsvWriterOptions Options = new() { Separator = ';', NewLine = "\r\n", WriteByteOrderMark = true };

    public static byte[] ToBytes(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var file = new MemoryStream();
        using (var writer = CsvWriter.Create(file, Options, leaveOpen: true))
        {
            WriteCells(writer, headers);
            writer.EndRecord();
            foreach (var row in rows)
            {
                WriteCells(writer, row);
                writer.EndRecord();
            }
        }
        return file.ToArray();
    }

    /// <summary>Writes rows as they come, so that a large export is never whole in memory; <paramref name="output"/> stays open.</summary>
    public static async Task WriteAsync(
        Stream output, IReadOnlyList<string> headers, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken stop)
    {
        await using var writer = CsvWriter.Create(output, Options, leaveOpen: true);
        WriteCells(writer, headers);
        await writer.EndRecordAsync(stop);
        await foreach (var row in rows.WithCancellation(stop))
        {
            WriteCells(writer, row);
            await writer.EndRecordAsync(stop);
        }
        await writer.FlushAsync(stop);
    }

    /// <summary>Whether a spreadsheet would run the text instead of showing it (CSV injection).</summary>
    public static bool CouldBeFormula(ReadOnlySpan<char> text) =>
        !text.IsEmpty && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n';

    private static void WriteCells(CsvWriter writer, IReadOnlyList<object?> cells)
    {
        foreach (var cell in cells) writer.WriteField(Cell(cell));
    }

    private static string? Cell(object? value) => value switch
    {
        null => null,
        string text => CouldBeFormula(text) && !NegativeNumber().IsMatch(text) ? "'" + text : text,
        bool yes => yes ? "oui" : "non",
        DateOnly day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, DecimalComma),
        _ => Cell(value.ToString()),
    };

    // Not with a plus: +33476000000 is a telephone, and Excel would make a number of it.
    [GeneratedRegex(@"^-[0-9]+(?:[.,][0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NegativeNumber();
}
