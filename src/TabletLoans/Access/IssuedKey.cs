using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>An API key as it is known afterwards: never the key itself.</summary>
internal record IssuedKey : IResource
{
    public static string Collection => "keys";

    public required Guid Id { get; init; }
    [Text(100)] public required string Name { get; init; }
    /// <summary>How it begins, for whoever looks for it; absent where it was made before this was kept.</summary>
    [Text(20)] public string? Prefix { get; init; }
    [OneOf<KeyStates>] public required string State { get; init; }
    [Text(40)] public required string Role { get; init; }
    public required bool EverySchool { get; init; }
    /// <summary>UAIs of the schools that it is limited to.</summary>
    [Items(1000)] public required IReadOnlyList<string> Schools { get; init; }
    /// <summary>Last day on which it works (UTC).</summary>
    public DateOnly? ExpiresOn { get; init; }
    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public long Version => 1;

    public static async Task<IssuedKey?> Find(Db db, Guid id, CancellationToken stop) => await db.One<KeyRow>(KeyRow.ByIdSql, new { id }, stop) is { } row
        ? row.View(db, await SchoolsOfGrants.Read(db, [id], stop))
        : null;
}

internal sealed class KeyStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["active", "expired", "revoked"];
}

/// <summary>A key with the key itself: told once.</summary>
internal sealed record CreatedKey : IssuedKey
{
    public static new string Collection => IssuedKey.Collection;

    /// <summary>Keep it now: it is stored nowhere and never told again.</summary>
    [Text(100)] public required string Key { get; init; }

    public static CreatedKey From(IssuedKey key, string told) => new()
    {
        Id = key.Id, Name = key.Name, Prefix = key.Prefix, State = key.State, Role = key.Role, EverySchool = key.EverySchool, Schools = key.Schools, ExpiresOn = key.ExpiresOn,
        CreatedAt = key.CreatedAt, Key = told,
    };
}

internal sealed record KeyRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? Prefix { get; init; }
    public string Role { get; init; } = "";
    public bool EverySchool { get; init; }
    public DateOnly? ExpiresOn { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public IssuedKey View(Db db, ILookup<Guid, string> schools) => new()
    {
        Id = Id, Name = Name, Prefix = Prefix, Role = Role, EverySchool = EverySchool, Schools = [.. schools[Id]], ExpiresOn = ExpiresOn, LastUsedAt = LastUsedAt, RevokedAt = RevokedAt, CreatedAt = CreatedAt,
        State = RevokedAt is not null ? "revoked" : ExpiresOn < DateOnly.FromDateTime(db.Now.UtcDateTime) ? "expired" : "active",
    };

    public const string SelectSql = """
        select k.id, k.name, k.prefix, g.role, g.every_school, k.expires_on, k.last_used_at, k.revoked_at, k.created_at
        from api_key k join access_grant g on g.principal_id = k.id and g.organisation_id = k.organisation_id
        """;

    public const string ByIdSql = $"{SelectSql} where k.organisation_id = @organisationId and k.id = @id";
}

/// <summary>The schools that grants are limited to, as UAIs by principal.</summary>
internal static class SchoolsOfGrants
{
    public static async Task<ILookup<Guid, string>> Read(Db db, IEnumerable<Guid> principals, CancellationToken stop)
    {
        var asked = principals.Distinct().ToList();
        var rows = asked.Count == 0 ? [] : await db.List<Row>($"{OfSql} and {db.Dialect.In("gs.principal_id", "@ids")} order by s.uai", new { ids = db.Dialect.List(asked) }, stop);
        return rows.ToLookup(row => row.PrincipalId, row => row.Uai);
    }

    internal sealed record Row
    {
        public Guid PrincipalId { get; init; }
        public string Uai { get; init; } = "";
    }

    public const string OfSql = "select gs.principal_id, s.uai from grant_school gs join school s on s.id = gs.school_id where s.organisation_id = @organisationId";
}

internal static class ListKeys
{
    public static void Map(RouteGroupBuilder keys) => keys.MapGet("", Handle).Does(nameof(ListKeys), Permission.ManageAccess);

    internal sealed record Filter : PageRequest
    {
        [OneOf<KeyStates>] public string? State { get; init; }
    }

    /// <summary>Lists API keys, the newest first, without the keys themselves.</summary>
    internal static async Task<Lists<IssuedKey>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<IssuedKey>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(KeyRow.SelectSql).Where("k.organisation_id = @organisationId");
        if (filter.State == "revoked") sql.Where("k.revoked_at is not null");
        else if (filter.State is not null) sql.Where("k.revoked_at is null").Where(filter.State == "expired" ? "k.expires_on < @today" : "(k.expires_on is null or k.expires_on >= @today)", "today", DateOnly.FromDateTime(db.Now.UtcDateTime));
        var rows = await Paging.By<KeyRow, KeyRow, Guid>(db, sql, "k.id desc", filter.Cursor, filter.Limit, row => row, row => row.Id, after => sql.Where("k.id < @after", "after", after), stop);
        if (rows.Refusal is { } refusal) return refusal;
        var schools = await SchoolsOfGrants.Read(db, rows.Value!.Items.Select(row => row.Id), stop);
        return new Page<IssuedKey> { Items = [.. rows.Value.Items.Select(row => row.View(db, schools))], Next = rows.Value.Next };
    }
}

internal static class ReadKey
{
    public static void Map(RouteGroupBuilder keys) => keys.MapGet("{id:guid}", Handle).Does(nameof(ReadKey), Permission.ManageAccess);

    /// <summary>Reads what is known of an API key.</summary>
    internal static async Task<Returns<IssuedKey>> Handle(Guid id, Db db, CancellationToken stop) =>
        await IssuedKey.Find(db, id, stop) is { } key ? (Outcome<IssuedKey>)key : Errors.NotFound.Refuse();
}
