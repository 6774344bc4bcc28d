using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>
/// Exchanges the device of a running loan for another, in one step: the first comes back, the second goes out to the same person until
/// the same day, and the pieces stay with them. Nobody leaves the desk with two devices, or with none.
/// </summary>
internal static class SwapDevice
{
    private static readonly Transition Return = DeviceLifecycle.Row("return");

    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/swap", Handle).Does(nameof(SwapDevice), Permission.Lend).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>The device that goes out: asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        /// <summary>The condition that the first one came back in; unchanged when absent.</summary>
        [OneOf<Grades>] public string? Grade { get; init; }
        /// <summary>What is wrong with the first one; never a person's name.</summary>
        [Text(1000, Lines = true)] public string? Notes { get; init; }
        /// <summary>true: a spare, lent while the first one is repaired. Absent: the loan goes on with the other device, of the same kind.</summary>
        public bool? Spare { get; init; }
        /// <summary>Why a rule was gone past, where one was.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>From swap/check, where something had to be confirmed.</summary>
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <summary>Swaps the device of a loan; the answer is the new loan.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, ConfirmationTokens tokens, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, tokens, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, ConfirmationTokens tokens, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        var read = await Read(db, id, request, stop);
        if (read.Refusal is { } refusal) return refusal;
        var facts = read.Value!;
        var decision = LendDevice.Confirm([.. facts.DeviceReasons(), .. facts.BorrowerReasons()], facts, caller, tokens, request.ConfirmationToken);
        if (decision.Refusal is { } no) return no;
        return await LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
            var pieces = await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id });
            var back = (await tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id = loan.DeviceId }))!;
            if (await MoveDevice.Move(tx, Return, back, back.SchoolId, request.Grade) is not { } moved) return MoveDevice.Refuse(Return, back, null) ?? Errors.VersionConflict.Refuse(("version", back.Version));
            await tx.Execute(ReturnDevice.EndSql, new { id, at = tx.Now, request.Grade, here = (Guid?)null, now = tx.Now });
            var taken = await ReturnAccessories.Write(tx, pieces, id, null, []);
            if (request.Grade is not null || request.Notes is not null) await new Condition { Grade = request.Grade, Notes = request.Notes }.Insert(tx, back.Id, id, "return");
            tx.Record(moved.Telling(taken) with { LoanId = id, BorrowerId = loan.BorrowerId });
            var lend = new LendDevice.Request
            {
                Device = facts.Device.AssetTag, BorrowerId = loan.BorrowerId, SpareForLoanId = request.Spare == true ? id : null, Reason = request.Reason,
                Accessories = [.. pieces.Where(piece => piece.Due > 0).Select(piece => new Accessory { Kind = piece.Kind, Quantity = piece.Due })],
            };
            return await LendDevice.Carry(tx, db, caller, facts, lend, decision.Value!);
        }, stop);
    }

    /// <summary>What the rules look at: as for a loan to this person, once the first device is back.</summary>
    public static async Task<Outcome<LendFacts>> Read(Db db, Guid id, Request request, CancellationToken stop)
    {
        if (await db.One<LoanRow>(LoanRow.ByIdSql, new { id }, stop) is not { } loan) return Errors.NotFound.Refuse();
        if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
        var device = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        if (device.Refusal is { } unknown) return unknown;
        // A loan that is overdue already begins anew, by its rule.
        var dueOn = loan.DueOn < db.Today ? null : loan.DueOn;
        var read = await LendFacts.Read(db, device.Value!, null, loan.BorrowerId, request.Spare == true ? "spare" : loan.Kind, dueOn, stop);
        return read.Value is { } facts ? facts with { Borrower = facts.Borrower with { OpenMain = facts.Borrower.OpenMain - (loan.CountsAsMain ? 1 : 0) } } : read;
    }
}

/// <summary>Says what a swap would meet, without writing.</summary>
internal static class CheckSwap
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/swap/check", Handle).Does(nameof(CheckSwap), Permission.Lend).WritesNothing();

    /// <summary>Checks a swap without making it.</summary>
    internal static async Task<Returns<CheckLoan.View>> Handle(Guid id, SwapDevice.Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop)
    {
        var read = await SwapDevice.Read(db, id, request, stop);
        return read.Refusal is { } refusal ? (Outcome<CheckLoan.View>)refusal : CheckLoan.Show(read.Value!, [.. read.Value!.DeviceReasons(), .. read.Value.BorrowerReasons()], caller, tokens);
    }
}
