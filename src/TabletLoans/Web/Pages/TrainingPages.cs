using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Trainings;

namespace TabletLoans.Web.Pages;

/// <summary>Trainings: planned, then held with so many.</summary>
internal static class TrainingPages
{
    private static readonly Text Name = ("Programmes", "Programmes");

    private static FormFields ChangeForm => FormFields.Of<RecordTraining.Request>().Only("operator", "theme", "audience", "heldOn", "minutes", "headcount");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Acts<RecordTraining.Request>("training-sessions/add", Permission.ManageProgrammes, AskRecord,
            async (turn, request) => (await RecordTraining.Run(turn.Db, request, turn.Stop)).Then(Told));
        organisation.Acts<Changed>("training-sessions/{id:guid}/change", Permission.ManageProgrammes, AskChange,
            async (turn, changed) => (await ChangeTraining.Run(turn.Db, turn.Id, turn.IfMatch, ChangeForm.PatchOf(changed), turn.Stop)).Then(Told));
    }

    /// <summary>What of a training may change: what it belongs to stays.</summary>
    internal sealed record Changed
    {
        [Text(200)] public required string Operator { get; init; }
        [Text(300)] public required string Theme { get; init; }
        [OneOf<TrainingAudiences>] public required string Audience { get; init; }
        public required DateOnly? HeldOn { get; init; }
        [Between(1, 100_000)] public required int? Minutes { get; init; }
        [Between(0, 100_000)] public int? Headcount { get; init; }
    }

    private static Done Told(TrainingSession session) => new(session.ApplicationId is { } application ? $"applications/{application:D}" : $"programmes/{session.ProgrammeId:D}",
        session.Headcount is null ? ("La formation est prévue. Notez les participants quand elle aura eu lieu.", "The training is planned. Note the headcount once it is held.") : ("La formation est notée.", "The training is recorded."));

    private static async Task<Asked?> AskRecord(Turn turn)
    {
        var (form, programme) = await ProgrammePages.OfProgramme(turn, FormFields.Of<RecordTraining.Request>());
        form = form.Choose("schoolId", (await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId"), turn.Stop)).Options);
        var asked = new Asked(("Noter une formation", "Record a training"), form, programme is null ? "programmes" : $"programmes/{programme.Id:D}", programme is null ? Name : (programme.Code, programme.Code))
        {
            Facts = [(("Programme", "Programme"), programme?.Name)],
        };
        if (turn.GivenId("applicationId") is not { } id || (await ReadApplication.Run(turn.Db, turn.Caller, id, turn.Stop)).Value is not { } application) return asked;
        return asked with
        {
            Form = form.Fixed("applicationId", id.ToString("D")), Back = $"applications/{id:D}", BackName = (application.Number, application.Number),
            Facts = [(("Programme", "Programme"), programme?.Name), (("Dossier accompagné", "Application it accompanies"), $"{application.Number}, {application.ApplicantName}")],
            Values = Fields.Of(("schoolId", application.Content.Schools is [{ SchoolId: { } school }, ..] ? school.ToString("D") : null)),
        };
    }

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadTraining.Run(turn.Db, turn.Id, turn.Stop)).Value is { } session
        ? new Asked(("Modifier la formation", "Change the training"), ChangeForm, session.ApplicationId is { } application ? $"applications/{application:D}" : $"programmes/{session.ProgrammeId:D}", (session.Theme, session.Theme)) { Values = Fields.Standing(session), Version = session.Version }
        : null;
}

/// <summary>A file with the trainings of what it is about.</summary>
internal interface IHasTrainings
{
    IReadOnlyList<TrainingSession> Trainings { get; }
}
