using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Reads one device.</summary>
internal static class ReadDevice
{
    public static void Map(RouteGroupBuilder devices) => devices.MapGet("{id:guid}", Handle).Does(nameof(ReadDevice), Permission.ReadFleet);

    /// <summary>Reads one device, with its model, its school and its open loan.</summary>
    internal static async Task<Returns<Device>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) =>
        await Device.Find(db, caller, id, stop) is { } device ? (Outcome<Device>)device : Errors.NotFound.Refuse();
}
