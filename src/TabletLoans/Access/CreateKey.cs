using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Makes an API key. The key itself is told once and never stored.</summary>
internal static class CreateKey
{
    public static async Task<Outcome<(Guid Id, string Key)>> Run(Database database, string organisation, string role, string name, IReadOnlyList<string> uais, DateOnly? expiresOn, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(name)) return Refusal.Invalid("/name", Errors.Missing);
        if (expiresOn < DateOnly.FromDateTime(database.Clock.GetUtcNow().UtcDateTime)) return Refusal.Invalid("/expires-on", Errors.EndBeforeStart, ("start", "today"));
        if (TextAttribute.Judge(name, 100) is { } reason) return Refusal.Invalid([new FieldError("/name", reason.Error, reason.Facts)]);
        var place = await GrantRows.Resolve(database, organisation, role, uais, stop);
        if (place.Refusal is { } refusal) return refusal;
        var key = ApiKey.New();
        return await database.Write<(Guid, string)>(async writes =>
        {
            var (id, now) = (Id.New(), database.Clock.GetInstant());
            await writes.Execute(InsertSql, new { id, place.Value!.OrganisationId, name, hash = ApiKey.Hash(key), expiresOn, now });
            await place.Value.Write(writes, id, role, now);
            writes.Add(place.Value.Event("create_key", id, now));
            return (id, key);
        }, stop);
    }

    public const string InsertSql = """
        insert into api_key (id, organisation_id, name, hash, expires_on, created_at) values (@id, @organisationId, @name, @hash, @expiresOn, @now)
        """;
}
