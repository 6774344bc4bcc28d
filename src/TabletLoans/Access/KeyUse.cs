using System.Collections.Concurrent;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Notes when a key was last used, to the minute: a write per request would cost more than the request.</summary>
internal sealed class KeyUse(Database database, TimeProvider clock, ILogger<KeyUse> log) : BackgroundService
{
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    public void Note(Guid key, DateTimeOffset? known, DateTimeOffset now)
    {
        // Noted already: requests by the thousand must not queue for one entry.
        if ((known is null || now - known > Precision) && !_used.ContainsKey(key)) _used[key] = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (key, at) in _used.ToArray())
            {
                _used.TryRemove(new(key, at));
                try
                {
                    await database.Write<int>(async writes => await writes.Execute(TouchSql, new { key, at }), stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    log.LogWarning(exception, "The last use of an API key could not be noted");
                }
            }
        }
    }

    public const string TouchSql = "update api_key set last_used_at = @at where id = @key";
}
