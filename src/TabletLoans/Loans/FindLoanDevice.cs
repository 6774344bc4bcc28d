using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>A device declared lost or stolen during its loan is found: it goes to triage, and the loan ends as returned.</summary>
internal static class FindLoanDevice
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/found", Handle).Does(nameof(FindLoanDevice), Permission.DeclareIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Where it was found, and how; never a person's name.</summary>
        [Text(500, Lines = true)] public required string Reason { get; init; }
    }

    /// <summary>Records that the device of a lost or stolen loan was found.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) =>
        LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            // A device that turned up otherwise may have been lent and lost again: it is the last loan that lost it.
            var last = (await tx.One<LoanRow>(ReturnDevice.LastLoanSql, new { id = loan.DeviceId }))!;
            if (loan is not { Outcome: "lost" or "stolen", ReturnedAt: null } || last.Id != id) return LoanErrors.LoanNotLost.Refuse(("outcome", loan.Outcome ?? "open"));
            var device = (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id = loan.DeviceId }))!;
            var row = DeviceLifecycle.Finding(device.State);
            if (!row.StartsFrom(device.State) || await MoveDevice.Move(tx, row, device, device.SchoolId, reason: request.Reason) is not { } moved)
                return MoveDevice.Refuse(row, device, null) ?? Errors.VersionConflict.Refuse(("version", device.Version));
            await tx.Execute(ReturnDevice.EndSql, new { id, at = tx.Now, grade = (string?)null, here = (Guid?)null, now = tx.Now });
            tx.Record((await IncidentOfMove.Follow(tx, row, device, moved)) with { LoanId = id, BorrowerId = loan.BorrowerId });
            return await Loan.Read(tx, caller, db.Today, id);
        }, stop);
}
