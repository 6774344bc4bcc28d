using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>The second factor of an account: a code of its application, or a recovery code; each counts once.</summary>
internal sealed class SecondFactor(Database database, IDataProtectionProvider protection)
{
    private const int RecoveryCodes = 8;
    private static readonly TimeSpan SetUpLasts = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SignInLasts = TimeSpan.FromMinutes(5);
    private readonly IDataProtector _secrets = protection.CreateProtector("TabletLoans.Access.Totp");
    private readonly ITimeLimitedDataProtector _setUps = protection.CreateProtector("TabletLoans.Access.Totp.SetUp").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _signIns = protection.CreateProtector("TabletLoans.Access.SignIn").ToTimeLimitedDataProtector();

    /// <summary>Uses a code up; false where it is none of the account's, or was used before.</summary>
    public async Task<bool> Use(Account account, string code, CancellationToken stop)
    {
        if (Totp.Match(Convert.FromBase64String(_secrets.Unprotect(account.TotpSecret!)), code, database.Clock.GetInstant(), account.TotpStep) is { } step)
            return await Changed(UseStepSql, new { account.Id, step }, stop);
        return await Changed(UseRecoveryCodeSql, new { account.Id, hash = HashOf(code), now = database.Clock.GetInstant() }, stop);
    }

    private async Task<bool> Changed(string sql, object row, CancellationToken stop) => (await database.Write<int>(async writes => await writes.Execute(sql, row), stop)).Value == 1;

    /// <summary>A secret that is not the account's yet, kept by the page until its first code shows that the application has it.</summary>
    public SetUp Start(Account account) => Of(account, Totp.NewSecret());

    public SetUp? Resume(Account account, string ticket)
    {
        var parts = Read(_setUps, ticket)?.Split('|');
        return parts is [var id, var secret] && id == account.Id.ToString("D") ? Of(account, Convert.FromBase64String(secret)) with { Ticket = ticket } : null;
    }

    private SetUp Of(Account account, byte[] secret) =>
        new(secret, Totp.Text(secret), Totp.Address(secret, account.Email), _setUps.Protect($"{account.Id:D}|{Convert.ToBase64String(secret)}", SetUpLasts));

    /// <summary>Says for a few minutes that the password of an account was given.</summary>
    public string Ticket(Account account) => _signIns.Protect($"{account.Id:D}|{account.SecurityStamp}", SignInLasts);

    public async Task<Account?> OfTicket(string ticket, CancellationToken stop) => Read(_signIns, ticket)?.Split('|') is [var text, var stamp] && Guid.TryParse(text, out var id)
        && await Account.Find(database, id, stop) is { } account && account.SecurityStamp == stamp ? account : null;

