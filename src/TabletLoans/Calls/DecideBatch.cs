using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Makes one move with many applications: each by itself, so that what one refuses holds up no other, all in one transaction.</summary>
internal static class DecideBatch
{
    public static IEnumerable<ApplicationMove> Rows => ApplicationLifecycle.All.Where(row => row.Permission == Permission.DecideApplications && row.UseCase != nameof(RankCall));

    public static void Map(RouteGroupBuilder applications)
    {
        foreach (var row in Rows)
            applications.MapPost($"batch/{row.Name}", (Request request, Db db, Caller caller, CancellationToken stop) => Handle(row, request, db, caller, stop))
                .Does($"{nameof(DecideBatch)}_{row.Name}", row.Permission)
                .WithSummary($"{row.Summary.En}, many applications at once: from {string.Join(", ", row.From)} to {row.To}.");
    }

    internal sealed record Request
    {
        [Items(1000)] public required IReadOnlyList<Guid> Applications { get; init; }
        /// <summary>As the move alone takes it, for all of them.</summary>
        [Text(500)] public string? Reason { get; init; }
        public DateOnly? On { get; init; }
    }

    internal sealed record View
    {
        [Items(1000)] public required IReadOnlyList<LineView> Results { get; init; }
    }

    internal sealed record LineView
    {
        /// <summary>From 1, as the applications were sent.</summary>
        public required int Line { get; init; }
        /// <summary>The HTTP status that the line alone would have had.</summary>
        public required int Status { get; init; }
        public required Guid ApplicationId { get; init; }
        [OneOf<ApplicationStateCodes>] public string? State { get; init; }
        public Problem? Problem { get; init; }
    }

    private static async Task<Returns<View>> Handle(ApplicationMove row, Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, row, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, ApplicationMove row, Request request, CancellationToken stop)
    {
        if (request.Applications.Count == 0) return Refusal.Invalid("/applications", Errors.Missing);
        return await db.Write<View>(async tx =>
        {
            var results = new List<LineView>(request.Applications.Count);
            foreach (var id in request.Applications)
            {
                Outcome<Application> outcome = default;
                await tx.Attempt(async () => !(outcome = await Decide(tx, db, caller, row, id, request)).IsRefused);
                results.Add(new LineView
                {
                    Line = results.Count + 1, Status = outcome.Refusal?.Error.Status ?? StatusCodes.Status200OK, ApplicationId = id, State = outcome.Value?.State,
                    Problem = outcome.Refusal is { } refusal ? Problem.From(refusal, $"/applications/{results.Count}", caller.Culture) : null,
                });
            }
            return new View { Results = results };
        }, stop);
    }

    private static async Task<Outcome<Application>> Decide(Tx tx, Db db, Caller caller, ApplicationMove row, Guid id, Request request)
    {
        var any = new IfMatch((long?)null);
        if (row == ApplicationLifecycle.Award) return await AwardApplication.Carry(tx, db, caller, id, new AwardApplication.Request { Reason = request.Reason, On = request.On }, any);
        var moved = await MoveApplication.Move(tx, db, row, id, new MoveApplication.Request { Reason = request.Reason, On = request.On }, any);
        return moved.Refusal is { } refusal ? refusal : (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
    }
}
