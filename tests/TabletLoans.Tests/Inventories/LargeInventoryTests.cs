using System.Diagnostics;
using System.Net;
using System.Text;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Inventories;

/// <summary>Many people, many devices: nothing is lost, nothing is doubled, and nothing goes one by one.</summary>
public sealed class LargeInventoryTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Eight_Who_Scan_Overlapping_Lists_Lose_Nothing_And_Double_Nothing()
    {
        const int Count = 60;
        var second = await SecondHost;
        var devices = (await Stock(Count + 10)).ToList();
        var clients = new List<ApiClient>();
        for (var i = 0; i < 8; i++) clients.Add((i % 2 == 0 ? Host : second).Client(await Given.Key(Host, Given.Slug, "technician")));
        var strangers = devices.Take(5).ToList();
        var school = (await Given.School()).Id;
        foreach (var device in strangers) await Given.Move(device, "send_to_school", new { schoolId = school });
        var campaign = await Campaign.Open(Given);
        // Half forwards, half backwards; each list twice; everybody sees the same strangers and the same unreadable stickers.
        var lists = clients.SelectMany((client, i) =>
        {
            var part = devices.Skip(5 + (i * 5)).Take(30).Concat(strangers).Cast<object>().Concat(["X-1", "X-2"]).ToArray();
            if (i % 3 == 0) Array.Reverse(part);
            return new[] { (campaign with { Client = client }).Scan(part), (campaign with { Client = client }).Scan([.. part.Take(10)]) };
        });
        var outcomes = (await Task.WhenAll(lists)).SelectMany(answer => answer["results"].EnumerateArray()).Where(result => !result.GetProperty("already").GetBoolean())
            .Select(result => $"{result.GetProperty("outcome").GetString()} {result.GetProperty("scanned").GetString()}").ToList();
        Assert.That(outcomes, Is.Unique, "each thing is found for the first time once");
        Assert.That(outcomes, Has.Count.EqualTo(65 + 5 + 2));
        var read = await campaign.Read();
        Assert.That(Campaign.Counts(read), Is.EqualTo(new[] { Count + 5, Count + 5, 5, 2, 0, 0 }));
        Assert.That(await campaign.Devices("found"), Is.EquivalentTo(devices.Skip(5)));
        Assert.That(await campaign.Devices("misplaced"), Is.EquivalentTo(strangers));
        foreach (var device in devices)
            Assert.That((await Given.Read($"devices/{device}/events")).Items.Count(told => told.GetProperty("name").GetString() == "scan_inventory"), Is.EqualTo(1));
        // Closed by everybody at once, while the last scans come in.
        var ends = await Task.WhenAll(clients.Select((client, i) => i < 4 ? client.Post(campaign.Path("/close")) : (campaign with { Client = client }).TryScan($"LATE-{i}")));
        Assert.That(ends.Take(4).Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(ends.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("inventory_closed"));
        var closed = await campaign.Read();
        Assert.That(Campaign.Counts(closed), Is.EqualTo(new[] { 65, 65, 5, 2 + ends.Skip(4).Count(answer => answer.Status == HttpStatusCode.OK), 0, 0 }));
        Assert.That(await campaign.Anomalies(Given.Manager), Has.Count.EqualTo(5));
        await Given.ChainHolds();
        foreach (var client in clients) client.Dispose();
    }

    [Test]
    public async Task Twenty_Thousand_Devices_Open_And_Close_At_Once()
    {
        const int Count = 20_000;
        await Import(Count);
        var campaign = await Timed("open", () => Campaign.Open(Given));
        Assert.That((await campaign.Read())["expected"].GetInt32(), Is.EqualTo(Count));
        var first = (await campaign.Client.Get(campaign.Path("/lines?limit=500"))).Must(HttpStatusCode.OK).Items.Select(line => (object)line.GetProperty("assetTag").GetString()!).ToArray();
        Assert.That(Campaign.Outcomes(await Timed("scan", () => campaign.Scan(first))), Is.EqualTo(Enumerable.Repeat("found", 500)));
        var closed = await Timed("close", () => campaign.Close());
        Assert.That(Campaign.Counts(closed), Is.EqualTo(new[] { Count, 500, 0, 0, Count - 500, 0 }));
        Assert.That((await Given.Read("devices?state=received&limit=1")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read($"anomalies?inventoryId={campaign.Id}&limit=500")).Items, Has.Count.EqualTo(500));
        await Given.ChainHolds();
    }

    /// <summary>Generous: a round trip for each device would take longer on either database.</summary>
    private static async Task<T> Timed<T>(string what, Func<Task<T>> step)
    {
        var clock = Stopwatch.StartNew();
        var result = await step();
        await TestContext.Out.WriteLineAsync($"{what}: {clock.ElapsedMilliseconds} ms");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), what);
        return result;
    }

    private async Task<IEnumerable<Guid>> Stock(int count)
    {
        await Import(count);
        return (await Given.Read("devices?limit=500")).Items.Select(device => device.GetProperty("id").GetGuid()).Take(count).ToList() is var all && all.Count == count
            ? await Ready(all) : throw new InvalidOperationException($"{all.Count} devices");
    }

    private async Task<IEnumerable<Guid>> Ready(IReadOnlyList<Guid> devices)
    {
        (await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { devices })).Must(HttpStatusCode.OK);
        return devices;
    }

    private async Task Import(int count)
    {
        var model = (await Given.Model()).Id;
        var csv = new StringBuilder("serialNumber\n");
        for (var i = 0; i < count; i++) csv.Append("SN-").Append(i.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)).Append('\n');
        (await Given.Manager.PostText(Given.Path($"devices/import?modelId={model}"), csv.ToString(), "text/csv")).Must(HttpStatusCode.OK);
    }
}
