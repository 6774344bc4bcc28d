namespace TabletLoans.Demo;

/// <summary>How many devices a school is to get under the plan.</summary>
internal sealed record DemoAllocation(Guid Id, Guid SchoolId, string Programme, int Quantity, DateTimeOffset CreatedAt);

internal sealed class DemoShipment
{
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public required Guid SchoolId { get; init; }

    /// <summary>The commune of an école; a collège is the département's own.</summary>
    public string? Via { get; init; }

    /// <summary>Before anything was put into it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Every one of them counts against the school's allocation of the plan.</summary>
    public string Programme { get; } = DemoPurchases.Programme;

    public List<DemoShipmentLine> Lines { get; } = [];
    public List<(DemoDevice Device, DemoAnomaly Anomaly)> Unexpected { get; } = [];
    public string State { get; private set; } = "packed";
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get => field == default ? CreatedAt : field; private set; }
    public long Version { get; private set; } = 1;

    public void Send(DateTimeOffset at)
    {
        if (State != "packed" || Lines.Count == 0) throw new InvalidOperationException($"the demonstration cannot send {Number}: it is {State}, with {Lines.Count} devices");
        (State, SentAt) = ("sent", at);
        Touch(at);
    }

    /// <summary>The reception has begun.</summary>
    public void Touch(DateTimeOffset at)
    {
        Version++;
        UpdatedAt = at;
    }

    public void Close(DateTimeOffset at)
    {
        if (State != "sent") throw new InvalidOperationException($"the demonstration cannot close {Number}: it is {State}");
        (State, ClosedAt) = ("closed", at);
        Touch(at);
    }

    /// <summary>Given up before it left.</summary>
    public void Cancel(DateTimeOffset at)
    {
        if (State != "packed") throw new InvalidOperationException($"the demonstration cannot cancel {Number}: it is {State}");
        (State, ClosedAt) = ("cancelled", at);
        Touch(at);
    }
}

/// <summary>A device in a shipment.</summary>
internal sealed class DemoShipmentLine
{
    public required Guid Id { get; init; }
    public required Guid ShipmentId { get; init; }
    public required DemoDevice Device { get; init; }
    public required DateTimeOffset PackedAt { get; init; }
    public required Guid PackedBy { get; init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public Guid? EndedBy { get; private set; }
    public string? Outcome { get; private set; }

    public Guid DeviceId => Device.Id;

    public void End(string outcome, DateTimeOffset at, Guid by)
    {
        if (EndedAt is not null) throw new InvalidOperationException($"the demonstration ends the way of {Device.AssetTag} twice");
        (Outcome, EndedAt, EndedBy) = (outcome, at, by);
    }
}
