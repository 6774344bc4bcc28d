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
    public required string Result { get; init; }
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
    public string? WarrantyClaim { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required Guid OpenedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
    public Guid? FinishedBy { get; set; }
    public string? Outcome { get; set; }
    public long? CostCents { get; set; }

    /// <summary>JSON array.</summary>
    public string? Parts { get; set; }
}

/// <summary>What the bench writes beside a move, as its use cases do: condition reports, certificates, work orders.</summary>
internal static class DemoBench
{
    private static readonly TimeSpan WipeTime = TimeSpan.FromMinutes(25);

    /// <summary>The event with what stands beside it.</summary>
    public static Event Beside(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by) => moved.Name switch
    {
        "put_in_stock" when !device.IsPrepared => Prepared(device, moved, at),
        "triage" => Examined(ledger, device, moved, at, by),
        "reimage" => Wiped(ledger, device, moved, at, by),
        "repair" => Opened(ledger, device, moved, at, by),
        "finish_repair" => Finished(ledger, device, moved, at, by),
        _ => moved,
    };

    /// <summary>A certificate that says that it did not work: the device stays where it is.</summary>
    public static void Fail(DemoLedger ledger, DemoDevice device, DateTimeOffset at, Guid by)
    {
        var certificate = Certificate(device, "fail", at, by);
        ledger.Sanitizations.Add(certificate);
        ledger.Record(at, by, new Event { Name = "record_sanitization", DeviceId = device.Id, SubjectId = certificate.Id }.Telling(Told(certificate)));
    }

    /// <summary>Enrolled and ticked by the scan that puts it in stock.</summary>
    private static Event Prepared(DemoDevice device, Event moved, DateTimeOffset at)
    {
        var mdmState = device.Model.Kind == "tablet" ? "supervised" : "enrolled";
        device.Prepare(mdmState, at);
        return moved with { Changes = $$$"""{"mdmState":{"old":"not_enrolled","new":"{{{mdmState}}}"},"tagPrinted":{"old":false,"new":true},"accessoriesPresent":{"old":false,"new":true}}""" };
    }

    private static Event Examined(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        ledger.Report(device, null, "triage", device.Grade, null, at, by);
        return moved;
    }

    private static Event Wiped(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var certificate = Certificate(device, "pass", at, by);
        ledger.Sanitizations.Add(certificate);
        device.Sanitized = certificate.Standard;
        return moved.Telling(Told(certificate)) with { SubjectId = certificate.Id };
    }

    /// <summary>Scrap is shredded; the rest is erased by its own key.</summary>
    private static DemoSanitization Certificate(DemoDevice device, string result, DateTimeOffset at, Guid by)
    {
        var scrap = device.Grade == "X";
        return new DemoSanitization
        {
            Id = Guid.CreateVersion7(at), DeviceId = device.Id, Method = scrap ? "Broyage" : "Effacement cryptographique et réinitialisation", Result = result,
            Standard = scrap ? SanitizationStandards.All[^1] : SanitizationStandards.Purge, Tool = scrap ? "Broyeur de l'atelier" : "MDM", Verification = scrap ? "full" : "sampled",
            StartedAt = at - WipeTime < device.Last ? device.Last : at - WipeTime, EndedAt = at, By = by,
        };
    }

    private static JsonObject Told(DemoSanitization certificate) => new() { ["result"] = certificate.Result, ["standard"] = certificate.Standard };

    private static Event Opened(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var rank = ledger.WorkOrders.Count;
        var isOut = rank % 2 == 1;
        var order = new DemoWorkOrder
        {
            Id = Guid.CreateVersion7(at), DeviceId = device.Id, Kind = isOut ? "sent_out" : "internal", Fault = moved.Reason!, SupplierName = isOut ? "Atelier Exemple" : null,
            WarrantyClaim = isOut && device.WarrantyEndsOn is not null ? $"SAV-{rank + 301}" : null, OpenedAt = at, OpenedBy = by,
        };
        ledger.WorkOrders.Add(order);
        return moved with { SubjectId = order.Id };
    }

    /// <summary>What came back as scrap is not repaired.</summary>
    private static Event Finished(DemoLedger ledger, DemoDevice device, Event moved, DateTimeOffset at, Guid by)
    {
        var order = ledger.WorkOrders.Single(order => order.DeviceId == device.Id && order.FinishedAt is null);
        (order.FinishedAt, order.FinishedBy) = (at, by);
        (order.Outcome, order.CostCents, order.Parts) = device.Grade == "X" ? ("irreparable", 0, null) : ("repaired", order.Kind == "sent_out" ? 8_900 : 4_500, """["Dalle tactile","Joint adhésif"]""");
        return moved.Telling(new JsonObject { ["outcome"] = order.Outcome }) with { SubjectId = order.Id };
    }
}
