using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Inventories;

/// <summary>A campaign as those who count use it.</summary>
internal sealed record Campaign(Given Given, Guid Id, ApiClient Client)
{
    public static async Task<Campaign> Open(Given given, Guid? schoolId = null, bool? includeOnLoan = null, ApiClient? client = null)
    {
        var opened = (await (client ?? given.Manager).Post(given.Path("inventories"), new { name = "Rentrée", schoolId, includeOnLoan })).Must(HttpStatusCode.Created);
        return new Campaign(given, opened.Id, client ?? given.Manager);
    }

    public Task<Answer> TryScan(params object[] devices) => Client.Post(Path("/scans"), new { devices = devices.Select(device => device.ToString()) });

    public async Task<Answer> Scan(params object[] devices) => (await TryScan(devices)).Must(HttpStatusCode.OK);

    public async Task<Answer> Close(object? body = null) => (await Client.Post(Path("/close"), body)).Must(HttpStatusCode.OK);

    public async Task<Answer> Undo(object device) => await Client.Post(Path("/undo-scan"), new { device = device.ToString() });

    public async Task<Answer> Read() => (await Client.Get(Path())).Must(HttpStatusCode.OK);

    public async Task<IReadOnlyList<JsonElement>> Lines(string? outcome = null) => (await Client.Get(Path($"/lines?limit=500{(outcome is null ? "" : $"&outcome={outcome}")}"))).Must(HttpStatusCode.OK).Items;

    public async Task<IReadOnlyList<Guid>> Devices(string outcome) => [.. (await Lines(outcome)).Select(line => line.GetProperty("deviceId").GetGuid())];

    public async Task<IReadOnlyList<string>> Anomalies(ApiClient? client = null) =>
        [.. (await (client ?? Client).Get(Given.Path($"anomalies?inventoryId={Id}&limit=500"))).Must(HttpStatusCode.OK).Items
            .Select(anomaly => $"{anomaly.GetProperty("code").GetString()} {anomaly.GetProperty("deviceId").GetGuid()}").Order(StringComparer.Ordinal)];

    public string Path(string rest = "") => Given.Path($"inventories/{Id}{rest}");

    public static IReadOnlyList<string> Outcomes(Answer scanned) => [.. scanned["results"].EnumerateArray().Select(result => result.GetProperty("outcome").GetString()!)];

    /// <summary>expected, found, misplaced, unknown, missing, moved.</summary>
    public static int[] Counts(Answer inventory) => Counts(inventory.Json);

    public static int[] Counts(JsonElement inventory) =>
        [.. new[] { "expected", "found", "misplaced", "unknown", "missing", "moved" }.Select(name => inventory.GetProperty(name).GetInt32())];
}
