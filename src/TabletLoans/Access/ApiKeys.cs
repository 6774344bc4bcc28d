using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>API keys: 256 random bits after a prefix that secret scanners can know. Only the hash is stored.</summary>
internal static class ApiKey
{
    public const string Scheme = "ApiKey";
    public const string Prefix = "tl_";

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What of it may be shown for ever: 36 of its 256 bits.</summary>
    public static string ShownOf(string key) => key[..(Prefix.Length + 6)];

    // A key is random as a whole, so a plain hash is enough: there is nothing to guess.
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>Reads `Authorization: Bearer {key}` and looks the key up with its grant, in one statement.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Grants grants, KeyUse use, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var key = header[Bearer.Length..].Trim();
        if (!key.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) || key.Length > 100) return AuthenticateResult.Fail("not an API key");
        if (await grants.OfKey(ApiKey.Hash(key), Context.RequestAborted) is not { } grant) return AuthenticateResult.Fail("unknown or revoked key");
        var now = clock.GetInstant();
        if (grant.ExpiresOn is { } last && last < DateOnly.FromDateTime(now.UtcDateTime)) return AuthenticateResult.Fail("expired key");
        use.Note(grant.PrincipalId, grant.LastUsedAt, now);
        Context.Features.Set(grant);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, grant.PrincipalId.ToString("D"))], ApiKey.Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), ApiKey.Scheme));
    }
}
