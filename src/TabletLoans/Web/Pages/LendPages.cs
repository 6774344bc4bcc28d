using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>A hand-over from the page of a borrower, for who has no scanner or no script.</summary>
internal static class LendPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("borrowers/{id:guid}/lend", Permission.Lend, Ask);
        organisation.Takes("borrowers/{id:guid}/lend", Permission.Lend, Lend);
    }

    /// <summary>As it is typed: each accessory is a box to tick.</summary>
    internal sealed record Typed
    {
        [Text(100)] public required string Device { get; init; }
        [OneOf<LoanKinds>] public string? Kind { get; init; }
        public DateOnly? DueOn { get; init; }
        [Items(20)] public IReadOnlyList<string>? Accessories { get; init; }
        [Text(500, Lines = true)] public string? Note { get; init; }
        [Text(500)] public string? Reason { get; init; }
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <param name="Borrower">To whom.</param>
    /// <param name="Fields">What was typed.</param>
    /// <param name="Check">What stands against it and may be gone past, once it was tried.</param>
    internal sealed record Lending(Borrower Borrower, Fields Fields, CheckLoan.View? Check);

    private static async Task<IResult> Ask(Guid id, Db db, CancellationToken stop) =>
        await Borrower.Find(db, id, stop) is { } borrower ? Show.Page<LendPage>(new Lending(borrower, Fields.None, null)) : Show.NotFound();

    private static async Task<IResult> Lend(Guid id, Form<Typed> form, Visit visit, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop)
    {
        if (await Borrower.Find(db, id, stop) is not { } borrower) return Show.NotFound();
        var outcome = await form.Run(typed => LendDevice.Run(db, caller, tokens, Of(typed, id), stop));
        if (outcome.Value is { } loan) return Show.Done(visit.To($"loans/{loan.Id:D}"), Notice.Done(((Text)($"{loan.Device.AssetTag} est remis.", $"{loan.Device.AssetTag} is handed out.")).In(visit.Culture)));
        var refusal = outcome.Refusal!;
        var check = refusal.Error == LoanErrors.ConfirmationRequired ? (await CheckLoan.Run(db, caller, tokens, Of(form.Value, id), stop)).Value : null;
        return Show.Page<LendPage>(new Lending(borrower, form.Again(refusal, visit), check), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
    }

    private static LendDevice.Request Of(Typed typed, Guid borrower) => new()
    {
        Device = typed.Device, BorrowerId = borrower, Kind = typed.Kind, DueOn = typed.DueOn, Note = typed.Note, Reason = typed.Reason, ConfirmationToken = typed.ConfirmationToken,
        Accessories = [.. (typed.Accessories ?? []).Where(AccessoryKinds.All.Contains).Select(kind => new Accessory { Kind = kind })],
    };
}
