using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TabletLoans.Access;
using TabletLoans.ImportJobs;
using TabletLoans.Organisations;

namespace TabletLoans.Tests.Support;

/// <summary>A starting point, built through the API (the organisation and its keys as the command line makes them).</summary>
internal sealed class Given(TestHost host, string slug, ApiClient manager)
{
    private static int _count;
    private int _serial;

    public string Slug => slug;

    public DateTimeOffset Now => host.Clock.GetUtcNow();

    /// <summary>The organisation's day, which is another than that of UTC for an hour or two of every night.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).DateTime);

    /// <summary>A fleet manager of the organisation.</summary>
    public ApiClient Manager => manager;

    public static async Task<Given> Organisation(TestHost host)
    {
        var slug = $"org-{Interlocked.Increment(ref _count)}-{Guid.CreateVersion7():N}"[..30];
        var added = await AddOrganisation.Run(host.Database, new AddOrganisation.Request { Slug = slug, Name = "Ville d'essai", Kind = "commune", TagPrefix = "ESSAI" }, default);
        Assert.That(added.IsRefused, Is.False);
        return new Given(host, slug, host.Client(await Key(host, slug, "fleet_manager")));
    }

    public static async Task<string> Key(TestHost host, string slug, string role, params string[] uais)
    {
        var made = await CreateKey.Run(host.Database, slug, role, "test", uais, null, default);
        Assert.That(made.IsRefused, Is.False, () => string.Join(", ", made.Refusal!.Fields.Select(field => field.Pointer)));
        return made.Value.Key;
    }

    public async Task<ApiClient> Client(string role, params string[] uais) => host.Client(await Key(host, slug, role, uais));

    public string Path(string rest) => $"/api/v1/organisations/{slug}/{rest}";

    public async Task<Answer> School(string uai = "0381903M", string kind = "college") =>
        (await manager.Post(Path("schools"), new { uai, name = $"École {uai}", kind })).Must(HttpStatusCode.Created);

    public async Task<Answer> Model(string kind = "tablet", string manufacturer = "Acme", string? reference = null) =>
        (await manager.Post(Path("device-models"), new { kind, manufacturer, reference = reference ?? $"T-{Interlocked.Increment(ref _serial)}" })).Must(HttpStatusCode.Created);

    public async Task<Answer> Device(Guid? modelId = null, string? serialNumber = null) => (await manager.Post(Path("devices"), new
    {
        serialNumber = serialNumber ?? $"SN-{Interlocked.Increment(ref _serial)}",
        modelId = modelId ?? (await Model()).Id,
    })).Must(HttpStatusCode.Created);

    public async Task<Answer> DeviceInStock(Guid? modelId = null) => await Move((await Device(modelId)).Id, "put_in_stock");

    public async Task<Answer> DeviceAtSchool(Guid schoolId, Guid? modelId = null)
    {
        var device = await DeviceInStock(modelId);
        await Move(device.Id, "send_to_school", new { schoolId });
        return await Move(device.Id, "confirm_arrival");
    }

    public async Task<Answer> Move(Guid device, string transition, object? body = null) => Bench.Moves.Contains(transition)
        ? await Bench.Move(this, device, transition)
        : (await manager.Post(Path($"devices/{device}/{transition}"), body ?? new { reason = "test", policeReport = "PV 2026/1" })).Must(HttpStatusCode.OK);

    public async Task<Answer> Pupil(Guid? schoolId = null, string lastName = "Exemple", string firstName = "Zoé") => (await manager.Post(Path("borrowers"), new
    {
        kind = schoolId is null ? "family" : "pupil", lastName, firstName, schoolId, className = "6B",
    })).Must(HttpStatusCode.Created);

    public async Task<Answer> Loan(Guid? device = null, Guid? borrower = null, object? accessories = null) => (await manager.Post(Path("loans"), new
    {
        device = device ?? (await DeviceInStock()).Id,
        borrowerId = borrower ?? (await Pupil()).Id,
        accessories = accessories ?? Array.Empty<object>(),
    })).Must(HttpStatusCode.Created);

    /// <summary>The chain of the organisation's events, from the first to the last.</summary>
    public async Task ChainHolds()
    {
        using var auditor = await Client("auditor");
        var verified = (await auditor.Get(Path("events/verification"))).Must(HttpStatusCode.OK);
        Assert.That(verified["holds"].GetBoolean(), Is.True, verified.Text);
    }

    /// <summary>A file that somebody brought to import.</summary>
    public async Task<Guid> ImportJob(Guid schoolId, string lastName)
    {
        var key = await Key(host, slug, "fleet_manager");
        var caller = (await host.App.Services.GetRequiredService<Grants>().OfKey(ApiKey.Hash(key), default))!.Caller("web");
        var started = await StartImport.Run(host.Database.Within(caller.Scope), caller, new StartImport.Request { Kind = "borrowers", SchoolId = schoolId }, "classe.csv", Encoding.UTF8.GetBytes($"Nom;Code\n{lastName};1\n"), default);
        return started.Value;
    }

    public async Task<Answer> Read(string path) => (await manager.Get(Path(path))).Must(HttpStatusCode.OK);
}
