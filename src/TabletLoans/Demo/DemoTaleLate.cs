namespace TabletLoans.Demo;

/// <summary>The last delivery for the écoles: each of them a step further back on the way.</summary>
internal sealed partial class DemoTale
{
    private static readonly TimeSpan Loading = TimeSpan.FromMinutes(50);

    /// <param name="devices">School by school.</param>
    public void Late(IReadOnlyList<DemoDevice> devices)
    {
        var schools = devices.GroupBy(device => device.HomeId!.Value).Select(school => school.ToList()).ToList();
        Swapped(schools[0], schools[1]);
        Postponed(schools[4]);
        Sent(schools[2], 4);
        Sent(schools[3], 3);
        Pack(schools[4], calendar.Within(Ready(schools[4]), 2, 1));
        foreach (var device in schools[5]) desk.Move(device, "prepare", calendar.Within(device.Last, 7, 2));
        // The other two wait to be prepared.
    }

    /// <summary>One device of each was laid into the other's parcel: missing here, unexpected there.</summary>
    private void Swapped(List<DemoDevice> first, List<DemoDevice> second)
    {
        var trips = ((List<DemoDevice>[])[first, second]).Select(devices => (Shipment: Pack(devices, calendar.Within(Stock(devices), 8, 8)), Devices: devices, Stranger: (devices == first ? second : first)[^1])).ToList();
        foreach (var (shipment, devices, _) in trips) Leave(shipment, devices);
        foreach (var (shipment, devices, stranger) in trips)
        {
            var at = calendar.Within(shipment.UpdatedAt, 5, 4);
            foreach (var device in devices[..^1]) dispatch.Arrive(shipment, device, at);
            dispatch.ArriveUnexpected(shipment, stranger, at);
            shipment.Touch(at);
            dispatch.Close(shipment, at.AddMinutes(18));
        }
    }

    /// <summary>Packed, given up, and packed anew some days later.</summary>
    private void Postponed(List<DemoDevice> devices)
    {
        var shipment = Pack(devices, calendar.Within(Stock(devices), 6, 6));
        dispatch.Cancel(shipment, shipment.UpdatedAt.AddMinutes(95), "Travaux à l'école : livraison reportée");
    }

    private void Sent(List<DemoDevice> devices, int daysAgo)
    {
        var shipment = Pack(devices, calendar.Within(Stock(devices), daysAgo, daysAgo));
        Leave(shipment, devices);
    }

    /// <summary>When the last of them is in the stock.</summary>
    private DateTimeOffset Stock(List<DemoDevice> devices)
    {
        foreach (var device in devices) desk.Move(device, "put_in_stock", calendar.Within(device.Last, 9, 9));
        return Ready(devices);
    }

    private DemoShipment Pack(List<DemoDevice> devices, DateTimeOffset at)
    {
        var shipment = dispatch.Open(_setup.Home(devices[0]), at);
        foreach (var device in devices) dispatch.Pack(shipment, device, at.AddMinutes(2));
        return shipment;
    }

    private void Leave(DemoShipment shipment, List<DemoDevice> devices)
    {
        var at = shipment.UpdatedAt + Loading;
        foreach (var device in devices) dispatch.Leave(shipment, device, at);
        dispatch.Send(shipment, at);
    }

    private static DateTimeOffset Ready(List<DemoDevice> devices) => devices.Max(device => device.Last);
}
