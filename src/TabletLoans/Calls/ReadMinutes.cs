using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>A line of the minutes: what became of an application, and why.</summary>
internal sealed record MinutesLine
{
    [Between(1, 100_000)] public int? Rank { get; init; }
    public required Guid ApplicationId { get; init; }
    [Text(50)] public required string Number { get; init; }
    [Text(200)] public required string ApplicantName { get; init; }
    [OneOf<ApplicationStateCodes>] public required string State { get; init; }
    [Between(0, 1e15)] public required long RequestedCents { get; init; }
    [Between(0, 1e15)] public long? GrantedCents { get; init; }
    public DateOnly? DecidedOn { get; init; }
    public DateOnly? NotifiedOn { get; init; }
    /// <summary>The reason of the last decision, as it was recorded.</summary>
    [Text(500)] public string? Reason { get; init; }
}

/// <summary>The minutes (procès-verbal) of the commission: what was decided on each application of a call, in the order of the ranking.</summary>
internal sealed record Minutes
{
    public required Guid CallId { get; init; }
    [Text(200)] public required string CallName { get; init; }
    /// <summary>The day that they are of.</summary>
    public required DateOnly AsOf { get; init; }
    public required int Filed { get; init; }
    public required int Retained { get; init; }
    [Between(0, 1e15)] public required long RequestedCents { get; init; }
    [Between(0, 1e15)] public required long GrantedCents { get; init; }
    [Items(10_000)] public required IReadOnlyList<MinutesLine> Lines { get; init; }
}

/// <summary>Reads the minutes of a call, out of the ledger.</summary>
internal static class ReadMinutes
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("{id:guid}/minutes", Handle).Does(nameof(ReadMinutes), Permission.ReadFunding);

    /// <summary>Reads the minutes of the commission, line by line with the reasons.</summary>
    internal static async Task<Returns<Minutes>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Minutes>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await db.One<CallRow>(CallRow.ByIdSql, new { id }, stop) is not { } call) return Errors.NotFound.Refuse();
        var lines = await db.List<MinutesLine>(LinesSql, new { id }, stop);
        return new Minutes
        {
            CallId = id, CallName = call.Name, AsOf = db.Today, Filed = lines.Count, Retained = lines.Count(line => line.GrantedCents is not null),
            RequestedCents = lines.Sum(line => line.RequestedCents), GrantedCents = lines.Sum(line => line.GrantedCents ?? 0), Lines = lines,
        };
    }

    public const string LinesSql = $"""
        select a.rank, a.id as application_id, a.number, a.applicant_name, a.state, a.requested_cents, a.granted_cents, a.decided_on, a.notified_on,
          (select e.reason from event e where e.organisation_id = a.organisation_id and e.subject_id = a.id and e.reason is not null order by e.sequence desc limit 1) as reason
        from application a
        where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationLifecycle.IsFiled}
        order by case when a.rank is null then 1 else 0 end, a.rank, a.number
        """;
}
