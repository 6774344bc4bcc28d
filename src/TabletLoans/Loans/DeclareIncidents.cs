using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Declares that a device on loan is lost: the loan ends as lost, until it is found.</summary>
internal static class DeclareLoanLost
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/declare-lost", Handle).Does(nameof(DeclareLoanLost), Permission.DeclareIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>The circumstances; never a person's name.</summary>
        [Text(500, Lines = true)] public string? Reason { get; init; }
    }

    /// <summary>Declares the device of a loan lost.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await LoanIncident.Run(db, caller, id, "declare_lost", null, request?.Reason, IfMatch.Optional(context), stop);
}

/// <summary>Declares that a device on loan was stolen. The reference of the police report is what an insurer asks for first.</summary>
internal static class DeclareLoanStolen
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/declare-stolen", Handle).Does(nameof(DeclareLoanStolen), Permission.DeclareIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Reference of the police report (procès-verbal de dépôt de plainte).</summary>
        [Text(100)] public required string PoliceReport { get; init; }
        [Text(500, Lines = true)] public string? Reason { get; init; }
    }

    /// <summary>Declares the device of a loan stolen.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await LoanIncident.Run(db, caller, id, "declare_stolen", request.PoliceReport.Trim(), request.Reason, IfMatch.Optional(context), stop);
}

/// <summary>A loan that ends because its device is gone: the move, the end of the loan and the incident, told by one event.</summary>
internal static class LoanIncident
{
    public static Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, string transition, string? policeReport, string? reason, IfMatch ifMatch, CancellationToken stop) =>
        LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
            var row = DeviceLifecycle.Row(transition);
            var device = (await tx.One<DeviceRow>(DeviceRow.AnywhereByIdSql, new { id = loan.DeviceId }))!;
            var ended = await End(tx, row, loan, device, new NewIncident { Kind = row.OpensIncident!, Circumstances = TextKey.Tidy(reason), PoliceReport = policeReport, LoanId = id });
            if (ended.Refusal is { } refusal) return refusal;
            tx.Record(ended.Value!);
            return await Loan.Read(tx, caller, db.Today, id);
        }, stop);

    /// <summary>The move declare_lost or declare_stolen; the loan must be the open one of the device.</summary>
    public static async Task<Outcome<Event>> End(Tx tx, Transition row, LoanRow loan, DeviceRow device, NewIncident declared)
    {
        if (await MoveDevice.Move(tx, row, device, device.SchoolId, reason: declared.Circumstances ?? declared.PoliceReport) is not { } moved)
            return MoveDevice.Refuse(row, device, null) ?? Errors.VersionConflict.Refuse(("version", device.Version));
        var stolen = row.To == DeviceStates.Stolen;
        await tx.Execute(EndSql, new { loan.Id, outcome = stolen ? "stolen" : "lost", policeReport = stolen ? declared.PoliceReport : null, now = tx.Now });
        return (await IncidentOfMove.Follow(tx, row, device, moved, declared)) with { LoanId = loan.Id, BorrowerId = loan.BorrowerId };
    }

    public const string EndSql = """
        update loan set ended_at = @now, outcome = @outcome, police_report = @policeReport, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and ended_at is null
        """;
}
