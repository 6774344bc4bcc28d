using System.Buffers.Text;
using System.Security.Cryptography;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>A link of one use with which a person chooses a password: 256 random bits, told once, of which only the hash is stored.</summary>
internal sealed record PasswordLink
{
    public const string Folder = "/choose-password";
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    /// <summary>Within the service's own address. Give it to the person yourself: the service sends no e-mail.</summary>
    [Text(100)] public required string Path { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The one before it serves no more.</summary>
    public static async Task<PasswordLink> Make(Writes writes, GrantRows place, Guid accountId, DateTimeOffset now)
    {
        var (secret, expiresAt) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), now + Lasts);
        await writes.Execute(ForgetSql, new { accountId });
        await writes.Execute(InsertSql, new { id = Id.New(), place.OrganisationId, accountId, hash = ApiKey.Hash(secret), expiresAt, now, place.ActorId });
        return new PasswordLink { Path = $"{Folder}/{secret}", ExpiresAt = expiresAt };
    }

    public const string ForgetSql = "delete from password_link where account_id = @accountId";

    public const string InsertSql = """
        insert into password_link (id, organisation_id, account_id, hash, expires_at, created_at, created_by) values (@id, @organisationId, @accountId, @hash, @expiresAt, @now, @actorId)
        """;

    /// <summary>Roles of the account anywhere else, or of the platform: who administers this organisation alone has no say over it.</summary>
    public const string ElsewhereSql = """
        select count(*) from access_grant g where g.principal_id = @id and (g.organisation_id is null or g.organisation_id <> @organisationId or g.role = 'platform_admin')
        """;
}

/// <summary>Makes a link for somebody who has forgotten the password, or whose first link was lost.</summary>
internal static class MakePasswordLink
{
    public static void Map(RouteGroupBuilder users) => users.MapPost("{id:guid}/link", Handle).Does(nameof(MakePasswordLink), Permission.ManageAccess);

    /// <summary>Makes a link of one use, for seven days, with which the person chooses a password; the answer tells it, once.</summary>
    internal static async Task<Returns<PasswordLink>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<PasswordLink>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await User.Find(db, id, stop) is not { } user) return Errors.NotFound.Refuse();
        if (user.WithdrawnAt is not null) return AccessErrors.GrantWithdrawn.Refuse();
        if (await db.One<long>(PasswordLink.ElsewhereSql, new { id }, stop) > 0) return AccessErrors.SharedAccount.Refuse();
        return await db.Unkept.Write<PasswordLink>(async tx =>
        {
            tx.Record(new Event { Name = "make_password_link", SubjectId = id });
            return await PasswordLink.Make(tx.Writes, new GrantRows(tx.Scope.OrganisationId, []) { ActorId = tx.Scope.PrincipalId }, id, tx.Now);
        }, stop);
    }
}

/// <summary>Chooses a password by a link. Every session of the account ends, and the link serves no more.</summary>
internal static class ChoosePassword
{
    internal sealed record Request
    {
        [Text(200)] public required string NewPassword { get; init; }
        [Text(200)] public required string RepeatedPassword { get; init; }
    }

    /// <summary>Whose link it is; null where it serves no more.</summary>
    public static async Task<Choosing?> Find(Database database, string secret, CancellationToken stop) => secret.Length > 100
        ? null
        : await database.Read(connection => Dapper.SqlMapper.QueryFirstOrDefaultAsync<Choosing>(connection, FindSql, new { hash = ApiKey.Hash(secret), now = database.Clock.GetInstant() }), stop);

    public static async Task<Outcome<Guid>> Run(Database database, string secret, Request request, CancellationToken stop)
    {
        if (await Find(database, secret, stop) is not { } choosing) return AccessErrors.LinkSpent.Refuse();
        if (!string.Equals(request.NewPassword, request.RepeatedPassword, StringComparison.Ordinal)) return Refusal.Invalid("/repeatedPassword", AccessErrors.PasswordsDiffer);
        if (!Passwords.IsStrongEnough(request.NewPassword)) return Refusal.Invalid("/newPassword", AccessErrors.WeakPassword);
        var hash = Passwords.Hash(request.NewPassword);
        return await database.Write<Guid>(async writes =>
        {
            var now = database.Clock.GetInstant();
            if (await writes.Execute(UseSql, new { choosing.Id }) == 0) return AccessErrors.LinkSpent.Refuse();
            await writes.Returning<Guid?>(SetPassword.SetSql, new { key = Account.Key(choosing.Email), hash, stamp = AddUser.NewStamp() });
            await writes.Execute(PasswordLink.ForgetSql, new { choosing.AccountId });
            writes.Add(new GrantRows(choosing.OrganisationId, []) { ActorId = choosing.AccountId, Source = "web" }.Event("choose_password", choosing.AccountId, now));
            return choosing.AccountId;
        }, stop);
    }

    internal sealed record Choosing
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public Guid AccountId { get; init; }
        public string Email { get; init; } = "";
    }

    // Asked again at its use: a role given elsewhere, or withdrawn here, since the link was made.
    public const string FindSql = """
        select p.id, p.organisation_id, p.account_id, a.email
        from password_link p
        join account a on a.id = p.account_id and a.disabled_at is null
        join access_grant g on g.principal_id = a.id and g.organisation_id = p.organisation_id and g.withdrawn_at is null
        where p.hash = @hash and p.expires_at > @now
          and not exists (select 1 from access_grant e where e.principal_id = a.id and (e.organisation_id is null or e.organisation_id <> p.organisation_id or e.role = 'platform_admin'))
        """;

    public const string UseSql = "delete from password_link where id = @id";
}
