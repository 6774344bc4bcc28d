using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Says which column is which field, remembers it for files with the same headers, and has every line looked at.</summary>
internal static class MapImport
{
    public static async Task<Outcome<ImportJob>> Run(Db db, Caller caller, ImportBell bell, Guid id, IReadOnlyDictionary<string, int> mapping, CancellationToken stop)
    {
        if (await ImportJob.Find(db, caller, id, stop) is not { } job) return Errors.NotFound.Refuse();
        if (job.PrincipalId != db.Scope.PrincipalId) return ImportJobErrors.NotYours.Refuse();
        if (!job.MayBeMapped) return ImportJobErrors.NotNow.Refuse();
        var sample = JsonSerializer.Deserialize<ImportSample>(job.Sample!, Json.Options)!;
        var headers = sample.Headers;
        var kind = ImportKind.Of(job.Kind);
        var chosen = mapping.Where(field => kind.Columns.Any(column => column.Field == field.Key) && field.Value >= 0 && field.Value < headers.Count && !sample.Never.Contains(field.Value)).ToDictionary(StringComparer.Ordinal);
        var missing = kind.Columns.Where(column => column.Required && !chosen.ContainsKey(column.Field)).Select(column => new FieldError($"/{column.Field}", Errors.Missing)).ToList();
        if (missing.Count > 0) return Refusal.Invalid(missing);
        var moved = await db.Write<ImportJob>(async tx =>
        {
            if (await tx.Execute(MapSql, new { id, mapping = ImportMapping.Write(chosen), now = tx.Now }) == 0) return ImportJobErrors.NotNow.Refuse();
            await tx.Execute(ImportLineRow.ClearSql, new { jobId = id });
            await ImportMapping.Remember(tx, job.Kind, headers, chosen);
            return job;
        }, stop);
        bell.Ring();
        return moved;
    }

    public const string MapSql = """
        update import_job set state = 'checking', mapping = @mapping, stage = 'reading', done = 0, total = 0, refusal = null, report = null, rejected_csv = null,
          attempts = 0, lease_owner = null, lease_until = null, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and principal_id = @principalId and content is not null and state in ('uploaded', 'checked', 'failed')
        """;
}

/// <summary>Has the good lines of a file imported that was looked at; without Partial only if no line is bad.</summary>
internal static class ConfirmImport
{
    internal sealed record Request
    {
        /// <summary>true: the good lines, and the others are given back.</summary>
        public bool? Partial { get; init; }
    }

    public static async Task<Outcome<ImportJob>> Run(Db db, Caller caller, ImportBell bell, Guid id, Request request, CancellationToken stop)
    {
        if (await ImportJob.Find(db, caller, id, stop) is not { } job) return Errors.NotFound.Refuse();
        if (job.PrincipalId != db.Scope.PrincipalId) return ImportJobErrors.NotYours.Refuse();
        if (job is not { State: "checked", Counts: { } counts }) return ImportJobErrors.NotNow.Refuse();
        if (counts.Created + counts.Updated == 0) return ImportJobErrors.NothingToDo.Refuse();
        if (counts.Rejected > 0 && request.Partial != true) return ImportErrors.LinesRefused.Refuse(("rejected", counts.Rejected), ("lines", counts.Lines));
        var moved = await db.Write<ImportJob>(async tx => await tx.Execute(ConfirmSql, new { id, partial = request.Partial == true, now = tx.Now }) == 0 ? ImportJobErrors.NotNow.Refuse() : job, stop);
        bell.Ring();
        return moved;
    }

    public const string ConfirmSql = """
        update import_job set state = 'importing', partial = @partial, stage = 'reading', done = 0, total = 0, attempts = 0, lease_owner = null, lease_until = null,
          updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and principal_id = @principalId and state = 'checked'
        """;
}

/// <summary>Gives an import up, and forgets its file at once.</summary>
internal static class CancelImport
{
    public static async Task<Outcome<ImportJob>> Run(Db db, Caller caller, Guid id, CancellationToken stop)
    {
        if (await ImportJob.Find(db, caller, id, stop) is not { } job) return Errors.NotFound.Refuse();
        return await db.Write<ImportJob>(async tx =>
        {
            if (await tx.Execute(CancelSql, new { id, now = tx.Now }) == 0) return ImportJobErrors.NotNow.Refuse();
            await tx.Execute(ImportLineRow.ClearSql, new { jobId = id });
            return job;
        }, stop);
    }

    public const string CancelSql = """
        update import_job set state = 'cancelled', content = null, sample = null, stage = null, refusal = null, rejected_csv = null, lease_owner = null, lease_until = null,
          updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state in ('uploaded', 'checking', 'checked', 'failed')
        """;
}
