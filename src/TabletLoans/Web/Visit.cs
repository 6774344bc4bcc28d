using System.Globalization;
using System.Security.Claims;
using TabletLoans.Access;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Web;

/// <summary>A person's visit to one page: who they are, where, in what language, and what there is to tell them.</summary>
internal sealed class Visit(IHttpContextAccessor accessor, Grants grants, Notices notices, Database database)
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public HttpContext Http => accessor.HttpContext!;

    /// <summary>British where English: days come before months on both sides of the switch.</summary>
    public CultureInfo Culture { get; } = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? English : French;

    public bool InEnglish => Culture == English;

    public string? Email => Http.User.FindFirstValue(ClaimTypes.Email);

    public Guid? PrincipalId => Guid.TryParse(Http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Null outside an organisation, and on the pages that say why somebody may not enter one.</summary>
    public Caller? Caller => Http.Features.Get<Caller>();

    /// <summary>The organisations that the person belongs to.</summary>
    public IReadOnlyList<Membership> Memberships { get; private set; } = [];

    /// <summary>The one that the address names, where the person belongs to it.</summary>
    public Membership? Organisation { get; private set; }

    /// <summary>What the foot of every page must say: what the organisation declares of the accessibility of this service.</summary>
    public string Conformity { get; private set; } = AccessibilityStatement.Default.Conformity;

    public Notice? Notice { get; private set; }

    /// <summary>What the page shows.</summary>
    public object? Model { get; private set; }

    /// <summary>Whether the session still counts: a password changed elsewhere ends it.</summary>
    public async Task<bool> IsOpen(CancellationToken stop) =>
        PrincipalId is { } id && (Http.User.FindFirstValue(SignIn.StampClaim) is not { } stamp || await grants.IsOpen(id, stamp, stop));

    /// <summary>Reads what every page shows around its own content.</summary>
    public async Task Prepare(object? model, Notice? notice, CancellationToken stop)
    {
        (Model, Notice) = (model, notice ?? notices.Take(Http));
        if (PrincipalId is { } id) Memberships = await grants.Of(id, stop);
        Organisation = Memberships.FirstOrDefault(membership => membership.Slug == Http.GetRouteValue(RequirePermission.RouteValue) as string);
        if (Organisation is { } here) Conformity = (await AccessibilityStatement.Of(database, here.Slug, stop)).Conformity;
    }

    public bool May(Permission permission) => Caller?.May(permission) == true;

    /// <summary>An address within the organisation: To("devices").</summary>
    public string To(string path) => Address.Within(Http.GetRouteValue(RequirePermission.RouteValue) as string ?? Organisation?.Slug ?? "", path);
}
