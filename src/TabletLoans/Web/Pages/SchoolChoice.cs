using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The schools to choose from in a filter or a form.</summary>
/// <param name="Options">By name; empty where they are too many for a list in a page: then the way leads over the list of schools.</param>
internal sealed record SchoolChoice(IReadOnlyList<Option> Options)
{
    private const int Most = 300;

    /// <param name="db">The caller's scope.</param>
    /// <param name="chosen">Among them in any case, so that a filter always shows what it filters by.</param>
    /// <param name="stop">The request's end.</param>
    public static async Task<SchoolChoice> Read(Db db, Guid? chosen, CancellationToken stop)
    {
        var schools = await db.List<School>(ByNameSql, new { most = Most + 1 }, stop);
        if (schools.Count <= Most) return new SchoolChoice([.. schools.Select(Of)]);
        return new SchoolChoice(chosen is { } id && await One(db, id, stop) is { } school ? [school] : []);
    }

    /// <summary>By their UAI, for the schools that a role is limited to; empty where they are too many.</summary>
    public static async Task<IReadOnlyList<Option>> ByUai(Db db, CancellationToken stop)
    {
        var schools = await db.List<School>(ByNameSql, new { most = Most + 1 }, stop);
        return schools.Count <= Most ? [.. schools.Select(school => Of(school) with { Value = school.Uai })] : [];
    }

    public static async Task<Option?> One(Db db, Guid id, CancellationToken stop) => await db.One<School>(School.ByIdSql, new { id }, stop) is { } school ? Of(school) : null;

    private static Option Of(School school) => new(school.Id.ToString("D"), $"{school.Name}{(school.CommuneName is null ? "" : $", {school.CommuneName}")} ({school.Uai})");

    public static readonly string ByNameSql = $"select {School.Columns} from school s where s.organisation_id = @organisationId and {Scope.Schools("s.id")} order by s.name, s.id limit @most";
}
