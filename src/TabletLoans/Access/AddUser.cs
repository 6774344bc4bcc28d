using System.Security.Cryptography;
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
