using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Distribution;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Reconditioning;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Carries out the rows of the lifecycle table: one guarded statement and one event.</summary>
internal static class MoveDevice
{
    public static void Map(RouteGroupBuilder devices)
    {
        foreach (var row in DeviceLifecycle.All.Where(row => row.UseCase is null))
            devices.MapPost($"{{id:guid}}/{row.Name}", (Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) => Handle(row, id, request, db, caller, context, stop))
                .Does($"{nameof(MoveDevice)}_{row.Name}", row.Permission).HonoursIfMatch()
                .WithSummary($"{row.Summary.En}: from {string.Join(", ", row.From)} to {row.To}.");
    }

    internal sealed record Request
    {
        /// <summary>Why; some moves require it (a decision, a fault, the circumstances, where it was found). Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>Of report_stolen alone, which needs it: reference of the procès-verbal of the complaint, never a person's name.</summary>
        [Text(100)] public string? PoliceReport { get; init; }
        /// <summary>The school it goes to, where the move has one.</summary>
        public Guid? SchoolId { get; init; }
        /// <summary>Why a rule is gone past, for who may. Never a person's name.</summary>
        [Text(500)] public string? OverrideReason { get; init; }
    }

    private static async Task<Returns<Device>> Handle(Transition row, Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, row, id, request ?? new Request(), IfMatch.Optional(context), stop);

