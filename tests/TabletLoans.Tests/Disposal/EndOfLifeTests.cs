using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>The report of what left the fleet.</summary>
public sealed class EndOfLifeTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task What_Left_Is_Counted_Weighed_Valued_And_Dated()
    {
        var (tablet, laptop, heavy, given, kept) = (await Ends.Retired(Given, weightGrams: 487), await Ends.Retired(Given, "laptop"), await Ends.Retired(Given), await Ends.Retired(Given), await Ends.Retired(Given));
        Host.Clock.Advance(TimeSpan.FromDays(10));
        await Dispose(tablet, "recycle", ("weightGrams", null));
        Host.Clock.Advance(TimeSpan.FromDays(10));
        var day = (await Dispose(heavy, "recycle", ("weightGrams", 1_514)))["disposedOn"].GetString()!;
        await Dispose(given, "donate", ("unitValueCents", 12_345));
        await Dispose(laptop, "sell", ("priceCents", 9_900));
        var report = await Given.Read("reports/end-of-life");
        Assert.Multiple(() =>
        {
            Assert.That(report["count"].GetInt32(), Is.EqualTo(4));
            Assert.That(report["byKind"].EnumerateArray().Select(row => (row.GetProperty("kind").GetString(), row.GetProperty("count").GetInt32(), Days(row))),
                Is.EqualTo(new[] { ("donation", 1, (decimal?)20m), ("sale", 1, 20m), ("recycling", 2, 15m), ("transfer", 0, null) }));
            Assert.That(report["byModelKind"].EnumerateArray().Select(row => (row.GetProperty("modelKind").GetString(), row.GetProperty("count").GetInt32(), Days(row))),
                Is.EqualTo(new[] { ("laptop", 1, (decimal?)20m), ("tablet", 3, 16.7m) }));
            Assert.That((report["recycledGrams"].GetInt64(), report["recycledKilograms"].GetDecimal()), Is.EqualTo((2_001, 2.001m)));
            Assert.That((report["donatedValueCents"].GetInt64(), report["soldCents"].GetInt64()), Is.EqualTo((12_345, 9_900)));
            Assert.That(Days(report.Json), Is.EqualTo(17.5m));
        });
        Assert.That((await Given.Read($"reports/end-of-life?from={day}&to={day}"))["count"].GetInt32(), Is.EqualTo(3));
        Assert.That((await Given.Read($"reports/end-of-life?to={DateOnly.Parse(day).AddDays(-1):O}"))["count"].GetInt32(), Is.EqualTo(1));
        Assert.That((await Given.Read($"devices/{kept}"))["state"].GetString(), Is.EqualTo("retired"));
    }

    [Test]
    public async Task A_Life_Begins_With_The_Acceptance_Where_There_Was_One()
    {
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var device = (await Given.Read("devices")).Items.Single().GetProperty("id").GetGuid();
        var today = DateOnly.FromDateTime(Given.Now.UtcDateTime);
        Host.Clock.Advance(TimeSpan.FromDays(3));
        (await Given.Manager.Post(Given.Path($"deliveries/{purchase.Delivery}/accept"), new { })).Must(HttpStatusCode.OK);
        var accepted = DateOnly.Parse((await Given.Read($"deliveries/{purchase.Delivery}"))["acceptedOn"].GetString()!);
        Assert.That(accepted, Is.GreaterThan(today));
        Host.Clock.Advance(TimeSpan.FromDays(7));
        await Given.Move(device, "retire");
        await Given.Move(device, "transfer");
        Assert.That(Days((await Given.Read("reports/end-of-life")).Json), Is.EqualTo(7m));
    }

    [Test]
    public async Task Where_Nothing_Left_There_Is_No_Mean()
    {
        var report = await Given.Read("reports/end-of-life");
        Assert.That((report["count"].GetInt32(), report["recycledGrams"].GetInt64(), report["byModelKind"].GetArrayLength(), Days(report.Json)), Is.EqualTo((0, 0, 0, (decimal?)null)));
        Assert.That((await Given.Manager.Get(Given.Path("reports/end-of-life?from=2026-02-01&to=2026-01-01"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/to"], Is.EqualTo("end_before_start"));
        Assert.That((await (await Given.Organisation(Host)).Read("reports/end-of-life"))["count"].GetInt32(), Is.Zero);
    }

    private async Task<Answer> Dispose(Guid device, string move, (string Name, object? Value) change)
    {
        var body = Bench.Disposal(Given, device, move);
        body[change.Name] = change.Value;
        return (await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created);
    }

    private static decimal? Days(JsonElement row) => row.GetProperty("meanLifeDays").Deserialize<decimal?>();
}
