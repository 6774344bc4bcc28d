using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>Examines a returned device: its grade, what was found, and what should be done next.</summary>
internal static class TriageDevice
{
    public static void Map(RouteGroupBuilder devices) => devices.MapPost("{id:guid}/triage", Handle).Does(nameof(TriageDevice), Permission.Recondition).HonoursIfMatch();

    internal sealed record Request
    {
        [OneOf<Grades>] public required string Grade { get; init; }
        /// <summary>What was found; never a person's name.</summary>
        [Text(1000, Lines = true)] public string? Findings { get; init; }
        /// <summary>What should be done next; it moves nothing by itself.</summary>
        [OneOf<NextSteps>] public string? Next { get; init; }
    }

    /// <summary>Examines a returned device: from returned to in_triage, with a condition report.</summary>
    internal static async Task<Returns<Device>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Device>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write<Device>(async tx =>
    {
        var row = DeviceLifecycle.Row("triage");
        if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id }) is not { } device) return Errors.NotFound.Refuse();
        if ((ifMatch.Refuse(device.Version) ?? MoveDevice.Refuse(row, device, null)) is { } refusal) return refusal;
        if (await MoveDevice.Move(tx, row, device, null, request.Grade) is not { } moved) return Errors.VersionConflict.Refuse(("version", device.Version + 1));
        await new Condition { Grade = request.Grade, Notes = request.Findings }.Insert(tx, id, null, "triage");
        tx.Record(request.Next is null ? moved : moved.Telling(new JsonObject { ["next"] = request.Next }));
        return (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id }))!.View(caller, db.Today);
    }, stop);
}

/// <summary>Lists what was seen of a device at hand-overs, returns and triages.</summary>
internal static class ListDeviceConditionReports
{
    public static void Map(RouteGroupBuilder devices) => devices.MapGet("{id:guid}/condition-reports", Handle).Does(nameof(ListDeviceConditionReports), Permission.ReadLoans);

    /// <summary>Lists the condition reports of a device, oldest first.</summary>
    internal static async Task<Lists<ConditionReport>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) => await Run(db, id, filter, stop);

    public static async Task<Outcome<Page<ConditionReport>>> Run(Db db, Guid id, PageRequest filter, CancellationToken stop)
    {
        if (await db.One<DeviceRow>(DeviceRow.ByIdSql, new { id }, stop) is null) return (Outcome<Page<ConditionReport>>)Errors.NotFound.Refuse();
        // What was seen at another school's loan is that school's.
        var sql = new Sql($"{ConditionReport.SelectSql} left join loan l on l.id = c.loan_id and {Scope.Schools("l.school_id")}")
            .Where("c.device_id = @id", "id", id).Where("c.organisation_id = @organisationId").Where("(c.loan_id is null or l.id is not null)");
        return await Paging.ById(db, sql, "c.id", filter.Cursor, filter.Limit, (ConditionReport report) => report, report => report.Id, stop);
    }
}
