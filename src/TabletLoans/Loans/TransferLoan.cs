using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Passes a device from one borrower to another in one step: the first loan ends as transferred, the second begins.</summary>
internal static class TransferLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/transfer", Handle).Does(nameof(TransferLoan), Permission.Lend);

    internal sealed record Request
    {
        public required Guid? BorrowerId { get; init; }
        [OneOf<LoanKinds>] public string? Kind { get; init; }
        public DateOnly? DueOn { get; init; }
        [Text(500)] public string? Reason { get; init; }
        /// <summary>From a first answer confirmation_required: loans/check for the new borrower gives it.</summary>
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <summary>Transfers a loan to another borrower; the answer is the new loan.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, ConfirmationTokens tokens, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, tokens, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, ConfirmationTokens tokens, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        if (await db.One<LoanRow>(LoanRow.ByIdSql, new { id }, stop) is not { } before) return Errors.NotFound.Refuse();
        if (before.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", before.Outcome));
        if (before.BorrowerId == request.BorrowerId) return LoanErrors.SameBorrower.Refuse();
        var device = (await db.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id = before.DeviceId }, stop))!;
        var read = await LendFacts.Read(db, device, request.BorrowerId!.Value, request.Kind, request.DueOn, stop);
        if (read.Refusal is { } refusal) return refusal;
        var facts = read.Value!;
        // It is on loan, as it must be here; the data of the first borrower still counts.
        List<Reason> reasons = [.. facts.DeviceReasons().Where(reason => reason.Error != LoanErrors.AlreadyOnLoan), .. facts.BorrowerReasons(), LoanErrors.DataNotWiped.With(("assetTag", device.AssetTag), ("dataState", "user_data"))];
        var decision = LendDevice.Confirm([.. reasons.DistinctBy(reason => reason.Error)], facts, caller, tokens, request.ConfirmationToken);
        if (decision.Refusal is { } no) return no;
        return await LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
            var accessories = await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id });
            await tx.Execute(LoanIncident.EndSql, new { id, outcome = "transferred", policeReport = (string?)null, now = tx.Now });
            var lend = new LendDevice.Request
            {
                Device = device.AssetTag, BorrowerId = facts.Borrower.Id, Note = null,
                Accessories = [.. accessories.Where(piece => piece.Due > 0).Select(piece => new Accessory { Kind = piece.Kind, Quantity = piece.Due })],
            };
            var next = await OpenLoanRow.Insert(tx, db.Dialect, facts, lend, decision.Value!);
            if (next.Refusal is { } taken) return taken;
            tx.Record(new Event { Name = "transfer_loan", LoanId = id, DeviceId = device.Id, BorrowerId = loan.BorrowerId, Reason = request.Reason });
            tx.Record(new Event { Name = "transfer_loan", LoanId = next.Value!.Id, DeviceId = device.Id, BorrowerId = facts.Borrower.Id, Reason = request.Reason, Changes = LendDevice.Changes(facts, decision.Value!) });
            return await Loan.Read(tx, caller, db.Today, next.Value.Id);
        }, stop);
    }
}
