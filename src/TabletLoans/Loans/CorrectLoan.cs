using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Cancels a loan made by mistake by a compensating entry: the loan stays, ended as cancelled, and says why.</summary>
internal static class CorrectLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/correct", Handle).Does(nameof(CorrectLoan), Permission.CorrectLoans).HonoursIfMatch();

    internal sealed record Request
    {
        [Text(500)] public required string Reason { get; init; }
    }

    /// <summary>Cancels a loan that was made by mistake; the device was never handed over. 409 loan_has_recovery while a recovery that nobody waived rests on it; a breach of trust that was declared on it ends.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) =>
        LoanChange.Run<Loan>(db, id, ifMatch, (tx, loan) => Carry(tx, db, caller, loan, request.Reason), stop);

    /// <summary>The loan's row is held.</summary>
    public static async Task<Outcome<Loan>> Carry(Tx tx, Db db, Caller caller, LoanRow loan, string? reason)
    {
        if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
        var (id, device) = (loan.Id, (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id = loan.DeviceId }))!);
        // Back to where it left from: lending from stock gave it the borrower's school, where it never went.
        var fromStock = device.SchoolId is null || await tx.One<string>(LentFromSql, new { id }) == DeviceStates.InStock.Code;
        var row = DeviceLifecycle.Row(fromStock ? "cancel_loan_from_stock" : "cancel_loan");
        if (await MoveDevice.Move(tx, row, device, row.LeavesSchool ? null : device.SchoolId, reason: reason) is not { } moved) return Errors.VersionConflict.Refuse(("version", device.Version));
        // The device is held from here on: nothing is asked for meanwhile. What a loan is charged with shows that it was one.
        if (await tx.One<int>(RecoveriesSql, new { id }) is > 0 and var count) return IncidentErrors.LoanRecovered.Refuse(("count", count));
        await tx.Execute(LoanIncident.EndSql, new { id, outcome = "cancelled", policeReport = (string?)null, now = tx.Now });
        await tx.Execute(Accessory.SettleSql, new { id });
        tx.Record((await IncidentOfMove.Follow(tx, row, device, moved)) with { LoanId = id, BorrowerId = loan.BorrowerId });
        return await Loan.Read(tx, caller, db.Today, id);
    }

    public const string RecoveriesSql = "select count(*) from recovery r where r.organisation_id = @organisationId and r.loan_id = @id and r.waived_at is null";

    public const string LentFromSql = "select e.from_state from event e where e.organisation_id = @organisationId and e.loan_id = @id and e.name = 'lend'";
}
