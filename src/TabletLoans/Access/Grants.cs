using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Reads what a principal was granted, at each request: a grant or a key withdrawn counts at once.</summary>
internal sealed class Grants(Database database)
{
    public Task<Grant?> OfKey(string hash, CancellationToken stop) =>
        database.Read(connection => connection.QueryFirstOrDefaultAsync<Grant>(OfKeySql, new { hash }), stop);

    public Task<Grant?> OfAccount(Guid accountId, string stamp, string organisation, CancellationToken stop) =>
        database.Read(connection => connection.QueryFirstOrDefaultAsync<Grant>(OfAccountSql, new { accountId, stamp, organisation }), stop);

    /// <summary>Whether a session of the account still counts: not disabled, and no password or role was changed since.</summary>
    public Task<bool> IsOpen(Guid accountId, string stamp, CancellationToken stop) =>
        database.Read(async connection => await connection.ExecuteScalarAsync<long>(IsOpenSql, new { accountId, stamp }) == 1, stop);

    /// <summary>Of who is not here to ask: what an account or a key may do by now in an organisation, if it still may anything.</summary>
    public Task<Grant?> OfPrincipal(Guid principalId, Guid organisationId, DateOnly today, CancellationToken stop) =>
        database.Read(connection => connection.QueryFirstOrDefaultAsync<Grant>(OfPrincipalSql, new { principalId, organisationId, today }), stop);

    public Task<IReadOnlyList<Membership>> Of(Guid principalId, CancellationToken stop) =>
        database.Read<IReadOnlyList<Membership>>(async connection => (await connection.QueryAsync<Membership>(MembershipsSql, new { principalId })).AsList(), stop);

    private const string GrantColumns = "g.principal_id, g.role, g.every_school, o.id as organisation_id, o.slug, o.time_zone";

    public const string OfKeySql = $"""
        select {GrantColumns}, k.expires_on, k.last_used_at
        from api_key k
        join access_grant g on g.principal_id = k.id
        join organisation o on o.id = g.organisation_id
        where k.hash = @hash and k.revoked_at is null and g.withdrawn_at is null
        """;

    public const string OfAccountSql = $"""
        select {GrantColumns}
        from account a
        join access_grant g on g.principal_id = a.id
        join organisation o on o.id = g.organisation_id
        where a.id = @accountId and a.security_stamp = @stamp and a.disabled_at is null and g.withdrawn_at is null and o.slug = @organisation
        """;

    public const string OfPrincipalSql = $"""
        select {GrantColumns}
        from access_grant g
        join organisation o on o.id = g.organisation_id
        where g.principal_id = @principalId and g.organisation_id = @organisationId and g.withdrawn_at is null
          and (exists (select 1 from account a where a.id = g.principal_id and a.disabled_at is null)
            or exists (select 1 from api_key k where k.id = g.principal_id and k.revoked_at is null and (k.expires_on is null or k.expires_on >= @today)))
        """;

    public const string IsOpenSql = "select count(*) from account a where a.id = @accountId and a.security_stamp = @stamp and a.disabled_at is null";

    public const string MembershipsSql = """
        select o.slug, o.name, o.kind, g.role, g.every_school
        from access_grant g
        join organisation o on o.id = g.organisation_id
        where g.principal_id = @principalId and g.withdrawn_at is null
        order by o.name
        """;
}

internal sealed record Grant
{
    public Guid PrincipalId { get; init; }
    public string Role { get; init; } = "";
    public bool EverySchool { get; init; }
    public Guid OrganisationId { get; init; }
    public string Slug { get; init; } = "";
    public string TimeZone { get; init; } = "";
    public DateOnly? ExpiresOn { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }

    public Caller Caller(string? source = null) => new(Roles.Find(Role) ?? throw new InvalidOperationException($"the grant of {PrincipalId} names a role that does not exist: {Role}"), new Scope
    {
        OrganisationId = OrganisationId,
        PrincipalId = PrincipalId,
        EverySchool = EverySchool,
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone),
        Source = source ?? "api",
    });
}

/// <summary>An organisation that the caller belongs to.</summary>
internal sealed record Membership
{
    [Text(40)] public required string Slug { get; init; }
    [Text(200)] public required string Name { get; init; }
    [Text(20)] public required string Kind { get; init; }
    [Text(40)] public required string Role { get; init; }
    public bool EverySchool { get; init; }
}
