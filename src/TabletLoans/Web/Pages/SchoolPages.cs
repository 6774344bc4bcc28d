using TabletLoans.Access;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Schools: their list and the page of each, with what it holds.</summary>
internal static class SchoolPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("schools", Permission.ReadFleet, List);
        organisation.Shows("schools/{id:guid}", Permission.ReadFleet, Read);
        organisation.Acts<RegisterSchool.Request>("schools/add", Permission.ManageSchools,
            turn => Task.FromResult<Asked?>(new(("Ajouter un établissement", "Add a school"), FormFields.Of<RegisterSchool.Request>(), "schools", ("Établissements", "Schools"))),
            async (turn, request) => (await RegisterSchool.Run(turn.Db, request, turn.Stop)).Then(school => new Done($"schools/{school.Id:D}", ("L'établissement est ajouté.", "The school is added."))));
    }

    private static Task<IResult> List(Query<ListSchools.Filter> query, Db db, CancellationToken stop) => query.Show<SchoolsPage, School>(filter => ListSchools.Run(db, filter, stop));

    internal sealed record PageOfSchool(School School, IReadOnlyList<StateOfSchool> Fleet);

    private static async Task<IResult> Read(Guid id, Db db, CancellationToken stop) => await db.One<School>(School.ByIdSql, new { id }, stop) is { } school
        ? Show.Page<SchoolPage>(new PageOfSchool(school, await db.List<StateOfSchool>(StateOfSchool.OfSchoolSql, new { id }, stop)))
        : Show.NotFound();
}

/// <summary>How many of a school's devices are in a state.</summary>
internal sealed record StateOfSchool
{
    public string State { get; init; } = "";
    public long Devices { get; init; }

    public const string OfSchoolSql = "select d.state, count(*) as devices from device d where d.organisation_id = @organisationId and d.school_id = @id group by d.state";
}
