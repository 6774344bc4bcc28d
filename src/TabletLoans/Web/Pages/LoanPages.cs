using TabletLoans.Access;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Loans: their list and the file of each.</summary>
internal static class LoanPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("loans", Permission.ReadLoans, List);
        organisation.Shows("loans/{id:guid}", Permission.ReadLoans, Read);
    }

    private static async Task<IResult> List(Query<ListLoans.Filter> query, Db db, Caller caller, CancellationToken stop) =>
        await query.Show<LoansPage, Loan>(filter => ListLoans.Run(db, caller, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop));

    internal sealed record FileOfLoan(Loan Loan, IReadOnlyList<Told> Events)
    {
        /// <summary>One's own act of a moment ago.</summary>
        public bool MayUndo { get; init; }
        public IReadOnlyList<ConditionReport> Reports { get; init; } = [];
    }

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (await Loan.Find(db, caller, id, stop) is not { } loan) return Show.NotFound();
        var events = await Timeline.Of(db, "e.loan_id", id, new Api.PageRequest { Limit = 200 }, stop);
        var mayUndo = events.Value!.Items is [.., { Name: "lend" or "return" } last] && last.Actor == db.Scope.PrincipalId && last.At >= db.Now - UndoLoan.Window;
        return Show.Page<LoanPage>(new FileOfLoan(loan, await Told.Of(db, events.Value.Items, visit.Culture, stop)) { MayUndo = mayUndo, Reports = (await ListConditionReports.Run(db, id, new Api.PageRequest { Limit = 50 }, stop)).Value!.Items });
    }
}
