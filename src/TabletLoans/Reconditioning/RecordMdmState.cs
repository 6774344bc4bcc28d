using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>Records that the bench took a device out of the MDM or released its maker's lock, or found them on: nothing else of it changes.</summary>
internal static class RecordMdmState
{
    public static void Map(RouteGroupBuilder devices) => devices.MapPost("{id:guid}/mdm", Handle).Does(nameof(RecordMdmState), Permission.Recondition).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>As it was when absent.</summary>
        [OneOf<MdmStates>] public string? MdmState { get; init; }
        /// <summary>The maker's lock (Activation Lock, Factory Reset Protection); as it was when absent.</summary>
        [OneOf<LockStates>] public string? LockState { get; init; }
    }

    /// <summary>Records the MDM state and the maker's lock of a device; its state does not move.</summary>
    internal static async Task<Returns<Device>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Device>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write<Device>(async tx =>
    {
        if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id }) is not { } before) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(before.Version) is { } stale) return stale;
        var (mdmState, lockState) = (request.MdmState ?? before.MdmState, request.LockState ?? before.LockState);
        if (MergePatch.Changes(new { before.MdmState, before.LockState }, new { MdmState = mdmState, LockState = lockState }) is not { } changes) return before.View(caller, db.Today);
        await tx.Execute(UpdateSql, new { id, mdmState, lockState, now = tx.Now });
        tx.Record(new Event { Name = "record_mdm_state", DeviceId = id, Changes = changes });
        return (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id }))!.View(caller, db.Today);
    }, stop);

    public const string UpdateSql = """
        update device set mdm_state = @mdmState, lock_state = @lockState, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id
        """;
}
