using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Revokes an API key: the next request that carries it is refused.</summary>
internal static class RevokeKey
{
    public static void Map(RouteGroupBuilder keys) => keys.MapPost("{id:guid}/revoke", Handle).Does(nameof(RevokeKey), Permission.ManageAccess);

    /// <summary>Revokes an API key at once and for ever.</summary>
    internal static async Task<Returns<IssuedKey>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<IssuedKey>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await IssuedKey.Find(db, id, stop) is not { } key) return Errors.NotFound.Refuse();
        if (key.RevokedAt is { } at) return AccessErrors.KeyRevoked.Refuse(("at", at));
        return await db.Write<IssuedKey>(async tx =>
        {
            if (await tx.Returning<Guid?>(RevokeSql, new { id, now = tx.Now }) is null) return AccessErrors.KeyRevoked.Refuse(("at", tx.Now));
            tx.Record(new Event { Name = "revoke_key", SubjectId = id });
            return key with { State = "revoked", RevokedAt = tx.Now };
        }, stop);
    }

    /// <summary>From the command line.</summary>
    public static Task<Outcome<Guid>> Run(Database database, Guid id, CancellationToken stop) => database.Write<Guid>(async writes =>
    {
        var now = database.Clock.GetInstant();
        var organisationId = await writes.Returning<Guid?>(RevokeSql, new { id, now });
        if (organisationId is null) return Errors.NotFound.Refuse();
        writes.Add(new GrantRows(organisationId.Value, []).Event("revoke_key", id, now));
        return id;
    }, stop);

    public const string RevokeSql = "update api_key set revoked_at = @now where id = @id and revoked_at is null returning organisation_id";
}
