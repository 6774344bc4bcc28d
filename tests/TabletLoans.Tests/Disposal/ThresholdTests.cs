using System.Net;
using TabletLoans.Organisations;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>Figures are dated rows with a source: the law's come with the service, the organisation dates its own.</summary>
public sealed class ThresholdTests(Engine engine) : ApiTest(engine)
{
    private ApiClient _admin = null!;

    [SetUp]
    public async Task SignIn() => _admin = await Given.Client("organisation_admin");

    [TearDown]
    public void SignOut() => _admin.Dispose();

    [TestCase("donation_unit_value_max_cents", 30_000, "2022-05-09", "2022-791")]
    [TestCase("solidarity_price_laptop_max_cents", 18_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_desktop_max_cents", 15_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_tablet_max_cents", 10_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_smartphone_max_cents", 10_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_screen_max_cents", 3_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_printer_max_cents", 3_000, "2022-11-10", "2022-1413")]
    [TestCase("solidarity_price_multifunction_max_cents", 17_000, "2022-11-10", "2022-1413")]
    [TestCase("repair_cost_max_percent", 60, "2000-01-01", "collectivité")]
    public async Task The_Figures_Of_The_Law_Hold_From_Their_Day(string code, long value, string from, string source)
    {
        var row = (await Given.Read($"thresholds?code={code}&on={from}")).Items.Single();
        Assert.That((row.GetProperty("value").GetInt64(), row.GetProperty("appliesFrom").GetString(), row.GetProperty("own").GetBoolean()), Is.EqualTo((value, from, false)));
        Assert.That(row.GetProperty("source").GetString(), Does.Contain(source));
        Assert.That(row.GetProperty("label").GetString(), Is.Not.Empty);
        Assert.That(code, Does.EndWith(row.GetProperty("unit").GetString()!));
        Assert.That((await Given.Read($"thresholds?code={code}&on={DateOnly.Parse(from).AddDays(-1):O}")).Items, Is.Empty);
        Assert.That((await Given.Read($"thresholds/{row.GetProperty("id").GetGuid()}"))["value"].GetInt64(), Is.EqualTo(value));
    }

    [Test]
    public async Task Every_Code_Has_Its_Row_Of_Today() =>
        Assert.That((await Given.Read($"thresholds?on={Given.Today:O}")).Items.Select(row => row.GetProperty("code").GetString()), Is.EquivalentTo(ThresholdCodes.All));

    [Test]
    public async Task The_Organisation_Dates_Its_Own_And_What_Was_Stays()
    {
        const string code = "repair_cost_max_percent";
        var made = (await Add(code, "2025-01-01", 50)).Must(HttpStatusCode.Created);
        Assert.That((made["own"].GetBoolean(), made["unit"].GetString()), Is.EqualTo((true, "percent")));
        (await Add(code, "2026-01-01", 40)).Must(HttpStatusCode.Created);
        foreach (var (on, value) in new[] { ("2000-01-01", 60), ("2024-12-31", 60), ("2025-01-01", 50), ("2025-12-31", 50), ("2026-01-01", 40) })
            Assert.That((await Given.Read($"thresholds?code={code}&on={on}")).Items.Single().GetProperty("value").GetInt64(), Is.EqualTo(value), on);
        Assert.That((await Given.Read($"thresholds?code={code}")).Items, Has.Count.EqualTo(3));
        Assert.That((await Add(code, "2026-01-01", 30)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("threshold_taken"));
        // Another organisation lives by the defaults.
        var other = await Given.Organisation(Host);
        Assert.That((await other.Read($"thresholds?code={code}&on=2026-01-01")).Items.Single().GetProperty("value").GetInt64(), Is.EqualTo(60));
        (await other.Manager.Get(other.Path($"thresholds/{made.Id}"))).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task An_Own_Row_Wins_Over_A_Default_Of_The_Same_Day_And_Yields_To_A_Later_One()
    {
        const string code = "donation_unit_value_max_cents";
        (await Add(code, "2022-05-08", 10_000)).Must(HttpStatusCode.Created);
        foreach (var (on, value) in new[] { ("2022-05-08", 10_000), ("2022-05-09", 30_000) })
            Assert.That((await Given.Read($"thresholds?code={code}&on={on}")).Items.Single().GetProperty("value").GetInt64(), Is.EqualTo(value), on);
        (await Add(code, "2022-05-09", 20_000)).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"thresholds?code={code}&on=2022-05-09")).Items.Single().GetProperty("value").GetInt64(), Is.EqualTo(20_000));
        // The guard lives by the row in force.
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        Assert.That((await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("donation_value_exceeded"));
        body["unitValueCents"] = 20_000;
        var made = (await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"thresholds/{made["thresholdId"].GetGuid()}"))["value"].GetInt64(), Is.EqualTo(20_000));
    }

    [Test]
    public async Task Only_Who_Sets_The_Rules_Dates_A_Figure_And_Only_One_That_Makes_Sense()
    {
        object body = new { code = "repair_cost_max_percent", appliesFrom = "2026-01-01", value = 50, source = "DEL 2026-3" };
        (await Given.Manager.Post(Given.Path("thresholds"), body)).Must(HttpStatusCode.Forbidden);
        foreach (var (wrong, pointer, code) in new (object, string, string)[]
        {
            (new { code = "no_such_figure", appliesFrom = "2026-01-01", value = 1, source = "A" }, "/code", "not_one_of"),
            (new { code = "repair_cost_max_percent", appliesFrom = "2026-01-01", value = 1_001, source = "A" }, "/value", "out_of_range"),
            (new { code = "repair_cost_max_percent", appliesFrom = "2026-01-01", value = -1, source = "A" }, "/value", "out_of_range"),
            (new { code = "repair_cost_max_percent", appliesFrom = "2026-01-01", value = 1, source = " " }, "/source", "missing"),
            (new { code = "repair_cost_max_percent", value = 1, source = "A" }, "/appliesFrom", "missing"),
        })
            Assert.That((await _admin.Post(Given.Path("thresholds"), wrong)).Must(HttpStatusCode.UnprocessableEntity).Errors.GetValueOrDefault(pointer), Is.EqualTo(code), wrong.ToString());
        (await _admin.Post(Given.Path("thresholds"), body)).Must(HttpStatusCode.Created);
    }

    private Task<Answer> Add(string code, string appliesFrom, long value) => _admin.Post(Given.Path("thresholds"), new { code, appliesFrom, value, source = "Délibération d'essai" });
}
