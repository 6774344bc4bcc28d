using TabletLoans.Lifecycle;
using TabletLoans.Schools;

namespace TabletLoans.Demo;

/// <summary>When a shipment was packed, left and arrived.</summary>
internal sealed record DemoTrip(DemoShipment Shipment, DateTimeOffset Packed, DateTimeOffset Sent, DateTimeOffset Arrived);

/// <summary>From the delivery to the school: a few deliveries make a wave, in which the devices of one school travel together.</summary>
internal sealed class DemoSetup
{
    private readonly DemoCalendar _calendar;
    private readonly DemoDesk _desk;
    private readonly DemoDispatch _dispatch;
    private readonly Random _random;
    private readonly Dictionary<Guid, School> _schools;
    private readonly Dictionary<(Guid School, int Wave), DemoTrip> _trips = [];
    private readonly Dictionary<DemoDelivery, DateTimeOffset> _stocked = [];

    /// <summary>Decides when each wave leaves: its shipments are numbered in the order of their departures.</summary>
    public DemoSetup(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoDispatch dispatch, Random random)
    {
        (_calendar, _desk, _dispatch, _random) = (calendar, desk, dispatch, random);
        _schools = ledger.Schools.ToDictionary(school => school.Id);
        var departures = new List<(School School, int Wave, DateTimeOffset Packed)>();
        foreach (var wave in ledger.Deliveries.Where(delivery => delivery.Wave is not null).GroupBy(delivery => delivery.Wave!.Value))
        {
            var ready = wave.Max(Stocked);
            foreach (var school in wave.SelectMany(delivery => delivery.Devices).Select(device => device.HomeId!.Value).Distinct()) departures.Add((_schools[school], wave.Key, calendar.Later(ready, 1, 6)));
        }
        foreach (var (school, wave, packed) in departures.OrderBy(departure => departure.Packed))
        {
            var sent = packed.AddMinutes(random.Next(40, 90));
            _trips[(school.Id, wave)] = new DemoTrip(dispatch.Open(school, packed.AddMinutes(-2)), packed, sent, calendar.Later(sent, 1, 3));
        }
    }

    /// <summary>Into the stock: a collège's tablets and the laptops are prepared here, an école's come prepared.</summary>
    public void ToStock(DemoDevice device)
    {
        if (device.Model.Reference is "BT-10" or "VM-14") _desk.Move(device, "prepare", _calendar.Later(device.Last, 1, 2));
        _desk.Move(device, "put_in_stock", Stocked(device.Delivery!).AddSeconds(_random.Next(1_800)));
    }

    /// <summary>To the school it was bought for, with the others of its wave.</summary>
    public void ToSchool(DemoDevice device)
    {
        if (device.State == DeviceStates.Received.Code) ToStock(device);
        var trip = _trips[(device.HomeId!.Value, device.Delivery!.Wave!.Value)];
        _dispatch.Pack(trip.Shipment, device, trip.Packed);
        _dispatch.Leave(trip.Shipment, device, trip.Sent);
        _dispatch.Arrive(trip.Shipment, device, trip.Arrived);
    }

    /// <summary>From the workshop back to the school, on its own.</summary>
    public void BackToSchool(DemoDevice device)
    {
        _desk.Move(device, "send_to_school", _calendar.Later(device.Last, 2, 6), device.HomeId!.Value);
        _desk.Move(device, "confirm_arrival", _calendar.Later(device.Last, 1, 3));
    }

    /// <summary>Once every device has been told of: the shipments themselves left, and their receptions ended.</summary>
    public void Finish()
    {
        foreach (var trip in _trips.Values.Where(trip => trip.Shipment.Lines.Count > 0))
        {
            _dispatch.Send(trip.Shipment, trip.Sent);
            trip.Shipment.Touch(trip.Arrived);
            _dispatch.Close(trip.Shipment, trip.Arrived.AddMinutes(12));
        }
    }

    public School Home(DemoDevice device) => _schools[device.HomeId!.Value];

    /// <summary>When the devices of a delivery begin to go into the stock: after the last of them can have been prepared.</summary>
    private DateTimeOffset Stocked(DemoDelivery delivery)
    {
        if (!_stocked.TryGetValue(delivery, out var at)) _stocked[delivery] = at = _calendar.Later(delivery.UpdatedAt, 5, 6);
        return at;
    }
}
