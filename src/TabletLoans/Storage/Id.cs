namespace TabletLoans.Storage;

/// <summary>Identifiers are UUIDv7: made in code, so that an offline desk can make them too, and in order of creation.</summary>
internal static class Id
{
    public static Guid New() => Guid.CreateVersion7();
}