    /// <summary>Turns it on; the recovery codes are told once.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> TurnOn(Account account, TurnOnRequest request, CancellationToken stop)
    {
        if (account.TotpSecret is not null) return AccessErrors.TotpOn.Refuse();
        if (Resume(account, request.Ticket) is not { } setUp) return AccessErrors.TicketExpired.Refuse();
        if (Totp.Match(setUp.Secret, request.Code, database.Clock.GetInstant(), null) is not { } step) return Refusal.Invalid("/code", AccessErrors.WrongCode);
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => Totp.Text(RandomNumberGenerator.GetBytes(10))).ToList();
        return await database.Write<IReadOnlyList<string>>(async writes =>
        {
            if (await writes.Execute(TurnOnSql, new { account.Id, secret = _secrets.Protect(Convert.ToBase64String(setUp.Secret)), step, stamp = AddUser.NewStamp() }) == 0) return AccessErrors.TotpOn.Refuse();
            await writes.Execute(ForgetCodesSql, new { account.Id });
            foreach (var code in codes) await writes.Execute(CodeSql, new { account.Id, hash = HashOf(code) });
            foreach (var place in await Places(writes, account.Id)) writes.Add(place.Event("turn_on_totp", account.Id, database.Clock.GetInstant()));
            return codes;
        }, stop);
    }

    internal sealed record TurnOnRequest
    {
        [Text(2000)] public required string Ticket { get; init; }
        [Text(20)] public required string Code { get; init; }
    }

    /// <summary>Turns it off, with the password and a code: a session left open is not enough.</summary>
    public async Task<Outcome<Guid>> TurnOff(Account account, TurnOffRequest request, CancellationToken stop)
    {
        if (account.TotpSecret is null) return AccessErrors.TotpOff.Refuse();
        if ((await SignIn.Password(database, account.Email, request.CurrentPassword, stop)).IsRefused) return Refusal.Invalid("/currentPassword", AccessErrors.WrongPassword);
        if (!await SignIn.CountAttempt(database, account.Id, stop) || !await Use(account, request.Code, stop)) return Refusal.Invalid("/code", AccessErrors.WrongCode);
        return await database.Write<Guid>(async writes =>
        {
            await writes.Execute(TurnOffSql, new { account.Id, stamp = AddUser.NewStamp() });
            await writes.Execute(ForgetCodesSql, new { account.Id });
            foreach (var place in await Places(writes, account.Id)) writes.Add(place.Event("turn_off_totp", account.Id, database.Clock.GetInstant()));
            return account.Id;
        }, stop);
    }

    internal sealed record TurnOffRequest
    {
        [Text(200)] public required string CurrentPassword { get; init; }
        [Text(20)] public required string Code { get; init; }
    }

    /// <summary>It is told in every organisation of the person.</summary>
    private static async Task<IEnumerable<GrantRows>> Places(Writes writes, Guid accountId) =>
        (await writes.List<Guid>(OrganisationsSql, new { id = accountId })).Select(organisationId => new GrantRows(organisationId, []) { ActorId = accountId, Source = "web" });

    private static string HashOf(string code) => ApiKey.Hash(code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant());

    private static string? Read(ITimeLimitedDataProtector protector, string text)
    {
        try
        {
            return protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null; // too old, or not ours
        }
    }

    public const string UseStepSql = "update account set totp_step = @step where id = @id and (totp_step is null or totp_step < @step)";
    public const string UseRecoveryCodeSql = "update recovery_code set used_at = @now where account_id = @id and hash = @hash and used_at is null";
    public const string TurnOnSql = "update account set totp_secret = @secret, totp_step = @step, security_stamp = @stamp where id = @id and totp_secret is null";
    public const string TurnOffSql = "update account set totp_secret = null, totp_step = null, failed_sign_ins = 0, security_stamp = @stamp where id = @id";
    public const string CodeSql = "insert into recovery_code (account_id, hash) values (@id, @hash)";
    public const string ForgetCodesSql = "delete from recovery_code where account_id = @id";
    public const string OrganisationsSql = "select g.organisation_id from access_grant g where g.principal_id = @id and g.withdrawn_at is null and g.organisation_id is not null order by g.organisation_id";
}

/// <summary>A second factor that is being turned on.</summary>
/// <param name="Secret">Never stored as it is.</param>
/// <param name="Text">For who types it.</param>
/// <param name="Address">For the picture.</param>
/// <param name="Ticket">For the form; only we can read it.</param>
internal sealed record SetUp(byte[] Secret, string Text, string Address, string Ticket);

/// <summary>Takes the second factor off somebody who lost both the phone and the recovery codes.</summary>
internal static class ResetTotp
{
    public static void Map(RouteGroupBuilder users) => users.MapPost("{id:guid}/reset-totp", Handle).Does(nameof(ResetTotp), Permission.ManageAccess);

    /// <summary>Turns a person's second factor off; their sessions end, and the password is asked for again.</summary>
    internal static async Task<Returns<User>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<User>> Run(Db db, Guid id, CancellationToken stop)
    {
        if (await User.Find(db, id, stop) is not { } user) return Errors.NotFound.Refuse();
        var reasons = new List<Reason>();
        if (user.WithdrawnAt is not null) reasons.Add(AccessErrors.GrantWithdrawn.With());
        if (!user.SecondFactor) reasons.Add(AccessErrors.TotpOff.With());
        if (id == db.Scope.PrincipalId) reasons.Add(AccessErrors.OwnAccount.With());
        if (await db.One<long>(PasswordLink.ElsewhereSql, new { id }, stop) > 0) reasons.Add(AccessErrors.SharedAccount.With());
        if (Refusal.From(reasons) is { } refusal) return refusal;
        return await db.Write<User>(async tx =>
        {
            await tx.Execute(SecondFactor.TurnOffSql, new { id, stamp = AddUser.NewStamp() });
            await tx.Execute(SecondFactor.ForgetCodesSql, new { id });
            tx.Record(new Event { Name = "reset_totp", SubjectId = id });
            return user with { SecondFactor = false };
        }, stop);
    }
}
