using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The key figures: each says what it counts, of which day, and where its rows are; what could tell of a person is masked in public.</summary>
public sealed class ReportTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task The_Fleet_Is_Counted_Whole_And_By_School_Model_And_Age()
    {
        var (school, model) = (await Given.School(), await Given.Model("tablet", "Acme", "T-1"));
        var lent = new List<Guid>();
        for (var i = 0; i < 4; i++) lent.Add((await Given.DeviceAtSchool(school.Id, model.Id)).Id);
        foreach (var device in lent.Take(2)) await Given.Loan(device, (await Given.Pupil(school.Id, $"Nom{device:N}")).Id);
        var scrap = await Given.DeviceInStock(model.Id);
        await Given.Move(scrap.Id, "retire");
        await Given.DeviceInStock();
        var fleet = new Published(await Given.Read("reports/fleet"));
        Assert.That((fleet.Value("devices"), fleet.Value("on_loan"), fleet.Value("at_school"), fleet.Value("in_stock"), fleet.Value("retired"), fleet.Value("loan_rate")), Is.EqualTo((5m, 2m, 2m, 1m, 1m, 40.0m)));
        var bySchool = new Published(await Given.Read("reports/fleet?by=school"));
        Assert.That((bySchool.Value("devices", "0381903M"), bySchool.Value("loan_rate", "0381903M"), bySchool.Value("devices", "-")), Is.EqualTo((4m, 50.0m, 1m)));
        Assert.That(new Published(await Given.Read("reports/fleet?by=model")).Value("devices", "Acme T-1"), Is.EqualTo(4m));
        Assert.That(new Published(await Given.Read("reports/fleet?by=age")).Value("devices", "00"), Is.EqualTo(5m));
        Assert.That(fleet.All.Select(figure => figure.GetProperty("definition").GetString()), Is.All.Not.Empty);
        Assert.That(fleet.Figure("devices").GetProperty("asOf").GetString(), Is.EqualTo(Given.Today.ToString("O")));
        Assert.That((await Given.Manager.Get(Given.Path("reports/fleet?format=csv"))).Must(HttpStatusCode.OK).Text, Does.Contain("Loan rate").And.Contain("40"));
    }

    [Test]
    public async Task Fewer_Than_Five_Loans_Are_Masked_In_Public_And_Nobody_Is_Nobody()
    {
        for (var i = 0; i < 4; i++) await Given.Loan();
        Assert.That(new Published(await Given.Read("reports/fleet")).Of("on_loan"), Is.EqualTo("4"));
        var masked = new Published(await Given.Read("reports/fleet?public=true"));
        Assert.That((masked.Of("on_loan"), masked.Value("on_loan"), masked.Figure("on_loan").GetProperty("absence").GetString(), masked.Of("loan_rate")), Is.EqualTo(("NS", (decimal?)null, "masked", "NS")));
        await Given.Loan();
        Assert.That(new Published(await Given.Read("reports/fleet?public=true")).Of("on_loan"), Is.EqualTo("5"));
        Assert.That(new Published(await Given.Read("reports/audience-panorama?public=true")).Of("loan_family"), Is.EqualTo("5"));
    }

    [Test]
    public async Task What_Is_Masked_Cannot_Be_Found_By_Subtraction()
    {
        var (few, next, many) = (Tne.Key("0383131"), Tne.Key("0383132"), Tne.Key("0383133"));
        var model = (await Given.Model()).Id;
        foreach (var (uai, lent) in new[] { (few, 2), (next, 8), (many, 9) })
        {
            var school = await Given.School(uai);
            for (var i = 0; i < 10; i++)
            {
                var device = (await Given.DeviceAtSchool(school.Id, model)).Id;
                if (i < lent) await Given.Loan(device, (await Given.Pupil(school.Id, $"Nom{device:N}")).Id);
            }
        }
        var own = new Published(await Given.Read("reports/fleet?by=school"));
        Assert.That(own.Of("on_loan", few), Is.EqualTo("2"));
        var published = new Published(await Given.Read("reports/fleet?by=school&public=true"));
        Assert.Multiple(() =>
        {
            Assert.That(published.Of("on_loan"), Is.EqualTo("19"), "the whole stands");
            Assert.That(new[] { "on_loan", "loan_rate", "at_school" }.Select(code => published.Of(code, few)), Is.All.EqualTo("NS"), "fewer than five, and what would tell them");
            Assert.That(new[] { "on_loan", "loan_rate", "at_school" }.Select(code => published.Of(code, next)), Is.All.EqualTo("NS"), "alone beside the whole, the first could be found: the smallest other goes with it");
            Assert.That((published.Of("on_loan", many), published.Of("at_school", many), published.Of("devices", few)), Is.EqualTo(("9", "1", "10")));
        });
        var open = (await Given.Manager.Get(Given.Path("reports/open-data"))).Must(HttpStatusCode.OK).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(',')).ToDictionary(cells => cells[2], cells => cells[6]);
        Assert.That((open[few], open[next], open[many]), Is.EqualTo(("NS", "NS", "9")), "in the open data neither");
    }

    [Test]
    public async Task Breakages_Are_Told_For_A_Hundred_Devices_Present_A_Whole_Year()
    {
        var model = (await Given.Model()).Id;
        var devices = new List<Guid>();
        for (var i = 0; i < 10; i++) devices.Add((await Given.DeviceInStock(model)).Id);
        Host.Clock.Advance(TimeSpan.FromDays(400));
        (await Given.Manager.Post(Given.Path("incidents"), new { device = devices[0], kind = "breakage", circumstances = "Chute" })).Must(HttpStatusCode.Created);
        var fleet = new Published(await Given.Read("reports/fleet"));
        Assert.That((fleet.Value("breakage_rate"), fleet.Value("theft_rate")), Is.EqualTo((10.01m, 0m)), "1 for 9,99 device-years: the year of 365 days in one of 365,25");
        Host.Clock.Advance(TimeSpan.FromDays(366));
        Assert.That(new Published(await Given.Read("reports/fleet")).Value("breakage_rate"), Is.Zero);
    }

    [TestCase(2026, 20)]
    [TestCase(2027, 25)]
    [TestCase(2030, 30)]
    public async Task The_Share_Of_Reuse_Stands_Beside_The_Step_Of_The_Law(int year, int step)
    {
        Host.Clock.Set(new DateTimeOffset(year, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var (supplier, model) = (await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        await Purchase.Ordered(Given, supplier, Purchase.OfModel(model, 3, 10_000, 12_000), new { modelId = model, quantity = 1, unitPriceExclTaxCents = 10_000, unitPriceInclTaxCents = 10_000, origin = "refurbished" });
        (await Purchase.Draft(Given, supplier, Purchase.OfModel(model, 50))).Must(HttpStatusCode.Created);
        var reuse = new Published(await Given.Read($"reports/reuse-share?year={year}"));
        Assert.That((reuse.Value("purchases"), reuse.Value("reused_purchases"), reuse.Value("reuse_share"), reuse.Value("reuse_step")), Is.EqualTo((400m, 100m, 25.0m, (decimal)step)));
        Assert.That((reuse.Value("purchases", "tablet"), reuse.Value("reuse_share", "tablet")), Is.EqualTo((400m, 25.0m)));
        var before = new Published(await Given.Read("reports/reuse-share?year=2020"));
        Assert.That((before.Value("reuse_share"), before.Figure("reuse_share").GetProperty("absence").GetString(), before.Value("reuse_step")), Is.EqualTo(((decimal?)null, "not_applicable", (decimal?)null)));
    }

    [Test]
    public async Task A_Private_Pupil_Beside_A_Public_One_And_A_Warning_Before_The_Award()
    {
        var year = Given.Today.Year;
        var model = (await Given.Model()).Id;
        foreach (var (uai, sector, pupils, price) in new[] { ("0383130", "public", 100, 1_000L), ("0383131", "private", 50, 400L) })
        {
            var school = (await Given.Manager.Post(Given.Path("schools"), new { uai = Tne.Key(uai), name = sector, kind = "college", sector, contractCode = sector == "private" ? "30" : "99", pupils })).Must(HttpStatusCode.Created).Id;
            var device = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = uai, modelId = model, priceInclTaxCents = price * 100 })).Must(HttpStatusCode.Created).Id;
            await Given.Move(device, "put_in_stock");
            var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = school, devices = new[] { device.ToString("D") }, send = true })).Must(HttpStatusCode.Created);
            (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/arrival?close=true"), new { devices = new[] { device.ToString("D") } })).Must(HttpStatusCode.OK);
        }
        var parity = new Published(await Given.Read($"reports/parity?year={year}"));
        Assert.That((parity.Value("euros_per_pupil", "public"), parity.Value("euros_per_pupil", "private")), Is.EqualTo((10m, 8m)));
        Assert.That(new Published(await Given.Read("reports/parity?year=2019")).Value("given", "public"), Is.Zero);
    }

    [Test]
    public async Task Open_Data_Follows_Its_Schema_And_Masks_Small_Counts()
    {
        var school = await Given.School();
        await Given.Loan((await Given.DeviceAtSchool(school.Id)).Id, (await Given.Pupil(school.Id)).Id);
        var file = (await Given.Manager.Get(Given.Path("reports/open-data"))).Must(HttpStatusCode.OK);
        Assert.That(file.ContentType, Is.EqualTo("text/csv"));
        var lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var schema = await Given.Read("reports/open-data-schema");
        Assert.That(lines[0].Split(','), Is.EqualTo(schema["fields"].EnumerateArray().Select(field => field.GetProperty("name").GetString())));
        Assert.That(lines[1].Split(',')[2..], Is.EqualTo(new[] { "0381903M", "tablet", "neuf", "1", "NS", "NS", "0", "0", "0.00", "" }));
        Assert.That(schema["missingValues"].EnumerateArray().Select(value => value.GetString()), Does.Contain("NS"));
    }

    [Test]
    public async Task Needs_Are_Counted_Compared_And_Imported_Once()
    {
        var school = await Given.School();
        await Given.DeviceAtSchool(school.Id);
        object Count(int persons, string on) => new { schoolId = school.Id, audience = "pupil", need = "no_device", persons, countedOn = on, countedBy = "DSDEN 38" };
        (await Given.Manager.Post(Given.Path("need-counts"), Count(30, "2026-01-10"))).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Post(Given.Path("need-counts"), Count(31, "2026-01-10"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("need_counted"));
        (await Given.Manager.Post(Given.Path("need-counts"), Count(24, "2026-02-10"))).Must(HttpStatusCode.Created);
        var compared = (await Given.Read("need-counts/compared")).Items.Single();
        Assert.That((compared.GetProperty("counted").GetInt64(), compared.GetProperty("countedOn").GetString(), compared.GetProperty("atSchool").GetInt64(), compared.GetProperty("missing").GetInt64()), Is.EqualTo((24L, "2026-02-10", 1L, 23L)));
        const string file = "UAI;Public;Besoin;Effectif;Recensé le;Recensé par\n0381903M;élèves;équipement partagé;12;10/02/2026;DSDEN 38\n0381903M;familles;sans connexion;5;10/02/2026;DSDEN 38\n";
        Assert.That((await Given.Manager.PostText(Given.Path("need-counts/import?dryRun=true"), file, "text/csv")).Must(HttpStatusCode.OK)["created"].GetInt32(), Is.EqualTo(2));
        Assert.That((await Given.Read("need-counts")).Items, Has.Count.EqualTo(2));
        (await Given.Manager.PostText(Given.Path("need-counts/import"), file, "text/csv")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Manager.PostText(Given.Path("need-counts/import"), file, "text/csv")).Must(HttpStatusCode.OK)["unchanged"].GetInt32(), Is.EqualTo(2));
        // A missing connection is no missing device.
        Assert.That((await Given.Read("need-counts/compared")).Items.Single().GetProperty("counted").GetInt64(), Is.EqualTo(36));
        (await Given.Manager.PostText(Given.Path("need-counts/import"), "UAI;Effectif\n0000000A;3\n", "text/csv")).Must(HttpStatusCode.UnprocessableEntity);
    }
}
