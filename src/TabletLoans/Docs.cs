using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Lifecycle;
using TabletLoans.Purchasing;

namespace TabletLoans;

/// <summary>The documents of api-spec/, made from the code: the build writes them and a test compares them.</summary>
internal static class Docs
{
    public static async Task<IReadOnlyDictionary<string, string>> All(CancellationToken stop)
    {
        await using var app = TabletLoansApp.Build(new ServeOptions("Data Source=:memory:", null), Silently);
        await app.StartAsync(stop);
        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Contract.Document);
        var document = await provider.GetOpenApiDocumentAsync(stop);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, stop);
        var permissions = PermissionsMarkdown(app);
        await app.StopAsync(stop);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["openapi.json"] = json.ReplaceLineEndings("\n").TrimEnd() + "\n",
            ["lifecycle.md"] = DeviceLifecycle.Markdown(),
            ["purchase-orders.md"] = PurchaseLifecycle.Markdown(),
            ["applications.md"] = ApplicationLifecycle.Markdown(),
            ["errors.md"] = ErrorsMarkdown(),
            ["permissions.md"] = permissions,
        };
    }

    public static async Task<string> Write(string folder, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var changed = 0;
        foreach (var (name, text) in await All(stop))
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file) && await File.ReadAllTextAsync(file, stop) == text) continue;
            await File.WriteAllTextAsync(file, text, stop);
            changed++;
        }
        return $"{folder}: {changed.ToString(CultureInfo.InvariantCulture)} changed";
    }

    private static void Silently(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IServer, NoServer>();
        builder.Logging.ClearProviders(); // there is no database behind the document
    }

    /// <summary>The endpoints are known once the app has started; nobody needs to listen for that.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }

    private static string ErrorsMarkdown()
    {
        var text = new StringBuilder("# Errors\n\nWritten by the build from the catalogue. The status of a code that stands inside `errors` or `warnings` is that of the answer around it.\n\n| code | status | may be gone past by | français | English |\n|---|---|---|---|---|\n");
        foreach (var error in Errors.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{error.Code}` | {error.Status} | {string.Join(", ", error.OverridableBy)} | {error.Title.Fr}. {error.Detail.Fr} | {error.Title.En}. {error.Detail.En} |\n");
        return text.ToString();
    }

    private static string PermissionsMarkdown(WebApplication app)
    {
        var limits = string.Join(", ", Roles.OfTheWhole.Select(permission => $"`{permission.Code()}`"));
        var text = new StringBuilder($"# Who may do what\n\nWritten by the build from the role matrix. A grant is a role in an organisation, in every school of it or in some. Who is limited to some schools never has {limits}: they touch every school.\n\n| role | what it is |\n|---|---|\n");
        foreach (var role in Roles.All) text.Append(CultureInfo.InvariantCulture, $"| `{role.Code}` | {role.Summary.Fr} {role.Summary.En} |\n");
        text.Append("\n| permission |").AppendJoin("", Roles.All.Select(role => $" {role.Code} |")).Append(" operations |\n|---|").Insert(text.Length, "---|", Roles.All.Count + 1).Append('\n');
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            var operations = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<RequirePermission>()?.Permission == permission)
                .Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>().Order(StringComparer.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"| `{permission.Code()}` |").AppendJoin("", Roles.All.Select(role => role.May(permission) ? " ✓ |" : "  |")).Append(CultureInfo.InvariantCulture, $" {string.Join(", ", operations)} |\n");
        }
        return text.ToString();
    }
}
