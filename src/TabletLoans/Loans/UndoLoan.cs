using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>
/// Takes back the slip of a moment ago at the desk: one's own hand-over or one's own return, while nothing came after it. A compensating
/// entry: what happened stays told. Later, or for somebody else's act, the loan is corrected by who has that right.
/// </summary>
internal static class UndoLoan
{
    /// <summary>A slip is seen while the person still stands there; what is older is a correction.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/undo", Handle).Does(nameof(UndoLoan), Permission.Lend).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Which of the two is meant; absent: whichever was the last. What came after it stays.</summary>
        [OneOf<Acts>] public string? Act { get; init; }
    }

    internal sealed class Acts : IForPrograms
    {
        public static IReadOnlyList<string> All { get; } = ["lend", "return"];
    }

    /// <summary>Undoes the caller's own hand-over (the loan is cancelled) or own return (the loan runs again), within 30 minutes and while nothing else happened to the device.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) => await Run(db, caller, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
    {
        var device = (await tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id = loan.DeviceId }))!;
        var last = (await tx.One<Event>(LastEventSql, new { id = device.Id }))!;
        if (last.LoanId != id || last.Name is not ("lend" or "return") || last.Name != (request.Act ?? last.Name) || last.ActorId != db.Scope.PrincipalId || last.HappenedAt < tx.Now - Window)
            return LoanErrors.NotToUndo.Refuse(("assetTag", device.AssetTag), ("minutes", (int)Window.TotalMinutes));
        if (last.Name == "lend") return await CorrectLoan.Carry(tx, db, caller, loan, null);

        var told = JsonNode.Parse(last.Changes ?? "{}")!;
        var row = DeviceLifecycle.Row("undo_return");
        var grade = (string?)told["grade"]?["old"] ?? device.Grade;
        var school = told["schoolId"] is { } moved ? moved["old"]?.GetValue<Guid>() : device.SchoolId;
        if (MoveDevice.Refuse(row, device, null) is { } refusal) return refusal;
        var happened = await MoveDevice.Move(tx, row, device, school, grade) ?? throw new InvalidOperationException($"device {device.Id} changed while its row was held");
        await tx.Execute(ReopenSql, new { id, now = tx.Now });
        foreach (var (kind, count) in told["accessories"]?.AsObject() ?? []) await tx.Execute(Accessory.ReturnSql, new { loanId = id, kind, quantity = -(int)count! });
        await tx.Execute(SettleSql, new { id, since = last.HappenedAt, now = tx.Now });
        tx.Record(happened with { LoanId = id, BorrowerId = loan.BorrowerId });
        return await Loan.Read(tx, caller, db.Today, id);
    }, stop);

    public const string LastEventSql = $"select {Event.Columns} from event where organisation_id = @organisationId and device_id = @id order by sequence desc limit 1";

    public const string ReopenSql = """
        update loan set ended_at = null, outcome = null, returned_at = null, returned_by = null, returned_school_id = null, return_grade = null, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id
        """;

    // What was odd at a return that never was is no task for anybody.
    public const string SettleSql = """
        update anomaly set resolved_at = @now, resolved_by = @principalId
        where organisation_id = @organisationId and loan_id = @id and seen_at >= @since and resolved_at is null
        """;
}
