using System.Collections.Frozen;
using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>A line being imported: its cells by field, and what is wrong with them.</summary>
internal sealed class ImportLine(ImportFile file, CsvTableRow row)
{
    private List<FieldError>? _errors;
    private string _outcome = "skipped";

    public int Number => row.Line;

    public CsvTableRow Row => row;

    public IReadOnlyList<FieldError> Errors => _errors ?? [];

    public bool IsRejected => _errors is not null;

    /// <summary>What becomes of it, once the import knows.</summary>
    public string Outcome => IsRejected ? "rejected" : _outcome;

    /// <summary>JSON object: field → {"old","new"}, where the line changes what is known.</summary>
    public string? Changes { get; private set; }

    public void Becomes(string outcome, string? changes = null) => (_outcome, Changes) = (outcome, changes);

    public string? Text(string field) => row.Text(file.Binding[field]);

    /// <summary>An identifier: text that a spreadsheet has not turned into something else.</summary>
    public string? Identifier(string field)
    {
        var text = Text(field);
        if (text is not null && CsvValues.LooksMangledByExcel(text)) Add(field, ImportErrors.Mangled);
        return text;
    }

    /// <summary>A word in its code, where it has one; else the word itself, for validation to refuse.</summary>
    public string? Code(string field, FrozenDictionary<string, string> words) =>
        Text(field) is { } text ? words.GetValueOrDefault(TextKey.Normalise(text), text) : null;

    public DateOnly? Date(string field)
    {
        if (Text(field) is not { } text) return null;
        if (CsvValues.TryDate(text, out var date)) return date;
        Add(field, Api.Errors.InvalidFormat, ("expected", "31/12/2026, 2026-12-31"));
        return null;
    }

    public long? Cents(string field)
    {
        if (Text(field) is not { } text) return null;
        if (CsvValues.TryCents(text, out var cents)) return cents;
        Add(field, Api.Errors.InvalidFormat, ("expected", "1 234,50"));
        return null;
    }

    public int? Integer(string field)
    {
        if (Text(field) is not { } text) return null;
        if (CsvValues.TryInteger(text, out var number)) return number;
        Add(field, Api.Errors.InvalidFormat, ("expected", "1 234"));
        return null;
    }

    public decimal? Decimal(string field)
    {
        if (Text(field) is not { } text) return null;
        if (CsvValues.TryDecimal(text, out var number)) return number;
        Add(field, Api.Errors.InvalidFormat, ("expected", "72,7"));
        return null;
    }

    public void Add(string? field, Error error, params ReadOnlySpan<(string Name, object? Value)> facts) => Add(field, error.With(facts));

    public void Add(string? field, Reason reason)
    {
        var column = field is null ? null : file.Header(field);
        Add(new FieldError(ImportErrors.Pointer(Number, column), reason.Error, reason.Facts) { Line = Number, Column = ImportErrors.Shorten(column) });
    }

    public void Add(CsvProblem problem) => Add(ImportErrors.Of(problem));

    /// <summary>Errors of a request, whose pointers name its fields.</summary>
    public void Add(IEnumerable<FieldError> errors)
    {
        foreach (var error in errors) Add(error.Pointer.Split('/').ElementAtOrDefault(1), new Reason(error.Error, error.Facts));
    }

    private void Add(FieldError error) => (_errors ??= []).Add(error);
}
