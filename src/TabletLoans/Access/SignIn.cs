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
    }

    /// <summary>Signs in with an account: the session is a cookie (HttpOnly, SameSite=Lax).</summary>
    internal static async Task<Returns<Me>> Handle(Request request, Database database, Grants grants, HttpContext context, CancellationToken stop)
    {
        var outcome = await Run(database, request, stop);
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

    public static async Task<Outcome<Account>> Run(Database database, Request request, CancellationToken stop)
    {
        var key = Account.Key(request.Email);
        var now = database.Clock.GetInstant();
        var account = await database.Read(connection => connection.QueryFirstOrDefaultAsync<Account>(Account.ByEmailSql, new { key }), stop);
        var rests = account?.LockedUntil > now;
        // The password is verified even then: a locked account must not answer faster than another.
        var right = Passwords.Verify(account, request.Password) && !rests && account!.DisabledAt is null;
        if (account is null || rests) return Errors.SignInRefused.Refuse();
        if (!right) await CountFailure(database, account.Id, now, stop);
        else if (account.FailedSignIns > 0) await database.Write<int>(async writes => await writes.Execute(ForgetSql, new { account.Id }), stop);
        return right ? account : Errors.SignInRefused.Refuse();
    }

    // Counted by the database: of many guesses made at once, none may hide behind another.
    private static Task<Outcome<int>> CountFailure(Database database, Guid id, DateTimeOffset now, CancellationToken stop) => database.Write<int>(async writes =>
    {
        var failures = await writes.Returning<int>(CountSql, new { id });
        if (failures < FreeAttempts) return failures;
        var lockedUntil = now + TimeSpan.FromMinutes(Math.Min(60, 1 << Math.Min(failures - FreeAttempts, 6)));
        return await writes.Execute(RestSql, new { id, lockedUntil });
    }, stop);

    public const string CountSql = "update account set failed_sign_ins = failed_sign_ins + 1 where id = @id returning failed_sign_ins";
    public const string RestSql = "update account set locked_until = @lockedUntil where id = @id";
    public const string ForgetSql = "update account set failed_sign_ins = 0, locked_until = null where id = @id";
}
