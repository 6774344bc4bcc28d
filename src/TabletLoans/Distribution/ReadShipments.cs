using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Reads one shipment: what a delivery note says, and what became of each device.</summary>
internal static class ReadShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapGet("{id:guid}", Handle).Does(nameof(ReadShipment), Permission.ReadFleet);

    /// <summary>Reads one shipment with its devices.</summary>
    internal static async Task<Returns<Shipment>> Handle(Guid id, Db db, CancellationToken stop) =>
        await Shipment.Find(db, id, stop) is { } shipment ? (Outcome<Shipment>)shipment : Errors.NotFound.Refuse();
}

/// <summary>Reads a shipment's timeline: what was packed, sent, received, by whom and when.</summary>
internal static class ReadShipmentEvents
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapGet("{id:guid}/events", Handle).Does(nameof(ReadShipmentEvents), Permission.ReadFleet);

    /// <summary>Reads what happened to a shipment and to its devices on the way, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, ShipmentRow.ByIdSql, "e.subject_id", id, filter, stop);
}

/// <summary>Lists the devices of a shipment: the delivery note, as a file too.</summary>
internal static class ListShippedDevices
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapGet("{id:guid}/devices", Handle).Does(nameof(ListShippedDevices), Permission.ReadFleet);

    /// <summary>Lists the devices of a shipment, in the order they were packed; with format=csv it is the delivery note as a file.</summary>
    internal static async Task<Lists<ShippedDevice>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop)
    {
        if (await db.One<ShipmentRow>(ShipmentRow.FromBothSidesSql, new { id }, stop) is not { } shipment) return (Outcome<Page<ShippedDevice>>)Errors.NotFound.Refuse();
        return await Paging.ById(db, new Sql(ShippedRow.SelectSql).Where(ShippedRow.OfShipment, "id", id), "l.id", filter.Cursor, filter.Limit, (ShippedRow row) => row.View(shipment.State), row => row.Id, stop);
    }
}

/// <summary>Lists shipments, in the order they were opened.</summary>
internal static class ListShipments
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapGet("", Handle).Does(nameof(ListShipments), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<ShipmentStates>] public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        /// <summary>Exact number of the delivery note.</summary>
        [Text(50)] public string? Number { get; init; }
    }

    /// <summary>Lists shipments, without their devices.</summary>
    internal static async Task<Lists<Shipment>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<Shipment>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(ShipmentRow.SelectSql)
            .Where("sh.organisation_id = @organisationId")
            .Where(ShipmentRow.OfBothSidesSql)
            .WhereIf(filter.State, "sh.state = @state", "state")
            .WhereIf(filter.SchoolId, "sh.school_id = @schoolId", "schoolId")
            .WhereIf(filter.Number?.Trim().ToUpperInvariant(), "sh.number = @number", "number");
        return Paging.ById(db, sql, "sh.id", filter.Cursor, filter.Limit, (ShipmentRow row) => row.View(), row => row.Id, stop);
    }
}
