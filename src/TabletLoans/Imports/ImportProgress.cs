using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>How far an import has come: said by the import, looked at from beside it.</summary>
internal sealed class ImportProgress
{
    private volatile Stage _stage = new("reading", 0);
    private int _done;

    public (string Stage, int Done, int Of) Now => _stage is var stage ? (stage.Name, Math.Min(Volatile.Read(ref _done), stage.Of), stage.Of) : default;

    /// <param name="stage">One of <see cref="ImportStages"/>.</param>
    /// <param name="of">Steps that it has; 0 where it is one.</param>
    public void Enter(string stage, int of)
    {
        Volatile.Write(ref _done, 0);
        _stage = new Stage(stage, of);
    }

    public void Step(int more = 1) => Interlocked.Add(ref _done, more);

    private sealed record Stage(string Name, int Of);
}

internal static class Passing
{
    /// <summary>The item, counted where somebody counts.</summary>
    public static T Past<T>(this ImportProgress? progress, T item)
    {
        progress?.Step();
        return item;
    }
}

/// <summary>What an import is at.</summary>
internal sealed class ImportStages : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["reading", "comparing", "writing"];
}
