using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Lists the imports that the caller may know of, the newest first.</summary>
internal static class ListImports
{
    internal sealed record Filter : PageRequest
    {
        [OneOf<ImportKinds>] public string? Kind { get; init; }
        [OneOf<ImportStates>] public string? State { get; init; }
    }

    public static Task<Outcome<Page<ImportJob>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        // One's own, those of one's schools, and all of them for who has the right over all schools.
        var sql = new Sql(ImportJob.SelectSql + $" and {db.Dialect.InTexts("j.kind", "@kinds")}");
        sql.Parameters.Add("kinds", db.Dialect.Texts(ImportKind.All.Where(kind => caller.May(kind.Permission)).Select(kind => kind.Code)));
        if (filter.Kind is { } one) And("j.kind = @kind", "kind", one);
        if (filter.State is { } state) And("j.state = @state", "state", state);
        return Paging.By<ImportJob, ImportJob, Guid>(db, sql, "j.id desc", filter.Cursor, filter.Limit, job => job, job => job.Id, after => And("j.id < @after", "after", after), stop);

        void And(string condition, string name, object value)
        {
            sql.Parameters.Add(name, value);
            sql.Append($" and {condition}");
        }
    }
}

/// <summary>Lists the lines of an import, with what would become of each, or became.</summary>
internal static class ListImportLines
{
    internal sealed record Filter : PageRequest
    {
        [OneOf<ImportOutcomes>] public string? Outcome { get; init; }
    }

    public static Task<Outcome<Page<ImportLineRow>>> Run(Db db, ImportJob job, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(SelectSql).Where("l.job_id = @jobId", "jobId", job.Id).WhereIf(filter.Outcome, "l.outcome = @outcome", "outcome");
        return Paging.By<ImportLineRow, ImportLineRow, int>(db, sql, "l.line", filter.Cursor, filter.Limit, line => line, line => line.Line, after => sql.Where("l.line > @after", "after", after), stop);
    }

    public const string SelectSql = "select l.job_id, l.line, l.outcome, l.label, l.changes, l.reasons from import_line l";
}

/// <summary>The rejected lines of an import as a file: the cells as they were, and why.</summary>
internal static class ReadRejectedLines
{
    internal sealed record Row
    {
        public string? RejectedCsv { get; init; }
    }

    public static async Task<string?> Run(Db db, ImportJob job, CancellationToken stop) => (await db.One<Row>(RejectedSql, new { job.Id }, stop))?.RejectedCsv;

    public const string RejectedSql = "select j.rejected_csv from import_job j where j.organisation_id = @organisationId and j.id = @id";
}
