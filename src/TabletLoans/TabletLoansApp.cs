using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Audit;
using TabletLoans.Borrowers;
using TabletLoans.Calls;
using TabletLoans.Devices;
using TabletLoans.Disposal;
using TabletLoans.Distribution;
using TabletLoans.Exports;
using TabletLoans.Handouts;
using TabletLoans.ImportJobs;
using TabletLoans.Incidents;
using TabletLoans.Inventories;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Needs;
using TabletLoans.Organisations;
using TabletLoans.Reconditioning;
using TabletLoans.Purchasing;
using TabletLoans.Programmes;
using TabletLoans.Reports;
using TabletLoans.Schools;
using TabletLoans.Search;
using TabletLoans.Storage;
using TabletLoans.Trainings;
using TabletLoans.Web;

namespace TabletLoans;

/// <summary>The whole composition, in order. Tests and benchmarks start this very app.</summary>
internal static class TabletLoansApp
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static WebApplication Build(ServeOptions options, Action<WebApplicationBuilder>? adjust = null, params IEnumerable<(string Key, string Value)> settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls(options.Urls ?? builder.Configuration["URLS"] ?? DefaultUrl);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning)
            // The keys are in our database, which is protected as a whole: docs/operations.md and SECURITY.md say so.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // A start that fails says why in one sentence (Serving).
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        Add(builder, options.ConnectionString);
        adjust?.Invoke(builder);
        var app = builder.Build();
        Use(app);
        return app;
    }

    private static void Add(WebApplicationBuilder builder, string connectionString)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit.Most;
        });

        // Storage
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Database(connectionString, provider.GetRequiredService<TimeProvider>()));

        // Access
        services.AddSingleton<Grants>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<KeyUse>().AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddHostedService<Housekeeping>();
        services.AddAuthentication(Schemes.Either)
            .AddPolicyScheme(Schemes.Either, null, either => either.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? ApiKey.Scheme : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKey.Scheme, null)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "tabletloans";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = TimeSpan.FromHours(10);
                cookie.SlidingExpiration = true;
                cookie.Events.OnRedirectToLogin = context => Problem.Write(context.HttpContext, Errors.NotAuthenticated.Refuse());
                cookie.Events.OnRedirectToAccessDenied = context => Problem.Write(context.HttpContext, Errors.NotFound.Refuse());
            });
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialWriter>();
        services.AddDataProtection().SetApplicationName("TabletLoans");
        services.AddOptions<KeyManagementOptions>().Configure<Database>((keys, database) => keys.XmlRepository = new DataProtectionKeys(database));
        services.AddHttpContextAccessor();
        services.AddScoped(provider => RequestScope.Caller(provider));
        services.AddScoped(provider => RequestScope.Db(provider));
        services.AddSingleton<ConfirmationTokens>();

        // HTTP
        services.ConfigureHttpJsonOptions(json => Json.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRequestLocalization(languages =>
        {
            languages.SetDefaultCulture("fr-FR");
            languages.AddSupportedCultures("fr-FR", "fr", "en-GB", "en");
            languages.AddSupportedUICultures("fr-FR", "fr", "en-GB", "en");
            languages.RequestCultureProviders = [new Microsoft.AspNetCore.Localization.AcceptLanguageHeaderRequestCultureProvider()];
        });
        services.AddRateLimiter(limiter => RateLimits.Configure(limiter, builder.Configuration));
        services.AddContract();

        // Beside the requests
        services.AddSingleton<ImportBell>().AddSingleton<ImportTurn>().AddHostedService<ImportWorker>();

        // Pages
        services.AddPages();
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseRequestLocalization();
        app.UseMiddleware<Failures>();
        app.UseStatusCodePages(context => Failures.Bare(context.HttpContext));
        app.UseWebRoot();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<BodyLimit>();
        app.UseMiddleware<Idempotency>();

        Health.Map(app.MapGroup("health").WithTags("Health"));
        ReadErrors.Map(app.MapGroup("errors").WithTags("Errors"));
        var api = app.MapGroup("api/v1").WithTags("Service");
        ReadLifecycle.Map(api);
        ReadMe.Map(api);
        SignIn.Map(api.MapGroup("session").WithTags("Session"));
        var organisation = api.MapGroup($"organisations/{{{RequirePermission.RouteValue}}}").WithTags("Organisation").ExportsItsLists();
        organisation.MapOrganisation();
        organisation.MapAccess();
        organisation.MapAudit();
        FindAnything.Map(organisation);
        organisation.MapSchools();
        organisation.MapDevices();
        organisation.MapBorrowers();
        organisation.MapLoans();
        organisation.MapHandouts();
        organisation.MapReconditioning();
        organisation.MapIncidents();
        organisation.MapPurchasing();
        organisation.MapProgrammes();
        organisation.MapCalls();
        organisation.MapNeeds();
        organisation.MapTrainings();
        organisation.MapDistribution();
        organisation.MapDisposal();
        organisation.MapInventories();
        organisation.MapReports();
        app.MapPages();
        app.UseContract();
    }
}

/// <summary>How the service is started.</summary>
internal sealed record ServeOptions(string ConnectionString, string? Urls);
