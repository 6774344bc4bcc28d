using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>One move with the devices that were ticked in the list: chosen, seen line by line, then confirmed.</summary>
internal static class BulkPages
{
    public static void Map(IEndpointRouteBuilder organisation) => organisation.Takes("devices/bulk", Permission.ReadFleet, Next);

    /// <summary>The three steps are one form, which carries what was chosen before.</summary>
    internal sealed record Typed
    {
        [Items(200)] public IReadOnlyList<string>? Devices { get; init; }
        [Text(50)] public string? Move { get; init; }
        public Guid? SchoolId { get; init; }
        [Text(500)] public string? Reason { get; init; }
        [Text(500)] public string? OverrideReason { get; init; }
        public bool? Confirmed { get; init; }
    }

    /// <param name="Devices">Those ticked that the person may see.</param>
    /// <param name="Moves">What at least one of them may do, by state and rights.</param>
    /// <param name="Move">The one chosen.</param>
    /// <param name="Preview">What each line would do; null before a move is chosen.</param>
    /// <param name="Schools">To choose from, where the move goes to one.</param>
    /// <param name="Fields">What was typed.</param>
    internal sealed record Bulk(IReadOnlyList<Device> Devices, IReadOnlyList<Transition> Moves, Transition? Move, MoveDevices.View? Preview, IReadOnlyList<Option> Schools, Fields Fields);

    private static async Task<IResult> Next(Form<Typed> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (form.Refusal is { } unreadable) return Show.Refused(unreadable);
        var typed = form.Value;
        var devices = new List<Device>();
        foreach (var id in typed.Devices ?? [])
            if (Guid.TryParse(id, out var known) && await Device.Find(db, caller, known, stop) is { } device) devices.Add(device);
        if (devices.Count == 0) return Show.Done(visit.To("devices"), Notice.Done(((Text)("Cochez d'abord des appareils dans la liste.", "Tick devices in the list first.")).In(visit.Culture)));
        var moves = DeviceLifecycle.All.Where(row => row.UseCase is null && devices.Any(device => device.AllowedTransitions.Any(allowed => allowed.Name == row.Name))).ToList();
        var move = moves.FirstOrDefault(row => row.Name == typed.Move);
        var schools = move is not null && (move.NeedsSchool || move.To == DeviceStates.AtSchool) ? (await SchoolChoice.Read(db, typed.SchoolId, stop)).Options : [];
        var bulk = new Bulk(devices, moves, move, null, schools, Fields.Of(("reason", typed.Reason), ("schoolId", typed.SchoolId?.ToString("D")), ("overrideReason", typed.OverrideReason)));
        if (move is null) return Show.Page<BulkPage>(bulk);
        var request = new MoveDevices.Request { Devices = [.. devices.Select(device => device.Id.ToString("D"))], Reason = typed.Reason, SchoolId = typed.SchoolId, OverrideReason = typed.OverrideReason };
        var outcome = await MoveDevices.Run(db, caller, move, request, dryRun: typed.Confirmed != true, stop);
        if (outcome.Refusal is { } refusal) return Show.Refused(refusal);
        if (outcome.Value!.DryRun) return Show.Page<BulkPage>(bulk with { Preview = outcome.Value });
        var refused = outcome.Value.Results.Where(line => line.Problem is not null).ToList();
        return Show.Done(visit.To("devices"), new Notice(refused.Count > 0, Words.Short(move.Summary).In(visit.Culture),
        [
            ((Text)($"Fait pour {outcome.Value.Results.Count - refused.Count} appareil(s) sur {outcome.Value.Results.Count}.", $"Done for {outcome.Value.Results.Count - refused.Count} of {outcome.Value.Results.Count} device(s).")).In(visit.Culture),
            .. refused.Select(line => $"{line.AssetTag}{((Text)(" : ", ": ")).In(visit.Culture)}{line.Problem!.Detail}"),
        ]));
    }
}
