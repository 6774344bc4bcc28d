using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>
/// Ends a repair. Repaired or irreparable (grade X), the device goes back to triage. Replaced, it is retired, and the device that
/// came in its place takes over its inventory number; each knows the other.
/// </summary>
internal static class FinishWorkOrder
{
    public static void Map(RouteGroupBuilder orders) => orders.MapPost("{id:guid}/finish", Handle).Does(nameof(FinishWorkOrder), Permission.Recondition).HonoursIfMatch();

    internal sealed record Request
    {
        [OneOf<WorkOrderOutcomes>] public required string Outcome { get; init; }
        /// <summary>Cents, with tax; 0 under warranty. Needed where it was repaired.</summary>
        [Between(0, 1e11)] public long? CostCents { get; init; }
        [Items(50)] public IReadOnlyList<string>? Parts { get; init; }
        /// <summary>Where it was replaced: the serial number of the device that came in its place.</summary>
        [Text(100)] public string? ReplacedBySerial { get; init; }
        /// <summary>Why a repair that costs more than the organisation's share of the price is kept; needs the right to dispose. Never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    /// <summary>Finishes a work order; 409 repair_too_dear where the cost exceeds the threshold repair_cost_max_percent of the device's price.</summary>
    internal static async Task<Returns<WorkOrder>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<WorkOrder>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        var replaced = request.Outcome == "replaced";
        if (await db.One<WorkOrderRow>(WorkOrderRow.ByIdSql, new { id }, stop) is null) return Errors.NotFound.Refuse();
        if (replaced && string.IsNullOrWhiteSpace(request.ReplacedBySerial)) return Refusal.Invalid("/replacedBySerial", Errors.Missing);
        if (request is { Outcome: "repaired", CostCents: null }) return Refusal.Invalid("/costCents", Errors.Missing);
        if (!replaced && request.ReplacedBySerial is not null) return Refusal.Invalid("/replacedBySerial", Errors.NotOneOf, ("values", Array.Empty<string>()));
        var threshold = await Thresholds.On(db, ThresholdCodes.RepairCost, db.Today, stop);
        return await db.Write<WorkOrder>(async tx =>
        {
            var order = (await tx.One<WorkOrderRow>($"{WorkOrderRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("w")}", new { id }))!;
            if (ifMatch.Refuse(order.View().Version) is { } stale) return stale;
            if (order.FinishedAt is not null) return ReconditioningErrors.WorkOrderFinished.Refuse(("outcome", order.Outcome));
            var device = (await tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id = order.DeviceId }))!;
            var row = DeviceLifecycle.Row(replaced ? "replace" : "finish_repair");
            var moves = replaced || row.StartsFrom(device.State); // lost or retired in the meantime: the order ends without it
            var cost = Overriding.Of(caller, moves && TooDear(request, device, threshold) is { } dear ? [dear] : [], request.OverrideReason);
            if (moves && Refusal.From([.. MoveDevice.Refuse(row, device, null)?.Reasons ?? [], .. cost.Left]) is { } refusal) return refusal;
            Guid? next = null;
            if (moves)
            {
                var reason = replaced ? order.WarrantyClaim ?? order.Fault : null;
                var moved = await MoveDevice.Move(tx, row, device, device.SchoolId, request.Outcome == "irreparable" ? "X" : null, reason);
                if (moved is null) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
                if (replaced)
                {
                    var replacement = await Replacement.Insert(tx, db, device, request.ReplacedBySerial!);
                    if (replacement.Refusal is { } taken) return taken;
                    next = replacement.Value;
                    moved = moved.Telling(new JsonObject { ["replacedByDevice"] = next.Value.ToString("D") });
                }
                tx.Record(moved.Telling(new JsonObject { ["outcome"] = request.Outcome }).Telling(cost.Told()) with { SubjectId = id });
            }
            else tx.Record(new Event { Name = "finish_work_order", DeviceId = device.Id, SubjectId = id }.Telling(new JsonObject { ["outcome"] = request.Outcome }));
            await tx.Execute(FinishSql, new { id, request.Outcome, request.CostCents, parts = request.Parts is { Count: > 0 } parts ? JsonSerializer.Serialize(parts, Json.Options) : null, next, now = tx.Now });
            return (await tx.One<WorkOrderRow>(WorkOrderRow.AnywhereByIdSql, new { id }))!.View();
        }, stop);
    }

    /// <summary>Above the share of the price, scrap is the better end; where the price is not known there is nothing to compare with.</summary>
    internal static Reason? TooDear(Request request, DeviceRow device, ThresholdRow? threshold) =>
        threshold is null || request.Outcome != "repaired" || device.PriceInclTaxCents is not > 0 || (decimal)(request.CostCents ?? 0) * 100 <= (decimal)threshold.Value * device.PriceInclTaxCents.Value
            ? null
            : ReconditioningErrors.RepairTooDear.With(("assetTag", device.AssetTag), ("cost", Euros.Of(request.CostCents!.Value)), ("costCents", request.CostCents), ("percent", threshold.Value),
                ("price", Euros.Of(device.PriceInclTaxCents.Value)), ("priceCents", device.PriceInclTaxCents), ("source", threshold.Source), ("alternative", "irreparable"));

    public const string FinishSql = """
        update work_order set finished_at = @now, finished_by = @principalId, outcome = @outcome, cost_cents = @costCents, parts = @parts,
          replaced_by_device_id = @next
        where organisation_id = @organisationId and id = @id and finished_at is null
        """;
}
