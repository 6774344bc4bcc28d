using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>A person who has, or had, a role in the organisation.</summary>
internal sealed record User : IResource
{
    public static string Collection => "users";

    public required Guid Id { get; init; }
    [Text(254)] public required string Email { get; init; }
    [OneOf<UserStates>] public required string State { get; init; }
    [Text(40)] public required string Role { get; init; }
    public required bool EverySchool { get; init; }
    /// <summary>UAIs of the schools that the role is limited to.</summary>
    [Items(1000)] public required IReadOnlyList<string> Schools { get; init; }
    /// <summary>true: a code is asked for at the sign-in, after the password.</summary>
    public required bool SecondFactor { get; init; }
    public DateTimeOffset? LastSignedInAt { get; init; }
    /// <summary>After too many wrong passwords the account rests until then.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }

    public long Version => 1;

    public static async Task<User?> Find(Db db, Guid id, CancellationToken stop) => await db.One<UserRow>(UserRow.ByIdSql, new { id }, stop) is { } row
        ? row.View(db.Now, await SchoolsOfGrants.Read(db, [id], stop))
        : null;
}

/// <summary>invited: no password chosen yet; locked: rests after wrong passwords; closed: by the operator of the service.</summary>
internal sealed class UserStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["active", "invited", "locked", "withdrawn", "closed"];
}

internal sealed class GrantStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["in_force", "withdrawn"];
}

internal sealed record UserRow
{
    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public bool PasswordPending { get; init; }
    public bool SecondFactor { get; init; }
    public DateTimeOffset? LastSignedInAt { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public Guid GrantId { get; init; }
    public string Role { get; init; } = "";
    public bool EverySchool { get; init; }
    public DateTimeOffset GrantedAt { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }

    public User View(DateTimeOffset now, ILookup<Guid, string> schools) => new()
    {
        Id = Id, Email = Email, Role = Role, EverySchool = EverySchool, Schools = [.. schools[Id]], SecondFactor = SecondFactor, LastSignedInAt = LastSignedInAt,
        LockedUntil = LockedUntil > now ? LockedUntil : null, GrantedAt = GrantedAt, WithdrawnAt = WithdrawnAt,
        State = WithdrawnAt is not null ? "withdrawn" : DisabledAt is not null ? "closed" : PasswordPending ? "invited" : LockedUntil > now ? "locked" : "active",
    };

    public const string SelectSql = """
        select a.id, a.email, a.password_pending, case when a.totp_secret is null then false else true end as second_factor, a.last_signed_in_at, a.locked_until, a.disabled_at,
          g.id as grant_id, g.role, g.every_school, g.created_at as granted_at, g.withdrawn_at
        from access_grant g join account a on a.id = g.principal_id
        """;

    public const string ByIdSql = $"{SelectSql} where g.organisation_id = @organisationId and a.id = @id";
}

internal static class ListUsers
{
    public static void Map(RouteGroupBuilder users) => users.MapGet("", Handle).Does(nameof(ListUsers), Permission.ManageAccess);

    internal sealed record Filter : PageRequest
    {
        [OneOf<GrantedRoles>] public string? Role { get; init; }
        [OneOf<GrantStates>] public string? Grant { get; init; }
    }

    /// <summary>Lists the people who have, or had, a role in the organisation.</summary>
    internal static async Task<Lists<User>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<User>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(UserRow.SelectSql).Where("g.organisation_id = @organisationId").WhereIf(filter.Role, "g.role = @role", "role");
        if (filter.Grant is not null) sql.Where(filter.Grant == "withdrawn" ? "g.withdrawn_at is not null" : "g.withdrawn_at is null");
        var rows = await Paging.ById(db, sql, "g.id", filter.Cursor, filter.Limit, (UserRow row) => row, row => row.GrantId, stop);
        if (rows.Refusal is { } refusal) return refusal;
        var schools = await SchoolsOfGrants.Read(db, rows.Value!.Items.Select(row => row.Id), stop);
        return new Page<User> { Items = [.. rows.Value.Items.Select(row => row.View(db.Now, schools))], Next = rows.Value.Next };
    }
}

internal static class ReadUser
{
    public static void Map(RouteGroupBuilder users) => users.MapGet("{id:guid}", Handle).Does(nameof(ReadUser), Permission.ManageAccess);

    /// <summary>Reads a person's role in the organisation.</summary>
    internal static async Task<Returns<User>> Handle(Guid id, Db db, CancellationToken stop) =>
        await User.Find(db, id, stop) is { } user ? (Outcome<User>)user : Errors.NotFound.Refuse();
}
