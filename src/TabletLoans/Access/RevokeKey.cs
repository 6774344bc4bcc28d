using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Revokes an API key: the next request that carries it is refused.</summary>
internal static class RevokeKey
{
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
