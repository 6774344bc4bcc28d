using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>
/// Prepares new devices in bulk: the fields and the ticks of the checklist are chosen once, every scan applies them and puts the device
/// in stock, where what its model asks for is there.
/// </summary>
internal static class PrepareBatch
{
    private static readonly Transition PutInStock = DeviceLifecycle.Row("put_in_stock");
    private static readonly Transition StartPreparing = DeviceLifecycle.Row("prepare");
    private static readonly IReadOnlyList<string> From = [DeviceStates.Received.Code, DeviceStates.InPreparation.Code];

    public static void Map(RouteGroupBuilder devices) => devices.MapPost("prepare-batch", Handle).Does(nameof(PrepareBatch), Permission.Prepare);

    internal sealed record Request
    {
        /// <summary>What every device gets; what is absent stays as it is.</summary>
        public Fields? Apply { get; init; }
        /// <summary>Asset tags, serial numbers or ids.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
        /// <summary>true when absent: to stock, where the checklist of the model is complete. false: ticked, and left in preparation.</summary>
        public bool? PutInStock { get; init; }
        /// <summary>Why a rule is gone past, for who may. Never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    internal sealed record Fields
    {
        [OneOf<MdmStates>] public string? MdmState { get; init; }
        [OneOf<Grades>] public string? Grade { get; init; }
        public DateOnly? WarrantyEndsOn { get; init; }
        /// <summary>The tag is printed and stuck on.</summary>
        public bool? TagPrinted { get; init; }
        /// <summary>The accessories are there.</summary>
        public bool? AccessoriesPresent { get; init; }
    }

    internal sealed record View
    {
        [Items(500)] public required IReadOnlyList<ScanResult> Results { get; init; }
    }

    /// <summary>Prepares devices and puts them in stock, or ticks their checklist: 200 with a result per line, in the order sent.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var scans = await Scan.Find(db, request.Devices, anywhere: false, stop);
        return await db.Write<View>(async tx => new View
        {
            Results = await ScanResult.Each(tx, caller, scans, device => Prepare(tx, db, caller, device.Id, request)),
        }, stop);
    }

    private static async Task<Outcome<Scanned>> Prepare(Tx tx, Db db, Caller caller, Guid id, Request request)
    {
        var device = (await ShipmentChange.Hold(tx, db, id))!;
        var stock = request.PutInStock ?? true;
        var row = stock ? PutInStock : StartPreparing;
        // A device that comes back from a loan goes through triage, not through here.
        if (!From.Contains(device.State))
            return DeviceErrors.IllegalTransition.Refuse(("assetTag", device.AssetTag), ("state", device.State), ("transition", row.Name), ("from", From));
        var (before, after) = (Ticks.Of(device), Ticks.Of(device).With(request.Apply));
        var moves = row.StartsFrom(device.State);
        var facts = (await tx.One<Preparation>(Preparation.OfDeviceSql, new { id }))! with { MdmState = after.MdmState, TagPrinted = after.TagPrinted, AccessoriesPresent = after.AccessoriesPresent };
        IReadOnlyList<Reason> reasons = [.. moves ? MoveDevice.Refuse(row, device, null)?.Reasons ?? [] : [], .. facts.Refuse(row, device)];
        var decided = Overriding.Of(caller, reasons, request.OverrideReason);
        if (decided.Refusal is { } refusal) return refusal;
        var happened = moves
            ? await MoveDevice.Move(tx, row, device, null, request.Apply?.Grade) ?? throw new InvalidOperationException($"device {id} changed while its row was held")
            : new Event { Name = "check_preparation", DeviceId = id, Changes = MergePatch.Changes(new { device.Grade }, new { Grade = request.Apply?.Grade ?? device.Grade }) };
        await tx.Execute(ApplySql, new { id, after.MdmState, after.WarrantyEndsOn, after.TagPrinted, after.AccessoriesPresent, grade = request.Apply?.Grade ?? device.Grade, now = tx.Now });
        var changes = MergePatch.Changes(before, after);
        tx.Record(happened.Telling(changes is null ? [] : JsonNode.Parse(changes)!.AsObject()).Telling(decided.Told()));
        return new Scanned(stock ? "prepared" : "checked");
    }

    /// <summary>What is ticked and filled in at the preparation.</summary>
    private sealed record Ticks(string MdmState, DateOnly? WarrantyEndsOn, bool TagPrinted, bool AccessoriesPresent)
    {
        public static Ticks Of(DeviceRow device) => new(device.MdmState, device.WarrantyEndsOn, device.TagPrinted, device.AccessoriesPresent);

        public Ticks With(Fields? fields) => new(fields?.MdmState ?? MdmState, fields?.WarrantyEndsOn ?? WarrantyEndsOn, fields?.TagPrinted ?? TagPrinted, fields?.AccessoriesPresent ?? AccessoriesPresent);
    }

    public const string ApplySql = """
        update device set mdm_state = @mdmState, warranty_ends_on = @warrantyEndsOn, tag_printed = @tagPrinted, accessories_present = @accessoriesPresent,
          grade = @grade, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id
        """;
}
