using TabletLoans.Lifecycle;

namespace TabletLoans.Demo;

/// <summary>From the delivery to the school: the devices of one school travel together.</summary>
internal sealed class DemoSetup(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, Random random)
{
    private readonly Dictionary<(Guid School, DateTimeOffset Delivered), (DateTimeOffset Sent, DateTimeOffset Arrived)> _trips = [];
    private readonly Dictionary<DateTimeOffset, DateTimeOffset> _stocked = [];

    /// <summary>Into the stock: a collège's tablets and the laptops are prepared here, an école's come prepared.</summary>
    public void ToStock(DemoDevice device)
    {
        if (device.Model.Reference is "BT-10" or "VM-14") desk.Move(device, "prepare", calendar.Later(device.Last, 1, 2));
        if (!_stocked.TryGetValue(device.CreatedAt, out var day)) _stocked[device.CreatedAt] = day = calendar.Later(device.Last, 2, 3);
        desk.Move(device, "put_in_stock", Minutes(day, device.Last));
    }

    /// <summary>To the school it was bought for.</summary>
    public void ToSchool(DemoDevice device)
    {
        if (device.State == DeviceStates.Received.Code) ToStock(device);
        var home = device.HomeId!.Value;
        if (!_trips.TryGetValue((home, device.CreatedAt), out var trip))
        {
            // Room for a week-end more than any of its devices may have met.
            var sent = calendar.Later(device.Last, 6, 13);
            _trips[(home, device.CreatedAt)] = trip = (sent, calendar.Later(sent, 1, 3));
        }
        desk.Move(device, "send_to_school", Minutes(trip.Sent, device.Last), home);
        desk.Move(device, "confirm_arrival", Minutes(trip.Arrived, device.Last));
    }

    /// <summary>From the workshop back to the school, on its own.</summary>
    public void BackToSchool(DemoDevice device)
    {
        desk.Move(device, "send_to_school", calendar.Later(device.Last, 2, 6), device.HomeId!.Value);
        desk.Move(device, "confirm_arrival", calendar.Later(device.Last, 1, 3));
    }

    public Schools.School Home(DemoDevice device) => ledger.Schools.Single(school => school.Id == device.HomeId);

    private DateTimeOffset Minutes(DateTimeOffset day, DateTimeOffset last)
    {
        var at = day.AddSeconds(random.Next(1_800));
        return at > last ? at : last.AddMinutes(random.Next(3, 30));
    }
}
