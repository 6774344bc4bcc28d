using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Reports;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The key figures on one page, and the press release that is written from them.</summary>
internal static class ReportPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("reports", Permission.ReadFunding, Read);
        organisation.Shows("programmes/{id:guid}/press-release", Permission.ReadFunding, async (Guid id, Db db, Caller caller, CancellationToken stop) =>
            Show.Page<PressReleasePage, PressRelease>(await ReadPressRelease.Run(db, caller, id, stop)));
        organisation.Acts<Template>("programmes/{id:guid}/press-template", Permission.ManageProgrammes, AskTemplate,
            async (turn, request) => (await ChangeProgramme.Run(turn.Db, turn.Id, turn.IfMatch, System.Text.Json.JsonSerializer.SerializeToElement(new { request.PressTemplate }, Json.Options), turn.Stop))
                .Then(programme => new Done($"programmes/{programme.Id:D}/press-release", ("Le modèle est enregistré.", "The template is kept."))));
    }

    /// <summary>A part of the page: what it is called, its figures, and the address of the same in the API.</summary>
    internal sealed record Section(Text Name, string Api, IReadOnlyList<Figure> Figures);

    internal sealed record Dashboard(IReadOnlyList<Programme> Programmes, Guid? ProgrammeId, IReadOnlyList<Section> Sections, DateOnly Today);

    private sealed record Template
    {
        [Text(8000, Lines = true)] public string? PressTemplate { get; init; }
    }

    private static async Task<IResult> Read(Guid? programmeId, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var programmes = (await ListProgrammes.Run(db, new ListProgrammes.Filter { Limit = 100 }, stop)).Value!.Items;
        // The latest that has something to tell.
        var chosen = programmes.FirstOrDefault(programme => programme.Id == programmeId) ?? programmes.LastOrDefault(programme => programme.CommittedCents > 0) ?? (programmes.Count == 0 ? null : programmes[^1]);
        var sections = new List<Section>();
        if (chosen is not null)
        {
            var calls = (await ListCalls.Run(db, new ListCalls.Filter { ProgrammeId = chosen.Id, Limit = 100 }, stop)).Value!.Items;
            Add(("Programme", "Programme"), $"reports/programme-recap?programmeId={chosen.Id:D}", (await ReadProgrammeRecap.Run(db, caller, new ReadProgrammeRecap.Filter { ProgrammeId = chosen.Id }, stop)).Then(Untrained));
            foreach (var call in calls) Add((call.Name, call.Name), $"reports/call-result?callId={call.Id:D}", await ReadCallResult.Run(db, caller, new ReadCallResult.Filter { CallId = call.Id }, stop));
            Add(("Publics", "Audiences"), $"reports/audience-panorama?programmeId={chosen.Id:D}", await ReadAudiencePanorama.Run(db, caller, new ReadAudiencePanorama.Filter { ProgrammeId = chosen.Id }, stop));
            Add(("Formation", "Training"), $"reports/training-coverage?programmeId={chosen.Id:D}", await ReadTrainingCoverage.Run(db, caller, new ReadTrainingCoverage.Filter { ProgrammeId = chosen.Id }, stop));
        }
        Add(("Parc", "Fleet"), "reports/fleet", await ReadFleetReport.Run(db, caller, new ReadFleetReport.Filter(), stop));
        Add(("Réemploi (loi AGEC)", "Reuse (AGEC act)"), "reports/reuse-share", await ReadReuseShare.Run(db, caller, new ReadReuseShare.Filter(), stop));
        Add(("Fin de vie", "End of life"), "reports/end-of-life", await ReadEndOfLife.Run(db, caller, new ReadEndOfLife.Filter(), stop));
        Add(("Parité public-privé", "Parity of public and private"), "reports/parity", await ReadParity.Run(db, caller, new ReadParity.Filter(), stop));
        return Show.Page<ReportsPage>(new Dashboard(programmes, chosen?.Id, sections, db.Today));

        // The trainings have a part of their own below.
        static Page<Figure> Untrained(Page<Figure> page) => page with { Items = [.. page.Items.Where(figure => !figure.Code.StartsWith("training_", StringComparison.Ordinal))] };

        void Add(Text name, string api, Outcome<Page<Figure>> figures)
        {
            if (figures.Value is { Items.Count: > 0 } page) sections.Add(new Section(name, $"/api/v1/organisations/{visit.Http.Request.RouteValues["organisation"]}/{api}", page.Items));
        }
    }

    private static async Task<Asked?> AskTemplate(Turn turn)
    {
        if ((await ReadProgramme.Run(turn.Db, turn.Id, turn.Stop)).Value is not { } programme || (await ReadPressRelease.Run(turn.Db, turn.Caller, turn.Id, turn.Stop)).Value is not { } release) return null;
        return new Asked(("Modèle du communiqué", "Template of the press release"), FormFields.Of<Template>().Named("pressTemplate", ("Modèle", "Template"), ("Les noms entre accolades deviennent des chiffres ; une ligne avec {…:*} est répétée pour chaque volet. Vide : le modèle du service.", "Names in braces become figures; a line with {…:*} is told for each strand. Empty: the service's own template.")),
            $"programmes/{turn.Id:D}/press-release", (programme.Name, programme.Name))
        {
            Values = Fields.Of(("pressTemplate", programme.PressTemplate ?? ReadPressRelease.DefaultTemplate)), Version = programme.Version, Submit = ("Enregistrer", "Save"),
            Facts = [.. release.Figures.Select(figure => ((Text)($"{{{figure.Name}}}", $"{{{figure.Name}}}"), (string?)figure.Display))],
        };
    }
}
