using System.Security.Claims;
using TabletLoans.Api;

namespace TabletLoans.Access;

/// <summary>Who the caller is, and in which organisations.</summary>
internal sealed record Me
{
    public required Guid Id { get; init; }
    [Text(254)] public string? Email { get; init; }
    [Items(1000)] public required IReadOnlyList<Membership> Organisations { get; init; }
}

internal static class ReadMe
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("me", Handle).IsOpen(nameof(ReadMe)).MayAnswer(401);

    /// <summary>Who I am: the account or the key of this request, and the organisations it belongs to.</summary>
    internal static async Task<Returns<Me>> Handle(ClaimsPrincipal user, Grants grants, CancellationToken stop)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)) return (Outcome<Me>)Errors.NotAuthenticated.Refuse();
        // A cookie outlives the account that it was given to; a key was looked up for this very request.
        if (user.FindFirstValue(SignIn.StampClaim) is { } stamp && !await grants.IsOpen(id, stamp, stop)) return (Outcome<Me>)Errors.NotAuthenticated.Refuse();
        return (Outcome<Me>)new Me { Id = id, Email = user.FindFirstValue(ClaimTypes.Email), Organisations = await grants.Of(id, stop) };
    }
}
