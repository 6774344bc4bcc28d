using TabletLoans.Loans;
using TabletLoans.Schools;

namespace TabletLoans.Demo;

/// <summary>What happens to the devices: how many of each story, and the devices that are drawn for it.</summary>
internal sealed class DemoStories(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoDispatch dispatch, DemoStaff staff, Random random)
{
    private readonly DemoTale _tale = new(ledger, calendar, desk, dispatch, new DemoPeople(random), staff, random);

    /// <summary>For the tablets that reached the schools: 1 420 of them, the rest being simply on loan.</summary>
    private (int Count, Action<DemoDevice> Tell)[] OfTablets() =>
    [
        (150, _tale.LentAgainAfterWipe), (40, _tale.LentAgainToTheSame), (12, _tale.LentAfterMistake), (30, _tale.Transferred), (8, _tale.LentAfterFound),
        (30, _tale.ShortAndLate), (10, _tale.Short), (12, _tale.ExtendedAndLate), (25, _tale.Extended), (30, _tale.LentFromStock),
        (96, _tale.SpareAtSchool), (42, _tale.KeptAtSchool), (8, _tale.MistakeAtSchool),
        (25, _tale.NewInStock), (10, _tale.RecalledToStock), (45, _tale.WipedToStock),
        (40, _tale.JustReturned), (21, _tale.InTriage), (4, _tale.FoundInTriage), (15, _tale.InSanitization), (12, _tale.InReimaging),
        (8, _tale.InRepairWithSpare), (10, _tale.InRepair), (2, _tale.NotGivenBack),
        (6, _tale.LostLongAgo), (5, _tale.LostOnLoan), (1, _tale.PaidAndFound), (5, _tale.MissingAtSchool),
        (4, _tale.StolenLongAgo), (2, _tale.StolenOnLoan), (2, _tale.StolenItIsSaid), (3, _tale.StolenAtSchool),
        (6, device => _tale.BrokenAndRetired(device, null)), (11, device => _tale.BrokenAndRetired(device, "recycle")),
        (2, device => _tale.WipedAndRetired(device, "donate")), (2, device => _tale.WipedAndRetired(device, "transfer")),
    ];

    private (int Count, Action<DemoDevice> Tell)[] OfLaptops() =>
        [(10, _tale.NewInStock), (4, _tale.RepairFromStock), (4, _tale.LaptopAtSchool), (42, _tale.LaptopOnLoan)];

    private (int Count, Action<DemoDevice> Tell)[] OfOldLaptops() =>
    [
        (8, device => _tale.OldLaptop(device, null)), (10, device => _tale.OldLaptop(device, "donate")), (10, device => _tale.OldLaptop(device, "sell")),
        (4, device => _tale.OldLaptop(device, "recycle")), (8, device => _tale.OldLaptop(device, "transfer")),
    ];

    public void Tell(IReadOnlyList<(DemoLot Lot, DemoDevice Device)> fleet)
    {
        Draw(fleet, [DemoLot.Colleges, DemoLot.Ecoles], OfTablets(), _tale.OnLoan);
        Draw(fleet, [DemoLot.Laptops], OfLaptops(), _tale.LaptopOnLoan);
        Draw(fleet, [DemoLot.OldLaptops], OfOldLaptops(), device => _tale.OldLaptop(device, null));
        _tale.Late([.. fleet.Where(pair => pair.Lot == DemoLot.Late).Select(pair => pair.Device)]);
        _tale.FinishShipments();
        _tale.LendSpares();
        _tale.LendReplacements();
        foreach (var device in ledger.Devices.Where(device => device.State == "at_school").Take(8)) desk.ScanIn(device, calendar.Within(device.Last, 20, 1));
        foreach (var device in ledger.Devices.Where(device => device.State == "in_triage").Take(3)) desk.Hold(device, calendar.Within(device.Last, 3, 1));
        foreach (var odd in ledger.Anomalies.Where(odd => odd.ResolvedAt is null && odd.Code == LoanErrors.WrongSchool.Code).Take(4)) desk.Resolve(odd, calendar.Later(odd.At, 1, 2), "Rendu à son établissement par la navette");
        foreach (var school in ledger.Schools.Where((_, i) => i % 2 == 0)) Waiting(school);
    }

    /// <summary>Registered, and nothing lent yet.</summary>
    private void Waiting(School school)
    {
        for (var i = 0; i < 3; i++) _tale.Register("pupil", school, calendar.Ago(random.Next(2, 20)));
    }

    private void Draw(IReadOnlyList<(DemoLot Lot, DemoDevice Device)> fleet, DemoLot[] lots, (int Count, Action<DemoDevice> Tell)[] stories, Action<DemoDevice> otherwise)
    {
        var devices = fleet.Where(pair => lots.Contains(pair.Lot)).Select(pair => pair.Device).ToArray();
        random.Shuffle(devices);
        var next = 0;
        foreach (var (count, tell) in stories)
        {
            for (var i = 0; i < count; i++) tell(devices[next++]);
        }
        for (; next < devices.Length; next++) otherwise(devices[next]);
    }
}
