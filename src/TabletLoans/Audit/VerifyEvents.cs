using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Audit;

/// <summary>What a verification of the organisation's chain of events found.</summary>
internal sealed record Verification
{
    /// <summary>true: no event was altered, removed or inserted since it was recorded.</summary>
    public required bool Holds { get; init; }
    /// <summary>Events that follow from one another.</summary>
    public required long Events { get; init; }
    /// <summary>The hash of the last of them: whoever notes it can show later that nothing before it changed.</summary>
    [Text(64)] public required string LastHash { get; init; }
    /// <summary>What is wrong, in the language that Accept-Language asks for.</summary>
    [Text(300)] public string? Fault { get; init; }
    public required DateTimeOffset VerifiedAt { get; init; }
}

/// <summary>Walks the organisation's chain of events, from the first to the last.</summary>
internal static class VerifyEvents
{
    public static void Map(RouteGroupBuilder events) => events.MapGet("verification", Handle).Does(nameof(VerifyEvents), Permission.ReadAudit);

    /// <summary>Verifies that no event of the organisation was altered, removed or inserted.</summary>
    internal static async Task<Returns<Verification>> Handle(Database database, Db db, Caller caller, CancellationToken stop) => await Run(database, db, caller, stop);

    public static async Task<Outcome<Verification>> Run(Database database, Db db, Caller caller, CancellationToken stop)
    {
        var chain = (await AuditChain.Verify(database, db.Scope.OrganisationId, stop))[0];
        return new Verification { Holds = chain.Fault is null, Events = chain.Sequence, LastHash = chain.Hash, Fault = chain.Fault?.In(caller.Culture), VerifiedAt = db.Now };
    }
}

/// <summary>The addresses of the trail.</summary>
internal static class AuditApi
{
    public static void MapAudit(this RouteGroupBuilder organisation)
    {
        var events = organisation.MapGroup("events").WithTags("Audit trail");
        ListEvents.Map(events);
        VerifyEvents.Map(events);
    }
}
