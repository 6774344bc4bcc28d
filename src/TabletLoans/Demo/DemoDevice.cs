using TabletLoans.Devices;
using TabletLoans.Lifecycle;

namespace TabletLoans.Demo;

/// <summary>
/// A device of the demonstration, and its walk through the lifecycle table. A move that the table does not allow throws, so
/// that a change of the table shows at once.
/// </summary>
internal sealed class DemoDevice
{
    public required Guid Id { get; init; }
    public required string AssetTag { get; init; }
    public required string SerialNumber { get; init; }
    public required DeviceModel Model { get; init; }
    public required string Origin { get; init; }
    public required string MdmState { get; init; }
    public long? PriceExclTaxCents { get; init; }
    public long? PriceInclTaxCents { get; init; }
    public DateOnly? WarrantyEndsOn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The school it was bought for; where it stands is <see cref="SchoolId"/>.</summary>
    public Guid? HomeId { get; init; }

    public required string Grade { get; set; }
    public string State { get; private set; } = DeviceStates.Received.Code;
    public string DataState { get; private set; } = "clean";
    public Guid? SchoolId { get; private set; }
    /// <summary>The instant of the last move.</summary>
    public DateTimeOffset StateSince { get => field == default ? CreatedAt : field; private set; }
    public bool Held { get; private set; }
    public long Version { get; private set; } = 1;
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The checklist of its preparation is complete.</summary>
    public bool IsPrepared => State != DeviceStates.Received.Code && State != DeviceStates.InPreparation.Code;

    public DemoLoan? LastLoan { get; set; }

    public string SerialKey => NewDevice.SerialKeyOf(SerialNumber);
    public string ManufacturerKey => DeviceModel.Key(Model.Manufacturer);
    public Guid ModelId => Model.Id;

    /// <summary>What happened to it last: the next thing is later.</summary>
    public DateTimeOffset Last => UpdatedAt == default ? CreatedAt : UpdatedAt;

    public void Move(Transition row, DateTimeOffset at, Guid? schoolId, string? reason)
    {
        if (!row.StartsFrom(State)) throw Illegal(row, $"it is {State}");
        if (Held) throw Illegal(row, "it is held");
        if (row.NeedsSchool && schoolId is null) throw Illegal(row, "no school is given");
        if (row.NeedsReason && reason is null) throw Illegal(row, "no reason is given");
        if (row.NeedsCleanData && DataState != "clean") throw Illegal(row, $"its data are {DataState}");
        if (at < Last) throw Illegal(row, $"{Last:O} was later than {at:O}");
        (State, StateSince) = (row.To.Code, at);
        SchoolId = row.LeavesSchool ? null : schoolId ?? SchoolId;
        DataState = row.DataState ?? DataState;
        Touch(at);
    }

    public void Hold(DateTimeOffset at)
    {
        Held = true;
        Touch(at);
    }

    public void Regrade(string grade, DateTimeOffset at)
    {
        Grade = grade;
        Touch(at);
    }

    private void Touch(DateTimeOffset at)
    {
        Version++;
        UpdatedAt = at;
    }

    private InvalidOperationException Illegal(Transition row, string why) => new($"the demonstration cannot {row.Name} {AssetTag}: {why}");
}
