using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Gives an open loan a later due date. The new date is as given: no rule stands behind it any more.</summary>
internal static class ExtendLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/extend", Handle).Does(nameof(ExtendLoan), Permission.Lend).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Local date, today or later.</summary>
        public required DateOnly? DueOn { get; init; }
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Extends a loan.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        if (request.DueOn < db.Today) return Refusal.Invalid("/dueOn", Errors.EndBeforeStart, ("start", db.Today));
        return await LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
            await tx.Execute(ExtendSql, new { id, request.DueOn, now = tx.Now });
            var changes = JsonSerializer.Serialize(new { dueOn = new { old = loan.DueOn, @new = request.DueOn } }, Json.Options);
            tx.Record(new Event { Name = "extend_loan", LoanId = id, DeviceId = loan.DeviceId, BorrowerId = loan.BorrowerId, Reason = request.Reason, Changes = changes });
            return await Loan.Read(tx, caller, db.Today, id);
        }, stop);
    }

    public const string ExtendSql = """
        update loan set due_on = @dueOn, due_rule = 'given', updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and ended_at is null
        """;
}
