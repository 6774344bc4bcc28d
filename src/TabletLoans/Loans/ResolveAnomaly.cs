using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

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
