namespace TabletLoans.Tests.Support;

/// <summary>The system's clock, moved.</summary>
internal sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public void Reset() => _ahead = TimeSpan.Zero;

    /// <summary>It goes on from there.</summary>
    public void Set(DateTimeOffset at) => _ahead = at - base.GetUtcNow();
}
