using TabletLoans.Access;
using TabletLoans.Needs;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The census of needs: counted at each school, and beside what it has.</summary>
internal static class NeedPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("need-counts", Permission.ReadProgrammes, async (Query<ListNeedCounts.Filter> query, Db db, CancellationToken stop) =>
            await query.Show<NeedCountsPage, NeedCount>(filter => ListNeedCounts.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop)));
        organisation.Shows("need-counts/compared", Permission.ReadProgrammes, async (Query<CompareNeeds.Filter> query, Db db, CancellationToken stop) =>
            await query.Show<NeedsComparedPage, SchoolNeeds>(filter => CompareNeeds.Run(db, filter, stop), await ProgrammePages.Options(db, stop)));
        organisation.Acts<CountNeeds.Request>("need-counts/add", Permission.FileApplications, AskCount,
            async (turn, request) => (await CountNeeds.Run(turn.Db, request, turn.Stop)).Then(count => new Done("need-counts", ($"{count.SchoolName} : {count.Persons} personnes recensées.", $"{count.SchoolName}: {count.Persons} persons counted."))));
    }

    private static async Task<Asked?> AskCount(Turn turn)
    {
        var (form, programme) = await ProgrammePages.OfProgramme(turn, FormFields.Of<CountNeeds.Request>());
        var schools = await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId"), turn.Stop);
        return new Asked(("Recenser un besoin", "Count a need"), form.Choose("schoolId", schools.Options), "need-counts", ("Recensement des besoins", "Needs census"))
        {
            Lead = ("Combien de personnes manquent d'équipement dans un établissement. Ni nom, ni revenu.", "How many persons lack a device at a school. No names, and no income."),
            Facts = [(("Programme", "Programme"), programme?.Name)], Values = Fields.Of(("schoolId", turn.GivenId("schoolId")?.ToString("D"))),
        };
    }
}
