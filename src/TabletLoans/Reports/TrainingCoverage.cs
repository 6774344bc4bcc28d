using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>Whether the awards of a programme were accompanied: no equipment without a training.</summary>
internal static class ReadTrainingCoverage
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("training-coverage", Handle).Does(nameof(ReadTrainingCoverage), Permission.ReadFunding);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The latest when absent.</summary>
        public Guid? ProgrammeId { get; init; }
    }

    /// <summary>Reads how many awards had a training, and the sessions, the hours and the attendances by audience.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        if (await db.One<ProgrammeRow>(filter.ProgrammeId is null ? ProgrammeRow.LatestSql : ProgrammeRow.ByIdSql, new { id = filter.ProgrammeId }, stop) is not { } programme)
            return filter.ProgrammeId is null ? ReportRequest.Page([]) : Refusal.Invalid("/programmeId", Errors.UnknownReference);
        var make = filter.Maker(db, caller);
        var awards = (await db.One<Awards>(AwardsSql, new { id = programme.Id }, stop))!;
        var figures = new List<Figure>
        {
            make.Of("awards", ("Dossiers retenus", "Awards"), ("Dossiers retenus du programme.", "Applications awarded in the programme."), awards.All, "applications"),
            make.Of("awards_with_training", ("Dossiers accompagnés", "Awards with a training"), ("Dossiers retenus ayant au moins une séance tenue.", "Awards with at least one session held."), awards.Trained, "applications"),
            make.Of("training_coverage", ("Couverture par la formation", "Training coverage"), ("Dossiers accompagnés ÷ dossiers retenus.", "Awards with a training ÷ awards."), FigureMaker.Percent(awards.Trained, awards.All), FigureUnits.Percent, absence: "not_applicable"),
        };
        figures.AddRange(await TrainingFigures.Of(db, caller, make, programme, stop));
        return make.Page(figures);
    }

    internal sealed record Awards
    {
        public long All { get; init; }
        public long Trained { get; init; }
    }

    public static readonly string AwardsSql = $"""
        select count(*) as "all", coalesce(sum(case when exists (select 1 from training_session t where t.application_id = a.id and t.headcount is not null) then 1 else 0 end), 0) as trained
        from application a
        join funding_call c on c.id = a.call_id
        where a.organisation_id = @organisationId and c.programme_id = @id and {ApplicationLifecycle.IsRetained}
        """;
}
