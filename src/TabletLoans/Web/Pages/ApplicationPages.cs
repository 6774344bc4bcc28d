using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;
using TabletLoans.Trainings;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>Applications: written, filed, examined, decided, carried out; each move as the table allows it.</summary>
internal static class ApplicationPages
{
    private static readonly Text Name = ("Dossiers", "Applications");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("applications", Permission.ReadProgrammes, List);
        organisation.Shows("applications/{id:guid}", Permission.ReadProgrammes, Read);
        organisation.Acts<WrittenApplication>("applications/add", Permission.FileApplications, AskFile, File);
        organisation.Acts<WrittenApplication>("applications/{id:guid}/change", Permission.FileApplications, AskChange, Change);
        organisation.Acts<AwardApplication.Request>("applications/{id:guid}/award", Permission.DecideApplications, turn => AskMove(turn, ApplicationLifecycle.Award, FormFields.Of<AwardApplication.Request>()),
            async (turn, request) => (await AwardApplication.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(application => Told(turn, application)));
        foreach (var row in ApplicationLifecycle.All.Where(row => row.UseCase is null))
        {
            organisation.Acts<MoveApplication.Request>($"applications/{{id:guid}}/{row.Name}", row.Permission, turn => AskMove(turn, row, FormOf(row)),
                async (turn, request) => (await MoveApplication.Run(turn.Db, turn.Caller, row, turn.Id, request, turn.IfMatch, turn.Stop)).Then(application => Told(turn, application)));
        }
    }

    /// <summary>The calls to choose from, and the call that the list is of.</summary>
    private static async Task<IResult> List(Query<ListApplications.Filter> query, Db db, CancellationToken stop) =>
        await query.Show<ApplicationsPage, ApplicationInList>(filter => ListApplications.Run(db, filter, stop), await CallOptions(db, stop));

    private static async Task<IReadOnlyList<Option>> CallOptions(Db db, CancellationToken stop) =>
        [.. (await ListCalls.Run(db, new ListCalls.Filter { Limit = 200 }, stop)).Value!.Items.Select(call => new Option(call.Id.ToString("D"), call.Name))];

    internal sealed record FileOfApplication(Application Application, Call Call, Programme Programme) : IHasTrainings
    {
        public IReadOnlyList<School> Schools { get; init; } = [];
        public IReadOnlyList<TrainingSession> Trainings { get; init; } = [];
        public FundingLine? Line { get; init; }
        public IReadOnlyList<Told> Events { get; init; } = [];
    }

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if ((await ReadApplication.Run(db, caller, id, stop)).Value is not { } application) return Show.NotFound();
        var call = (await ReadCall.Run(db, application.CallId, stop)).Value!;
        var events = await ReadApplicationEvents.Run(db, id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<ApplicationPage>(new FileOfApplication(application, call, (await ReadProgramme.Run(db, call.ProgrammeId, stop)).Value!)
        {
            Schools = await db.List<School>(MoveApplication.SchoolsSql, new { id }, stop),
            Trainings = (await ListTrainings.Run(db, new ListTrainings.Filter { ApplicationId = id, Limit = 100 }, stop)).Value!.Items,
            Line = caller.May(Permission.ReadFunding) ? (await ListFundingLines.Run(db, new ListFundingLines.Filter { ApplicationId = id, Limit = 1 }, stop)).Value!.Items is [var line, ..] ? line : null : null,
            Events = await Web.Told.Of(db, events.Value!.Items, visit.Culture, stop),
        });
    }

    private static async Task<Asked?> AskFile(Turn turn)
    {
        var title = (Text)("Préparer un dossier", "Prepare an application");
        if (turn.GivenId("callId") is not { } id || (await ReadCall.Run(turn.Db, id, turn.Stop)).Value is not { } call)
            return new Asked(title, FormFields.None, "calls", ("Appels", "Calls")) { Lead = ("Un dossier se prépare depuis la page de l'appel auquel il répond.", "An application is prepared from the page of the call that it answers.") };
        return new Asked(title, await WrittenApplication.Form(turn, call), $"calls/{id:D}", (call.Name, call.Name))
        {
            Lead = ("Enregistrez quand vous voulez : le dossier reste un brouillon jusqu'à son dépôt.", "Keep it whenever you like: the application stays a draft until it is filed."),
            Facts = [(("Appel", "Call"), call.Name), (("Date limite de dépôt", "Closes on"), call.ClosesOn.ToString("d", turn.Visit.Culture))], Submit = ("Enregistrer le brouillon", "Keep the draft"),
            Values = Fields.Of([("applicantKind", ApplicantKinds.School), .. WrittenApplication.Proved(call.Rules).Select((one, i) => ($"evidence/{i}/prerequisite", (string?)one.Code))]),
        };
    }

