using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>
/// Takes a device back. A return is never refused while the device is known: somebody stands at the desk with a child.
/// What is odd becomes an anomaly, and a second scan rewrites nothing.
/// </summary>
internal static class ReturnDevice
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder loans) => loans.MapPost("return", Handle).Does(nameof(ReturnDevice), Permission.Lend);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        /// <summary>The condition it came back in; unchanged when absent.</summary>
        [OneOf<Grades>] public string? Grade { get; init; }
        /// <summary>What came back with it. Absent: everything. Given: what is not listed is missing, and stays due.</summary>
        [Items(20)] public IReadOnlyList<Accessory>? Accessories { get; init; }
        /// <summary>Never a person's name.</summary>
        [Text(1000, Lines = true)] public string? Notes { get; init; }
        /// <summary>The instant of the return, for a desk that was offline; now when absent.</summary>
        public DateTimeOffset? At { get; init; }
        /// <summary>The school that takes it back; the caller's own when there is only one.</summary>
        public Guid? SchoolId { get; init; }
    }

    internal sealed record View
    {
        /// <summary>The loan that ended, where there was one that the caller may see.</summary>
        public Loan? Loan { get; init; }
        public required Device Device { get; init; }
        /// <summary>What was odd: written down, to be looked at.</summary>
        [Items(50)] public required IReadOnlyList<AnomalyView> Anomalies { get; init; }
    }

    /// <summary>Takes a device back: 200 for any known device, with what was odd.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        if (Accessory.Repeated(request.Accessories) is { } repeated) return repeated;
        if (request.At > db.Now + ClockSkew) return Refusal.Invalid("/at", Errors.OutOfRange, ("min", "…"), ("max", Instant.ToText(db.Now)));
        if (request.SchoolId is { } named && await db.One<School>(School.ByIdSql, new { id = named }, stop) is null) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        var found = await FindDevice.Run(db, request.Device, anywhere: true, stop);
        if (found.Refusal is { } unknown) return unknown;
        var here = request.SchoolId ?? await OnlySchool(db, stop);
        return await db.Write<View>(async tx =>
        {
            // Read again inside: two desks may scan the same device at once, and the second must find it returned.
            var device = (await tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { found.Value!.Id }))!;
            var loan = await tx.One<LoanRow>(LastLoanSql, new { device.Id });
            var ends = Ends(loan, device);
            if (ends && request.At < loan!.HandedOverAt) return Refusal.Invalid("/at", Errors.EndBeforeStart, ("start", Instant.ToText(loan.HandedOverAt)));
            var anomalies = new List<Reason>();
            if (ends) await End(tx, loan!, device, request, here, anomalies);
            else await ScanIn(tx, device, request, anomalies);
            foreach (var anomaly in anomalies) await Anomaly.Insert(tx, device.Id, ends ? loan!.Id : null, here, anomaly);
            return new View
            {
                Loan = ends && await tx.One<LoanRow>(LoanRow.ByIdSql, new { loan!.Id }) is not null ? await Loans.Loan.Read(tx, caller, db.Today, loan.Id) : null,
                Device = await tx.One<DeviceRow>(DeviceRow.ByIdSql, new { device.Id }) is { } seen ? seen.View(caller, db.Today) : device.ViewFromAfar(caller, db.Today),
                Anomalies = anomalies.Select(anomaly => AnomalyView.From(anomaly, caller.Culture)).ToList(),
            };
        }, stop);
    }

    /// <summary>A return ends the loan that runs, or the one whose device was declared lost or stolen.</summary>
    private static bool Ends(LoanRow? loan, DeviceRow device) =>
        loan is not null && (loan.EndedAt is null || (loan is { Outcome: "lost" or "stolen", ReturnedAt: null } && DeviceLifecycle.Finding(device.State).StartsFrom(device.State)));

    private static async Task End(Tx tx, LoanRow loan, DeviceRow device, Request request, Guid? here, List<Reason> anomalies)
    {
        if (loan.Outcome == "lost") anomalies.Add(LoanErrors.WasLost.With(("assetTag", device.AssetTag)));
        if (loan.Outcome == "stolen") anomalies.Add(LoanErrors.WasStolen.With(("assetTag", device.AssetTag)));
        if (here is not null && loan.SchoolId is not null && here != loan.SchoolId) anomalies.Add(LoanErrors.WrongSchool.With(("assetTag", device.AssetTag)));
        var row = loan.EndedAt is null ? DeviceLifecycle.Row("return") : DeviceLifecycle.Finding(device.State);
        var moved = await MoveDevice.Move(tx, row, device, here ?? device.SchoolId, request.Grade)
            ?? throw new InvalidOperationException($"device {device.Id} changed while its row was held");
        await tx.Execute(EndSql, new { loan.Id, at = request.At ?? tx.Now, grade = request.Grade, here, now = tx.Now });
        var taken = await ReturnAccessories.Write(tx, await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { loan.Id }), loan.Id, request.Accessories, anomalies);
        if (request.Grade is not null || request.Notes is not null) await new Condition { Grade = request.Grade, Notes = request.Notes }.Insert(tx, device.Id, loan.Id, "return");
        tx.Record((await IncidentOfMove.Follow(tx, row, device, moved)).Telling(taken).Telling(Anomaly.Told(anomalies)) with { LoanId = loan.Id, BorrowerId = loan.BorrowerId });
    }

    /// <summary>Known, and not on loan: nothing changes but what was seen.</summary>
    private static async Task ScanIn(Tx tx, DeviceRow device, Request request, List<Reason> anomalies)
    {
        var left = DeviceStates.HasLeftTheFleet(device.State);
        anomalies.Add((left ? LoanErrors.LeftFleet : LoanErrors.NotOnLoan).With(("assetTag", device.AssetTag), ("state", device.State)));
        if (request.Grade is not null || request.Notes is not null) await new Condition { Grade = request.Grade, Notes = request.Notes }.Insert(tx, device.Id, null, "return");
        tx.Record(new Event { Name = "scan_in", DeviceId = device.Id }.Telling(Anomaly.Told(anomalies)));
    }

    /// <summary>Where a member of one school stands; null for whoever serves several.</summary>
    private static async Task<Guid?> OnlySchool(Db db, CancellationToken stop)
    {
        if (db.Scope.EverySchool) return null;
        var schools = await db.List<Guid>(OwnSchoolsSql, null, stop);
        return schools.Count == 1 ? schools[0] : null;
    }

    public const string OwnSchoolsSql = "select gs.school_id from grant_school gs where gs.principal_id = @principalId limit 2";

    public static readonly string LastLoanSql = $"""
        {LoanRow.SelectSql}
         where l.organisation_id = @organisationId and l.device_id = @id
         order by (case when l.ended_at is null then 0 else 1 end), l.id desc
         limit 1
        """;

    public const string EndSql = """
        update loan set ended_at = coalesce(ended_at, @now), outcome = 'returned', returned_at = @at, returned_by = @principalId,
          returned_school_id = @here, return_grade = @grade, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and returned_at is null
        """;
}
