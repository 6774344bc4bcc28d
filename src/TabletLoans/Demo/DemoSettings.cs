using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

internal sealed record DemoThreshold(Guid Id, string Code, DateOnly AppliesFrom, long Value, string Source, DateTimeOffset CreatedAt, Guid CreatedBy);

/// <summary>What the assembly voted: a scale of recovery, and a figure of the house's own beside the law's.</summary>
internal sealed class DemoSettings(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    private readonly Guid _by = staff.Doing(Permission.ManageSettings);

    public void Tell()
    {
        Adopt(calendar.Later(ledger.Opened, 20, 30));
        var at = calendar.Later(ledger.Opened, 40, 50);
        var threshold = new DemoThreshold(Guid.CreateVersion7(at), ThresholdCodes.RepairCost, calendar.Day(at), 50, $"Délibération {calendar.Day(at).Year}-CD-131 du conseil départemental", at, _by);
        ledger.Thresholds.Add(threshold);
        ledger.Record(at, _by, new Event { Name = "add_threshold", SubjectId = threshold.Id }.Telling(new JsonObject
        {
            ["code"] = threshold.Code, ["appliesFrom"] = threshold.AppliesFrom.ToString("O"), ["value"] = threshold.Value, ["source"] = threshold.Source,
        }));
    }

    private void Adopt(DateTimeOffset at)
    {
        var asked = new AdoptRecoveryScale.Request
        {
            AppliesFrom = calendar.Day(at), DeliberationReference = $"Délibération {calendar.Day(at).Year}-CD-118 du conseil départemental", WearPercentPerYear = 20m, DepreciationYears = 5,
            Items =
            [
                Cents("screen", 9_000), Cents("body", 4_000), Cents("battery", 5_000), Cents("connector", 3_500), Cents("charger", 1_500), Cents("cable", 500), Cents("cover", 1_500),
                new RecoveryScaleItem { Kind = "total_loss", PercentOfPrice = 100m },
            ],
        };
        var scale = new RecoveryScale
        {
            Id = Guid.CreateVersion7(at), AppliesFrom = asked.AppliesFrom.Value, DeliberationReference = asked.DeliberationReference, WearPercentPerYear = asked.WearPercentPerYear.Value,
            DepreciationYears = asked.DepreciationYears.Value, Items = asked.Items, CreatedAt = at, CreatedBy = _by,
        };
        ledger.Scales.Add(new DemoScale(scale));
        ledger.Record(at, _by, new Event { Name = "adopt_recovery_scale", SubjectId = scale.Id, Changes = JsonSerializer.Serialize(asked, Json.Options) });
    }

    private static RecoveryScaleItem Cents(string kind, long cents) => new() { Kind = kind, AmountCents = cents };
}
