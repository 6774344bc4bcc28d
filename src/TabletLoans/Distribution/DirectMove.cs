using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>
/// A device that goes to a school, or comes back from its way there, by itself: it counts against the school's allocation as one of a
/// shipment does, and stands in no shipment any more.
/// </summary>
internal static class DirectMove
{
    private static readonly string[] Ways = ["send_to_school", "transfer_to_school", "recall"];

    public static async Task<Reason?> Judge(Tx tx, Db db, Transition row, School? school) =>
        row.NeedsSchool && school is not null ? await AllocationRow.Exceeded(tx, db, school.Id, school.Uai, "", 1) : null;

    /// <summary>The move's event, about the school that it counts for.</summary>
    public static async Task<Event> Follow(Tx tx, Transition row, DeviceRow before, Guid? schoolId, Event moved)
    {
        if (!Ways.Contains(row.Name)) return moved;
        var line = await tx.One<PackShipment.OpenLine>(PackShipment.OpenLineSql, new { deviceId = before.Id });
        if (line is not null)
        {
            await ShipmentChange.End(tx, line.Id, line.State == "packed" ? "unpacked" : "withdrawn");
            moved = moved.Telling(new JsonObject { ["shipment"] = line.Number });
        }
        if (row.NeedsSchool) return moved with { SubjectId = schoolId };
        // What came by a shipment is taken off there.
        return line is null && before.State == DeviceStates.InTransit.Code ? moved with { SubjectId = before.SchoolId } : moved;
    }
}
