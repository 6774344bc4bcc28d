using System.Globalization;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Distribution;
using TabletLoans.Loans;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>What the use cases of distribution do, on rows that are still in memory: allocations, and shipments under the plan.</summary>
internal sealed class DemoDispatch(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoStaff staff)
{
    private readonly Guid _sender = staff.Doing(Permission.Distribute);

    /// <summary>To each school what was bought for it.</summary>
    public void Allocate(DateTimeOffset at)
    {
        foreach (var (school, quantity) in ledger.Devices.Where(device => device.HomeId is not null).CountBy(device => device.HomeId!.Value))
        {
            var allocation = new DemoAllocation(Guid.CreateVersion7(at), school, DemoPurchases.Programme, quantity, at);
            ledger.Allocations.Add(allocation);
            ledger.Record(at, staff.Doing(Permission.ManageFleet), new Event { Name = "allocate_devices", SubjectId = allocation.Id });
            at = at.AddSeconds(20);
        }
    }

    /// <summary>The next shipment of the year; it is told of from its first device on.</summary>
    public DemoShipment Open(School school, DateTimeOffset at)
    {
        var year = calendar.Day(at).Year;
        var number = ledger.ShipmentNumbers[year] = ledger.ShipmentNumbers.GetValueOrDefault(year) + 1;
        return new DemoShipment
        {
            Id = Guid.CreateVersion7(at), Number = string.Create(CultureInfo.InvariantCulture, $"{DemoPurchases.TagPrefix}-BL-{year % 100:00}-{number:0000}"), SchoolId = school.Id,
            Via = school.Kind == "ecole" ? school.AuthorityName : null, CreatedAt = at,
        };
    }

    public void Pack(DemoShipment shipment, DemoDevice device, DateTimeOffset at)
    {
        if (shipment.State != "packed" || device.State != "in_stock") throw new InvalidOperationException($"the demonstration cannot pack {device.AssetTag} into {shipment.Number}: it is {device.State}");
        if (shipment.Lines.Count == 0)
        {
            ledger.Shipments.Add(shipment);
            ledger.Record(shipment.CreatedAt, _sender, Told(shipment, new Event { Name = "create_shipment" }));
        }
        shipment.Lines.Add(new DemoShipmentLine { Id = Guid.CreateVersion7(at), ShipmentId = shipment.Id, Device = device, PackedAt = at, PackedBy = _sender });
        ledger.Record(at, _sender, Told(shipment, new Event { Name = "pack", DeviceId = device.Id }));
    }

    /// <summary>One of its devices leaves with it.</summary>
    public void Leave(DemoShipment shipment, DemoDevice device, DateTimeOffset at) =>
        desk.Move(device, "send_to_school", at, shipment.SchoolId, telling: moved => Told(shipment, moved));

    /// <summary>It has left, with its devices.</summary>
    public void Send(DemoShipment shipment, DateTimeOffset at)
    {
        shipment.Send(at);
        ledger.Record(at, _sender, new Event { Name = "send_shipment", SubjectId = shipment.Id });
    }

    public void Arrive(DemoShipment shipment, DemoDevice device, DateTimeOffset at)
    {
        LineOf(shipment, device).End("arrived", at, Receiver(shipment));
        desk.Move(device, "confirm_arrival", at, telling: moved => Told(shipment, moved));
    }

    /// <summary>Came with it and is not of it: written down, moved nowhere.</summary>
    public void ArriveUnexpected(DemoShipment shipment, DemoDevice device, DateTimeOffset at)
    {
        var reason = DistributionErrors.UnexpectedDevice.With(("assetTag", device.AssetTag), ("number", shipment.Number));
        shipment.Unexpected.Add((device, ledger.Odd(device, null, shipment.SchoolId, reason, at, Receiver(shipment))));
        ledger.Record(at, Receiver(shipment), Told(shipment, new Event { Name = "scan_arrival", DeviceId = device.Id }.Telling(Anomaly.Told([reason]))));
    }

    /// <summary>Ends the reception: what has not arrived is missing, and stays on its way.</summary>
    public void Close(DemoShipment shipment, DateTimeOffset at)
    {
        foreach (var line in shipment.Lines.Where(line => line.Outcome is null))
        {
            var reason = DistributionErrors.NotArrived.With(("assetTag", line.Device.AssetTag), ("number", shipment.Number));
            line.End("missing", at, Receiver(shipment));
            ledger.Odd(line.Device, null, shipment.SchoolId, reason, at, Receiver(shipment));
            ledger.Record(at, Receiver(shipment), Told(shipment, new Event { Name = "not_arrived", DeviceId = line.DeviceId }.Telling(Anomaly.Told([reason]))));
        }
        shipment.Close(at);
        ledger.Record(at, Receiver(shipment), new Event { Name = "close_shipment", SubjectId = shipment.Id });
    }

    public void Cancel(DemoShipment shipment, DateTimeOffset at, string reason)
    {
        foreach (var line in shipment.Lines)
        {
            line.End("unpacked", at, _sender);
            ledger.Record(at, _sender, Told(shipment, new Event { Name = "unpack", DeviceId = line.DeviceId }));
        }
        shipment.Cancel(at);
        ledger.Record(at, _sender, new Event { Name = "cancel_shipment", SubjectId = shipment.Id, Reason = reason });
    }

    private Guid Receiver(DemoShipment shipment) => staff.Doing(Permission.ConfirmArrival, shipment.SchoolId);

    private static DemoShipmentLine LineOf(DemoShipment shipment, DemoDevice device) => shipment.Lines.Single(line => line.Device == device);

    private static Event Told(DemoShipment shipment, Event happened) => happened.Telling(new JsonObject { ["shipment"] = shipment.Number }) with { SubjectId = shipment.Id };
}
