using System.Text.Json.Nodes;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

internal sealed class DemoSanitization
{
    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    public required string Method { get; init; }
    public required string Standard { get; init; }
    public required string Tool { get; init; }
    public required string Verification { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public required Guid By { get; init; }
}

internal sealed class DemoWorkOrder
{
    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    public required string Kind { get; init; }
    public required string Fault { get; init; }
    public string? SupplierName { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required Guid OpenedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public Guid? FinishedBy { get; set; }
    public string? Outcome { get; set; }
    public long? CostCents { get; set; }
}

/// <summary>What the bench writes beside a move, as its use cases do: condition reports, certificates, work orders.</summary>
internal static class DemoBench
{
    private static readonly TimeSpan WipeTime = TimeSpan.FromMinutes(25);

    /// <summary>The event with what stands beside it.</summary>
    public static Event Beside(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by) => moved.Name switch
    {
        "triage" => Examined(ledger, device, moved, at, by),
        "reimage" => Wiped(ledger, device, moved, at, by),
        "repair" => Opened(ledger, device, moved, at, by),
        "finish_repair" => Finished(ledger, device, moved, at, by),
        _ => moved,
    };

    private static Event Examined(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        ledger.Report(device, null, "triage", device.Grade, null, at, by);
        return moved;
    }

    /// <summary>Scrap is shredded; the rest is erased by its own key.</summary>
    private static Event Wiped(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var scrap = device.Grade == "X";
        var certificate = new DemoSanitization
        {
            Id = Guid.CreateVersion7(at), DeviceId = device.Id, Method = scrap ? "Broyage" : "Effacement cryptographique et réinitialisation",
            Standard = scrap ? SanitizationStandards.All[^1] : SanitizationStandards.Purge, Tool = scrap ? "Broyeur de l'atelier" : "MDM", Verification = scrap ? "full" : "sampled",
            StartedAt = at - WipeTime < device.Last ? device.Last : at - WipeTime, EndedAt = at, By = by,
        };
        ledger.Sanitizations.Add(certificate);
        return moved.Telling(new JsonObject { ["result"] = "pass", ["standard"] = certificate.Standard }) with { SubjectId = certificate.Id };
    }

    private static Event Opened(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var isOut = ledger.WorkOrders.Count % 2 == 1;
        var order = new DemoWorkOrder
        {
            Id = Guid.CreateVersion7(at), DeviceId = device.Id, Kind = isOut ? "sent_out" : "internal", Fault = moved.Reason!, SupplierName = isOut ? "Atelier Exemple" : null,
            OpenedAt = at, OpenedBy = by,
        };
        ledger.WorkOrders.Add(order);
        return moved with { SubjectId = order.Id };
    }

    private static Event Finished(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var order = ledger.WorkOrders.Single(order => order.DeviceId == device.Id && order.FinishedAt is null);
        (order.FinishedAt, order.FinishedBy, order.Outcome, order.CostCents) = (at, by, "repaired", order.Kind == "sent_out" ? 8_900 : 4_500);
        return moved.Telling(new JsonObject { ["outcome"] = "repaired" }) with { SubjectId = order.Id };
    }
}
