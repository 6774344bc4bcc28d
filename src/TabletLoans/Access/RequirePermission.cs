using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using TabletLoans.Api;

namespace TabletLoans.Access;

/// <summary>The permission that an endpoint asks for, in the organisation that its address names.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequirePermission(Permission permission) : Attribute, IAuthorizationRequirement, IAuthorizationRequirementData
{
    public const string RouteValue = "organisation";

    public Permission Permission => permission;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>What events tell of where a request came from; the API where an endpoint says nothing.</summary>
internal sealed record CameThrough(string Source);

/// <summary>Why the caller was turned away.</summary>
internal sealed record Denial(Refusal Refusal);

/// <summary>Resolves the caller's grant for the organisation in the route, and leaves the <see cref="Caller"/> for the request.</summary>
internal sealed class PermissionHandler(Grants grants) : AuthorizationHandler<RequirePermission>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RequirePermission requirement)
    {
        var http = (HttpContext)context.Resource!;
        // A missing route value would otherwise authorize without a word.
        var slug = http.GetRouteValue(RequirePermission.RouteValue) as string
            ?? throw new InvalidOperationException($"{http.GetEndpoint()?.DisplayName} asks for a permission but its route names no organisation");
        if (context.User.Identity is not { IsAuthenticated: true }) return;
        var grant = await Resolve(http, context.User, slug);
        if (grant is null)
        {
            // Not 403: that would confirm that the organisation exists.
            http.Features.Set(new Denial(Errors.NotFound.Refuse()));
            return;
        }
        var caller = grant.Caller(http.GetEndpoint()?.Metadata.GetMetadata<CameThrough>()?.Source);
        if (!caller.May(requirement.Permission))
        {
            http.Features.Set(new Denial(Errors.PermissionMissing.Refuse(("role", grant.Role), ("permission", requirement.Permission.Code()))));
            return;
        }
        http.Features.Set(caller);
        context.Succeed(requirement);
    }

    private async Task<Grant?> Resolve(HttpContext http, ClaimsPrincipal user, string slug)
    {
        if (http.Features.Get<Grant>() is { } ofKey) return ofKey.Slug == slug ? ofKey : null;
        return Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var account)
            ? await grants.OfAccount(account, user.FindFirstValue(SignIn.StampClaim) ?? "", slug, http.RequestAborted)
            : null;
    }
}

/// <summary>Writes 401, 403 and 404 as problems.</summary>
internal sealed class DenialWriter : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        return Problem.Write(context, authorizeResult.Challenged
            ? Errors.NotAuthenticated.Refuse()
            : context.Features.Get<Denial>()?.Refusal ?? Errors.NotFound.Refuse());
    }
}
