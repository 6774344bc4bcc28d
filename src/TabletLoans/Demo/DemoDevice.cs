using TabletLoans.Devices;
using TabletLoans.Lifecycle;

namespace TabletLoans.Demo;

/// <summary>
/// A device of the demonstration, and its walk through the lifecycle table. A move that the table does not allow throws, so
/// that a change of the table shows at once.
/// </summary>
internal sealed class DemoDevice
{
    private readonly List<(DateTimeOffset At, string State, Guid? SchoolId)> _moves = [];

    public required Guid Id { get; init; }
    public required string AssetTag { get; init; }
    public required string SerialNumber { get; init; }
    public required DeviceModel Model { get; init; }
    public required string Origin { get; init; }
    public long? PriceExclTaxCents { get; init; }
    public long? PriceInclTaxCents { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The delivery that it came with; null: taken over from an older fleet.</summary>
    public DemoDelivery? Delivery { get; set; }

    /// <summary>The school it was bought for; where it stands is <see cref="SchoolId"/>.</summary>
    public Guid? HomeId { get; init; }

    public required string Grade { get; set; }
    public DateOnly? WarrantyEndsOn { get; private set; }
    public string MdmState { get; private set; } = "not_enrolled";
    public string State { get; private set; } = DeviceStates.Received.Code;
    public string? RetiredFrom { get; private set; }
    public string DataState { get; private set; } = "clean";
    public Guid? SchoolId { get; private set; }
    /// <summary>The instant of the last move.</summary>
    public DateTimeOffset StateSince { get => field == default ? CreatedAt : field; private set; }
    public bool Held { get; private set; }
    public long Version { get; private set; } = 1;
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The checklist of its preparation is complete.</summary>
    public bool IsPrepared { get; private set; }

    public DemoLoan? LastLoan { get; set; }

    /// <summary>Of the last certificate since it was last lent; null: it has none.</summary>
    public string? Sanitized { get; set; }

    public string SerialKey => NewDevice.SerialKeyOf(SerialNumber);
    public string ManufacturerKey => DeviceModel.Key(Model.Manufacturer);
    public Guid ModelId => Model.Id;
    public Guid? DeliveryId => Delivery?.Id;
    public Guid? FundingLineId => Delivery?.Line.FundingLineId;

    /// <summary>What happened to it last: the next thing is later.</summary>
    public DateTimeOffset Last => UpdatedAt == default ? CreatedAt : UpdatedAt;

    /// <summary>The state and the school in which it stood at that instant; null: it was not here yet.</summary>
    public (string State, Guid? SchoolId)? At(DateTimeOffset at)
    {
        if (at < CreatedAt) return null;
        var last = _moves.FindLastIndex(move => move.At <= at);
        return last < 0 ? (DeviceStates.Received.Code, null) : (_moves[last].State, _moves[last].SchoolId);
    }

    public void Move(Transition row, DateTimeOffset at, Guid? schoolId, string? reason)
    {
        if (!row.StartsFrom(State)) throw Illegal(row, $"it is {State}");
        if (Held) throw Illegal(row, "it is held");
        if (row.NeedsSchool && schoolId is null) throw Illegal(row, "no school is given");
        if (row.NeedsReason && reason is null) throw Illegal(row, "no reason is given");
        if (row.NeedsCleanData && DataState != "clean") throw Illegal(row, $"its data are {DataState}");
        if (row.ChecksPreparation && Delivery is { AcceptedAt: null }) throw Illegal(row, "its delivery is not accepted");
        if (row.NeedsSanitization is { } needed && !(row.SanitizedUnlessClean && DataState == "clean") && !SanitizationStandards.Reaches(Sanitized, needed)) throw Illegal(row, $"it is sanitised to {Sanitized}");
        if (at < Last) throw Illegal(row, $"{Last:O} was later than {at:O}");
        RetiredFrom = row.To == DeviceStates.Retired ? State : null;
        (State, StateSince) = (row.To.Code, at);
        SchoolId = row.LeavesSchool ? null : schoolId ?? SchoolId;
        DataState = row.DataState ?? DataState;
        _moves.Add((at, State, SchoolId));
        Touch(at);
    }

    /// <summary>The service fait of its delivery is stated, and its warranty begins.</summary>
    public void Accept(DateOnly warrantyEndsOn, DateTimeOffset at)
    {
        WarrantyEndsOn = warrantyEndsOn;
        Touch(at);
    }

    /// <summary>Enrolled, tagged, complete: what its model asks for.</summary>
    public void Prepare(string mdmState, DateTimeOffset at)
    {
        (IsPrepared, MdmState) = (true, mdmState);
        Touch(at);
    }

    public void LeaveMdm(DateTimeOffset at)
    {
        MdmState = "removed";
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

    /// <summary>Something is told of it that moves it nowhere.</summary>
    public void Touch(DateTimeOffset at)
    {
        if (at < Last) throw new InvalidOperationException($"the demonstration tells of {AssetTag} at {at:O}, and {Last:O} was later");
        Version++;
        UpdatedAt = at;
    }

    private InvalidOperationException Illegal(Transition row, string why) => new($"the demonstration cannot {row.Name} {AssetTag}: {why}");
}
