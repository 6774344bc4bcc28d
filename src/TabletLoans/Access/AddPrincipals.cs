using System.Security.Cryptography;
using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Gives a person a role in an organisation; the account is made at the first.</summary>
internal static class AddUser
{
    public static async Task<Outcome<Guid>> Run(Database database, string organisation, string email, string role, IReadOnlyList<string> uais, string password, CancellationToken stop)
    {
        if (!Passwords.IsStrongEnough(password)) return Refusal.Invalid("/password", AccessErrors.WeakPassword);
        if (email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(email, out _)) return Refusal.Invalid("/email", Errors.InvalidFormat, ("expected", "name@example.org"));
        var place = await GrantRows.Resolve(database, organisation, role, uais, stop);
        if (place.Refusal is { } refusal) return refusal;
        var hash = Passwords.Hash(password);
        return await database.Write<Guid>(async writes =>
        {
            var now = database.Clock.GetInstant();
            await writes.Execute(InsertSql, new { id = Id.New(), email = email.Trim(), key = Account.Key(email), hash, stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), now });
            var account = (await writes.One<Account>(Account.ByEmailSql, new { key = Account.Key(email) }))!;
            if (!await place.Value!.Write(writes, account.Id, role, now)) return AccessErrors.EmailTaken.Refuse();
            writes.Add(place.Value.Event("add_user", account.Id, now));
            return account.Id;
        }, stop);
    }

    public const string InsertSql = """
        insert into account (id, email, email_key, password_hash, security_stamp, failed_sign_ins, created_at)
        values (@id, @email, @key, @hash, @stamp, 0, @now)
        on conflict do nothing
        """;
}

/// <summary>Gives an account another password; every session of the old one ends.</summary>
internal static class SetPassword
{
    public static Task<Outcome<Guid>> Run(Database database, string email, string password, CancellationToken stop)
    {
        if (!Passwords.IsStrongEnough(password)) return Task.FromResult<Outcome<Guid>>(Refusal.Invalid("/password", AccessErrors.WeakPassword));
        var (hash, stamp) = (Passwords.Hash(password), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        return database.Write<Guid>(async writes =>
            await writes.Returning<Guid?>(SetSql, new { key = Account.Key(email), hash, stamp }) is { } id ? id : Refusal.Invalid("/email", Errors.UnknownReference), stop);
    }

    public const string SetSql = """
        update account set password_hash = @hash, security_stamp = @stamp, failed_sign_ins = 0, locked_until = null where email_key = @key returning id
        """;
}

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
