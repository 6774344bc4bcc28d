using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>What a refused move must leave as it was: the state, the version, the history.</summary>
internal sealed record Snapshot(string State, string DataState, long Version, IReadOnlyList<string> Events)
{
    public static async Task<Snapshot> Of(Given given, Guid device)
    {
        var (read, events) = (await given.Read($"devices/{device}"), await given.Read($"devices/{device}/events?limit=500"));
        return new Snapshot(read["state"].GetString()!, read["dataState"].GetString()!, read["version"].GetInt64(),
            [.. events.Items.Select(told => $"{told.GetProperty("name").GetString()}: {told.GetProperty("fromState").GetString()}>{told.GetProperty("toState").GetString()}")]);
    }

    public bool Equals(Snapshot? other) => other is not null && (State, Version) == (other.State, other.Version) && Events.SequenceEqual(other.Events);

    public override int GetHashCode() => HashCode.Combine(State, Version, Events.Count);
}
