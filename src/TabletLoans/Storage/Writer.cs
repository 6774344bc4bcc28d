using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>Carries out units of work, each wholly or not at all.</summary>
internal abstract class Writer : IAsyncDisposable
{
    public abstract Task Run(WriteItem item, CancellationToken stop);

    public abstract ValueTask DisposeAsync();
}

/// <summary>One unit of work. It may run more than once before it is kept, so it changes nothing but the database.</summary>
internal abstract class WriteItem
{
    /// <summary>Does the work; false when it was refused and nothing that it wrote may be kept.</summary>
    public abstract Task<bool> Try(Writes writes);

    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

internal sealed class WriteItem<T>(Func<Writes, Task<Outcome<T>>> work) : WriteItem
{
    private readonly TaskCompletionSource<Outcome<T>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Outcome<T> _outcome;

    public Task<Outcome<T>> Result => _completion.Task;

    public override async Task<bool> Try(Writes writes)
    {
        _outcome = await work(writes);
        return !_outcome.IsRefused;
    }

    public override void Complete() => _completion.TrySetResult(_outcome);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
