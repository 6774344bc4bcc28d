namespace TabletLoans.Schools;

/// <summary>The addresses of schools.</summary>
internal static class SchoolsApi
{
    public static void MapSchools(this RouteGroupBuilder organisation)
    {
        var schools = organisation.MapGroup("schools").WithTags("Schools");
        RegisterSchool.Map(schools);
        ImportSchools.Map(schools);
        ListSchools.Map(schools);
        ReadSchool.Map(schools);
    }
}
