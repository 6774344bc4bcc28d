using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>
/// Closes a campaign. What was expected and not scanned is missing, unless it has lawfully left meanwhile. Missing and misplaced
/// devices become anomalies for somebody to look at: no device changes its state by being counted or not.
/// </summary>
internal static class CloseInventory
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapPost("{id:guid}/close", Handle).Does(nameof(CloseInventory), Permission.CountInventory).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>What there is to say of the count. Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>Why it is closed though nobody scanned anything; never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    /// <summary>Closes an inventory: 200 with what is missing, misplaced, unknown and explained.</summary>
    internal static async Task<Returns<Inventory>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Inventory>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => InventoryChange.Run<Inventory>(db, id, ifMatch, async (tx, inventory) =>
    {
        Reason? empty = inventory.FoundCount + inventory.MisplacedCount + inventory.UnknownCount == 0 ? InventoryErrors.Empty.With(("name", inventory.Name), ("expected", inventory.ExpectedCount)) : null;
        var overrideReason = TextKey.Tidy(request.OverrideReason);
        if (empty is not null && (overrideReason is null || !caller.MayOverride(empty))) return empty.Refuse();
        await tx.Execute(ArrivedSql, new { id });
        await tx.Execute(MissingSql, new { id });
        await tx.Execute(RecountSql, new { id });
        await InventoryChange.End(tx, id, "closed", request.Reason);
        await WriteDown(tx, inventory, await tx.List<OddLine>(OddSql, new { id }));
        var closed = await Inventory.Read(tx, id);
        tx.Record(new Event { Name = "close_inventory", SubjectId = id, Reason = TextKey.Tidy(request.Reason) }.Telling(Told(closed))
            .Telling(empty is null ? [] : new JsonObject { ["overridden"] = new JsonArray(empty.Error.Code), ["overrideReason"] = overrideReason }));
        return closed;
    }, stop);

    private static JsonObject Told(Inventory closed) => new()
    {
        ["expected"] = closed.Expected, ["found"] = closed.Found, ["misplaced"] = closed.Misplaced, ["unknown"] = closed.Unknown, ["missing"] = closed.Missing, ["moved"] = closed.Moved,
    };

    /// <summary>One task for each, all in one go: there may be thousands.</summary>
    private static async Task WriteDown(Tx tx, InventoryRow inventory, IReadOnlyList<OddLine> lines)
    {
        var anomalies = new List<NewAnomaly>(lines.Count);
        foreach (var line in lines)
        {
            var isMissing = line.Outcome == "missing";
            var reason = (isMissing ? InventoryErrors.Missing : InventoryErrors.Misplaced).With(("assetTag", line.AssetTag), ("name", inventory.Name), ("state", line.State));
            anomalies.Add(new NewAnomaly(Id.New(), line.DeviceId, inventory.SchoolId, reason.Error.Code, Anomaly.Detail(reason), inventory.Id, tx.Scope.PrincipalId));
            tx.Record(new Event { Name = isMissing ? "inventory_missing" : "inventory_misplaced", DeviceId = line.DeviceId, SubjectId = inventory.Id }.Telling(Anomaly.Told([reason])).Telling(InventoryChange.Told(inventory.Id)));
        }
        if (await tx.InsertMany(InsertSql, RowSql, anomalies, "") != lines.Count) throw new InvalidOperationException($"inventory {inventory.Id} changed while its row was held");
    }

    internal sealed record OddLine
    {
        public Guid DeviceId { get; init; }
        public string AssetTag { get; init; } = "";
        public string Outcome { get; init; } = "";
        public string? State { get; init; }
    }

    internal sealed record NewAnomaly(Guid Id, Guid DeviceId, Guid? SchoolId, string Code, string Detail, Guid InventoryId, Guid SeenBy);

    // Scanned here before the ledger had it here: an arrival confirmed since, a loan ended since. Nothing is left to look at.
    public static readonly string ArrivedSql = $"""
        update inventory_line set outcome = 'found', state = d.state, school_id = d.school_id
        from device d, inventory i
        where inventory_line.organisation_id = @organisationId and inventory_line.inventory_id = @id and inventory_line.outcome = 'misplaced'
          and i.id = inventory_line.inventory_id and d.id = inventory_line.device_id and {InventoryPlace.Belongs}
        """;

    public static readonly string MissingSql = $"""
        update inventory_line set outcome = case when {InventoryPlace.StillHere} then 'missing' else 'moved' end, state = d.state, school_id = d.school_id
        from device d, inventory i
        where inventory_line.organisation_id = @organisationId and inventory_line.inventory_id = @id and inventory_line.outcome = 'expected'
          and i.id = inventory_line.inventory_id and d.id = inventory_line.device_id
        """;

    public const string RecountSql = """
        update inventory set expected_count = c.found + c.missing + c.moved, found_count = c.found, missing_count = c.missing, moved_count = c.moved, misplaced_count = c.misplaced
        from (select count(*) filter (where l.outcome = 'found') as found, count(*) filter (where l.outcome = 'missing') as missing,
            count(*) filter (where l.outcome = 'moved') as moved, count(*) filter (where l.outcome = 'misplaced') as misplaced
          from inventory_line l where l.organisation_id = @organisationId and l.inventory_id = @id) c
        where inventory.organisation_id = @organisationId and inventory.id = @id and inventory.state = 'open'
        """;

    public const string OddSql = """
        select l.device_id, d.asset_tag, l.outcome, l.state from inventory_line l
        join device d on d.id = l.device_id
        where l.organisation_id = @organisationId and l.inventory_id = @id and l.outcome in ('missing', 'misplaced')
        order by l.line
        """;

    public const string InsertSql = "insert into anomaly (id, organisation_id, device_id, school_id, code, detail, inventory_id, seen_at, seen_by) values";

    private const string RowSql = "(@Id, @organisationId, @DeviceId, @SchoolId, @Code, @Detail, @InventoryId, @now, @SeenBy)";
}
