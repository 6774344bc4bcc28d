using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Says what a loan would meet, without writing: what forbids it, what must be confirmed, what is worth knowing.</summary>
internal static class CheckLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("check", Handle).Does(nameof(CheckLoan), Permission.Lend).WritesNothing();

    internal sealed record View
    {
        /// <summary>Rules that the caller cannot go past.</summary>
        [Items(50)] public required IReadOnlyList<ProblemReason> Blockers { get; init; }
        /// <summary>Rules that the caller may go past: send the token with the loan.</summary>
        [Items(50)] public required IReadOnlyList<ProblemReason> Confirmations { get; init; }
        [Items(50)] public required IReadOnlyList<ProblemReason> Warnings { get; init; }
        /// <summary>Present where something must be confirmed and nothing forbids; good for 15 minutes.</summary>
        [Text(4000)] public string? Token { get; init; }
        /// <summary>What the loan's due date would be; null: open.</summary>
        public DateOnly? DueOn { get; init; }
    }

    /// <summary>Checks a loan without making it.</summary>
    internal static async Task<Returns<View>> Handle(LendDevice.Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop) =>
        await Run(db, caller, tokens, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, ConfirmationTokens tokens, LendDevice.Request request, CancellationToken stop)
    {
        if (Accessory.Repeated(request.Accessories) is { } repeated) return repeated;
        var read = await LendFacts.Read(db, request, stop);
        return read.Refusal is { } refusal ? refusal : Show(read.Value!, [.. read.Value!.DeviceReasons(), .. read.Value.BorrowerReasons()], caller, tokens);
    }

    public static View Show(LendFacts facts, IEnumerable<Reason> reasons, Caller caller, ConfirmationTokens tokens, params IEnumerable<Reason> moreWarnings)
    {
        var known = reasons.ToLookup(caller.MayOverride);
        return new View
        {
            Blockers = Show(known[false], caller),
            Confirmations = Show(known[true], caller),
            Warnings = Show([.. facts.Warnings(), .. moreWarnings], caller),
            Token = known[true].Any() && !known[false].Any() ? tokens.Issue(caller.Scope.PrincipalId, facts.Device.Id, facts.Borrower.Id, known[true]) : null,
            DueOn = facts.Due.DueOn,
        };
    }

    private static List<ProblemReason> Show(IEnumerable<Reason> reasons, Caller caller) => reasons.Select(reason => ProblemReason.From(reason, caller.Culture)).ToList();
}

/// <summary>Says what a transfer would meet, without writing.</summary>
internal static class CheckTransfer
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/transfer/check", Handle).Does(nameof(CheckTransfer), Permission.Lend).WritesNothing();

    /// <summary>Checks a transfer without making it.</summary>
    internal static async Task<Returns<CheckLoan.View>> Handle(Guid id, TransferLoan.Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop) =>
        await Run(db, caller, tokens, id, request, stop);

    public static async Task<Outcome<CheckLoan.View>> Run(Db db, Caller caller, ConfirmationTokens tokens, Guid id, TransferLoan.Request request, CancellationToken stop)
    {
        var read = await TransferLoan.Read(db, id, request, stop);
        return read.Refusal is { } refusal ? (Outcome<CheckLoan.View>)refusal : CheckLoan.Show(read.Value.Facts, read.Value.Reasons, caller, tokens, LoanErrors.DataNotWiped.With(("assetTag", read.Value.Facts.Device.AssetTag), ("dataState", "user_data")));
    }
}
