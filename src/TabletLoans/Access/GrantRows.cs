using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Where a role is granted: the organisation, and the schools it is limited to; and who grants it.</summary>
internal sealed record GrantRows(Guid OrganisationId, IReadOnlyList<Guid> Schools)
{
    private static readonly char[] Between = [',', ';', ' ', '\r', '\n', '\t'];

    /// <summary>From the command line whoever holds the machine acts: no principal of the service does.</summary>
    public Guid ActorId { get; init; }
    public string Source { get; init; } = "cli";

    public static async Task<Outcome<GrantRows>> Resolve(Database database, string organisation, string role, IReadOnlyList<string> uais, CancellationToken stop)
    {
        if (Roles.Find(role) is null) return Refusal.Invalid("/role", Errors.NotOneOf, ("values", Roles.All.Select(known => known.Code).ToList()));
        var id = await database.Read(connection => connection.ExecuteScalarAsync<object>("select id from organisation where slug = @organisation", new { organisation }), stop);
        if (id is null) return Refusal.Invalid("/organisation", Errors.UnknownReference);
        var schools = await SchoolsOf(database, id as Guid? ?? Guid.Parse((string)id), uais, "/school", stop);
        return schools.Refusal is { } refusal ? refusal : schools.Value!;
    }

    /// <summary>Within an organisation, by somebody of it: never the role of the platform, and every school only where that is said.</summary>
    public static async Task<Outcome<GrantRows>> Resolve(Database database, Scope scope, IPlaceOfGrant asked, CancellationToken stop)
    {
        if ((asked.Schools ?? []).Count == 0 && !asked.EverySchool) return Refusal.Invalid("/schools", AccessErrors.SchoolsOrAll);
        if ((asked.Schools ?? []).Count > 0 && asked.EverySchool) return Refusal.Invalid("/everySchool", AccessErrors.SchoolsOrAll);
        var place = await SchoolsOf(database, scope.OrganisationId, asked.Schools ?? [], "/schools", stop);
        return place.Refusal is { } refusal ? refusal : place.Value! with { ActorId = scope.PrincipalId, Source = scope.Source };
    }

    private static async Task<Outcome<GrantRows>> SchoolsOf(Database database, Guid organisationId, IReadOnlyList<string> uais, string pointer, CancellationToken stop)
    {
        var schools = new List<Guid>();
        foreach (var uai in uais.SelectMany(given => given.Split(Between, StringSplitOptions.RemoveEmptyEntries)).Select(uai => uai.ToUpperInvariant()).Distinct())
        {
            var school = await database.Read(connection => connection.QueryFirstOrDefaultAsync<Guid?>("select id from school where organisation_id = @organisationId and uai = @uai", new { organisationId, uai }), stop);
            if (school is null) return Refusal.Invalid(pointer, Errors.UnknownReference);
            schools.Add(school.Value);
        }
        return new GrantRows(organisationId, schools);
    }

    /// <summary>False where the principal has a role here already; one that was withdrawn is given anew.</summary>
    public async Task<bool> Write(Writes writes, Guid principalId, string role, DateTimeOffset now)
    {
        if (await writes.Execute(GrantSql, new { id = Id.New(), principalId, OrganisationId, role, everySchool = Schools.Count == 0, now }) == 0) return false;
        await WriteSchools(writes, principalId);
        return true;
    }

    public async Task WriteSchools(Writes writes, Guid principalId)
    {
        await writes.Execute(ForgetSchoolsSql, new { principalId, OrganisationId });
        foreach (var schoolId in Schools) await writes.Execute(SchoolSql, new { principalId, schoolId });
    }

    public Event Event(string name, Guid subject, DateTimeOffset now) =>
        new() { Id = Id.New(), OrganisationId = OrganisationId, HappenedAt = now, ActorId = ActorId, Source = Source, Name = name, SubjectId = subject };

    public const string GrantSql = """
        insert into access_grant (id, principal_id, organisation_id, role, every_school, created_at)
        values (@id, @principalId, @organisationId, @role, @everySchool, @now)
        on conflict (principal_id, organisation_id) do update
        set role = excluded.role, every_school = excluded.every_school, created_at = excluded.created_at, withdrawn_at = null
        where access_grant.withdrawn_at is not null
        """;

    public const string ForgetSchoolsSql = "delete from grant_school where principal_id = @principalId and school_id in (select s.id from school s where s.organisation_id = @organisationId)";

    public const string SchoolSql = "insert into grant_school (principal_id, school_id) values (@principalId, @schoolId) on conflict do nothing";
}

/// <summary>What a request says of where a role is granted.</summary>
internal interface IPlaceOfGrant
{
    string Role { get; }
    IReadOnlyList<string>? Schools { get; }
    bool EverySchool { get; }
}
