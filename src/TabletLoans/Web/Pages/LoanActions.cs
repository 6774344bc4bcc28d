using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Loans;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>What is done with a loan: extended, returned, passed on, ended because its device is gone, undone.</summary>
internal static class LoanActions
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Acts<ExtendLoan.Request>("loans/{id:guid}/extend", Permission.Lend, turn => Ask(turn, ("Prolonger", "Extend"), FormFields.Of<ExtendLoan.Request>().Named("dueOn", ("Nouvelle échéance", "New due date"))),
            async (turn, request) => (await ExtendLoan.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("Le prêt est prolongé.", "The loan is extended.")));
        organisation.Acts<Returned>("loans/{id:guid}/return", Permission.Lend, AskReturn, Return);
        organisation.Acts<Pieces>("loans/{id:guid}/accessories", Permission.Lend, turn => Ask(turn, ("Reprendre des accessoires", "Take accessories back"), FormFields.Of<Pieces>(), choose: Due),
            async (turn, pieces) => (await ReturnAccessories.Run(turn.Db, turn.Caller, turn.Id, new ReturnAccessories.Request { Accessories = Counted(pieces.Accessories) }, turn.IfMatch, turn.Stop)).Then(Told("Les accessoires sont repris.", "The accessories are taken back.")));
        organisation.Acts<Passed>("loans/{id:guid}/transfer", Permission.Lend, AskTransfer, Transfer);
        organisation.Acts<DeclareLoanLost.Request>("loans/{id:guid}/declare-lost", Permission.DeclareIncident, async turn => await Ask(turn, ("Déclarer perdu", "Declare lost"), FormFields.Of<DeclareLoanLost.Request>().Named("reason", ("Circonstances", "Circumstances"))) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await LoanIncident.Run(turn.Db, turn.Caller, turn.Id, "declare_lost", null, request.Reason, turn.IfMatch, turn.Stop)).Then(Told("La perte est déclarée.", "The loss is declared.")));
        organisation.Acts<DeclareLoanStolen.Request>("loans/{id:guid}/declare-stolen", Permission.DeclareIncident, async turn => await Ask(turn, ("Déclarer volé", "Declare stolen"), FormFields.Of<DeclareLoanStolen.Request>().Named("reason", ("Circonstances", "Circumstances"))) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await LoanIncident.Run(turn.Db, turn.Caller, turn.Id, "declare_stolen", request.PoliceReport.Trim(), request.Reason, turn.IfMatch, turn.Stop)).Then(Told("Le vol est déclaré.", "The theft is declared.")));
        organisation.Acts<FindLoanDevice.Request>("loans/{id:guid}/found", Permission.DeclareIncident, turn => Ask(turn, ("L'appareil est retrouvé", "The device is found"), FormFields.Of<FindLoanDevice.Request>().Named("reason", ("Où et comment", "Where and how"))),
            async (turn, request) => (await FindLoanDevice.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("L'appareil est retrouvé : il attend à l'atelier.", "The device is found: it waits at the workshop.")));
        organisation.Acts<Nothing>("loans/{id:guid}/undo", Permission.Lend, async turn => await Ask(turn, ("Défaire", "Undo"), FormFields.None) is { } asked
                ? asked with { Lead = ("Défait votre remise ou votre reprise d'il y a un instant. Ce qui s'est passé reste dans l'historique.", "Undoes your hand-over or your return of a moment ago. What happened stays in the history.") } : null,
            async (turn, _) => (await UndoLoan.Run(turn.Db, turn.Caller, turn.Id, new UndoLoan.Request(), turn.IfMatch, turn.Stop)).Then(Told("C'est défait.", "Undone.")));
        organisation.Acts<CorrectLoan.Request>("loans/{id:guid}/correct", Permission.CorrectLoans, async turn => await Ask(turn, ("Annuler ce prêt", "Cancel this loan"), FormFields.Of<CorrectLoan.Request>()) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await CorrectLoan.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("Le prêt est annulé.", "The loan is cancelled.")));
    }

    private static Func<Loan, Done> Told(string fr, string en) => loan => new Done($"loans/{loan.Id:D}", (fr, en));

    private static async Task<Asked?> Ask(Turn turn, Text title, FormFields form, Func<Turn, Loan, FormFields, FormFields>? choose = null) => await Loan.Find(turn.Db, turn.Caller, turn.Id, turn.Stop) is { } loan
        ? new Asked(title, choose is null ? form : choose(turn, loan, form), $"loans/{loan.Id:D}", (loan.Device.AssetTag, loan.Device.AssetTag))
        {
            Version = loan.Version,
            Facts = [(("Appareil", "Device"), $"{loan.Device.AssetTag} · {loan.Device.Model}"), (("Emprunteur", "Borrower"), loan.Borrower is { } person ? $"{person.LastName} {person.FirstName}" : null), (("À rendre le", "Due on"), loan.DueOn?.ToString("d", turn.Visit.Culture))],
        }
        : null;

    /// <summary>Pieces as they are ticked: a kind for each that is there.</summary>
    internal sealed record Pieces
    {
        [Items(100)] public IReadOnlyList<string>? Accessories { get; init; }
    }

    /// <summary>A return as its form sends it.</summary>
    internal sealed record Returned
    {
        [OneOf<Devices.Grades>] public string? Grade { get; init; }
        [Items(100)] public IReadOnlyList<string>? Accessories { get; init; }
        [Text(1000, Lines = true)] public string? Notes { get; init; }
        public Guid? SchoolId { get; init; }
    }

    /// <summary>One tick for each piece that is still out, since some go out in several.</summary>
    private static FormFields Due(Turn turn, Loan loan, FormFields form) => form.Choose("accessories",
    [
        .. loan.Accessories.SelectMany(piece => Enumerable.Range(1, Math.Max(0, piece.Out - piece.Returned)).Select(i =>
            new Option($"{piece.Kind}#{i}", turn.In(Words.Of<AccessoryKinds>(piece.Kind)) + (piece.Out > 1 ? $" {i}" : "")))),
    ]);

    private static IReadOnlyList<Accessory> Counted(IReadOnlyList<string>? ticked) => [.. (ticked ?? []).GroupBy(piece => piece.Split('#')[0], StringComparer.Ordinal).Where(pieces => AccessoryKinds.All.Contains(pieces.Key)).Select(pieces => new Accessory { Kind = pieces.Key, Quantity = pieces.Count() })];

    private static async Task<Asked?> AskReturn(Turn turn)
    {
        var schools = (await SchoolChoice.Read(turn.Db, null, turn.Stop)).Options;
        return await Ask(turn, ("Reprendre l'appareil", "Take the device back"), FormFields.Of<Returned>().Choose("schoolId", schools.Count > 1 ? schools : [])
            .Named("schoolId", ("Repris à", "Taken back at")), Due) is { } asked ? asked with { Values = Fields.Of(("schoolId", (await Loan.Find(turn.Db, turn.Caller, turn.Id, turn.Stop))?.SchoolId?.ToString("D"))) } : null;
    }

    private static async Task<Outcome<Done>> Return(Turn turn, Returned returned)
    {
        if (await Loan.Find(turn.Db, turn.Caller, turn.Id, turn.Stop) is not { } loan) return Errors.NotFound.Refuse();
        if (loan.EndedAt is not null) return LoanErrors.LoanNotOpen.Refuse(("outcome", loan.Outcome));
        var request = new ReturnDevice.Request { Device = loan.DeviceId.ToString("D"), Grade = returned.Grade, Accessories = loan.Accessories.Count == 0 ? null : Counted(returned.Accessories), Notes = returned.Notes, SchoolId = returned.SchoolId };
        return (await ReturnDevice.Run(turn.Db, turn.Caller, request, turn.Stop)).Then(view => new Done($"loans/{turn.Id:D}", ("L'appareil est repris.", "The device is taken back."),
            [.. view.Anomalies.Select(anomaly => anomaly.Detail), .. view.Loan?.Accessories.Where(piece => piece.Returned < piece.Out).Select(piece => turn.In(("Reste dû : ", "Still due: ")) + turn.In(Words.Of<AccessoryKinds>(piece.Kind))) ?? []]));
    }

    /// <summary>A transfer as its form sends it.</summary>
    internal sealed record Passed
    {
        public required Guid? BorrowerId { get; init; }
        [OneOf<LoanKinds>] public string? Kind { get; init; }
        public DateOnly? DueOn { get; init; }
        [Text(500)] public string? Reason { get; init; }
        /// <summary>Told of the reasons, and going on.</summary>
        public bool? GoPast { get; init; }
    }

    private static async Task<Asked?> AskTransfer(Turn turn)
    {
        var loan = await Loan.Find(turn.Db, turn.Caller, turn.Id, turn.Stop);
        if (loan is null) return null;
        var borrowers = (await Choices.Borrowers(turn.Db, loan.SchoolId, turn.Stop)).Where(option => option.Value != loan.BorrowerId.ToString("D")).ToList();
        return await Ask(turn, ("Passer à un autre emprunteur", "Pass to another borrower"), FormFields.Of<Passed>().Choose("borrowerId", borrowers).Named("borrowerId", ("Nouvel emprunteur", "New borrower"))
            .Named("dueOn", ("À rendre le", "Due on"), ("Laissez vide : la règle s'applique.", "Leave empty: the rule applies.")));
    }

    private static async Task<Outcome<Done>> Transfer(Turn turn, Passed passed)
    {
        var tokens = turn.Http.RequestServices.GetRequiredService<ConfirmationTokens>();
        var request = new TransferLoan.Request { BorrowerId = passed.BorrowerId, Kind = passed.Kind, DueOn = passed.DueOn, Reason = passed.Reason };
        // The reasons were shown with the tick; the token says so.
        if (passed.GoPast == true && (await CheckTransfer.Run(turn.Db, turn.Caller, tokens, turn.Id, request, turn.Stop)).Value is { } told) request = request with { ConfirmationToken = told.Token };
        return (await TransferLoan.Run(turn.Db, turn.Caller, tokens, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("L'appareil a changé d'emprunteur.", "The device has another borrower."));
    }
}
