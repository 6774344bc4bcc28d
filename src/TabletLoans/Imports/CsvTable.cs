using CsvHelper;

namespace TabletLoans.Imports;

/// <summary>A file as headers and rows; what is wrong with it is told, never thrown.</summary>
internal sealed class CsvTable
{
    public IReadOnlyList<string> Headers { get; private init; } = [];

    public int HeaderLine { get; private init; }

    public IReadOnlyList<CsvTableRow> Rows { get; private init; } = [];

    /// <summary>Why the file as a whole cannot be read; it then has neither headers nor rows.</summary>
    public IReadOnlyList<CsvProblem> Problems { get; private init; } = [];

    /// <summary>What the file turned out to be written in: <c>utf-8</c>, <c>utf-16</c>, <c>iso-8859-15</c>, <c>windows-1252</c>.</summary>
    public string Encoding { get; private init; } = "";

    public char Delimiter { get; private init; }

    /// <summary>Where somebody said that the fields are; null where the headers tell it.</summary>
    public IReadOnlyDictionary<string, int>? Mapping { get; private init; }

    /// <summary>The same file, its fields in the columns that somebody chose for them.</summary>
    public CsvTable Mapped(IReadOnlyDictionary<string, int> mapping) => With(Rows, mapping);

    /// <summary>The same file without some of its lines.</summary>
    public CsvTable Without(IReadOnlySet<int> lines) => With([.. Rows.Where(row => !lines.Contains(row.Line))], Mapping);

    private CsvTable With(IReadOnlyList<CsvTableRow> rows, IReadOnlyDictionary<string, int>? mapping) =>
        new() { Headers = Headers, HeaderLine = HeaderLine, Rows = rows, Problems = Problems, Encoding = Encoding, Delimiter = Delimiter, Mapping = mapping };

    /// <summary>Detects encoding and delimiter; blank lines, and lines of delimiters only, are skipped.</summary>
    public static CsvTable Read(ReadOnlyMemory<byte> file)
    {
        var decoded = CsvEncoding.ToUtf8(file);
        if (decoded.Problem is { } unreadable) return Refused(decoded, unreadable);
        var nul = decoded.Utf8.Span.IndexOf((byte)0);
        return nul < 0 ? Read(decoded) : Refused(decoded, new CsvProblem(CsvProblem.FileHasNul, LineAt(decoded.Utf8.Span[..nul])));
    }

    public CsvBinding Bind(IReadOnlyList<CsvColumn> columns) => new(this, columns);

    private static CsvTable Read(CsvEncoding.Decoded file)
    {
        var malformedLine = 0L;
        var options = Options(file.Utf8.Span) with { OnMalformedRecord = record => malformedLine = record.LineNumber };
        using var reader = CsvReader.Create(file.Utf8, options);
        if (!ReadPastBlanks(reader)) return Refused(file, new CsvProblem(CsvProblem.FileEmpty));
        // Named without its column: the text of an unclosed header is the rest of the file.
        if (malformedLine == reader.LineNumber && QuotingProblem(reader, []) is { } broken) return Refused(file, broken);

        var headerLine = (int)reader.LineNumber;
        string[] headers = [.. Cells(reader, reader.FieldCount).AsSpan().TrimEnd("")];
        var rows = new List<CsvTableRow>();
        while (ReadPastBlanks(reader))
        {
            var problem = malformedLine == reader.LineNumber ? QuotingProblem(reader, headers) : null;
            if (problem?.Code == CsvProblem.QuoteNotClosed) return Refused(file, problem);
            var cells = Cells(reader, headers.Length);
            rows.Add(new CsvTableRow((int)reader.LineNumber, cells, problem ?? RowProblem(reader, headers, cells)));
        }
        return new CsvTable { Headers = headers, HeaderLine = headerLine, Rows = rows, Encoding = file.Name, Delimiter = reader.Separator };
    }

    private static CsvTable Refused(CsvEncoding.Decoded file, CsvProblem problem) => new() { Encoding = file.Name, Problems = [problem] };

    private static CsvReaderOptions Options(ReadOnlySpan<byte> utf8) => new()
    {
        // Left to the reader when Excel names it on a first line of its own, which the reader then skips.
        Separator = utf8.StartsWith("sep="u8) ? null : CsvDelimiter.Detect(utf8),
        HasHeader = false,
        TrackLineNumbers = true,
        TrimWhitespace = true,
        PoolStrings = true,
    };

    // A sheet cleared by hand exports its former rows as ;;;;
    private static bool ReadPastBlanks(CsvReader reader)
    {
        while (reader.Read())
        {
            if (!IsBlank(reader, 0)) return true;
        }
        return false;
    }

    private static bool IsBlank(CsvReader reader, int from)
    {
        for (var i = from; i < reader.FieldCount; i++)
        {
            if (!reader.GetSpan(i).IsEmpty) return false;
        }
        return true;
    }

    private static string[] Cells(CsvReader reader, int most)
    {
        var cells = new string[Math.Min(reader.FieldCount, most)];
        for (var i = 0; i < cells.Length; i++) cells[i] = reader.GetString(i);
        return cells;
    }

    private static CsvProblem? RowProblem(CsvReader reader, string[] headers, string[] cells)
    {
        var line = (int)reader.LineNumber;
        if (!IsBlank(reader, headers.Length))
            return new CsvProblem(CsvProblem.RowTooLong, line, null, $"{reader.FieldCount}", $"{headers.Length}");
        return cells.AsSpan().SequenceEqual(headers) ? new CsvProblem(CsvProblem.HeaderRepeated, line) : null;
    }

    private static CsvProblem? QuotingProblem(CsvReader reader, string[] headers)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (QuotedCell.Fault(reader.GetRawSpan(i)) is { } code)
                return new CsvProblem(code, (int)reader.LineNumber, i < headers.Length ? headers[i] : null);
        }
        return null;
    }

    private static int LineAt(ReadOnlySpan<byte> before) =>
        1 + before.Count((byte)'\n') + before.Count((byte)'\r') - before.Count("\r\n"u8);
}
