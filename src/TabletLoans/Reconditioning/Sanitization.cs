using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>A certificate of sanitisation: what was done to erase a device, by whom, and whether it succeeded.</summary>
internal sealed record Sanitization : IResource
{
    public static string Collection => "sanitizations";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    [Text(100)] public required string Method { get; init; }
    [OneOf<SanitizationStandards>] public required string Standard { get; init; }
    [Text(100)] public required string Tool { get; init; }
    [Text(50)] public string? ToolVersion { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    [OneOf<SanitizationResults>] public required string Result { get; init; }
    [OneOf<Verifications>] public required string Verification { get; init; }
    /// <summary>SHA-256 of the tool's report.</summary>
    [Text(64)] public string? EvidenceHash { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public required Guid OperatorId { get; init; }
    /// <summary>Where the device stands now: a failed sanitisation leaves it in in_sanitization.</summary>
    [OneOf<StateCodes>] public required string DeviceState { get; init; }

    /// <summary>A certificate never changes.</summary>
    public long Version => 1;

    // Who may see the device may see how it was erased.
    public const string SelectSql = """
        select s.id, s.device_id, d.asset_tag, d.serial_number, s.method, s.standard, s.tool, s.tool_version, s.started_at, s.ended_at, s.result,
          s.verification, s.evidence_hash, s.recorded_at, s.operator_id, d.state as device_state
        from sanitization s
        join device d on d.id = s.device_id
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where s.organisation_id = @organisationId and s.id = @id and {Scope.Schools("d.school_id")}";

    public const string AnywhereByIdSql = $"{SelectSql}\n where s.organisation_id = @organisationId and s.id = @id";
}

/// <summary>Reads one certificate.</summary>
internal static class ReadSanitization
{
    public static void Map(RouteGroupBuilder sanitizations) => sanitizations.MapGet("{id:guid}", Handle).Does(nameof(ReadSanitization), Permission.ReadFleet);

    /// <summary>Reads one certificate of sanitisation.</summary>
    internal static async Task<Returns<Sanitization>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Sanitization>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<Sanitization>(Sanitization.ByIdSql, new { id }, stop) is { } found ? (Outcome<Sanitization>)found : Errors.NotFound.Refuse();
}

/// <summary>Lists certificates, in the order they were recorded.</summary>
internal static class ListSanitizations
{
    public static void Map(RouteGroupBuilder sanitizations) => sanitizations.MapGet("", Handle).Does(nameof(ListSanitizations), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        public Guid? DeviceId { get; init; }
        [OneOf<SanitizationResults>] public string? Result { get; init; }
    }

    /// <summary>Lists certificates of sanitisation.</summary>
    internal static async Task<Lists<Sanitization>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<Sanitization>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(Sanitization.SelectSql)
            .Where("s.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "d.school_id")
            .WhereIf(filter.DeviceId, "s.device_id = @deviceId", "deviceId")
            .WhereIf(filter.Result, "s.result = @result", "result");
        return await Paging.ById(db, sql, "s.id", filter.Cursor, filter.Limit, (Sanitization found) => found, found => found.Id, stop);
    }
}
