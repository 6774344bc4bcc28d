using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace TabletLoans.Api;

/// <summary>
/// A token bucket per key or account, and per address for who is not signed in. Set RateLimit__PerSecond and
/// RateLimit__Burst (requests); 0 per second turns it off.
/// </summary>
internal static class RateLimits
{
    private const int PerSecond = 1_000;
    private const int Burst = 4_000;

    public static void Configure(RateLimiterOptions options, IConfiguration configuration)
    {
        var perSecond = configuration.GetValue("RateLimit:PerSecond", PerSecond);
        var burst = configuration.GetValue("RateLimit:Burst", Math.Max(Burst, perSecond));
        if (perSecond <= 0) return;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0, AutoReplenishment = true,
            }));
        options.OnRejected = (context, _) =>
        {
            var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
            context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return new ValueTask(Problem.Write(context.HttpContext, Errors.TooManyRequests.Refuse()));
        };
    }
}
