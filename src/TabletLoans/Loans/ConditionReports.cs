using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>État des lieux, as it was written down.</summary>
public sealed record ConditionReport
{
    public required Guid Id { get; init; }
    /// <summary>hand_over, return or triage.</summary>
    [Text(20)] public required string Phase { get; init; }
    [OneOf<Grades>] public string? Grade { get; init; }
    [Text(1000)] public string? Notes { get; init; }
    public required DateTimeOffset ReportedAt { get; init; }
    public required Guid ReportedBy { get; init; }

    public const string SelectSql = "select c.id, c.phase, c.grade, c.notes, c.reported_at, c.reported_by from condition_report c";
}

internal static class ListConditionReports
{
    public static void Map(RouteGroupBuilder loans) => loans.MapGet("{id:guid}/condition-reports", Handle).Does(nameof(ListConditionReports), Permission.ReadLoans);

    /// <summary>Lists the condition reports of a loan: at the hand-over and at the return.</summary>
    internal static async Task<Lists<ConditionReport>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, id, filter, stop);

    /// <summary>Those of a device, newest first: what was seen each time it went out and came back.</summary>
    public static Task<IReadOnlyList<ConditionReport>> OfDevice(Db db, Guid id, int most, CancellationToken stop) =>
        db.List<ConditionReport>(OfDeviceSql, new { id, most }, stop);

    public const string OfDeviceSql = $"{ConditionReport.SelectSql}\n where c.organisation_id = @organisationId and c.device_id = @id order by c.id desc limit @most";

    public static async Task<Outcome<Page<ConditionReport>>> Run(Db db, Guid id, PageRequest filter, CancellationToken stop)
    {
        if (await db.One<LoanRow>(LoanRow.ByIdSql, new { id }, stop) is null) return (Outcome<Page<ConditionReport>>)Errors.NotFound.Refuse();
        var sql = new Sql(ConditionReport.SelectSql).Where("c.loan_id = @id", "id", id).Where("c.organisation_id = @organisationId");
        return await Paging.ById(db, sql, "c.id", filter.Cursor, filter.Limit, (ConditionReport report) => report, report => report.Id, stop);
    }
}