    /// <param name="db">The caller's scope.</param>
    /// <param name="caller">Who moves it.</param>
    /// <param name="row">Of the table.</param>
    /// <param name="id">The device.</param>
    /// <param name="request">What the move asks for.</param>
    /// <param name="ifMatch">The version that the caller knows.</param>
    /// <param name="stop">The request's end.</param>
    /// <param name="keep">false does everything and keeps nothing: what a preview shows.</param>
    public static async Task<Outcome<Device>> Run(Db db, Caller caller, Transition row, Guid id, Request request, IfMatch ifMatch, CancellationToken stop, bool keep = true)
    {
        if (row.NeedsReason && string.IsNullOrWhiteSpace(request.Reason)) return Refusal.Invalid("/reason", DeviceErrors.ReasonRequired, ("transition", row.Name));
        if (await db.One<DeviceRow>(DeviceRow.ByIdSql, new { id }, stop) is not { } device) return Errors.NotFound.Refuse();
        School? school = null;
        if (row.NeedsSchool || IsHomeless(row, device))
        {
            if (request.SchoolId is null) return Refusal.Invalid("/schoolId", Errors.Missing);
            school = await db.One<School>(School.ByIdSql, new { id = request.SchoolId }, stop);
            if (school is null) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        }
        if (ifMatch.Refuse(device.Version) is { } stale) return stale;
        var reasons = Refuse(row, device, school, await SanitizationLevel.Judge(db, row, device, stop), await OpenIncidents.Judge(db, row, device, stop), IncidentOfMove.WithoutReport(row, request.PoliceReport))?.Reasons.ToList() ?? [];
        reasons.AddRange(await Past.Judge(db, row, device, stop));
        if (row.ChecksPreparation) reasons.AddRange((await db.One<Preparation>(Preparation.OfDeviceSql, new { id }, stop))!.Refuse(row, device));
        var decided = Overriding.Of(caller, reasons, request.OverrideReason);
        if (decided.Refusal is { } refusal) return refusal;
        if (row.UseCaseIfLostOnLoan is { } useCase && await db.One<Guid?>(LostLoanSql, new { id }, stop) is not null)
            return DeviceErrors.LostOnLoan.Refuse(("assetTag", device.AssetTag), ("useCase", useCase));
        return await db.Write<Device>(async tx =>
        {
            if (keep) return await Carry(tx);
            Outcome<Device> tried = default;
            await tx.Attempt(async () =>
            {
                tried = await Carry(tx);
                return false;
            });
            return tried;
        }, stop);

        async Task<Outcome<Device>> Carry(Tx tx)
        {
            var allotted = Overriding.Of(caller, await DirectMove.Judge(tx, db, row, school) is { } exceeded ? [exceeded] : [], request.OverrideReason);
            if (allotted.Refusal is { } tooMany) return tooMany;
            if (await Move(tx, row, device, row.LeavesSchool ? null : school?.Id ?? device.SchoolId, reason: request.Reason) is not { } moved) return await Again(tx, row, device, ifMatch);
            moved = await DirectMove.Follow(tx, row, device, school?.Id, moved);
            tx.Record((await IncidentOfMove.Follow(tx, row, device, moved, policeReport: request.PoliceReport)).Telling(decided.Told()).Telling(allotted.Told()));
            return (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id }))!.View(caller, db.Today);
        }
    }

    /// <summary>Lent from stock to somebody without a school, it came back to none: which one keeps it must be said.</summary>
    private static bool IsHomeless(Transition row, DeviceRow device) => row.To == DeviceStates.AtSchool && row.StartsFrom(device.State) && device.SchoolId is null;

    /// <summary>Every reason why the table does not allow the move, on the facts as read.</summary>
    public static Refusal? Refuse(Transition row, DeviceRow device, School? school, params ReadOnlySpan<Reason?> more)
    {
        var reasons = new List<Reason>();
        if (!row.StartsFrom(device.State))
            reasons.Add(DeviceErrors.IllegalTransition.With(("assetTag", device.AssetTag), ("state", device.State), ("transition", row.Name), ("from", row.From.Select(from => from.Code).ToList())));
        if (device.Held) reasons.Add(DeviceErrors.DeviceHeld.With(("assetTag", device.AssetTag)));
        if (row.NeedsCleanData && device.DataState != "clean") reasons.Add(DeviceErrors.DataNotClean.With(("assetTag", device.AssetTag), ("dataState", device.DataState)));
        if (school is { Status: not ("open" or "closing") }) reasons.Add(DeviceErrors.SchoolNotOpen.With(("uai", school.Uai), ("status", school.Status)));
        foreach (var reason in more)
            if (reason is not null) reasons.Add(reason);
        return Refusal.From(reasons);
    }

    /// <summary>
    /// The guarded move and its event, which tells every fact that changed; null when the device is no longer as it was read.
    /// </summary>
    public static async Task<Event?> Move(Tx tx, Transition row, DeviceRow device, Guid? schoolId, string? grade = null, string? reason = null)
    {
        var after = device with { SchoolId = schoolId, DataState = row.DataState ?? device.DataState, Grade = grade ?? device.Grade };
        var moved = await tx.Execute(MoveSql, new { device.Id, device.Version, from = device.State, to = row.To.Code, schoolId, after.DataState, after.Grade, now = tx.Now });
        return moved == 0 ? null : new Event
        {
            Name = row.Name, DeviceId = device.Id, FromState = device.State, ToState = row.To.Code, Reason = TextKey.Tidy(reason),
            Changes = MergePatch.Changes(Facts(device), Facts(after)),
        };
    }

    private static object Facts(DeviceRow device) => new { device.SchoolId, device.Grade, device.DataState };

    /// <summary>Somebody was faster: look again and say what is true now.</summary>
    private static async Task<Outcome<Device>> Again(Tx tx, Transition row, DeviceRow before, IfMatch ifMatch)
    {
        var now = await tx.One<DeviceRow>(DeviceRow.ByIdSql, new { before.Id });
        if (now is null) return Errors.NotFound.Refuse();
        return ifMatch.Refuse(now.Version) ?? Refuse(row, now, null) ?? Errors.VersionConflict.Refuse(("version", now.Version));
    }

    /// <summary>The last loan of the device, where it ended in a loss that nothing has ended yet.</summary>
    public const string LostLoanSql = """
        select l.id from loan l
        where l.organisation_id = @organisationId and l.device_id = @id and l.outcome in ('lost', 'stolen') and l.returned_at is null
          and not exists (select 1 from loan later where later.device_id = l.device_id and later.id > l.id)
        """;

    public const string MoveSql = """
        update device set state = @to, retired_from = case when @to = 'retired' then state end, state_since = @now, school_id = @schoolId, data_state = @dataState, grade = @grade, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version and state = @from
        """;
}
