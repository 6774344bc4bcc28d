using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Makes an API key. The key itself is told once and never stored.</summary>
internal static class CreateKey
{
    public static void Map(RouteGroupBuilder keys) => keys.MapPost("", Handle).Does(nameof(CreateKey), Permission.ManageAccess);

    internal sealed record Request : IPlaceOfGrant
    {
        /// <summary>What the key is for; never a person's name.</summary>
        [Text(100)] public required string Name { get; init; }
        [OneOf<GrantedRoles>] public required string Role { get; init; }
        /// <summary>UAIs of the schools that it is limited to; or everySchool.</summary>
        [Items(1000)] public IReadOnlyList<string>? Schools { get; init; }
        /// <summary>true: the whole organisation.</summary>
        public bool EverySchool { get; init; }
        /// <summary>Last day on which it works (UTC); without one it works until it is revoked.</summary>
        public DateOnly? ExpiresOn { get; init; }
    }

    /// <summary>Makes an API key: the answer tells it, once. An Idempotency-Key does not make that answer come again.</summary>
    internal static async Task<Creates<CreatedKey>> Handle(Request request, Database database, Db db, CancellationToken stop) => await Run(database, db, request, stop);

    public static async Task<Outcome<CreatedKey>> Run(Database database, Db db, Request request, CancellationToken stop)
    {
        var place = await GrantRows.Resolve(database, db.Scope, request, stop);
        if (place.Refusal is { } refusal) return refusal;
        var made = await Run(database, place.Value!, request.Role, request.Name, request.ExpiresOn, "/expiresOn", stop);
        if (made.Refusal is { } refused) return refused;
        return CreatedKey.From((await IssuedKey.Find(db, made.Value.Id, stop))!, made.Value.Key);
    }

    /// <summary>From the command line.</summary>
    public static async Task<Outcome<(Guid Id, string Key)>> Run(Database database, string organisation, string role, string name, IReadOnlyList<string> uais, DateOnly? expiresOn, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("/name", Errors.Missing);
        if (TextAttribute.Judge(name, 100) is { } reason) return Refusal.Invalid([new FieldError("/name", reason.Error, reason.Facts)]);
        var place = await GrantRows.Resolve(database, organisation, role, uais, stop);
        return place.Refusal is { } refusal ? refusal : await Run(database, place.Value!, role, name, expiresOn, "/expires-on", stop);
    }

    private static async Task<Outcome<(Guid Id, string Key)>> Run(Database database, GrantRows place, string role, string name, DateOnly? expiresOn, string pointer, CancellationToken stop)
    {
        if (expiresOn < DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime)) return Refusal.Invalid(pointer, Errors.EndBeforeStart, ("start", DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime)));
        var key = ApiKey.New();
        return await database.Write<(Guid, string)>(async writes =>
        {
            var (id, now) = (Id.New(), database.Clock.GetInstant());
            await writes.Execute(InsertSql, new { id, place.OrganisationId, name = name.Trim(), hash = ApiKey.Hash(key), prefix = ApiKey.ShownOf(key), expiresOn, now });
            await place.Write(writes, id, role, now);
            writes.Add(place.Event("create_key", id, now));
            return (id, key);
        }, stop);
    }

    public const string InsertSql = """
        insert into api_key (id, organisation_id, name, hash, prefix, expires_on, created_at) values (@id, @organisationId, @name, @hash, @prefix, @expiresOn, @now)
        """;
}