    private static async Task<Outcome<Done>> File(Turn turn, WrittenApplication written)
    {
        var request = await written.ToRequest(turn.Db, turn.Stop);
        if (request.Refusal is { } refusal) return refusal;
        return (await FileApplication.Run(turn.Db, turn.Caller, request.Value!, turn.Stop)).AsTyped(WrittenApplication.Levels)
            .Then(application => new Done($"applications/{application.Id:D}", ($"Le brouillon {application.Number} est enregistré. Relisez-le, puis déposez-le.", $"The draft {application.Number} is kept. Read it again, then file it.")));
    }

    private static async Task<Asked?> AskChange(Turn turn)
    {
        if ((await ReadApplication.Run(turn.Db, turn.Caller, turn.Id, turn.Stop)).Value is not { } application) return null;
        var call = (await ReadCall.Run(turn.Db, application.CallId, turn.Stop)).Value!;
        var schools = await turn.Db.List<School>(MoveApplication.SchoolsSql, new { id = turn.Id }, turn.Stop);
        return new Asked(("Modifier le dossier", "Change the application"), await WrittenApplication.Form(turn, call), $"applications/{turn.Id:D}", (application.Number, application.Number))
        {
            Values = Fields.Standing(WrittenApplication.Of(application, schools)), Version = application.Version, Submit = ("Enregistrer", "Keep"),
        };
    }

    private static async Task<Outcome<Done>> Change(Turn turn, WrittenApplication written)
    {
        var request = await written.ToRequest(turn.Db, turn.Stop);
        if (request.Refusal is { } refusal) return refusal;
        return (await ChangeApplication.Run(turn.Db, turn.Caller, turn.Id, turn.IfMatch, JsonSerializer.SerializeToElement(request.Value, Json.Options), turn.Stop)).AsTyped(WrittenApplication.Levels)
            .Then(application => new Done($"applications/{application.Id:D}", ("Le dossier est modifié.", "The application is changed.")));
    }

    /// <summary>What the row of the table asks for, and nothing else.</summary>
    private static FormFields FormOf(ApplicationMove row)
    {
        string[] asked = [.. row.NeedsReason ? ["reason"] : Array.Empty<string>(), .. row.Decides || row.Notifies ? ["on"] : Array.Empty<string>(), .. row.Justifies ? ["justifiedCents"] : Array.Empty<string>()];
        var form = FormFields.Of<MoveApplication.Request>().Only(asked);
        return row.NeedsReason ? form.Require("reason") : row.Justifies ? form.Require("justifiedCents") : form;
    }

    private static async Task<Asked?> AskMove(Turn turn, ApplicationMove row, FormFields form) => (await ReadApplication.Run(turn.Db, turn.Caller, turn.Id, turn.Stop)).Value is { } application
        ? new Asked(row.Summary, form, $"applications/{application.Id:D}", (application.Number, application.Number))
        {
            Version = application.Version, IsGrave = row.To == ApplicationLifecycle.Withdrawn || row.To == ApplicationLifecycle.Rejected || row.To == ApplicationLifecycle.Ineligible,
            Lead = Lead(row), Facts =
            [
                (("Demandeur", "Applicant"), application.ApplicantName), (("État actuel", "Present state"), turn.In(Words.Of<ApplicationStateCodes>(application.State))),
                (("Demandé", "Requested"), turn.In(Euros.Of(application.RequestedCents))), (("Accordé", "Granted"), application.GrantedCents is { } granted ? turn.In(Euros.Of(granted)) : null),
            ],
        }
        : null;

    private static Text? Lead(ApplicationMove row) => row switch
    {
        { Files: true } => ("Une fois déposé, le dossier ne se modifie plus, sauf si l'on vous demande de le compléter.", "Once filed, the application is not changed any more, unless you are asked to complete it."),
        { Notifies: true } => ("À partir de ce jour, le matériel peut être commandé sur cette subvention.", "From this day on, things may be ordered on this grant."),
        { ChecksEligibility: true } => ("Chaque prérequis est vérifié, et chaque établissement.", "Each prerequisite is checked, and each school."),
        { ChecksTrainings: true } => ("Les formations que l'appel demande doivent avoir été tenues.", "The trainings that the call asks for must have been held."),
        _ when row == ApplicationLifecycle.Award => ("La subvention s'engage sur les enveloppes de la vague. Rien ne se commande avant la notification.", "The grant is committed on the envelopes of the wave. Nothing is ordered before the notification."),
        _ => null,
    };

    private static Done Told(Turn turn, Application application) => new(turn.Given("from") == "ranking" ? $"calls/{application.CallId:D}/ranking" : $"applications/{application.Id:D}",
        ($"Dossier {application.Number} : {Words.Of<ApplicationStateCodes>(application.State).Fr}", $"Application {application.Number}: {Words.Of<ApplicationStateCodes>(application.State).En}"));
}
