using System.Net;
using TabletLoans.Tests.Programmes;
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
        var report = await Figures();
        Assert.Multiple(() =>
        {
            Assert.That((report.Value("disposals"), report.Value("mean_life")), Is.EqualTo((4m, 17.5m)));
            Assert.That(new[] { "donation", "sale", "recycling", "transfer" }.Select(kind => (report.Value("disposals", kind), report.Value("mean_life", kind))),
                Is.EqualTo(new[] { (1m, (decimal?)20m), (1m, 20m), (2m, 15m), (0m, null) }));
            Assert.That(new[] { "laptop", "tablet" }.Select(kind => (report.Value("disposals", kind), report.Value("mean_life", kind))), Is.EqualTo(new[] { (1m, 20m), (3m, 16.7m) }));
            Assert.That((report.Value("recycled_weight"), report.Value("donated_value"), report.Value("sales")), Is.EqualTo((2.001m, 123.45m, 99m)));
            Assert.That(report.Figure("mean_life", "transfer").GetProperty("absence").GetString(), Is.EqualTo("not_applicable"));
            Assert.That(report.Figure("disposals", "donation").GetProperty("rows").GetString(), Is.EqualTo("disposals?kind=donation"));
        });
        Assert.That((await Figures($"?from={day}&to={day}")).Value("disposals"), Is.EqualTo(3m));
        Assert.That((await Figures($"?to={DateOnly.Parse(day).AddDays(-1):O}")).Value("disposals"), Is.EqualTo(1m));
        Assert.That((await Given.Read($"devices/{kept}"))["state"].GetString(), Is.EqualTo("retired"));
    }

    [Test]
    public async Task A_Life_Begins_With_The_Acceptance_Where_There_Was_One()
    {
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        var device = (await Given.Read("devices")).Items.Single().GetProperty("id").GetGuid();
        var today = Given.Today;
        Host.Clock.Advance(TimeSpan.FromDays(3));
        (await Given.Manager.Post(Given.Path($"deliveries/{purchase.Delivery}/accept"), new { })).Must(HttpStatusCode.OK);
        var accepted = DateOnly.Parse((await Given.Read($"deliveries/{purchase.Delivery}"))["acceptedOn"].GetString()!);
        Assert.That(accepted, Is.GreaterThan(today));
        Host.Clock.Advance(TimeSpan.FromDays(7));
        await Given.Move(device, "retire");
        await Given.Move(device, "transfer");
        Assert.That((await Figures()).Value("mean_life"), Is.EqualTo(7m));
    }

    [Test]
    public async Task Where_Nothing_Left_There_Is_No_Mean()
    {
        var report = await Figures();
        Assert.That((report.Value("disposals"), report.Value("recycled_weight"), report.Value("mean_life")), Is.EqualTo((0m, 0m, (decimal?)null)));
        Assert.That((await Given.Manager.Get(Given.Path("reports/end-of-life?from=2026-02-01&to=2026-01-01"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/to"], Is.EqualTo("end_before_start"));
        Assert.That(new Published(await (await Given.Organisation(Host)).Read("reports/end-of-life")).Value("disposals"), Is.Zero);
    }

    private async Task<Answer> Dispose(Guid device, string move, (string Name, object? Value) change)
    {
        var body = Bench.Disposal(Given, device, move);
        body[change.Name] = change.Value;
        return (await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created);
    }

    private async Task<Published> Figures(string query = "") => new(await Given.Read($"reports/end-of-life{query}"));
}
