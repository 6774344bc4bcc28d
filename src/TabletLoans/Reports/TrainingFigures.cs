using TabletLoans.Access;
using TabletLoans.Programmes;
using TabletLoans.Storage;
using TabletLoans.Trainings;
using TabletLoans.Wording;

namespace TabletLoans.Reports;

/// <summary>The trainings of a programme that were held, for each audience: none is a figure too.</summary>
internal static class TrainingFigures
{
    public static async Task<IReadOnlyList<Figure>> Of(Db db, Caller caller, FigureMaker make, ProgrammeRow programme, CancellationToken stop)
    {
        var rows = (await db.List<Row>(SessionsSql, new { id = programme.Id }, stop)).ToDictionary(row => row.Audience, StringComparer.Ordinal);
        return [.. TrainingAudiences.All.SelectMany(audience => Of(make, rows.GetValueOrDefault(audience) ?? new Row(), (audience, Words.Of<TrainingAudiences>(audience).In(caller.Culture)), programme))];
    }

    private static IEnumerable<Figure> Of(FigureMaker make, Row row, (string Code, string Name) group, ProgrammeRow programme)
    {
        yield return make.Of("training_sessions", ("Séances de formation", "Training sessions"), ("Séances tenues, par public.", "Sessions held, by audience."), row.Sessions, "sessions", group, $"training-sessions?programmeId={programme.Id}&audience={group.Code}&held=true");
        yield return make.Of("training_hours", ("Heures de formation", "Hours of training"), ("Durées des séances tenues.", "Durations of the sessions held."), Math.Round(row.Minutes / 60m, 2), "hours", group);
        yield return make.Of("training_headcount", ("Participations aux formations", "Attendances at trainings"), ("Somme des présents à chaque séance : une personne venue deux fois compte deux fois.", "Sum of those present at each session: who came twice counts twice."), row.Headcount, FigureUnits.Persons, group);
    }

    internal sealed record Row
    {
        public string Audience { get; init; } = "";
        public long Sessions { get; init; }
        public long Minutes { get; init; }
        public long Headcount { get; init; }
    }

    public const string SessionsSql = """
        select t.audience, count(*) as sessions, cast(sum(t.minutes) as bigint) as minutes, cast(sum(t.headcount) as bigint) as headcount
        from training_session t
        where t.organisation_id = @organisationId and t.programme_id = @id and t.headcount is not null
        group by t.audience
        order by t.audience
        """;
}
