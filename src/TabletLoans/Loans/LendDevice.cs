using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Hands a device to a borrower. A device has at most one open loan, whatever the load.</summary>
internal static class LendDevice
{
    private static readonly Transition Lend = DeviceLifecycle.Row("lend");

    public static void Map(RouteGroupBuilder loans) => loans.MapPost("", Handle).Does(nameof(LendDevice), Permission.Lend);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id: what the scanner reads.</summary>
        [Text(100)] public required string Device { get; init; }
        public required Guid? BorrowerId { get; init; }
        /// <summary>The borrower's kind decides when absent.</summary>
        [OneOf<LoanKinds>] public string? Kind { get; init; }
        /// <summary>Local date; the rule of the kind decides when absent.</summary>
        public DateOnly? DueOn { get; init; }
        [Items(20)] public IReadOnlyList<Accessory>? Accessories { get; init; }
        public Condition? Condition { get; init; }
        /// <summary>Never a person's name.</summary>
        [Text(500, Lines = true)] public string? Note { get; init; }
        /// <summary>Why a rule was gone past, where one was.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>The loan whose device is in repair, for a spare.</summary>
        public Guid? SpareForLoanId { get; init; }
        /// <summary>From loans/check, where something had to be confirmed.</summary>
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <summary>Lends a device: 409 with every reason at once where a rule says no.</summary>
    internal static async Task<Creates<Loan>> Handle(Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop) =>
        await Run(db, caller, tokens, request, stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, ConfirmationTokens tokens, Request request, CancellationToken stop)
    {
        var read = await LendFacts.Read(db, request, stop);
        if (read.Refusal is { } refusal) return refusal;
        var decision = Decide(read.Value!, caller, tokens, request);
        if (decision.Refusal is { } no) return no;
        return await db.Write(tx => Carry(tx, db, caller, read.Value!, request, decision.Value!), stop);
    }

    /// <summary>The rules on the facts: refused, or the reasons that were knowingly gone past.</summary>
    public static Outcome<IReadOnlyList<Reason>> Decide(LendFacts facts, Caller caller, ConfirmationTokens tokens, Request request)
    {
        if (Accessory.Repeated(request.Accessories) is { } repeated) return repeated;
        return Confirm([.. facts.DeviceReasons(), .. facts.BorrowerReasons()], facts, caller, tokens, request.ConfirmationToken);
    }

    public static Outcome<IReadOnlyList<Reason>> Confirm(List<Reason> reasons, LendFacts facts, Caller caller, ConfirmationTokens tokens, string? token)
    {
        if (reasons.Any(reason => !caller.MayOverride(reason))) return new Refusal(reasons.First(reason => !caller.MayOverride(reason)).Error, reasons, []);
        if (reasons.Count > 0 && !tokens.Covers(token, caller.Scope.PrincipalId, facts.Device.Id, facts.Borrower.Id, reasons))
            return new Refusal(LoanErrors.ConfirmationRequired, reasons, []);
        return reasons;
    }

    /// <summary>The writes, each guarded: what was read may have changed since.</summary>
    public static async Task<Outcome<Loan>> Carry(Tx tx, Db db, Caller caller, LendFacts facts, Request request, IReadOnlyList<Reason> overridden)
    {
        if (await MoveDevice.Move(tx, Lend, facts.Device, facts.SchoolId, request.Condition?.Grade, request.Reason) is not { } moved) return await Again(tx, facts);
        var loan = await OpenLoanRow.Insert(tx, db.Dialect, facts, request, overridden);
        if (loan.Refusal is { } refusal) return refusal;
        tx.Record(moved.Telling(Changes(facts, request.Accessories, overridden)) with { LoanId = loan.Value!.Id, BorrowerId = facts.Borrower.Id });
        return loan.Value.View(caller, db.Today, Accessory.Rows(loan.Value.Id, request.Accessories));
    }

    /// <summary>Somebody was faster: look again and say what is true now.</summary>
    private static async Task<Outcome<Loan>> Again(Tx tx, LendFacts facts)
    {
        var now = await tx.One<DeviceRow>(DeviceRow.ByIdSql, new { facts.Device.Id });
        if (now is null) return DeviceErrors.UnknownDevice.Refuse();
        return Refusal.From([.. (facts with { Device = now }).DeviceReasons().Where(reason => reason.Error.Override is null)])
            ?? Errors.VersionConflict.Refuse(("version", now.Version));
    }

    /// <summary>What a new loan tells: when it is due, what went with the device, and the rules that were knowingly gone past.</summary>
    public static JsonObject Changes(LendFacts facts, IReadOnlyList<Accessory>? accessories, IReadOnlyList<Reason> overridden)
    {
        var changes = new JsonObject { ["dueOn"] = new JsonObject { ["old"] = null, ["new"] = facts.Due.DueOn?.ToString("O") } };
        if (accessories is { Count: > 0 }) changes["accessories"] = Accessory.Told(accessories);
        if (overridden.Count > 0) changes["overridden"] = new JsonArray([.. overridden.Select(reason => (JsonNode)reason.Error.Code)]);
        return changes;
    }
}
