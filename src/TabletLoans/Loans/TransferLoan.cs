using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Passes a device from one borrower to another in one step: the first loan ends as transferred, the second begins.</summary>
internal static class TransferLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/transfer", Handle).Does(nameof(TransferLoan), Permission.Lend).HonoursIfMatch();

    internal sealed record Request
    {
        public required Guid? BorrowerId { get; init; }
        [OneOf<LoanKinds>] public string? Kind { get; init; }
        public DateOnly? DueOn { get; init; }
        [Text(500)] public string? Reason { get; init; }
        /// <summary>From transfer/check, where something had to be confirmed.</summary>
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <summary>Transfers a loan to another borrower; the answer is the new loan.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, ConfirmationTokens tokens, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, tokens, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, ConfirmationTokens tokens, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        var read = await Read(db, id, request, stop);
        if (read.Refusal is { } refusal) return refusal;
        var (facts, reasons) = read.Value;
        var decision = LendDevice.Confirm(reasons, facts, caller, tokens, request.ConfirmationToken);
        if (decision.Refusal is { } no) return no;
        var device = facts.Device;
        return await LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
            if (await tx.Execute(UsedSql, new { device.Id, device.Version, now = tx.Now }) == 0) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
            var accessories = await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id });
            await tx.Execute(LoanIncident.EndSql, new { id, outcome = "transferred", policeReport = (string?)null, now = tx.Now });
            var lend = new LendDevice.Request
            {
                Device = device.AssetTag, BorrowerId = facts.Borrower.Id, Note = null,
                Accessories = [.. accessories.Where(piece => piece.Due > 0).Select(piece => new Accessory { Kind = piece.Kind, Quantity = piece.Due })],
            };
            await tx.Execute(Accessory.SettleSql, new { id });
            var next = await OpenLoanRow.Insert(tx, db.Dialect, facts, lend, decision.Value!);
            if (next.Refusal is { } taken) return taken;
            var passed = new Event { Name = "transfer_loan", LoanId = id, DeviceId = device.Id, BorrowerId = loan.BorrowerId, Reason = TextKey.Tidy(request.Reason) }.Telling(new JsonObject { ["toLoan"] = next.Value!.Id.ToString("D") });
            tx.Record(await FoundDevice.Tell(tx, device.Id, passed)); // who hands it on has not kept it
            tx.Record(new Event { Name = "transfer_loan", LoanId = next.Value!.Id, DeviceId = device.Id, BorrowerId = facts.Borrower.Id, Reason = TextKey.Tidy(request.Reason) }.Telling(LendDevice.Changes(facts, lend.Accessories, decision.Value!)).Telling(new JsonObject { ["fromLoan"] = id.ToString("D") }));
            return await Loan.Read(tx, caller, db.Today, next.Value.Id);
        }, stop);
    }

    // It stays on loan, and from now on carries the first borrower's data, even where the second loan is cancelled.
    public const string UsedSql = """
        update device set data_state = 'user_data', updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version and state = 'on_loan'
        """;

    /// <summary>What the rules say of the passage: they may be gone past as those of a loan, but for the device being on loan.</summary>
    public static async Task<Outcome<(LendFacts Facts, List<Reason> Reasons)>> Read(Db db, Guid id, Request request, CancellationToken stop)
    {
        if (await db.One<LoanRow>(LoanRow.ByIdSql, new { id }, stop) is not { } loan) return Errors.NotFound.Refuse();
        if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
        if (loan.BorrowerId == request.BorrowerId) return LoanErrors.SameBorrower.Refuse();
        // In the hands of the first borrower it carries that person's data, whatever was known when it left.
        var device = (await db.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id = loan.DeviceId }, stop))! with { DataState = "user_data" };
        var read = await LendFacts.Read(db, device, null, request.BorrowerId!.Value, request.Kind, request.DueOn, stop);
        if (read.Refusal is { } refusal) return refusal;
        var facts = read.Value!;
        // It is on loan, as it must be; and that it goes from hand to hand with its data is what was asked for: a warning says so.
        return (facts, [.. facts.DeviceReasons().Where(reason => reason.Error != LoanErrors.AlreadyOnLoan && reason.Error != LoanErrors.DataNotWiped), .. facts.BorrowerReasons()]);
    }
}
