using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>A device of a campaign, or a text that was scanned and that nobody knows.</summary>
internal sealed record InventoryLine
{
    /// <summary>Its number in the campaign: what was expected first, by tag, then what was scanned besides.</summary>
    public required long Line { get; init; }
    [OneOf<LineOutcomes>] public required string Outcome { get; init; }
    public Guid? DeviceId { get; init; }
    [Text(50)] public string? AssetTag { get; init; }
    [Text(100)] public string? SerialNumber { get; init; }
    [Text(100)] public string? Manufacturer { get; init; }
    [Text(100)] public string? Reference { get; init; }
    /// <summary>As scanned, in upper case, where nobody knows it.</summary>
    [Text(100)] public string? Scanned { get; init; }
    /// <summary>Why nobody knows it.</summary>
    [OneOf<UnknownCodes>] public string? Code { get; init; }
    /// <summary>Its state when the campaign opened; null where it was not expected then.</summary>
    [OneOf<StateCodes>] public string? ExpectedState { get; init; }
    /// <summary>Its state in the ledger: when it was scanned, or at the close for what was not. Null where it belonged to a place that the caller may not see.</summary>
    [OneOf<StateCodes>] public string? State { get; init; }
    /// <summary>Where it belonged then; null for the stock room too.</summary>
    public Guid? SchoolId { get; init; }
    public SchoolOfDevice? School { get; init; }
    /// <summary>The first scan.</summary>
    public DateTimeOffset? ScannedAt { get; init; }
    public Guid? ScannedBy { get; init; }
    /// <summary>The task that the close left.</summary>
    public Guid? AnomalyId { get; init; }
}

/// <summary>Lists the lines of a campaign; those still `expected` are where people resume.</summary>
internal static class ListInventoryLines
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapGet("{id:guid}/lines", Handle).Does(nameof(ListInventoryLines), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<LineOutcomes>] public string? Outcome { get; init; }
    }

    /// <summary>Lists the lines of an inventory: what is expected by tag, then what was scanned besides.</summary>
    internal static async Task<Lists<InventoryLine>> Handle(Guid id, [AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, id, filter, stop);

    public static async Task<Outcome<Page<InventoryLine>>> Run(Db db, Guid id, Filter filter, CancellationToken stop)
    {
        if (await db.One<InventoryRow>(InventoryRow.ByIdSql, new { id }, stop) is null) return (Outcome<Page<InventoryLine>>)Errors.NotFound.Refuse();
        var sql = new Sql(SelectSql)
            .Where("l.inventory_id = @id", "id", id)
            .Where("l.organisation_id = @organisationId")
            .WhereIf(filter.Outcome, "l.outcome = @outcome", "outcome");
        return await Paging.By<Row, InventoryLine, long>(db, sql, "l.line", filter.Cursor, filter.Limit, row => row.View(), row => row.Line,
            after => sql.Where("l.line > @after", "after", after), stop);
    }

    internal sealed record Row
    {
        public long Line { get; init; }
        public string Outcome { get; init; } = "";
        public Guid? DeviceId { get; init; }
        public string? AssetTag { get; init; }
        public string? SerialNumber { get; init; }
        public string? Manufacturer { get; init; }
        public string? Reference { get; init; }
        public string? ScannedText { get; init; }
        public string? ScannedCode { get; init; }
        public string? ExpectedState { get; init; }
        public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        public string? SchoolUai { get; init; }
        public string? SchoolName { get; init; }
        public DateTimeOffset? ScannedAt { get; init; }
        public Guid? ScannedBy { get; init; }
        public Guid? AnomalyId { get; init; }

        public InventoryLine View() => new()
        {
            Line = Line, Outcome = Outcome, DeviceId = DeviceId, AssetTag = AssetTag, SerialNumber = SerialNumber, Manufacturer = Manufacturer, Reference = Reference,
            Scanned = ScannedText, Code = ScannedCode, ExpectedState = ExpectedState, State = State, SchoolId = SchoolId,
            School = SchoolUai is null ? null : new(SchoolUai, SchoolName!), ScannedAt = ScannedAt, ScannedBy = ScannedBy, AnomalyId = AnomalyId,
        };
    }

    // What stands on the device itself is told to who holds it; where it belongs, to who may see that place.
    public static readonly string SelectSql = $"""
        select l.line, l.outcome, l.device_id, d.asset_tag, d.serial_number, m.manufacturer, m.reference, l.scanned_text, l.scanned_code, l.expected_state,
          case when {Scope.Schools("l.school_id")} then l.state end as state, s.id as school_id, s.uai as school_uai, s.name as school_name,
          l.scanned_at, l.scanned_by, a.id as anomaly_id
        from inventory_line l
        left join device d on d.id = l.device_id
        left join device_model m on m.id = d.model_id
        left join school s on s.id = l.school_id and {Scope.Schools("l.school_id")}
        left join anomaly a on a.inventory_id = l.inventory_id and a.device_id = l.device_id
        """;
}
