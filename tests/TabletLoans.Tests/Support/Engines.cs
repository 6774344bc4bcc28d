using System.Collections;

namespace TabletLoans.Tests.Support;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>Every fixture runs on both databases.</summary>
internal sealed class Engines : IEnumerable
{
    public IEnumerator GetEnumerator() => Enum.GetValues<Engine>().GetEnumerator();
}
