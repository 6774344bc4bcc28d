using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Devices;
using TabletLoans.Inventories;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

internal sealed class DemoInventory
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Guid SchoolId { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required Guid By { get; init; }
    public List<DemoInventoryLine> Lines { get; } = [];
    public DateTimeOffset? EndedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get => field == default ? OpenedAt : field; private set; }
    public long Version { get; private set; } = 1;

    public string State => EndedAt is null ? "open" : "closed";
    public Guid? EndedBy => EndedAt is null ? null : By;
    public long Expected => Lines.Count - Misplaced - Unknown;
    public long Found => Count("found");
    public long Misplaced => Count("misplaced");
    public long Unknown => Count("unknown");
    public long Missing => Count("missing");
    public long LastLine => Lines.Count;

    public void Touch(DateTimeOffset at)
    {
        Version++;
        UpdatedAt = at;
    }

    public void Close(DateTimeOffset at)
    {
        EndedAt = at;
        Touch(at);
    }

    private long Count(string outcome) => Lines.Count(line => line.Outcome == outcome);
}

internal sealed class DemoInventoryLine
{
    public required Guid InventoryId { get; init; }
    public required long Line { get; init; }
    public DemoDevice? Device { get; init; }
    public string? ScannedText { get; init; }
    public string? ScannedCode { get; init; }
    public string? ExpectedState { get; init; }
    public required string Outcome { get; set; }
    public bool IsMissing => Outcome == "missing";
    public string? State { get; init; }
    public Guid? SchoolId { get; init; }
    public DateTimeOffset? ScannedAt { get; set; }
    public Guid? ScannedBy { get; set; }

    public Guid? DeviceId => Device?.Id;
}

/// <summary>What the use cases of inventories do, on rows that are still in memory: two collèges count what they have, those on loan included.</summary>
internal sealed class DemoInventories(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    private const int NotFound = 2;

    public void Tell()
    {
        var ours = ledger.Schools.Single(school => school.Uai == DemoStaff.SchoolUai);
        Counted(ledger.Schools.First(school => school != ours && school.Kind == "college"), calendar.Ago(21));
        HalfCounted(ours, calendar.Ago(1));
    }

    /// <summary>Two were not brought, one came from elsewhere, and one tag is nobody's.</summary>
    private void Counted(School school, DateTimeOffset at)
    {
        var inventory = Open(school, at);
        var closed = at.AddMinutes(150);
        var absent = inventory.Lines.Where(line => line.Device!.At(at) == line.Device.At(closed)).OrderBy(line => line.ExpectedState == DeviceStates.OnLoan.Code).Take(NotFound).ToList();
        var brought = inventory.Lines.Except(absent).ToList();
        Scan(inventory, brought[..(brought.Count / 2)], at.AddMinutes(25));
        var stranger = ledger.Devices.First(device => device.At(at) is { State: "at_school" } stood && stood.SchoolId != school.Id && device.At(closed) == device.At(at));
        Scan(inventory, brought[(brought.Count / 2)..], at.AddMinutes(70), stranger, "ETIQUETTE-38");
        Close(inventory, closed);
    }

    /// <summary>The rest is for tomorrow.</summary>
    private void HalfCounted(School school, DateTimeOffset at)
    {
        var inventory = Open(school, at);
        Scan(inventory, inventory.Lines[..(inventory.Lines.Count / 2)], at.AddMinutes(35));
    }

    private DemoInventory Open(School school, DateTimeOffset at)
    {
        var inventory = new DemoInventory
        {
            Id = Guid.CreateVersion7(at), Name = $"Récolement {calendar.Day(at).Year}, {school.Name}", SchoolId = school.Id, OpenedAt = at, By = staff.Doing(Permission.CountInventory, school.Id),
        };
        inventory.Lines.AddRange(ledger.Devices
            .Select(device => (Device: device, Stood: device.At(at)))
            .Where(one => one.Stood is { } stood && stood.SchoolId == school.Id && (stood.State == DeviceStates.OnLoan.Code || InventoryPlace.StatesAtSchool.Contains(stood.State)))
            .OrderBy(one => one.Device.AssetTag, StringComparer.Ordinal)
            .Select((one, i) => new DemoInventoryLine
            {
                InventoryId = inventory.Id, Line = i + 1, Device = one.Device, ExpectedState = one.Stood!.Value.State, Outcome = "expected", State = one.Stood.Value.State, SchoolId = school.Id,
            }));
        ledger.Inventories.Add(inventory);
        ledger.Record(at, inventory.By, new Event { Name = "open_inventory", SubjectId = inventory.Id }.Telling(new JsonObject { ["expected"] = inventory.Lines.Count }));
        return inventory;
    }

    private void Scan(DemoInventory inventory, IReadOnlyList<DemoInventoryLine> found, DateTimeOffset at, DemoDevice? stranger = null, string? unknown = null)
    {
        foreach (var line in found) (line.Outcome, line.ScannedAt, line.ScannedBy) = ("found", at, inventory.By);
        if (stranger?.At(at) is { } stood)
            inventory.Lines.Add(new DemoInventoryLine
            {
                InventoryId = inventory.Id, Line = inventory.LastLine + 1, Device = stranger, Outcome = "misplaced", State = stood.State, SchoolId = stood.SchoolId, ScannedAt = at, ScannedBy = inventory.By,
            });
        if (unknown is not null)
            inventory.Lines.Add(new DemoInventoryLine
            {
                InventoryId = inventory.Id, Line = inventory.LastLine + 1, ScannedText = unknown, ScannedCode = DeviceErrors.UnknownDevice.Code, Outcome = "unknown", ScannedAt = at, ScannedBy = inventory.By,
            });
        inventory.Touch(at);
        foreach (var line in inventory.Lines.Where(line => line.ScannedAt == at && line.Device is not null))
            ledger.Record(at, inventory.By, new Event { Name = "scan_inventory", DeviceId = line.DeviceId, SubjectId = inventory.Id }.Telling(InventoryChange.Told(inventory.Id, line.Outcome)));
    }

    /// <summary>What nobody brought is missing; it becomes a task, and so does what was not expected.</summary>
    private void Close(DemoInventory inventory, DateTimeOffset at)
    {
        foreach (var line in inventory.Lines.Where(line => line.Outcome == "expected")) line.Outcome = "missing";
        inventory.Close(at);
        foreach (var line in inventory.Lines.Where(line => line.Outcome is "missing" or "misplaced"))
        {
            var error = line.IsMissing ? InventoryErrors.Missing : InventoryErrors.Misplaced;
            var reason = error.With(("assetTag", line.Device!.AssetTag), ("name", inventory.Name), ("state", line.State));
            ledger.Odd(line.Device, null, inventory.SchoolId, reason, at, inventory.By, inventory.Id);
            ledger.Record(at, inventory.By, new Event { Name = line.IsMissing ? "inventory_missing" : "inventory_misplaced", DeviceId = line.DeviceId, SubjectId = inventory.Id }
                .Telling(Anomaly.Told([reason])).Telling(InventoryChange.Told(inventory.Id)));
        }
        ledger.Record(at, inventory.By, new Event { Name = "close_inventory", SubjectId = inventory.Id }.Telling(new JsonObject
        {
            ["expected"] = inventory.Expected, ["found"] = inventory.Found, ["misplaced"] = inventory.Misplaced, ["unknown"] = inventory.Unknown, ["missing"] = inventory.Missing, ["moved"] = 0,
        }));
    }
}
