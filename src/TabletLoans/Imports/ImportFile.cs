using System.Globalization;
using System.Text;
using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>A file being imported: its lines, and at the end the report or the refusal. The same for every import.</summary>
internal sealed class ImportFile
{
    private const int MostErrorsListed = 1000;
    private static readonly string[] Remarks = ["ligne", "colonne", "code", "message"];

    private readonly CsvTable _table;
    private readonly List<ImportLine> _lines;
    private readonly List<string> _extra;

    /// <param name="table">The file.</param>
    /// <param name="columns">The columns that the import knows.</param>
    /// <param name="openPrefix">What the headers begin with that it takes whatever they say after it.</param>
    public ImportFile(CsvTable table, IReadOnlyList<CsvColumn> columns, string? openPrefix = null)
    {
        _table = table;
        Binding = table.Bind(columns);
        _extra = openPrefix is null ? [] : [.. Binding.UnusedHeaders.Where(header => header.StartsWith(openPrefix, StringComparison.OrdinalIgnoreCase) && header.Length > openPrefix.Length)];
        _lines = [.. table.Rows.Select(row => new ImportLine(this, row))];
        foreach (var line in _lines)
            if (line.Row.Problem is { } problem) line.Add(problem);
    }

    public CsvBinding Binding { get; }

    public IReadOnlyList<ImportLine> Lines => _lines;

    /// <summary>Headers with the open prefix, and where they stand.</summary>
    public IEnumerable<(string Header, int Index)> OpenColumns => _table.Headers.Index().Where(column => _extra.Contains(column.Item)).Select(column => (column.Item, column.Index));

    public bool Has(string field) => Binding[field] is not null;

    /// <summary>Why the file as a whole cannot be imported.</summary>
    public Refusal? Refuse(params IEnumerable<CsvProblem> more)
    {
        List<FieldError> problems = [.. Binding.Problems.Concat(Binding.Problems.Count > 0 ? [] : more).Select(ImportErrors.Of)];
        return problems.Count == 0 ? null : new Refusal(problems[0].Error, [.. problems.Select(problem => new Reason(problem.Error, problem.Facts))], problems);
    }

    public CsvProblem Missing(params IEnumerable<CsvColumn> columns) =>
        new(CsvProblem.ColumnMissing, _table.HeaderLine, columns.First().Field, [.. columns.SelectMany(column => column.Aliases.Prepend(column.Field))]);

    /// <summary>The header above a field's cells; the field's own name where the file lacks it.</summary>
    public string Header(string field) => Index(field) is { } index ? _table.Headers[index] : field;

    // A request counts in cents what a file gives in euros: priceExclTaxCents is read from priceExclTax.
    private int? Index(string field) =>
        (Binding.Knows(field) ? Binding[field] : null) ?? (field.EndsWith("Cents", StringComparison.Ordinal) ? Index(field[..^5]) : null);

    /// <summary>All or nothing: null where every line is good.</summary>
    public Refusal? RefuseLines()
    {
        var rejected = _lines.Count(line => line.IsRejected);
        return rejected == 0 ? null : new Refusal(
            ImportErrors.LinesRefused,
            [ImportErrors.LinesRefused.With(("rejected", rejected), ("lines", _lines.Count))],
            [.. _lines.SelectMany(line => line.Errors).Take(MostErrorsListed)]);
    }

    /// <summary>The report, without the counts that only the import knows.</summary>
    public ImportReport Report(bool dryRun, CultureInfo culture) => new()
    {
        DryRun = dryRun,
        Lines = _lines.Count,
        Created = 0,
        Rejected = _lines.Count(line => line.IsRejected),
        IgnoredColumns = [.. Binding.UnusedHeaders.Except(_extra, StringComparer.Ordinal).Select(header => ImportErrors.Shorten(header)!)],
        Errors = [.. _lines.SelectMany(line => line.Errors).Take(MostErrorsListed).Select(error => new ImportError(error.Line!.Value, error.Column, error.Error.Code, Say(error, culture)))],
        RejectedCsv = RejectedCsv(culture),
        Told = _lines,
    };

    private string? RejectedCsv(CultureInfo culture)
    {
        var rejected = _lines.Where(line => line.IsRejected).ToList();
        if (rejected.Count == 0) return null;
        // Mended and sent again, the file still has the remarks of the first time.
        var own = _table.Headers.Index().Where(header => !Remarks.Contains(header.Item, StringComparer.Ordinal)).ToList();
        return Encoding.UTF8.GetString(CsvFile.ToBytes(
            [.. own.Select(header => header.Item), .. Remarks],
            rejected.Select(line => (IReadOnlyList<object?>)
            [
                .. own.Select(header => line.Row[header.Index]),
                line.Number,
                Joined(line.Errors.Select(error => error.Column)),
                Joined(line.Errors.Select(error => error.Error.Code)),
                Joined(line.Errors.Select(error => Say(error, culture))),
            ])));
    }

    public static string Say(FieldError error, CultureInfo culture) => error.Error.Detail.In(culture, error.Facts);

    private static string Joined(IEnumerable<string?> texts) => string.Join(" | ", texts.Where(text => text is not null).Distinct(StringComparer.Ordinal));
}
