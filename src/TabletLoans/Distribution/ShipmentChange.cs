using System.Globalization;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>
/// What every change of a shipment begins with: its row, within the caller's schools, held until the end of the transaction, so
/// that people who pack or receive the same shipment at once do so one after the other.
/// </summary>
internal static class ShipmentChange
{
    public static Task<Outcome<T>> Run<T>(Db db, Guid id, IfMatch ifMatch, Func<Tx, ShipmentRow, Task<Outcome<T>>> change, CancellationToken stop) => db.Write(async tx =>
    {
        if (await tx.One<ShipmentRow>($"{ShipmentRow.ByIdSql}{db.Dialect.ForUpdateOf("sh")}", new { id }) is not { } shipment) return Errors.NotFound.Refuse();
        return ifMatch.Refuse(shipment.Version) is { } stale ? stale : await change(tx, shipment);
    }, stop);

    /// <summary>The device as it stands now, held; always after its shipment, so that two orders of locks never meet.</summary>
    public static Task<DeviceRow?> Hold(Tx tx, Db db, Guid deviceId) => tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id = deviceId });

    public static Task Touch(Tx tx, Guid id) => tx.Execute(TouchSql, new { id, now = tx.Now });

    public static Task End(Tx tx, Guid line, string outcome) => tx.Execute(EndSql, new { id = line, outcome, now = tx.Now });

    /// <summary>As an event of a device tells its shipment.</summary>
    public static JsonObject Told(ShipmentRow shipment) => new() { ["shipment"] = shipment.Number };

    public const string TouchSql = "update shipment set updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";

    public const string EndSql = "update shipment_device set ended_at = @now, ended_by = @principalId, outcome = @outcome where organisation_id = @organisationId and id = @id";
}

/// <summary>What was scanned, line by line.</summary>
internal sealed record Scan(string Name, Outcome<DeviceRow> Found)
{
    public static async Task<IReadOnlyList<Scan>> Find(Db db, IReadOnlyList<string> names, bool anywhere, CancellationToken stop)
    {
        var scans = new List<Scan>(names.Count);
        foreach (var name in names) scans.Add(new Scan(name, await FindDevice.Run(db, name, anywhere, stop)));
        return scans;
    }
}

/// <summary>What became of one scan.</summary>
internal sealed record ScanResult
{
    /// <summary>From 1, as the devices were sent.</summary>
    public required int Line { get; init; }
    /// <summary>The HTTP status that the line alone would have had.</summary>
    public required int Status { get; init; }
    [Text(50)] public string? AssetTag { get; init; }
    /// <summary>packed, already_packed, unpacked, collected, already_collected, arrived, already_arrived, unexpected, prepared, checked; null where it was refused.</summary>
    [Text(30)] public string? Outcome { get; init; }
    /// <summary>What was odd: written down, to be looked at.</summary>
    [Items(20)] public IReadOnlyList<Loans.AnomalyView> Anomalies { get; init; } = [];
    public Problem? Problem { get; init; }

    public static ScanResult Refused(int line, Refusal refusal, CultureInfo culture) =>
        new() { Line = line, Status = refusal.Error.Status, Problem = Problem.From(refusal, $"/devices/{line - 1}", culture) };

    /// <summary>Each scan by itself, in the order sent: what one refuses, it alone undoes.</summary>
    public static async Task<IReadOnlyList<ScanResult>> Each(Tx tx, Caller caller, IReadOnlyList<Scan> scans, Func<DeviceRow, Task<Outcome<Scanned>>> act)
    {
        var results = new List<ScanResult>();
        foreach (var scan in scans)
        {
            var outcome = scan.Found.Refusal is { } unknown ? (Outcome<Scanned>)unknown : default;
            if (!outcome.IsRefused) await tx.Attempt(async () => !(outcome = await act(scan.Found.Value!)).IsRefused);
            results.Add(outcome.Refusal is { } refusal
                ? Refused(results.Count + 1, refusal, caller.Culture)
                : new()
                {
                    Line = results.Count + 1, Status = StatusCodes.Status200OK, AssetTag = scan.Found.Value!.AssetTag, Outcome = outcome.Value!.Outcome,
                    Anomalies = outcome.Value.Anomalies.Select(anomaly => Loans.AnomalyView.From(anomaly, caller.Culture)).ToList(),
                });
        }
        return results;
    }
}

/// <summary>What one scan did.</summary>
internal sealed record Scanned(string Outcome, params IReadOnlyList<Reason> Anomalies);

/// <summary>The shipment after the scans, and what became of each.</summary>
internal sealed record ScansView
{
    public required Shipment Shipment { get; init; }
    [Items(500)] public required IReadOnlyList<ScanResult> Results { get; init; }
}
