using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>A repair: in the workshop or sent out, what was wrong, what it cost and how it ended.</summary>
internal sealed record WorkOrder : IResource
{
    public static string Collection => "work-orders";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [OneOf<WorkOrderKinds>] public required string Kind { get; init; }
    [OneOf<WorkOrderStates>] public required string State { get; init; }
    [Text(500)] public required string Fault { get; init; }
    [Text(200)] public string? SupplierName { get; init; }
    [Text(100)] public string? WarrantyClaim { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required Guid OpenedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public Guid? FinishedBy { get; init; }
    [OneOf<WorkOrderOutcomes>] public string? Outcome { get; init; }
    [Between(0, 1e11)] public long? CostCents { get; init; }
    [Items(50)] public required IReadOnlyList<string> Parts { get; init; }
    /// <summary>The device that came in its place.</summary>
    public Guid? ReplacedByDeviceId { get; init; }

    /// <summary>1 while open, 2 once finished.</summary>
    public long Version => FinishedAt is null ? 1 : 2;
}

internal sealed record WorkOrderRow
{
    public Guid Id { get; init; }
    public Guid DeviceId { get; init; }
    public string AssetTag { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Fault { get; init; } = "";
    public string? SupplierName { get; init; }
    public string? WarrantyClaim { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public Guid OpenedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public Guid? FinishedBy { get; init; }
    public string? Outcome { get; init; }
    public long? CostCents { get; init; }
    public string? Parts { get; init; }
    public Guid? ReplacedByDeviceId { get; init; }

    public WorkOrder View() => new()
    {
        Id = Id, DeviceId = DeviceId, AssetTag = AssetTag, Kind = Kind, State = FinishedAt is null ? "open" : "finished", Fault = Fault, SupplierName = SupplierName,
        WarrantyClaim = WarrantyClaim, OpenedAt = OpenedAt, OpenedBy = OpenedBy, FinishedAt = FinishedAt, FinishedBy = FinishedBy, Outcome = Outcome, CostCents = CostCents,
        Parts = Parts is null ? [] : JsonSerializer.Deserialize<List<string>>(Parts, Json.Options)!, ReplacedByDeviceId = ReplacedByDeviceId,
    };

    // Who may see the device may see its repairs.
    public const string SelectSql = """
        select w.id, w.device_id, d.asset_tag, w.kind, w.fault, w.supplier_name, w.warranty_claim, w.opened_at, w.opened_by, w.finished_at,
          w.finished_by, w.outcome, w.cost_cents, w.parts, w.replaced_by_device_id
        from work_order w
        join device d on d.id = w.device_id
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where w.organisation_id = @organisationId and w.id = @id and {Scope.Schools("d.school_id")}";

    public const string AnywhereByIdSql = $"{SelectSql}\n where w.organisation_id = @organisationId and w.id = @id";
}

/// <summary>Reads one work order.</summary>
internal static class ReadWorkOrder
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("{id:guid}", Handle).Does(nameof(ReadWorkOrder), Permission.ReadFleet);

    /// <summary>Reads one work order.</summary>
    internal static async Task<Returns<WorkOrder>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<WorkOrder>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<WorkOrderRow>(WorkOrderRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<WorkOrder>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists work orders, in the order they were opened.</summary>
internal static class ListWorkOrders
{
    public static void Map(RouteGroupBuilder orders) => orders.MapGet("", Handle).Does(nameof(ListWorkOrders), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<WorkOrderStates>] public string? State { get; init; }
        public Guid? DeviceId { get; init; }
    }

    /// <summary>Lists work orders.</summary>
    internal static async Task<Lists<WorkOrder>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<WorkOrder>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(WorkOrderRow.SelectSql)
            .Where("w.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "d.school_id")
            .WhereIf(filter.DeviceId, "w.device_id = @deviceId", "deviceId");
        if (filter.State is { } state) sql.Where(state == "open" ? "w.finished_at is null" : "w.finished_at is not null");
        return await Paging.ById(db, sql, "w.id", filter.Cursor, filter.Limit, (WorkOrderRow row) => row.View(), row => row.Id, stop);
    }
}
