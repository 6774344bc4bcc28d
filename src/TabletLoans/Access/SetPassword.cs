using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Gives an account another password; every session of the old one ends, and no link to choose one serves any more.</summary>
internal static class SetPassword
{
    public static Task<Outcome<Guid>> Run(Database database, string email, string password, CancellationToken stop)
    {
        if (!Passwords.IsStrongEnough(password)) return Task.FromResult<Outcome<Guid>>(Refusal.Invalid("/password", AccessErrors.WeakPassword));
        var (hash, stamp) = (Passwords.Hash(password), AddUser.NewStamp());
        return database.Write<Guid>(async writes =>
        {
            if (await writes.Returning<Guid?>(SetSql, new { key = Account.Key(email), hash, stamp }) is not { } id) return Refusal.Invalid("/email", Errors.UnknownReference);
            await writes.Execute(PasswordLink.ForgetSql, new { accountId = id });
            return id;
        }, stop);
    }

    public const string SetSql = """
        update account set password_hash = @hash, security_stamp = @stamp, password_pending = false, failed_sign_ins = 0, locked_until = null where email_key = @key returning id
        """;
}
