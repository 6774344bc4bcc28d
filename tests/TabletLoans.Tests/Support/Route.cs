using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TabletLoans.Access;

namespace TabletLoans.Tests.Support;

/// <summary>An endpoint of the running service, as routing knows it.</summary>
internal sealed record Route(string? Name, HttpMethod Method, string Pattern, RequirePermission? Requires, RouteEndpoint Endpoint)
{
    public bool IsOfOrganisation => Pattern.StartsWith("/api/v1/organisations/", StringComparison.Ordinal);

    /// <summary>A page, or a form of one; the pages outside organisations too.</summary>
    public bool IsPage => Endpoint.Metadata.GetMetadata<CameThrough>()?.Source == "web";

    public bool NamesOneThing => Pattern.Contains("{id:guid}", StringComparison.Ordinal);

    /// <summary>The collection that the address is in: `devices`; empty for the organisation itself.</summary>
    public string Collection => Pattern.Split('/') is var parts && parts.ElementAtOrDefault(IsPage ? 3 : 5) is { } collection ? collection : "";

    public string Path(string organisation, Func<string, Guid> idOf) => Pattern
        .Replace("{organisation}", organisation, StringComparison.Ordinal)
        .Replace("{kind}", "pupil", StringComparison.Ordinal)
        .Replace("{id:guid}", NamesOneThing ? idOf(Collection).ToString("D") : "", StringComparison.Ordinal)
        .Replace("{line:guid}", Pattern.Contains("{line:guid}", StringComparison.Ordinal) ? idOf("lines").ToString("D") : "", StringComparison.Ordinal)
        .TrimEnd('/');

    public override string ToString() => $"{Method} {Pattern}";

    /// <summary>
    /// Every endpoint: a new one is in every test that walks them, without a line of its own. They are those that routing holds:
    /// the sources that they come from make all of them anew, and compile every handler, each time that they are asked.
    /// </summary>
    public static IReadOnlyList<Route> All(TestHost host) => host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => new Route(
            endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            new HttpMethod(method),
            "/" + endpoint.RoutePattern.RawText!.Trim('/'),
            endpoint.Metadata.GetMetadata<RequirePermission>(),
            endpoint)))
        .ToList();

    /// <summary>Every page and form within an organisation.</summary>
    public static IReadOnlyList<Route> Pages(TestHost host) => All(host).Where(route => route.IsPage && route.Requires is not null).ToList();

    public static IReadOnlyList<Route> OfOrganisations(TestHost host) => All(host).Where(route => route.IsOfOrganisation).ToList();
}
