using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Makes one move with many devices: each by itself, so that what one refuses holds up no other. A dry run says what each would do.</summary>
internal static class MoveDevices
{
    public static void Map(RouteGroupBuilder devices)
    {
        foreach (var row in DeviceLifecycle.All.Where(row => row.UseCase is null))
            devices.MapPost($"batch/{row.Name}", (Request request, bool? dryRun, Db db, Caller caller, CancellationToken stop) => Handle(row, request, dryRun, db, caller, stop))
                .Does($"{nameof(MoveDevices)}_{row.Name}", row.Permission)
                .WithSummary($"{row.Summary.En}, many devices at once: from {string.Join(", ", row.From)} to {row.To}.");
    }

    internal sealed record Request
    {
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(200)] public required IReadOnlyList<string> Devices { get; init; }
        /// <summary>As the move alone takes it, for all of them.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>Of report_stolen alone, which needs it.</summary>
        [Text(100)] public string? PoliceReport { get; init; }
        public Guid? SchoolId { get; init; }
        /// <summary>Why a rule is gone past, for who may. Never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    internal sealed record View
    {
        /// <summary>true: nothing was kept.</summary>
        public required bool DryRun { get; init; }
        [Items(200)] public required IReadOnlyList<LineView> Results { get; init; }
    }

    internal sealed record LineView
    {
        /// <summary>From 1, as the devices were sent.</summary>
        public required int Line { get; init; }
        /// <summary>The HTTP status that the line alone would have had.</summary>
        public required int Status { get; init; }
        public Guid? DeviceId { get; init; }
        [Text(50)] public string? AssetTag { get; init; }
        /// <summary>Its state before.</summary>
        [OneOf<StateCodes>] public string? From { get; init; }
        /// <summary>Its state after; null where it was refused.</summary>
        [OneOf<StateCodes>] public string? To { get; init; }
        public Problem? Problem { get; init; }
    }

    /// <summary>Moves many devices: 200 with a result per line, in the order sent; ?dryRun=true keeps nothing.</summary>
    private static async Task<Returns<View>> Handle(Transition row, Request request, bool? dryRun, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, row, request, dryRun == true, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Transition row, Request request, bool dryRun, CancellationToken stop)
    {
        if (request.Devices.Count == 0) return Refusal.Invalid("/devices", Errors.Missing);
        var move = new MoveDevice.Request { Reason = request.Reason, PoliceReport = request.PoliceReport, SchoolId = request.SchoolId, OverrideReason = request.OverrideReason };
        var results = new List<LineView>(request.Devices.Count);
        foreach (var name in request.Devices)
        {
            var found = await FindDevice.Run(db, name, anywhere: false, stop);
            var outcome = found.Value is { } device ? await MoveDevice.Run(db, caller, row, device.Id, move, new IfMatch((long?)null), stop, keep: !dryRun) : found.Refusal!;
            results.Add(new LineView
            {
                Line = results.Count + 1, Status = outcome.Refusal?.Error.Status ?? StatusCodes.Status200OK, DeviceId = found.Value?.Id, AssetTag = found.Value?.AssetTag, From = found.Value?.State, To = outcome.Value?.State,
                Problem = outcome.Refusal is { } refusal ? Problem.From(refusal, $"/devices/{results.Count}", caller.Culture) : null,
            });
        }
        return new View { DryRun = dryRun, Results = results };
    }
}
