using Dapper;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Changes one's own password, with the present one, which is guessed no faster here than at the sign-in. Every other session ends.</summary>
internal static class ChangePassword
{
    internal sealed record Request
    {
        [Text(200)] public required string CurrentPassword { get; init; }
        [Text(200)] public required string NewPassword { get; init; }
        [Text(200)] public required string RepeatedPassword { get; init; }
    }

    /// <returns>The account as it is now: its session must be opened again.</returns>
    public static async Task<Outcome<Account>> Run(Database database, string email, Request request, CancellationToken stop)
    {
        if (!string.Equals(request.NewPassword, request.RepeatedPassword, StringComparison.Ordinal)) return Refusal.Invalid("/repeatedPassword", AccessErrors.PasswordsDiffer);
        // Looked at first: a password that is too weak must not cost an attempt.
        if (!Passwords.IsStrongEnough(request.NewPassword)) return Refusal.Invalid("/newPassword", AccessErrors.WeakPassword);
        var known = await SignIn.Password(database, email, request.CurrentPassword, stop);
        if (known.IsRefused) return Refusal.Invalid("/currentPassword", AccessErrors.WrongPassword);
        var changed = await SetPassword.Run(database, email, request.NewPassword, stop);
        if (changed.Refusal is { } refusal) return refusal;
        return (await database.Read(connection => connection.QueryFirstOrDefaultAsync<Account>(Account.ByEmailSql, new { key = Account.Key(email) }), stop))!;
    }
}
