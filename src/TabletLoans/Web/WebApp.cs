using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.WebEncoders;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Web.Pages;
using TabletLoans.Wording;

namespace TabletLoans.Web;

/// <summary>The pages: what they need, and where they are.</summary>
internal static class WebApp
{
    public const string LanguageCookie = "tabletloans-language";

    public static void AddPages(this IServiceCollection services)
    {
        Api.Text.WordOfFact = Words.OfFact;
        services.AddRazorComponents();
        // Letters with accents as they are: the pages are French.
        services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddAntiforgery(forms =>
        {
            forms.FormFieldName = "token";
            forms.Cookie.Name = "tabletloans-form";
            forms.Cookie.HttpOnly = true;
            forms.Cookie.SameSite = SameSiteMode.Lax;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true; // SecurityHeaders says it
        });
        // Only what is the same for everybody: what is compressed together with a secret can give it away.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"];
        });
        services.AddSingleton<WebFiles>();
        services.AddSingleton<Notices>();
        services.AddScoped<Visit>();
        services.AddSingleton(new ForPeople(RefusalPages.Show));
        services.Configure<RequestLocalizationOptions>(languages => languages.RequestCultureProviders.Insert(0, new CookieRequestCultureProvider { CookieName = LanguageCookie }));
    }

    /// <summary>Style sheets, scripts and pictures. Asked for by their version they are kept for a year, else looked at again.</summary>
    public static void UseWebRoot(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = file.Context.Request.Query.ContainsKey(WebFiles.Version) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    public static void MapPages(this WebApplication app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription().WithMetadata(new CameThrough("web")).AddEndpointFilter(PageRoutes.OnlyOurForms);
        SessionPages.Map(pages);
        AccountPages.Map(pages);
        var organisation = pages.MapGroup($"o/{{{RequirePermission.RouteValue}}}");
        HomePages.Map(organisation);
        SearchPages.Map(organisation);
        DeskPages.Map(organisation);
        HandoutPages.Map(organisation);
        LendPages.Map(organisation);
        DevicePages.Map(organisation);
        LoanPages.Map(organisation);
        BorrowerPages.Map(organisation);
        SchoolPages.Map(organisation);
        WorkPages.Map(organisation);
        BulkPages.Map(organisation);
        DeviceActions.Map(organisation);
        LoanActions.Map(organisation);
        WorkOrderPages.Map(organisation);
        ModelPages.Map(organisation);
        SupplierPages.Map(organisation);
        OrderPages.Map(organisation);
        DeliveryPages.Map(organisation);
        PreparePages.Map(organisation);
        ShipmentPages.Map(organisation);
        IncidentPages.Map(organisation);
        RecoveryPages.Map(organisation);
        InventoryPages.Map(organisation);
        DisposalPages.Map(organisation);
        AdministrationPages.Map(organisation);
        UserPages.Map(organisation);
        KeyPages.Map(organisation);
        SettingPages.Map(organisation);
        RulePages.Map(organisation);
        ImportPages.Map(organisation);
        ReportPages.Map(organisation);
        ProgrammePages.Map(organisation);
        CallPages.Map(organisation);
        RankingPages.Map(organisation);
        ApplicationPages.Map(organisation);
        TrainingPages.Map(organisation);
        NeedPages.Map(organisation);
    }
}
