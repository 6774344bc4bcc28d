using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Reads a device's timeline.</summary>
internal static class ReadDeviceEvents
{
    public static void Map(RouteGroupBuilder devices) => devices.MapGet("{id:guid}/events", Handle).Does(nameof(ReadDeviceEvents), Permission.ReadFleet);

    /// <summary>Reads what happened to a device, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, DeviceRow.ByIdSql, "e.device_id", id, filter, stop);
}
