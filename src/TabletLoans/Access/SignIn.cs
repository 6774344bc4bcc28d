using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>
/// Signs a person in with a cookie, for the pages and for trying the API in a browser. After 5 wrong passwords the account
/// rests for 1 minute, then 2, 4, … up to an hour; the answer is the same whatever was wrong.
/// </summary>
internal static class SignIn
{
    public const string StampClaim = "stamp";
    private const int FreeAttempts = 5;

    public static void Map(RouteGroupBuilder session)
    {
        session.MapPost("", Handle).IsOpen(nameof(SignIn)).MayAnswer(401);
        session.MapDelete("", (Delegate)SignOut).IsOpen(nameof(SignOut)).Produces(204);
    }

    internal sealed record Request
    {
        [Text(254)] public required string Email { get; init; }
        [Text(200)] public required string Password { get; init; }
        /// <summary>Where the account has a second factor: the six digits of its application, or a recovery code.</summary>
        [Text(20)] public string? Code { get; init; }
    }

    /// <summary>Signs in with an account: the session is a cookie (HttpOnly, SameSite=Lax). 401 code_required asks for the code of a second factor, code_refused for another one.</summary>
    internal static async Task<Returns<Me>> Handle(Request request, Database database, SecondFactor factor, Grants grants, HttpContext context, CancellationToken stop)
    {
        var outcome = await Run(database, factor, request, stop);
        if (outcome.Refusal is { } refusal) return (Outcome<Me>)refusal;
        var account = outcome.Value!;
        await Open(context, account);
        return (Outcome<Me>)new Me { Id = account.Id, Email = account.Email, Organisations = await grants.Of(account.Id, stop) };
    }

    /// <summary>Opens the session of an account: gives the browser its cookie.</summary>
    public static Task Open(HttpContext context, Account account)
    {
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, account.Id.ToString("D")), new(ClaimTypes.Email, account.Email), new(StampClaim, account.SecurityStamp)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Ends the session.</summary>
    internal static async Task<IResult> SignOut(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.NoContent();
    }

    public static async Task<Outcome<Account>> Run(Database database, SecondFactor factor, Request request, CancellationToken stop)
    {
        var known = await Password(database, request.Email, request.Password, stop);
        return known.IsRefused ? known : await Enter(database, factor, known.Value!, request.Code, stop);
    }

    /// <summary>Whose password it is. Failures are counted; they are forgotten only by a sign-in that is complete.</summary>
    public static async Task<Outcome<Account>> Password(Database database, string email, string password, CancellationToken stop)
    {
        var key = Account.Key(email);
        var account = await database.Read(connection => connection.QueryFirstOrDefaultAsync<Account>(Account.ByEmailSql, new { key }), stop);
        var rests = account?.LockedUntil > database.Clock.GetInstant();
        // The password is verified even then: a locked account must not answer faster than another.
        var right = Passwords.Verify(account, password) && !rests && account!.DisabledAt is null;
        if (account is null || rests) return Errors.SignInRefused.Refuse();
        if (!right) await CountFailure(database, account.Id, stop);
        return right ? account : Errors.SignInRefused.Refuse();
    }

    /// <summary>After the password: the code, where the account has a second factor.</summary>
    public static async Task<Outcome<Account>> Enter(Database database, SecondFactor factor, Account account, string? code, CancellationToken stop)
    {
        if (account.TotpSecret is not null)
        {
            if (string.IsNullOrWhiteSpace(code)) return AccessErrors.CodeRequired.Refuse();
            // Counted before it is looked at: of a million codes sent at once, five are looked at.
            if (account.DisabledAt is not null || !await CountAttempt(database, account.Id, stop)) return Errors.SignInRefused.Refuse();
            if (!await factor.Use(account, code, stop)) return AccessErrors.CodeRefused.Refuse();
        }
        await database.Write<int>(async writes => await writes.Execute(SignedInSql, new { account.Id, now = database.Clock.GetInstant() }), stop);
        return account;
    }

    // Counted by the database: of many guesses made at once, none may hide behind another.
    private static Task<Outcome<int>> CountFailure(Database database, Guid id, CancellationToken stop) =>
        database.Write<int>(async writes => await Rest(database, writes, id, await writes.Returning<int>(CountSql, new { id })), stop);

    /// <summary>False where the account rests by now.</summary>
    public static async Task<bool> CountAttempt(Database database, Guid id, CancellationToken stop) => (await database.Write<int>(async writes =>
        await writes.Returning<int?>(AttemptSql, new { id, now = database.Clock.GetInstant() }) is { } attempts ? await Rest(database, writes, id, attempts) : 0, stop)).Value > 0;

    private static async Task<int> Rest(Database database, Writes writes, Guid id, int failures)
    {
        if (failures >= FreeAttempts)
            await writes.Execute(RestSql, new { id, lockedUntil = database.Clock.GetInstant() + TimeSpan.FromMinutes(Math.Min(60, 1 << Math.Min(failures - FreeAttempts, 6))) });
        return failures;
    }

    public const string CountSql = "update account set failed_sign_ins = failed_sign_ins + 1 where id = @id returning failed_sign_ins";
    public const string AttemptSql = "update account set failed_sign_ins = failed_sign_ins + 1 where id = @id and (locked_until is null or locked_until <= @now) returning failed_sign_ins";
    public const string RestSql = "update account set locked_until = @lockedUntil where id = @id";
    public const string SignedInSql = "update account set failed_sign_ins = 0, locked_until = null, last_signed_in_at = @now where id = @id";
}
