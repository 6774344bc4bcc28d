using System.Data.Common;
using Polly;
using Polly.Retry;

namespace TabletLoans.Storage;

/// <summary>A transaction for each unit of work; run again whole when the server broke it to resolve a conflict.</summary>
internal sealed class TransactionWriter(
    Func<CancellationToken, Task<DbConnection>> open, Func<DbConnection, DbTransaction, Writes> begin, Func<Exception, bool> isRetryable) : Writer
{
    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle(isRetryable),
        MaxRetryAttempts = 8,
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(200),
        UseJitter = true,
    }).Build();

    public override async Task Run(WriteItem item, CancellationToken stop)
    {
        await _retry.ExecuteAsync(async token =>
        {
            await using var connection = await open(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            var writes = begin(connection, transaction);
            if (!await item.Try(writes)) return; // disposing rolls back
            await writes.FlushEvents();
            // Past this point the answer is the database's to give: a caller who leaves must not break the commit.
            await transaction.CommitAsync(CancellationToken.None);
        }, stop);
        item.Complete();
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
