using System.Globalization;
using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>One run of a use case over a file: first for nothing, then for good.</summary>
internal sealed record ImportRun(Db Db, CultureInfo Culture, CsvTable Table, ImportOptions Options, ImportProgress Progress, CancellationToken Stop)
{
    public bool IsDry { get; init; }

    public bool IsPartial { get; init; }

    /// <summary>The report of what the use case answered, where that is something else.</summary>
    public Func<object, ImportReport> ReportOf { get; set; } = answer => (ImportReport)answer;
}

/// <summary>A line as the preview and the result show it.</summary>
internal sealed record ImportLineRow
{
    public Guid JobId { get; init; }
    public int Line { get; init; }
    public string Outcome { get; init; } = "";
    public string? Label { get; init; }
    public string? Changes { get; init; }
    /// <summary>JSON: sentences.</summary>
    public string? Reasons { get; init; }

    private const int LongestLabel = 200;

    public static IEnumerable<ImportLineRow> Of(Guid job, ImportKind kind, CsvTable table, ImportReport report, CultureInfo culture)
    {
        var columns = kind.CalledBy.Select(field => table.Mapping!.TryGetValue(field, out var index) ? index : (int?)null).OfType<int>().ToList();
        // A filter leaves most of a national file out: those lines are counted, not shown.
        return report.Told.Where(line => line.Outcome != "skipped").Select(line => new ImportLineRow
        {
            JobId = job, Line = line.Number, Outcome = line.Outcome, Changes = line.Changes,
            Label = string.Join(" ", columns.Select(index => line.Row.Text(index)).OfType<string>()) is var label && label.Length > LongestLabel ? label[..LongestLabel] : label,
            Reasons = line.IsRejected ? JsonSerializer.Serialize(line.Errors.Select(error => Say(error, culture)).Distinct(StringComparer.Ordinal), Json.Options) : null,
        });
    }

    private static string Say(FieldError error, CultureInfo culture) =>
        error.Column is null ? ImportFile.Say(error, culture) : $"{error.Column}{(culture.TwoLetterISOLanguageName == "fr" ? " : " : ": ")}{ImportFile.Say(error, culture)}";

    public const string ClearSql = "delete from import_line where job_id = @jobId";

    public const string InsertSql = "insert into import_line (job_id, line, outcome, label, changes, reasons) values";

    public const string RowSql = "(@JobId, @Line, @Outcome, @Label, @Changes, @Reasons)";
}

/// <summary>Ends a job in the very transaction of its import: whoever takes it again after a crash finds it done, or nothing done at all.</summary>
internal sealed class ImportEnd(Guid job, Guid owner, ImportKind kind, ImportRun run) : KeptAnswer
{
    public bool IsKept { get; private set; }

    public override async Task<bool> Keep(Tx tx, object value)
    {
        var report = run.ReportOf(value);
        IsKept = await tx.Execute(EndSql, new
        {
            job, owner, report = JsonSerializer.Serialize(ImportCounts.From(report), Json.Options), rejectedCsv = report.RejectedCsv, now = tx.Now, expiresAt = tx.Now + ImportJob.Kept,
        }) == 1;
        if (!IsKept) return false;
        await tx.Execute(ImportLineRow.ClearSql, new { jobId = job });
        await tx.InsertMany(ImportLineRow.InsertSql, ImportLineRow.RowSql, [.. ImportLineRow.Of(job, kind, run.Table, report, run.Culture).Where(line => line.Outcome == "rejected")], "");
        return true;
    }

    public const string EndSql = """
        update import_job set state = 'imported', content = null, sample = null, stage = null, refusal = null, report = @report, rejected_csv = @rejectedCsv,
          lease_owner = null, lease_until = null, expires_at = @expiresAt, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @job and state = 'importing' and lease_owner = @owner
        """;
}
