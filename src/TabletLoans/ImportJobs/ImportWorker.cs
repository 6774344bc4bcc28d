using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Carries imports out beside the requests, one at a time on each instance, and forgets their files after a day.</summary>
internal sealed class ImportWorker(ImportTurn turn, ImportBell bell, Database database, ILogger<ImportWorker> log) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cleaned = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (database.Clock.GetInstant() - cleaned > BetweenCleanings)
                {
                    await ForgetImports.Run(database, stoppingToken);
                    cleaned = database.Clock.GetInstant();
                }
                if (await turn.TakeOne(stoppingToken)) continue;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogWarning("No import could be taken: {Type}", exception.GetType().FullName);
            }
            await bell.Wait(BetweenLooks, stoppingToken);
        }
    }
}

/// <summary>Tells the worker of this instance that a job waits; those of the others look every few seconds.</summary>
internal sealed class ImportBell : IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    public void Ring()
    {
        try
        {
            _rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // It rings already.
        }
    }

    public Task Wait(TimeSpan most, CancellationToken stop) => _rung.WaitAsync(most, stop);

    public void Dispose() => _rung.Dispose();
}

/// <summary>Forgets the files of imports that nobody finished within a day, and the rejected lines of those that ended a day ago.</summary>
internal static class ForgetImports
{
    public static Task<Api.Outcome<int>> Run(Database database, CancellationToken stop) => database.Write<int>(async writes =>
    {
        var now = database.Clock.GetInstant();
        await writes.Execute(LinesSql, new { now });
        return await writes.Execute(FilesSql, new { now });
    }, stop);

    public const string LinesSql = "delete from import_line where job_id in (select j.id from import_job j where j.expires_at < @now and j.state not in ('checking', 'importing'))";

    public const string FilesSql = """
        update import_job set content = null, sample = null, rejected_csv = null, state = case when state = 'imported' then state else 'cancelled' end, version = version + 1
        where expires_at < @now and state not in ('checking', 'importing') and (content is not null or rejected_csv is not null)
        """;
}
