namespace TabletLoans.Demo;

internal sealed class DemoIncident
{
    public required Guid Id { get; init; }
    public required DemoDevice Device { get; init; }
    public required string Kind { get; init; }
    public required Guid? SchoolId { get; init; }
    public DemoLoan? Loan { get; init; }
    public string? Circumstances { get; init; }
    public required DateOnly OccurredOn { get; init; }
    public string? Insurer { get; init; }
    public string? InsurerReference { get; init; }
    public Guid? SpareDeviceId { get; init; }
    public required DateTimeOffset DeclaredAt { get; init; }
    public required Guid DeclaredBy { get; init; }
    public string? PoliceReport { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
    public Guid? ConfirmedBy { get; set; }
    public string? Decision { get; private set; }
    public string? DecisionReason { get; private set; }
    public string? DecisionReference { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public Guid? DecidedBy { get; private set; }
    public string? Outcome { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Guid? ClosedBy { get; private set; }
    public DateTimeOffset UpdatedAt { get => field == default ? DeclaredAt : field; private set; }
    public long Version { get; private set; } = 1;

    public Guid DeviceId => Device.Id;
    public Guid? LoanId => Loan?.Id;

    public void Decide(string decision, string reason, string? reference, DateTimeOffset at, Guid by)
    {
        (Decision, DecisionReason, DecisionReference, DecidedAt, DecidedBy) = (decision, reason, reference, at, by);
        Touch(at);
    }

    public void End(string outcome, DateTimeOffset at, Guid by)
    {
        (Outcome, ClosedAt, ClosedBy) = (outcome, at, by);
        Touch(at);
    }

    /// <exception cref="InvalidOperationException">It has ended, or something later was told of it.</exception>
    public void Touch(DateTimeOffset at)
    {
        if (at < UpdatedAt || ClosedAt < at) throw new InvalidOperationException($"the demonstration tells at {at:O} of an incident of {Device.AssetTag} that was last told of at {UpdatedAt:O}");
        UpdatedAt = at;
        Version++;
    }
}
