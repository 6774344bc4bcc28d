using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>An anomaly that was written down at a return or a reception, and whether somebody settled it.</summary>
internal sealed record RecordedAnomaly : IResource
{
    public static string Collection => "anomalies";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    /// <summary>The loan it is about, where the caller may see it.</summary>
    public Guid? LoanId { get; init; }
    /// <summary>Where it was seen.</summary>
    public Guid? SchoolId { get; init; }
    [Text(100)] public required string Code { get; init; }
    /// <summary>In French, as it was said at the desk.</summary>
    [Text(500)] public required string Detail { get; init; }
    public required DateTimeOffset SeenAt { get; init; }
    public required Guid SeenBy { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }
    public Guid? ResolvedBy { get; init; }

    /// <summary>1 while open, 2 once settled.</summary>
    public long Version => ResolvedAt is null ? 1 : 2;

    public static readonly string SelectSql = $"""
        select a.id, a.device_id, d.asset_tag, l.id as loan_id, a.school_id, a.code, a.detail, a.seen_at, a.seen_by, a.resolved_at, a.resolved_by
        from anomaly a
        join device d on d.id = a.device_id
        left join loan l on l.id = a.loan_id and {Scope.Schools("l.school_id")}
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where a.organisation_id = @organisationId and a.id = @id and ({Scope.Schools("a.school_id")} or l.id is not null)";
}

/// <summary>Lists what was odd at returns and receptions, in the order it was seen.</summary>
internal static class ListAnomalies
{
    public static void Map(RouteGroupBuilder anomalies) => anomalies.MapGet("", Handle).Does(nameof(ListAnomalies), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        public Guid? DeviceId { get; init; }
        public Guid? SchoolId { get; init; }
        /// <summary>false: those that nobody settled yet.</summary>
        public bool? Resolved { get; init; }
    }

    /// <summary>Lists the anomalies of returns and receptions.</summary>
    internal static async Task<Lists<RecordedAnomaly>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop)
    {
        var sql = new Sql(RecordedAnomaly.SelectSql)
            .Where("a.organisation_id = @organisationId")
            .Where($"({Scope.Schools("a.school_id")} or l.id is not null)") // the desk that saw it, and the school that lent
            .WhereIf(filter.DeviceId, "a.device_id = @deviceId", "deviceId")
            .WhereIf(filter.SchoolId, "a.school_id = @schoolId", "schoolId");
        if (filter.Resolved is { } resolved) sql.Where(resolved ? "a.resolved_at is not null" : "a.resolved_at is null");
        return await Paging.ById(db, sql, "a.id", filter.Cursor, filter.Limit, (RecordedAnomaly anomaly) => anomaly, anomaly => anomaly.Id, stop);
    }
}

/// <summary>Settles an anomaly: somebody looked, and says what was done.</summary>
internal static class ResolveAnomaly
{
    public static void Map(RouteGroupBuilder anomalies) => anomalies.MapPost("{id:guid}/resolve", Handle).Does(nameof(ResolveAnomaly), Permission.Lend);

    internal sealed record Request
    {
        /// <summary>What was done; never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Settles an anomaly.</summary>
    internal static async Task<Returns<RecordedAnomaly>> Handle(Guid id, Request request, Db db, CancellationToken stop) => await Run(db, id, request, stop);

    public static Task<Outcome<RecordedAnomaly>> Run(Db db, Guid id, Request request, CancellationToken stop) => db.Write<RecordedAnomaly>(async tx =>
    {
        if (await tx.One<RecordedAnomaly>(RecordedAnomaly.ByIdSql, new { id }) is not { } anomaly) return Errors.NotFound.Refuse();
        if (await tx.Execute(ResolveSql, new { id, now = tx.Now }) == 0) return LoanErrors.AnomalySettled.Refuse();
        tx.Record(new Event { Name = "resolve_anomaly", DeviceId = anomaly.DeviceId, LoanId = anomaly.LoanId, SubjectId = id, Reason = TextKey.Tidy(request.Reason) });
        return (await tx.One<RecordedAnomaly>(RecordedAnomaly.ByIdSql, new { id }))!;
    }, stop);

    public const string ResolveSql = """
        update anomaly set resolved_at = @now, resolved_by = @principalId
        where organisation_id = @organisationId and id = @id and resolved_at is null
        """;
}
