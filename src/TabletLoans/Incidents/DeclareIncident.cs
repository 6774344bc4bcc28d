using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>
/// Declares an incident. A loss or a theft moves the device as the doors of loans and devices do, and ends its loan; a theft without
/// a police report is declared and not confirmed: the device is missing, stolen only once the report is there, and a loss that was declared before stands until then.
/// </summary>
internal static class DeclareIncident
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapPost("", Handle).Does(nameof(DeclareIncident), Permission.DeclareIncident);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        [OneOf<IncidentKinds>] public required string Kind { get; init; }
        /// <summary>What happened; never a person's name.</summary>
        [Text(500, Lines = true)] public string? Circumstances { get; init; }
        /// <summary>Local date, today when absent. Not later, and not before the loan that it is linked to; without one, not before the device was in service.</summary>
        public DateOnly? OccurredOn { get; init; }
        /// <summary>Reference of the police report: it confirms a theft or a breach of trust at once.</summary>
        [Text(100)] public string? PoliceReport { get; init; }
        [Text(200)] public string? Insurer { get; init; }
        [Text(100)] public string? InsurerReference { get; init; }
        /// <summary>
        /// A loan of the device. Absent: its open loan; where it is gone, else the one that lost it. A loan that has ended is linked to a breakdown
        /// or a breakage only where it is named here, with an occurredOn between its hand-over and its return.
        /// </summary>
        public Guid? LoanId { get; init; }
        /// <summary>The device lent meanwhile: asset tag, serial number or id.</summary>
        [Text(100)] public string? SpareDevice { get; init; }
    }

    /// <summary>Declares an incident on a device; 409 incident_already_open where the school has one of the kind open, device_still_gone where the device never came back from another.</summary>
    internal static async Task<Creates<Incident>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Incident>> Run(Db db, Request request, CancellationToken stop)
    {
        var found = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        if (found.Refusal is { } unknown) return unknown;
        var errors = new List<FieldError>();
        if (request.OccurredOn > db.Today) errors.Add(new FieldError("/occurredOn", Errors.OutOfRange, ("min", "…"), ("max", db.Today)));
        if (request.LoanId is { } named && (await db.One<LoanRow>(LoanRow.ByIdSql, new { id = named }, stop))?.DeviceId != found.Value!.Id) errors.Add(new FieldError("/loanId", Errors.UnknownReference));
        var spare = await Spare(db, request.SpareDevice, found.Value!.Id, errors, stop);
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var declared = new NewIncident
        {
            Kind = request.Kind, Circumstances = TextKey.Tidy(request.Circumstances), OccurredOn = request.OccurredOn, PoliceReport = TextKey.Tidy(request.PoliceReport),
            Insurer = request.Insurer, InsurerReference = request.InsurerReference, SpareDeviceId = spare, LoanId = request.LoanId,
        };
        return await db.Write<Incident>(async tx =>
        {
            if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { found.Value.Id }) is not { } device) return DeviceErrors.UnknownDevice.Refuse();
            var row = Move(declared, device.State);
            var loan = await Linked(tx, declared, device);
            if (Refusal.From(await Refuse(tx, declared, device, loan, row)) is { } refusal) return refusal;
            if (declared.LoanId is { } named && named != loan?.Id) return Refusal.Invalid("/loanId", Errors.UnknownReference);
            if (await Outside(tx, declared, device, loan) is { } impossible) return impossible;
            var linked = declared with { LoanId = loan?.Id };
            var happened = row is { UseCase: not null } ? await LoanIncident.End(tx, row, loan!, device, linked) : await Carry(tx, row, device, linked);
            if (happened.Refusal is { } no) return no;
            tx.Record(happened.Value!);
            return (await tx.One<Incident>(Incident.AnywhereByIdSql, new { id = happened.Value!.SubjectId }))!;
        }, stop);
    }

    /// <summary>The device named as a spare: one that the caller sees, and another than the one it stands in for.</summary>
    public static async Task<Guid?> Spare(Db db, string? name, Guid deviceId, List<FieldError> errors, CancellationToken stop)
    {
        if (TextKey.Tidy(name) is not { } given) return null;
        var spare = (await FindDevice.Run(db, given, anywhere: false, stop)).Value;
        if (spare is null || spare.Id == deviceId) errors.Add(new FieldError("/spareDevice", Errors.UnknownReference));
        return spare?.Id;
    }

    /// <summary>The move that the incident brings about; null where the device stays, or is already where the move would lead.</summary>
    private static Transition? Move(NewIncident declared, string state)
    {
        if (declared.Kind is not (IncidentKinds.Loss or IncidentKinds.Theft)) return null;
        var row = DeviceLifecycle.Row((state == DeviceStates.OnLoan.Code, declared.IsConfirmed) switch
        {
            (true, true) => "declare_stolen",
            (true, false) => "declare_lost",
            (false, true) => "report_stolen",
            (false, false) => "report_missing",
        });
        // Stolen before anybody declared it here: what is declared afterwards finds the device where it must be.
        return row.To.Code == state || (declared.Kind == IncidentKinds.Theft && state == DeviceStates.Stolen.Code) ? null : row;
    }

    private static async Task<List<Reason>> Refuse(Tx tx, NewIncident declared, DeviceRow device, LoanRow? loan, Transition? row)
    {
        var reasons = new List<Reason>();
        // It is gone once, wherever that was declared; what it suffers is the matter of the school where it does. What is known to be stolen is not declared lost beside it.
        var (school, gone) = (device.SchoolId ?? loan?.SchoolId, IncidentKinds.IsGone(declared.Kind));
        var same = (await tx.List<OpenIncidents.Row>(OpenIncidents.OfDeviceSql, new { device.Id }))
            .FirstOrDefault(open => (open.Kind == declared.Kind && (gone || open.SchoolId == school)) || (declared.Kind == IncidentKinds.Loss && open.Kind == IncidentKinds.Theft));
        if (loan is { Outcome: "cancelled" }) reasons.Add(IncidentErrors.LoanCancelled.With());
        if (same is not null) reasons.Add(IncidentErrors.AlreadyOpen.With(("assetTag", device.AssetTag), ("kind", same.Kind), ("incidentId", same.SeenId)));
        else if (DeviceStates.HasLeftTheFleet(device.State)) reasons.Add(IncidentErrors.LeftFleet.With(("assetTag", device.AssetTag), ("state", device.State)));
        else if (declared.Kind == IncidentKinds.BreachOfTrust && device.State != DeviceStates.OnLoan.Code) reasons.Add(IncidentErrors.BreachWithoutLoan.With(("assetTag", device.AssetTag), ("state", device.State)));
        else if (gone && row is not { Name: "report_stolen" } && await StillGone(tx, device) is { } still) reasons.Add(still);
        else if (row is not null) reasons.AddRange(MoveDevice.Refuse(row, device, null)?.Reasons ?? []);
        return reasons;
    }

    private static async Task<Outcome<Event>> Carry(Tx tx, Transition? row, DeviceRow device, NewIncident declared)
    {
        if (row is not null)
            return await MoveDevice.Move(tx, row, device, device.SchoolId, reason: declared.Circumstances ?? declared.PoliceReport) is { } moved
                ? await IncidentOfMove.Follow(tx, row, device, moved, declared)
                : Errors.VersionConflict.Refuse(("version", device.Version + 1));
        // It stays where it is; its version moves, so that an end of life judged before this one is judged again.
        await tx.Execute(TouchSql, new { device.Id, now = tx.Now });
        var id = await OpenIncident.Insert(tx, device, declared) ?? throw new InvalidOperationException($"an incident of {device.Id} began while its row was held");
        return await IncidentOfMove.Told(tx, device, new Event { Name = "declare_incident", DeviceId = device.Id, LoanId = declared.LoanId, Reason = declared.Circumstances }, id, declared);
    }

    /// <summary>
    /// Who has the device, or lost it. Who gave it back has nothing to do with its loss afterwards, and with a damage only where
    /// somebody says so.
    /// </summary>
    private static async Task<LoanRow?> Linked(Tx tx, NewIncident declared, DeviceRow device)
    {
        if (!IncidentKinds.IsGone(declared.Kind) && declared.LoanId is { } named) return await tx.One<LoanRow>(LoanRow.AnywhereByIdSql, new { id = named });
        var last = await tx.One<LoanRow>(LastLoanSql, new { device.Id });
        return last is { EndedAt: null } || (last is not null && IncidentKinds.IsGone(declared.Kind) && await IncidentOfMove.LostLoan(tx, device) == last.Id) ? last : null;
    }

    /// <summary>An incident on a day on which it cannot have been: before the loan or the device, or after the return.</summary>
    private static async Task<Refusal?> Outside(Tx tx, NewIncident declared, DeviceRow device, LoanRow? loan)
    {
        var today = OpenIncident.Day(tx, tx.Now);
        var min = loan is not null ? OpenIncident.Day(tx, loan.HandedOverAt) : declared.OccurredOn is null ? today : await OpenIncident.InServiceOn(tx, device);
        // A device that was lost and is not back is still in the charge of the loan that lost it.
        var max = (loan?.ReturnedAt ?? (loan is { Outcome: not ("lost" or "stolen") } ? loan.EndedAt : null)) is { } end ? OpenIncident.Day(tx, end) : today;
        var day = declared.OccurredOn ?? today;
        return day < min || day > max ? Refusal.Invalid("/occurredOn", Errors.OutOfRange, ("min", min), ("max", max)) : null;
    }

    /// <summary>A device that never came back from an incident is not gone again: only a police report makes the missing one stolen.</summary>
    private static async Task<Reason?> StillGone(Tx tx, DeviceRow device) =>
        (device.State == DeviceStates.Missing.Code || device.State == DeviceStates.Stolen.Code) && await tx.One<Incident>(GoneSql, new { device.Id }) is { } ended
            ? IncidentErrors.StillGone.With(("assetTag", device.AssetTag), ("state", device.State), ("kind", ended.Kind), ("occurredOn", ended.OccurredOn))
            : null;

    public static readonly string GoneSql = $"""
        {Incident.SelectSql}
         where i.organisation_id = @organisationId and i.device_id = @id and {IncidentKinds.GoneOfI} and i.closed_at is not null and i.found_on is null
         order by i.id desc
         limit 1
        """;

    // A loan made by mistake was none.
    public static readonly string LastLoanSql = $"""
        {LoanRow.SelectSql}
         where l.organisation_id = @organisationId and l.device_id = @id and (l.outcome is null or l.outcome <> 'cancelled')
         order by (case when l.ended_at is null then 0 else 1 end), l.id desc
         limit 1
        """;

    public const string TouchSql = "update device set updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
