using TabletLoans.Api;

namespace TabletLoans.Lifecycle;

/// <summary>Where something stands in its life: a device, an order, an application.</summary>
internal sealed record State(string Code, Text Summary)
{
    public override string ToString() => Code;

    /// <summary>The states as a list of SQL, for its in (…).</summary>
    public static string List(IEnumerable<State> states) => string.Join(", ", states.Select(state => $"'{state.Code}'"));
}

/// <summary>A row of the table of a life: a named move between states.</summary>
/// <param name="Name">As in the address, the events and the documents.</param>
/// <param name="From">The states it may start from.</param>
/// <param name="To">The state it ends in.</param>
/// <param name="Summary">What it is, for people.</param>
internal abstract record Move(string Name, IReadOnlyList<State> From, State To, Text Summary)
{
    /// <summary>The use case that must carry it out; null where POST {collection}/{id}/{name} alone does it.</summary>
    public string? UseCase { get; init; }

    public bool StartsFrom(string state) => From.Any(from => from.Code == state);
}
