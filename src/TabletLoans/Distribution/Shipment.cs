using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

internal sealed class ShipmentStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["packed", "sent", "closed", "cancelled"];
}

/// <summary>unpacked lines are not shown; withdrawn: recalled, or sent elsewhere, before it arrived.</summary>
internal sealed class ShippedStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["packed", "in_transit", "arrived", "missing", "withdrawn"];
}

/// <summary>Devices that leave together for a school, with what its delivery note says.</summary>
internal sealed record Shipment : IResource
{
    public static string Collection => "shipments";

    public required Guid Id { get; init; }
    /// <summary>The number of the delivery note.</summary>
    [Text(50)] public required string Number { get; init; }
    public required Guid SchoolId { get; init; }
    public required SchoolOfDevice School { get; init; }
    /// <summary>The authority that the school is equipped through, where there is one.</summary>
    [Text(200)] public string? Via { get; init; }
    [Text(100)] public string? Reference { get; init; }
    /// <summary>Whose allocation of the school it counts against.</summary>
    [Text(100)] public string? Programme { get; init; }
    [OneOf<ShipmentStates>] public required string State { get; init; }
    /// <summary>How many devices it holds.</summary>
    public required long Shipped { get; init; }
    /// <summary>How many of them arrived.</summary>
    public required long Arrived { get; init; }
    /// <summary>In the order they were packed, then by tag; null in lists.</summary>
    [Items(10_000)] public IReadOnlyList<ShippedDevice>? Devices { get; init; }
    /// <summary>Tags of what came with it and was not of it; null in lists.</summary>
    [Items(10_000)] public IReadOnlyList<string>? Unexpected { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public required long Version { get; init; }

    public static async Task<Shipment?> Find(Db db, Guid id, CancellationToken stop) => await db.One<ShipmentRow>(ShipmentRow.FromBothSidesSql, new { id }, stop) is { } row
        ? row.View(await db.List<ShippedRow>(ShippedRow.OfShipmentSql, new { id }, stop), await db.List<string>(ShipmentRow.UnexpectedSql, new { id }, stop))
        : null;

    public static async Task<Shipment?> ReadFromBothSides(Tx tx, Guid id) => (await tx.One<ShipmentRow>(ShipmentRow.FromBothSidesSql, new { id }))?
        .View(await tx.List<ShippedRow>(ShippedRow.OfShipmentSql, new { id }));

    public static async Task<Shipment> Read(Tx tx, Guid id) => (await tx.One<ShipmentRow>(ShipmentRow.ByIdSql, new { id }))!
        .View(await tx.List<ShippedRow>(ShippedRow.OfShipmentSql, new { id }), await tx.List<string>(ShipmentRow.UnexpectedSql, new { id }));
}

/// <summary>A device as the delivery note tells it.</summary>
internal sealed record ShippedDevice
{
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    [Text(100)] public required string Manufacturer { get; init; }
    [Text(100)] public required string Reference { get; init; }
    [OneOf<ShippedStates>] public required string State { get; init; }
    public required DateTimeOffset PackedAt { get; init; }
    /// <summary>The school that it leaves, where it is a transfer; null from stock.</summary>
    public Guid? FromSchoolId { get; init; }
    /// <summary>When that school handed it over, by its own word.</summary>
    public DateTimeOffset? CollectedAt { get; init; }
    public Guid? CollectedBy { get; init; }
    public DateTimeOffset? ArrivedAt { get; init; }
}

internal sealed record ShipmentRow
{
    public Guid Id { get; init; }
    public string Number { get; init; } = "";
    public Guid SchoolId { get; init; }
    public string SchoolUai { get; init; } = "";
    public string SchoolName { get; init; } = "";
    public string SchoolStatus { get; init; } = "";
    public string? Via { get; init; }
    public string? Reference { get; init; }
    public string? Programme { get; init; }
    public string State { get; init; } = "";
    public long Shipped { get; init; }
    public long Arrived { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public long Version { get; init; }

    public Shipment View(IReadOnlyList<ShippedRow>? devices = null, IReadOnlyList<string>? unexpected = null) => new()
    {
        Id = Id, Number = Number, SchoolId = SchoolId, School = new(SchoolUai, SchoolName), Via = Via, Reference = Reference, Programme = Programme, State = State,
        Shipped = Shipped, Arrived = Arrived, Devices = devices?.Select(device => device.View(State)).ToList(), Unexpected = unexpected,
        CreatedAt = CreatedAt, SentAt = SentAt, ClosedAt = ClosedAt, Version = Version,
    };

    public const string SelectSql = """
        select sh.id, sh.number, sh.school_id, s.uai as school_uai, s.name as school_name, s.status as school_status, sh.via, sh.reference, sh.programme, sh.state,
          (select count(*) from shipment_device l where l.shipment_id = sh.id and (l.outcome is null or l.outcome <> 'unpacked')) as shipped,
          (select count(*) from shipment_device l where l.shipment_id = sh.id and l.outcome = 'arrived') as arrived,
          sh.created_at, sh.sent_at, sh.closed_at, sh.version
        from shipment sh
        join school s on s.id = sh.school_id
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where sh.organisation_id = @organisationId and sh.id = @id and {Scope.Schools("sh.school_id")}";

    /// <summary>Some of its devices leave one of the caller's schools.</summary>
    private static readonly string LeavesSql = $"exists (select 1 from shipment_device f where f.shipment_id = sh.id and (f.outcome is null or f.outcome <> 'unpacked') and f.from_school_id is not null and {Scope.Schools("f.from_school_id")})";

    public static readonly string FromSql = $"{SelectSql}\n where sh.organisation_id = @organisationId and sh.id = @id and {LeavesSql}";

    /// <summary>Whom it concerns: a school that it comes to, or that devices of it leave.</summary>
    public static readonly string OfBothSidesSql = $"({Scope.Schools("sh.school_id")} or {LeavesSql})";

    public static readonly string FromBothSidesSql = $"{SelectSql}\n where sh.organisation_id = @organisationId and sh.id = @id and {OfBothSidesSql}";

    public static readonly string UnexpectedSql = $"""
        select d.asset_tag from shipment_unexpected u join device d on d.id = u.device_id join shipment sh on sh.id = u.shipment_id
        where d.organisation_id = @organisationId and u.shipment_id = @id and {Scope.Schools("sh.school_id")}
        order by u.anomaly_id
        """;
}

internal sealed record ShippedRow
{
    public Guid Id { get; init; }
    public Guid DeviceId { get; init; }
    public string AssetTag { get; init; } = "";
    public string SerialNumber { get; init; } = "";
    public string Manufacturer { get; init; } = "";
    public string Reference { get; init; } = "";
    public DateTimeOffset PackedAt { get; init; }
    public Guid? FromSchoolId { get; init; }
    public DateTimeOffset? CollectedAt { get; init; }
    public Guid? CollectedBy { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Outcome { get; init; }

    public ShippedDevice View(string shipment) => new()
    {
        DeviceId = DeviceId, AssetTag = AssetTag, SerialNumber = SerialNumber, Manufacturer = Manufacturer, Reference = Reference,
        State = Outcome ?? (shipment == "packed" ? "packed" : "in_transit"), PackedAt = PackedAt,
        FromSchoolId = FromSchoolId, CollectedAt = CollectedAt, CollectedBy = CollectedBy, ArrivedAt = Outcome == "arrived" ? EndedAt : null,
    };

    public const string SelectSql = """
        select l.id, l.device_id, d.asset_tag, d.serial_number, m.manufacturer, m.reference, l.packed_at, l.from_school_id, l.collected_at, l.collected_by, l.ended_at, l.outcome
        from shipment_device l
        join device d on d.id = l.device_id
        join device_model m on m.id = d.model_id
        join shipment sh on sh.id = l.shipment_id
        """;

    // Who sees a transfer from the side of its departure sees what left there.
    public static readonly string OfShipment = $"""
        l.organisation_id = @organisationId and l.shipment_id = @id and (l.outcome is null or l.outcome <> 'unpacked')
           and ({Scope.Schools("sh.school_id")} or {Scope.Schools("l.from_school_id")})
        """;

    public static readonly string OfShipmentSql = $"""
        {SelectSql}
         where {OfShipment}
         order by l.packed_at, d.asset_tag
        """;
}
