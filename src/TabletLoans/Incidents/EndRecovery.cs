using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Records that a recovery was paid.</summary>
internal static class SettleRecovery
{
    public static void Map(RouteGroupBuilder recoveries) => recoveries.MapPost("{id:guid}/settle", Handle).Does(nameof(SettleRecovery), Permission.DecideIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Local date, today when absent; not before it was issued.</summary>
        public DateOnly? SettledOn { get; init; }
        /// <summary>Of the receipt or the collection order (titre de recette).</summary>
        [Text(100)] public string? ReceiptReference { get; init; }
    }

    /// <summary>Records that a recovery was paid.</summary>
    internal static async Task<Returns<Recovery>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => EndRecovery.Run(db, caller, id, ifMatch, async (tx, recovery) =>
    {
        if (recovery.WaivedOn is not null) return IncidentErrors.RecoveryWaived.Refuse();
        if (recovery.SettledOn is not null) return IncidentErrors.RecoverySettled.Refuse();
        var day = request.SettledOn ?? db.Today;
        if (day < recovery.IssuedOn || day > db.Today) return Refusal.Invalid("/settledOn", Errors.OutOfRange, ("min", recovery.IssuedOn), ("max", db.Today));
        await tx.Execute(SettleSql, new { id, day, receiptReference = TextKey.Tidy(request.ReceiptReference), now = tx.Now });
        return EndRecovery.Event(recovery, "settle_recovery", null);
    }, stop);

    public const string SettleSql = """
        update recovery set settled_on = @day, settled_at = @now, settled_by = @principalId, receipt_reference = @receiptReference, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and settled_at is null and waived_at is null
        """;
}

/// <summary>Gives up a recovery. One that was paid is paid back: the device was found, the decision was wrong.</summary>
internal static class WaiveRecovery
{
    public static void Map(RouteGroupBuilder recoveries) => recoveries.MapPost("{id:guid}/waive", Handle).Does(nameof(WaiveRecovery), Permission.DecideIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Never a person's name.</summary>
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Waives a recovery; where it was paid, refundCents tells what is to be paid back.</summary>
    internal static async Task<Returns<Recovery>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => EndRecovery.Run(db, caller, id, ifMatch, async (tx, recovery) =>
    {
        if (recovery.WaivedOn is not null) return IncidentErrors.RecoveryWaived.Refuse();
        await tx.Execute(WaiveSql, new { id, reason = request.Reason.Trim(), today = db.Today, now = tx.Now });
        return EndRecovery.Event(recovery, "waive_recovery", request.Reason).Telling(new JsonObject { ["refundCents"] = recovery.SettledOn is null ? 0 : recovery.AmountCents });
    }, stop);

    public const string WaiveSql = """
        update recovery set waived_on = @today, waived_at = @now, waived_by = @principalId, waive_reason = @reason, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and waived_at is null
        """;
}

/// <summary>What both begin with: the row, within the caller's schools, held until the end of the transaction.</summary>
internal static class EndRecovery
{
    public static Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, IfMatch ifMatch, Func<Tx, RecoveryRow, Task<Outcome<Event>>> end, CancellationToken stop) => db.Write<Recovery>(async tx =>
    {
        if (await tx.One<RecoveryRow>($"{RecoveryRow.ByIdSql}{db.Dialect.ForUpdateOf("r")}", new { id }) is not { } recovery) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(recovery.Version) is { } stale) return stale;
        var happened = await end(tx, recovery);
        if (happened.Refusal is { } refusal) return refusal;
        tx.Record(happened.Value!);
        return await RecoveryRow.Read(tx, caller, id);
    }, stop);

    public static Event Event(RecoveryRow recovery, string name, string? reason) => new Event
    {
        Name = name, DeviceId = recovery.DeviceId, LoanId = recovery.LoanId, BorrowerId = recovery.BorrowerId, SubjectId = recovery.IncidentId, Reason = TextKey.Tidy(reason),
    }.Telling(new JsonObject { ["recovery"] = recovery.Id.ToString("D"), ["amountCents"] = recovery.AmountCents });
}
