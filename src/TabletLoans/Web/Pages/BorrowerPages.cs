using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Borrowers: their list and the file of each. Names are looked for with the search box, which leaves none in an address.</summary>
internal static class BorrowerPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("borrowers", Permission.ReadPeople, List);
        organisation.Shows("borrowers/{id:guid}", Permission.ReadPeople, Read);
    }

    private static async Task<IResult> List(Query<ListBorrowers.Filter> query, Db db, CancellationToken stop) => query.Filter.Q is null
        ? await query.Show<BorrowersPage, BorrowerInList>(filter => ListBorrowers.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop))
        : Show.Refused(Errors.UnknownParameter.Refuse(("parameter", "q"), ("known", new[] { "kind", "schoolId", "className", "withoutDevice" })));

    internal sealed record FileOfBorrower(Borrower Borrower, Option? School, IReadOnlyList<Loan> Loans, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (await Borrower.Find(db, id, stop) is not { } borrower) return Show.NotFound();
        var loans = await ListLoans.Run(db, caller, new ListLoans.Filter { BorrowerId = id, Limit = 100 }, stop);
        var events = await Timeline.Of(db, "e.borrower_id", id, new PageRequest { Limit = 200 }, stop);
        var school = borrower.SchoolId is { } schoolId ? await SchoolChoice.One(db, schoolId, stop) : null;
        return Show.Page<BorrowerPage>(new FileOfBorrower(borrower, school, [.. loans.Value!.Items.Reverse()], await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }
}
