using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Handouts;

/// <summary>Sets a device aside for the person of a line: at the desk its scan then finds them. It binds nobody but this list.</summary>
internal static class PrepareHandout
{
    public static void Map(RouteGroupBuilder lists) => lists.MapPost("{id:guid}/lines/{line:guid}/prepare", Handle).Does(nameof(PrepareHandout), Permission.Lend);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id; absent: none any more.</summary>
        [Text(100)] public string? Device { get; init; }
    }

    /// <summary>Prepares a device for one line, or takes it off.</summary>
    internal static async Task<Returns<HandoutList>> Handle(Guid id, Guid line, Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, line, request, stop);

    public static async Task<Outcome<HandoutList>> Run(Db db, Caller caller, Guid id, Guid line, Request request, CancellationToken stop)
    {
        if (await HandoutList.Find(db, caller, id, stop) is not { } list || list.Lines!.All(row => row.Id != line)) return Errors.NotFound.Refuse();
        DeviceRow? device = null;
        if (TextKey.Tidy(request.Device) is { } name)
        {
            var found = await FindDevice.Run(db, name, anywhere: false, stop);
            if (found.Refusal is { } unknown) return unknown;
            device = found.Value!;
        }
        return await db.Write<HandoutList>(async tx =>
        {
            // The list's row is held: two desks that set one device aside do so one after the other.
            var held = await tx.One<HandoutListRow>($"{HandoutListRow.ByIdSql}{db.Dialect.ForUpdateOf("h")}", new { id });
            if (held is null or { ClosedAt: not null }) return HandoutErrors.Closed.Refuse(("name", list.Name));
            var now = await tx.One<HandOver.LineNow>(HandOver.LineSql, new { id, line });
            if (now!.AssetTag is { } given) return HandoutErrors.AlreadyHandedOver.Refuse(("assetTag", given));
            if (device is not null && await tx.One<Guid?>(TakenSql, new { id, line, deviceId = device.Id }) is not null) return HandoutErrors.Prepared.Refuse(("assetTag", device.AssetTag));
            await tx.Execute(PrepareSql, new { line, deviceId = device?.Id });
            await tx.Execute(HandOver.TouchSql, new { id, now = tx.Now });
            tx.Record(new Event { Name = "prepare_handout", SubjectId = id, DeviceId = device?.Id });
            return await HandoutList.Read(tx, caller, id);
        }, stop);
    }

    public const string TakenSql = "select l.id from handout_line l where l.list_id = @id and l.device_id = @deviceId and l.id <> @line";

    public const string PrepareSql = "update handout_line set device_id = @deviceId, loan_id = null where organisation_id = @organisationId and id = @line";
}
