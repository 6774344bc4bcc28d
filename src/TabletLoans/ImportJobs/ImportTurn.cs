using System.Globalization;
using System.Text;
using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Takes one job that waits, or whose instance is gone, and does what it is at: the very use case, with the rights that its owner has by now.</summary>
internal sealed class ImportTurn(Database database, Grants grants, ILogger<ImportTurn> log)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(1);
    private const int MostAttempts = 3;

    private readonly Guid _owner = Id.New();

    /// <summary>False when nothing waits.</summary>
    public async Task<bool> TakeOne(CancellationToken stop)
    {
        var now = database.Clock.GetInstant();
        // Looked for on a reader first: a writer that finds nothing to do would still stand in the way of the desks.
        if (await database.Read(connection => Dapper.SqlMapper.QueryFirstOrDefaultAsync<Waiting>(connection, WaitingSql, new { now }), stop) is not { } waiting) return false;
        var taken = await database.Write<Taken?>(async writes => await writes.Returning<Taken>(TakeSql, new { waiting.Id, owner = _owner, now, until = now + Lease }), stop);
        if (taken.Value is { } job) await Do(job, stop);
        return true;
    }

    private async Task Do(Taken job, CancellationToken stop)
    {
        var progress = new ImportProgress();
        using var work = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var beat = Beat(job, progress, work);
        try
        {
            await Carry(job, progress, work.Token);
        }
        catch (OperationCanceledException)
        {
            // The service stops, or the job was cancelled. Given back at once in the first case; no other row is touched.
            if (stop.IsCancellationRequested) await database.Write<int>(async writes => await writes.Execute(GiveBackSql, new { job.Id, owner = _owner }), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // By its type alone: a message may hold what the file holds.
            log.LogError("Import {Job} failed: {Type} at {Place}", job.Id, exception.GetType().FullName, exception.StackTrace?.Split('\n')[0].Trim());
            await Fail(job, Errors.Internal.Refuse(), CancellationToken.None);
        }
        finally
        {
            await work.CancelAsync();
            await beat;
        }
    }

    private async Task Carry(Taken job, ImportProgress progress, CancellationToken stop)
    {
        var kind = ImportKind.Of(job.Kind);
        var grant = await grants.OfPrincipal(job.PrincipalId, job.OrganisationId, DateOnly.FromDateTime(database.Clock.GetInstant().UtcDateTime), stop);
        var caller = grant?.Caller("import") is { } granted ? granted with { Culture = job.Culture } : null;
        if (caller is null || !caller.May(kind.Permission))
        {
            await Fail(job, ImportJobErrors.RightWithdrawn.Refuse(), stop);
            return;
        }
        if (job.Attempts > MostAttempts)
        {
            await Fail(job, ImportJobErrors.Abandoned.Refuse(), stop);
            return;
        }
        var table = CsvTable.Read(Encoding.UTF8.GetBytes(job.Content)).Mapped(ImportMapping.Read(job.Mapping));
        var options = JsonSerializer.Deserialize<ImportOptions>(job.Options, Json.Options)!;
        var run = new ImportRun(database.Within(caller.Scope), caller.Culture, table, options, progress, stop) { IsDry = job.State == "checking", IsPartial = job.State == "checking" || job.Partial };
        var end = new ImportEnd(job.Id, _owner, kind, run);
        if (!run.IsDry) run.Db.Answer = end;
        var outcome = await kind.Run(run);
        if (outcome.Refusal is { } refusal) await Fail(job, refusal, stop);
        else if (run.IsDry) await Show(job, kind, run, outcome.Value!, stop);
        else if (!end.IsKept) await Fail(job, ImportJobErrors.NothingToDo.Refuse(), stop);
    }

    /// <summary>Keeps what would happen, line by line.</summary>
    private Task<Outcome<int>> Show(Taken job, ImportKind kind, ImportRun run, ImportReport report, CancellationToken stop) => database.Write<int>(async writes =>
    {
        var now = database.Clock.GetInstant();
        if (await writes.Execute(ShowSql, new { job.Id, owner = _owner, report = JsonSerializer.Serialize(ImportCounts.From(report), Json.Options), report.RejectedCsv, now }) == 0) return 0;
        await writes.Execute(ImportLineRow.ClearSql, new { jobId = job.Id });
        return await writes.InsertMany(ImportLineRow.InsertSql, ImportLineRow.RowSql, [.. ImportLineRow.Of(job.Id, kind, run.Table, report, run.Culture)], "", []);
    }, stop);

    private Task<Outcome<int>> Fail(Taken job, Refusal refusal, CancellationToken stop) => database.Write<int>(async writes => await writes.Execute(FailSql, new
    {
        job.Id, owner = _owner, refusal = JsonSerializer.Serialize(Sentences(refusal, job.Culture), Json.Options), now = database.Clock.GetInstant(),
    }), stop);

    private static IReadOnlyList<string> Sentences(Refusal refusal, CultureInfo culture) =>
        [refusal.Error.Title.In(culture), .. refusal.Reasons.Select(reason => reason.Error.Detail.In(culture, reason.Facts)).Concat(refusal.Fields.Select(field => field.Error.Detail.In(culture, field.Facts))).Distinct(StringComparer.Ordinal).Take(20)];

    /// <summary>Says how far it is, and that it is alive; ends the work where the job is no longer ours.</summary>
    private async Task Beat(Taken job, ImportProgress progress, CancellationTokenSource work)
    {
        using var timer = new PeriodicTimer(BetweenBeats);
        try
        {
            while (await timer.WaitForNextTickAsync(work.Token))
            {
                var (stage, done, of) = progress.Now;
                var beaten = await database.Write<int>(async writes => await writes.Execute(BeatSql, new { job.Id, owner = _owner, stage, done, total = of, until = database.Clock.GetInstant() + Lease }), work.Token);
                if (beaten.Value == 0) await work.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception exception)
        {
            // The work goes on: without a beat its lease ends, and its end is refused where another took it by then.
            log.LogWarning("The progress of import {Job} could not be noted: {Type}", job.Id, exception.GetType().FullName);
        }
    }

    private sealed record Waiting
    {
        public Guid Id { get; init; }
    }

    private sealed record Taken
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public Guid PrincipalId { get; init; }
        public string Kind { get; init; } = "";
        public string Language { get; init; } = "";
        public string Content { get; init; } = "";
        public string Mapping { get; init; } = "";
        public string Options { get; init; } = "";
        public bool Partial { get; init; }
        public string State { get; init; } = "";
        public long Attempts { get; init; }

        public CultureInfo Culture => CultureInfo.GetCultureInfo(Language == "en" ? "en-GB" : "fr-FR");
    }

    public const string WaitingSql = "select id from import_job where state in ('checking', 'importing') and (lease_until is null or lease_until < @now) order by id limit 1";

    public const string TakeSql = """
        update import_job set lease_owner = @owner, lease_until = @until, attempts = attempts + 1
        where id = @id and state in ('checking', 'importing') and (lease_until is null or lease_until < @now)
        returning id, organisation_id, principal_id, kind, language, content, mapping, options, partial, state, attempts
        """;

    public const string BeatSql = """
        update import_job set stage = @stage, done = @done, total = @total, lease_until = @until
        where id = @id and lease_owner = @owner and state in ('checking', 'importing')
        """;

    public const string ShowSql = """
        update import_job set state = 'checked', stage = null, report = @report, rejected_csv = @rejectedCsv, refusal = null, lease_owner = null, lease_until = null, updated_at = @now, version = version + 1
        where id = @id and lease_owner = @owner and state = 'checking'
        """;

    public const string FailSql = """
        update import_job set state = 'failed', stage = null, refusal = @refusal, report = null, lease_owner = null, lease_until = null, updated_at = @now, version = version + 1
        where id = @id and lease_owner = @owner and state in ('checking', 'importing')
        """;

    public const string GiveBackSql = "update import_job set lease_owner = null, lease_until = null, attempts = attempts - 1 where id = @id and lease_owner = @owner and state in ('checking', 'importing')";
}
