using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Where a role is granted: the organisation, and the schools it is limited to.</summary>
internal sealed record GrantRows(Guid OrganisationId, IReadOnlyList<Guid> Schools)
{
    public static async Task<Outcome<GrantRows>> Resolve(Database database, string organisation, string role, IReadOnlyList<string> uais, CancellationToken stop)
    {
        if (Roles.Find(role) is null) return Refusal.Invalid("/role", Errors.NotOneOf, ("values", Roles.All.Select(known => known.Code).ToList()));
        var id = await database.Read(connection => connection.ExecuteScalarAsync<object>("select id from organisation where slug = @organisation", new { organisation }), stop);
        if (id is null) return Refusal.Invalid("/organisation", Errors.UnknownReference);
        var organisationId = id as Guid? ?? Guid.Parse((string)id);
        var schools = new List<Guid>();
        foreach (var uai in uais)
        {
            var school = await database.Read(connection => connection.QueryFirstOrDefaultAsync<Guid?>("select id from school where organisation_id = @organisationId and uai = @uai", new { organisationId, uai = uai.Trim().ToUpperInvariant() }), stop);
            if (school is null) return Refusal.Invalid("/school", Errors.UnknownReference);
            schools.Add(school.Value);
        }
        return new GrantRows(organisationId, schools);
    }

    public async Task<bool> Write(Writes writes, Guid principalId, string role, DateTimeOffset now)
    {
        if (await writes.Execute(GrantSql, new { id = Id.New(), principalId, OrganisationId, role, everySchool = Schools.Count == 0, now }) == 0) return false;
        foreach (var schoolId in Schools) await writes.Execute(SchoolSql, new { principalId, schoolId });
        return true;
    }

    /// <summary>Done from the command line by whoever holds the machine: no principal of the service is the actor.</summary>
    public Event Event(string name, Guid subject, DateTimeOffset now) =>
        new() { Id = Id.New(), OrganisationId = OrganisationId, HappenedAt = now, ActorId = Guid.Empty, Source = "cli", Name = name, SubjectId = subject };

    public const string GrantSql = """
        insert into access_grant (id, principal_id, organisation_id, role, every_school, created_at)
        values (@id, @principalId, @organisationId, @role, @everySchool, @now)
        on conflict do nothing
        """;

    public const string SchoolSql = "insert into grant_school (principal_id, school_id) values (@principalId, @schoolId) on conflict do nothing";
}
