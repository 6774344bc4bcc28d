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
        organisation.Acts<RegisterBorrower.Request>("borrowers/add", Permission.ManagePeople,
            async turn => new Asked(("Ajouter un emprunteur", "Add a borrower"), await Form(turn), "borrowers", ("Emprunteurs", "Borrowers")) { Values = Fields.Of(("schoolId", turn.GivenId("schoolId")?.ToString("D"))) },
            async (turn, request) => (await RegisterBorrower.Run(turn.Db, request, turn.Stop)).Then(borrower => new Done($"borrowers/{borrower.Id:D}", ("L'emprunteur est ajouté.", "The borrower is added."))));
        organisation.Acts<RegisterBorrower.Request>("borrowers/{id:guid}/change", Permission.ManagePeople, AskChange,
            async (turn, request) => (await ChangeBorrower.Run(turn.Db, turn.Id, turn.IfMatch, (await Form(turn)).PatchOf(request with { Guardians = request.Guardians ?? [] }), turn.Stop)).Then(borrower => new Done($"borrowers/{borrower.Id:D}", ("La fiche est modifiée.", "The file is changed."))));
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

    private static async Task<FormFields> Form(Turn turn) => FormFields.Of<RegisterBorrower.Request>().Choose("schoolId", (await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId") ?? (await Borrower.Find(turn.Db, turn.Id, turn.Stop))?.SchoolId, turn.Stop)).Options);

    private static async Task<Asked?> AskChange(Turn turn) => await Borrower.Find(turn.Db, turn.Id, turn.Stop) is { LastName: not null } borrower
        ? new Asked(("Modifier la fiche", "Change the file"), await Form(turn), $"borrowers/{borrower.Id:D}", ($"{borrower.LastName} {borrower.FirstName}", $"{borrower.LastName} {borrower.FirstName}")) { Values = Fields.Standing(borrower), Version = borrower.Version }
        : null;
}
