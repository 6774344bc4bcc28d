using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>A voted scale, with its own computation.</summary>
internal sealed record DemoScale(RecoveryScale Voted)
{
    public Guid Id => Voted.Id;
    public DateOnly AppliesFrom => Voted.AppliesFrom;
    public string Reference => Voted.DeliberationReference;
    public decimal Wear => Voted.WearPercentPerYear;
    public int Years => Voted.DepreciationYears;
    public string Items => JsonSerializer.Serialize(Voted.Items, Json.Options);
    public DateTimeOffset CreatedAt => Voted.CreatedAt;
    public Guid CreatedBy => Voted.CreatedBy;
}

internal sealed class DemoRecovery
{
    public required Guid Id { get; init; }
    public required DemoIncident Incident { get; init; }
    public required Guid ScaleId { get; init; }
    public required RecoveryComputation Computed { get; init; }
    public required DateOnly InServiceOn { get; init; }
    public required long AmountCents { get; init; }
    public string? ReductionReason { get; init; }
    public required DateOnly IssuedOn { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public required Guid By { get; init; }
    public DateOnly? SettledOn { get; set; }
    public DateTimeOffset? SettledAt { get; set; }
    public string? Receipt { get; set; }
    public DateOnly? WaivedOn { get; set; }
    public DateTimeOffset? WaivedAt { get; set; }
    public string? WaiveReason { get; set; }

    public Guid IncidentId => Incident.Id;
    public Guid LoanId => Incident.Loan!.Id;
    public Guid BorrowerId => Incident.Loan!.BorrowerId;
    public string? DecisionReference => Incident.DecisionReference;
    public long PriceCents => Incident.Device.PriceInclTaxCents!.Value;
    public string Lines => JsonSerializer.Serialize(Computed.Lines, Json.Options);
    public int AgeMonths => Computed.AgeMonths;
    public long ItemsCents => Computed.ItemsCents;
    public long ResidualCents => Computed.ResidualCents;
    public long ComputedCents => Computed.ComputedCents;
    public Guid? SettledBy => SettledAt is null ? null : By;
    public Guid? WaivedBy => WaivedAt is null ? null : By;
    public DateTimeOffset UpdatedAt => WaivedAt ?? SettledAt ?? IssuedAt;
    public long Version => 1 + (SettledAt is null ? 0 : 1) + (WaivedAt is null ? 0 : 1);
}

/// <summary>What the use cases of recovery do, on rows that are still in memory.</summary>
internal sealed class DemoRecoveries(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    private readonly Guid _by = staff.Doing(Permission.DecideIncident);

    /// <summary>What the scale in force gives, or less for a reason.</summary>
    public DemoRecovery Issue(DemoIncident incident, DateTimeOffset at, IReadOnlyList<string> items, int percent = 100, string? reason = null)
    {
        if (incident is not { Decision: IncidentDecisions.Recovery, ClosedAt: null, Loan: not null, Device.PriceInclTaxCents: not null }) throw new InvalidOperationException($"the demonstration cannot ask for a recovery of {incident.Device.AssetTag}");
        var scale = ledger.Scales.Last(scale => scale.AppliesFrom <= incident.OccurredOn);
        var inServiceOn = incident.Device.Delivery!.InServiceOn;
        var computed = RecoveryScale.Compute(scale.Voted, items, incident.Device.PriceInclTaxCents.Value, inServiceOn, incident.OccurredOn);
        var recovery = new DemoRecovery
        {
            Id = Guid.CreateVersion7(at), Incident = incident, ScaleId = scale.Id, Computed = computed, InServiceOn = inServiceOn, AmountCents = computed.ComputedCents * percent / 100,
            ReductionReason = reason, IssuedOn = calendar.Day(at), IssuedAt = at, By = _by,
        };
        ledger.Recoveries.Add(recovery);
        ledger.Record(at, _by, DemoIncidents.Told(incident, new Event { Name = "issue_recovery", BorrowerId = recovery.BorrowerId, Reason = reason }).Telling(new JsonObject
        {
            ["recovery"] = recovery.Id.ToString("D"), ["scale"] = scale.Id.ToString("D"), ["items"] = new JsonArray([.. items.Select(kind => (JsonNode)kind)]),
            ["computedCents"] = computed.ComputedCents, ["amountCents"] = recovery.AmountCents,
        }));
        return recovery;
    }

    public void Settle(DemoRecovery recovery, DateTimeOffset at)
    {
        (recovery.SettledOn, recovery.SettledAt) = (calendar.Day(at), at);
        recovery.Receipt = $"TR-{calendar.Day(at).Year}-{ledger.Recoveries.IndexOf(recovery) + 2_101}";
        Tell(recovery, new Event { Name = "settle_recovery" }, at);
    }

    /// <summary>What was paid is paid back.</summary>
    public void Waive(DemoRecovery recovery, DateTimeOffset at, string reason)
    {
        (recovery.WaivedOn, recovery.WaivedAt, recovery.WaiveReason) = (calendar.Day(at), at, reason);
        Tell(recovery, new Event { Name = "waive_recovery", Reason = reason }.Telling(new JsonObject { ["refundCents"] = recovery.SettledOn is null ? 0 : recovery.AmountCents }), at);
    }

    private void Tell(DemoRecovery recovery, Event happened, DateTimeOffset at) => ledger.Record(at, _by, DemoIncidents.Told(recovery.Incident, happened with { BorrowerId = recovery.BorrowerId })
        .Telling(new JsonObject { ["recovery"] = recovery.Id.ToString("D"), ["amountCents"] = recovery.AmountCents }));
}
