using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Forgets stored answers after a day: they hold names, and nobody repeats a request after that.</summary>
internal sealed class Housekeeping(Database database, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await database.Write<int>(async writes => await writes.Execute(ForgetSql, new { before = clock.GetInstant() - Kept }), stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogWarning(exception, "Old answers could not be forgotten");
            }
        }
    }

    public const string ForgetSql = "delete from idempotency_record where created_at < @before";
}
