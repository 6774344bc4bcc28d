using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>A CSV file as the body of a request, with limits of its own.</summary>
internal static class CsvUpload
{
    // What browsers, spreadsheets and curl call a CSV file; on Windows a browser asks Excel's registry entry.
    private static readonly string[] Accepted = [Contract.Csv, "application/csv", "text/plain", "application/vnd.ms-excel", "application/octet-stream"];

    // Each row costs a hundred bytes in memory even where the file spends two on it.
    public const int MostLines = 250_000;
    private const int MostColumns = 500;

    public static async Task<Outcome<CsvTable>> Read(HttpRequest request, CancellationToken stop)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim();
        if (!Accepted.Contains(type, StringComparer.OrdinalIgnoreCase)) return Errors.UnsupportedMediaType.Refuse(("expected", Contract.Csv));
        var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, stop);
        return Table(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    public static Outcome<CsvTable> Table(ReadOnlyMemory<byte> file)
    {
        // A file of an old Macintosh ends its lines with CR alone.
        if (Math.Max(file.Span.Count((byte)'\n'), file.Span.Count((byte)'\r')) > MostLines) return ImportErrors.TooManyLines.Refuse(("max", MostLines));
        var table = CsvTable.Read(file);
        if (table.Headers.Count > MostColumns) return ImportErrors.TooManyColumns.Refuse(("max", MostColumns));
        return table;
    }
}
