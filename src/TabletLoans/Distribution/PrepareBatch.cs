using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Prepares new devices in bulk: the fields are chosen once, and every scan applies them and puts the device in stock.</summary>
internal static class PrepareBatch
{
    private static readonly Transition PutInStock = DeviceLifecycle.Row("put_in_stock");
    private static readonly IReadOnlyList<string> From = [DeviceStates.Received.Code, DeviceStates.InPreparation.Code];

    public static void Map(RouteGroupBuilder devices) => devices.MapPost("prepare-batch", Handle).Does(nameof(PrepareBatch), Permission.Prepare);

    internal sealed record Request
    {
        /// <summary>What every device gets; what is absent stays as it is.</summary>
        public Fields? Apply { get; init; }
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
    }

    internal sealed record Fields
    {
        [OneOf<MdmStates>] public string? MdmState { get; init; }
        [OneOf<Grades>] public string? Grade { get; init; }
        public DateOnly? WarrantyEndsOn { get; init; }
    }

    internal sealed record View
    {
        [Items(500)] public required IReadOnlyList<ScanResult> Results { get; init; }
    }

    /// <summary>Prepares devices and puts them in stock: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var scans = await Scan.Find(db, request.Devices, anywhere: false, stop);
        return await db.Write<View>(async tx => new View
        {
            Results = await ScanResult.Each(tx, caller, scans, device => Prepare(tx, db, device.Id, request.Apply ?? new Fields())),
        }, stop);
    }

    private static async Task<Outcome<Scanned>> Prepare(Tx tx, Db db, Guid id, Fields fields)
    {
        var device = (await ShipmentChange.Hold(tx, db, id))!;
        // A device that comes back from a loan goes through triage, not through here.
        if (!From.Contains(device.State))
            return DeviceErrors.IllegalTransition.Refuse(("assetTag", device.AssetTag), ("state", device.State), ("transition", PutInStock.Name), ("from", From));
        if (MoveDevice.Refuse(PutInStock, device, null) is { } refusal) return refusal;
        var moved = await MoveDevice.Move(tx, PutInStock, device, null, fields.Grade) ?? throw new InvalidOperationException($"device {id} changed while its row was held");
        var (mdmState, warrantyEndsOn) = (fields.MdmState ?? device.MdmState, fields.WarrantyEndsOn ?? device.WarrantyEndsOn);
        await tx.Execute(ApplySql, new { id, mdmState, warrantyEndsOn });
        var changes = MergePatch.Changes(new { device.MdmState, device.WarrantyEndsOn }, new { MdmState = mdmState, WarrantyEndsOn = warrantyEndsOn });
        tx.Record(moved.Telling(changes is null ? [] : JsonNode.Parse(changes)!.AsObject()));
        return new Scanned("prepared");
    }

    public const string ApplySql = "update device set mdm_state = @mdmState, warranty_ends_on = @warrantyEndsOn where organisation_id = @organisationId and id = @id";
}
