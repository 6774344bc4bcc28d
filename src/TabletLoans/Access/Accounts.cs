using Microsoft.AspNetCore.Identity;

namespace TabletLoans.Access;

/// <summary>A person's account, as it is stored.</summary>
internal sealed record Account
{
    public Guid Id { get; init; }
    public string Email { get; init; } = "";
    public string PasswordHash { get; init; } = "";
    public string SecurityStamp { get; init; } = "";
    public int FailedSignIns { get; init; }
    public DateTimeOffset? LockedUntil { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Protected; null: no code is asked for.</summary>
    public string? TotpSecret { get; init; }
    public long? TotpStep { get; init; }

    private const string Columns = "id, email, password_hash, security_stamp, failed_sign_ins, locked_until, disabled_at, totp_secret, totp_step";

    public const string ByEmailSql = $"select {Columns} from account where email_key = @key";
    public const string ByIdSql = $"select {Columns} from account where id = @id";

    public static Task<Account?> Find(Storage.Database database, Guid id, CancellationToken stop) =>
        database.Read(connection => Dapper.SqlMapper.QueryFirstOrDefaultAsync<Account>(connection, ByIdSql, new { id }), stop);

    public static string Key(string email) => email.Trim().ToLowerInvariant();
}

internal static class Passwords
{
    private static readonly PasswordHasher<Account> Hasher = new();
    private static readonly Account Nobody = new();

    /// <summary>Verified when the account does not exist, so that the time taken does not tell.</summary>
    private static readonly Lazy<string> OfNobody = new(() => Hash("no account has this password"));

    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    public static bool Verify(Account? account, string password) =>
        Hasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? OfNobody.Value, password) != PasswordVerificationResult.Failed && account is not null;

    /// <summary>CNIL 2022-100 with throttled attempts: 8 characters of 3 kinds; or, without kinds, 14 characters.</summary>
    public static bool IsStrongEnough(string password)
    {
        var kinds = (password.Any(char.IsLower) ? 1 : 0) + (password.Any(char.IsUpper) ? 1 : 0)
            + (password.Any(char.IsDigit) ? 1 : 0) + (password.Any(c => !char.IsLetterOrDigit(c)) ? 1 : 0);
        return password.Length is >= 14 and <= 200 || (password.Length is >= 8 and <= 200 && kinds >= 3);
    }
}
