using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Distribution;
using TabletLoans.Storage;

namespace TabletLoans.Disposal;

/// <summary>Disposes of a pallet or a lot at once: the terms are chosen once, and each device leaves or is refused by itself.</summary>
internal static class DisposeBatch
{
    public static void Map(RouteGroupBuilder disposals) => disposals.MapPost("batch", Handle).Does(nameof(DisposeBatch), Permission.Dispose);

    internal sealed record Request : DisposalTerms
    {
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
    }

    internal sealed record View
    {
        [Items(500)] public required IReadOnlyList<LineView> Results { get; init; }
    }

    internal sealed record LineView
    {
        /// <summary>From 1, as the devices were sent.</summary>
        public required int Line { get; init; }
        /// <summary>The HTTP status that the line alone would have had.</summary>
        public required int Status { get; init; }
        public DeviceDisposal? Disposal { get; init; }
        public Problem? Problem { get; init; }
    }

    /// <summary>Disposes of many devices in the same way: 200 with a result per line, in the order sent. Values and weights are those of one device.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        if (request.Refuse(db.Today) is { } invalid) return invalid;
        var lines = new List<Outcome<DisposalFacts>>();
        foreach (var scan in await Scan.Find(db, request.Devices, anywhere: false, stop))
            lines.Add(scan.Found.Refusal is { } unknown ? unknown : await DisposalFacts.Read(db, scan.Found.Value!, request, stop));
        return await db.Write<View>(async tx =>
        {
            var results = new List<LineView>();
            foreach (var line in lines)
            {
                var outcome = line.Refusal is { } refusal ? (Outcome<DeviceDisposal>)refusal : default;
                if (!outcome.IsRefused) await tx.Attempt(async () => !(outcome = await DisposeDevice.Carry(tx, db, caller, line.Value!)).IsRefused);
                results.Add(Show(results.Count + 1, outcome, caller.Culture));
            }
            return new View { Results = results };
        }, stop);
    }

    private static LineView Show(int line, Outcome<DeviceDisposal> outcome, CultureInfo culture) => outcome.Refusal is { } refusal
        ? new() { Line = line, Status = refusal.Error.Status, Problem = Problem.From(refusal, $"/devices/{line - 1}", culture) }
        : new() { Line = line, Status = StatusCodes.Status201Created, Disposal = outcome.Value };
}
