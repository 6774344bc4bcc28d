using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Lends to a whole class at once: each line is made or refused by itself, all in one transaction.</summary>
internal static class LendBatch
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("batch", Handle).Does(nameof(LendBatch), Permission.Lend);

    internal sealed record Request
    {
        [Items(200)] public required IReadOnlyList<LendDevice.Request> Lines { get; init; }
    }

    internal sealed record View
    {
        [Items(200)] public required IReadOnlyList<LineView> Results { get; init; }
    }

    internal sealed record LineView
    {
        /// <summary>From 1, as the lines were sent.</summary>
        public required int Line { get; init; }
        /// <summary>The HTTP status that the line alone would have had.</summary>
        public required int Status { get; init; }
        public Loan? Loan { get; init; }
        public Problem? Problem { get; init; }
    }

    /// <summary>Makes many loans: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop) =>
        await Run(db, caller, tokens, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, ConfirmationTokens tokens, Request request, CancellationToken stop)
    {
        var lines = new List<Func<Tx, Task<Outcome<Loan>>>>();
        foreach (var line in request.Lines)
        {
            var read = await LendFacts.Read(db, line, stop);
            var decision = read.Refusal is { } unread ? unread : LendDevice.Decide(read.Value!, caller, tokens, line);
            lines.Add(decision.Refusal is { } refusal
                ? _ => Task.FromResult<Outcome<Loan>>(refusal)
                : tx => LendDevice.Carry(tx, db, caller, read.Value!, line, decision.Value!));
        }
        return await db.Write<View>(async tx =>
        {
            var results = new List<LineView>();
            foreach (var line in lines)
            {
                Outcome<Loan> outcome = default;
                await tx.Attempt(async () => !(outcome = await line(tx)).IsRefused);
                results.Add(Show(results.Count + 1, outcome, caller.Culture));
            }
            return new View { Results = results };
        }, stop);
    }

    private static LineView Show(int line, Outcome<Loan> outcome, CultureInfo culture) => outcome.Refusal is { } refusal
        ? new() { Line = line, Status = refusal.Error.Status, Problem = Problem.From(refusal, $"/lines/{line - 1}", culture) }
        : new() { Line = line, Status = StatusCodes.Status201Created, Loan = outcome.Value };
}
