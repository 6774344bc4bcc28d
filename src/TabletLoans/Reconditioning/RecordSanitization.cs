using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>Records that a device was erased, with the certificate. One that passed makes it clean and moves it on; one that failed keeps it there.</summary>
internal static partial class RecordSanitization
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder sanitizations) => sanitizations.MapPost("", Handle).Does(nameof(RecordSanitization), Permission.Recondition);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        /// <summary>What was done: factory reset, cryptographic erase, shredding.</summary>
        [Text(100)] public required string Method { get; init; }
        /// <summary>The level reached (NIST SP 800-88).</summary>
        [OneOf<SanitizationStandards>] public required string Standard { get; init; }
        [Text(100)] public required string Tool { get; init; }
        [Text(50)] public string? ToolVersion { get; init; }
        /// <summary>Not before the device came back from its last loan.</summary>
        public required DateTimeOffset? StartedAt { get; init; }
        public required DateTimeOffset? EndedAt { get; init; }
        [OneOf<SanitizationResults>] public required string Result { get; init; }
        [OneOf<Verifications>] public required string Verification { get; init; }
        /// <summary>SHA-256 of the tool's report: 64 hexadecimal digits.</summary>
        [Text(64)] public string? EvidenceHash { get; init; }
    }

    /// <summary>Records the sanitisation of a device in in_sanitization; the caller is the operator. A pass moves it to in_reimaging, a fail leaves it where it is.</summary>
    internal static async Task<Creates<Sanitization>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Sanitization>> Run(Db db, Request request, CancellationToken stop)
    {
        if (Judge(request, db.Now) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        var found = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        if (found.Refusal is { } unknown) return unknown;
        var row = DeviceLifecycle.Row("reimage");
        return await db.Write<Sanitization>(async tx =>
        {
            if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { found.Value!.Id }) is not { } device) return DeviceErrors.UnknownDevice.Refuse();
            if (MoveDevice.Refuse(row, device, null) is { } refusal) return refusal;
            if (await tx.One<DateTimeOffset?>(LastLoanEndSql, new { device.Id }) is { } end && request.StartedAt < end - ClockSkew)
                return Refusal.Invalid("/startedAt", Errors.OutOfRange, ("min", Instant.ToText(end)), ("max", "…"));
            var id = Id.New();
            await tx.Execute(InsertSql, new
            {
                id, deviceId = device.Id, method = request.Method.Trim(), request.Standard, tool = request.Tool.Trim(), toolVersion = TextKey.Tidy(request.ToolVersion),
                request.StartedAt, request.EndedAt, request.Result, request.Verification, evidenceHash = TextKey.Tidy(request.EvidenceHash)?.ToLowerInvariant(), now = tx.Now,
            });
            var happened = request.Result == "pass"
                // What was destroyed is scrap, whatever its grade was.
                ? await MoveDevice.Move(tx, row, device, device.SchoolId, request.Standard == SanitizationStandards.Destroy ? "X" : null)
                : new Event { Name = "record_sanitization", DeviceId = device.Id };
            if (happened is null) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
            tx.Record(happened.Telling(new JsonObject { ["result"] = request.Result, ["standard"] = request.Standard }) with { SubjectId = id });
            return (await tx.One<Sanitization>(Sanitization.AnywhereByIdSql, new { id }))!;
        }, stop);
    }

    private static List<FieldError> Judge(Request request, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        if (request.EndedAt < request.StartedAt) errors.Add(new FieldError("/endedAt", Errors.EndBeforeStart, ("start", Instant.ToText(request.StartedAt!.Value))));
        if (request.EndedAt > now + ClockSkew) errors.Add(new FieldError("/endedAt", Errors.OutOfRange, ("min", "…"), ("max", Instant.ToText(now))));
        if (TextKey.Tidy(request.EvidenceHash) is { } hash && !Sha256().IsMatch(hash)) errors.Add(new FieldError("/evidenceHash", Errors.InvalidFormat, ("expected", "SHA-256, 64 × 0-9 a-f")));
        return errors;
    }

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();

    public const string LastLoanEndSql = """
        select coalesce(l.returned_at, l.ended_at) from loan l
        where l.organisation_id = @organisationId and l.device_id = @id and l.ended_at is not null and l.outcome <> 'cancelled'
        order by l.id desc
        limit 1
        """;

    public const string InsertSql = """
        insert into sanitization (id, organisation_id, device_id, method, standard, tool, tool_version, started_at, ended_at, result,
          verification, evidence_hash, recorded_at, operator_id)
        values (@id, @organisationId, @deviceId, @method, @standard, @tool, @toolVersion, @startedAt, @endedAt, @result,
          @verification, @evidenceHash, @now, @principalId)
        """;
}
