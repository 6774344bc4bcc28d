using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>
/// Territoires numériques éducatifs, Isère 2025: the call for interest of the private collèges under contract, with its calendar, its two
/// prerequisites, its five sets, its ceilings, its three criteria, the halves to the cent, the notification and the training.
/// </summary>
public sealed class TneIsereTests(Engine engine) : ApiTest(engine)
{
    private Guid _programme;
    private Guid _call;

    [SetUp]
    public async Task Announce()
    {
        Host.Clock.Set(new DateTimeOffset(2025, 1, 6, 9, 0, 0, TimeSpan.Zero));
        (_programme, _call) = await Tne.Announce(Given);
    }

    [Test]
    public async Task Applications_Are_Filed_Until_The_End_Of_The_Last_Day_In_Paris()
    {
        var early = (await Given.Manager.Post(Given.Path("calls"), Tne.Call(_programme, "TARD", "2025-02-01", "2025-03-31"))).Must(HttpStatusCode.Created);
        Assert.That((early["opensAt"].GetString(), early["closesAt"].GetString(), early["state"].GetString()), Is.EqualTo(("2025-01-31T23:00:00.000Z", "2025-03-31T22:00:00.000Z", "upcoming")), "summer time began on the day before");
        Assert.That((await Submit(await Draft("0383110W", call: early.Id))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("call_not_open"));
        var (inTime, late) = (await Draft("0383111X"), await Draft("0383112Y"));
        Host.Clock.Set(new DateTimeOffset(2025, 3, 31, 21, 58, 0, TimeSpan.Zero));
        (await Submit(inTime)).Must(HttpStatusCode.OK);
        Host.Clock.Set(new DateTimeOffset(2025, 3, 31, 22, 0, 0, TimeSpan.Zero));
        Assert.That((await Submit(late)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("call_closed"));
        Assert.That((await Given.Read($"calls/{_call}"))["state"].GetString(), Is.EqualTo("closed"));
    }

    [Test]
    public async Task Both_Prerequisites_Are_Proved_And_Everything_Missing_Is_Said_At_Once()
    {
        var empty = await Tne.File(Given, _call, await Tne.College(Given, "0383110W"), new { });
        Assert.That((await Submit(empty)).Must(HttpStatusCode.Conflict)["reasons"][0].GetProperty("detail").GetString(), Does.Contain("items").And.Contain("pedagogicalText").And.Contain("trainingThemes").And.Contain("evidence: ent").And.Contain("classes"));
        var weak = await Draft("0383111X", months: 35, conforms: false, mbps: [20, 19]);
        (await Submit(weak)).Must(HttpStatusCode.OK);
        Assert.That((await Move(weak, "find_eligible")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "subscription_too_short", "bandwidth_too_low" }));
        // Sent back, completed within its time, and found eligible.
        (await Move(weak, "ask_completion", new { reason = "Durée de l'ENT et débit" })).Must(HttpStatusCode.OK);
        (await Given.Manager.Patch(Given.Path($"applications/{weak}"), new { content = new { evidence = new[] { Tne.Ent("ENT", 36, false) }, classes = new[] { new { name = "6A", mbps = 20 } } } }, "*")).Must(HttpStatusCode.OK);
        Host.Clock.Set(new DateTimeOffset(2025, 4, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.That((await Submit(weak)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("completion_late").Or.EqualTo("illegal_application_transition"));
    }

    [Test]
    public async Task An_Application_Sent_Back_Is_Completed_In_Its_Time_Even_After_The_Call()
    {
        var application = await Draft("0383110W", conforms: false);
        (await Submit(application)).Must(HttpStatusCode.OK);
        Host.Clock.Set(new DateTimeOffset(2025, 4, 1, 8, 0, 0, TimeSpan.Zero));
        Assert.That((await Move(application, "find_eligible")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "subscription_not_conform" }));
        var back = (await Move(application, "ask_completion", new { reason = "Conformité SDET" })).Must(HttpStatusCode.OK);
        Assert.That(back["completeBy"].GetString(), Is.EqualTo("2025-04-16"));
        (await Given.Manager.Patch(Given.Path($"applications/{application}"), new { content = new { evidence = new[] { Tne.Ent("ENT", 36, true) } } }, "*")).Must(HttpStatusCode.OK);
        Host.Clock.Set(new DateTimeOffset(2025, 4, 16, 20, 0, 0, TimeSpan.Zero));
        (await Submit(application)).Must(HttpStatusCode.OK);
        Assert.That((await Move(application, "find_eligible")).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("eligible"));
    }

    [Test]
    public async Task Only_The_Five_Sets_And_The_Ent_May_Be_Asked_For_And_Only_For_Private_Colleges_Under_Contract()
    {
        var school = await Tne.College(Given, "0383110W");
        var refused = await Given.Manager.Post(Given.Path("applications"), new { callId = _call, applicantKind = "school", content = new { schools = new[] { new { schoolId = school } }, items = new[] { new { item = "car", quantity = 1, unitPriceCents = 1 } } } });
        Assert.That(refused.Must(HttpStatusCode.UnprocessableEntity).Errors["/content/items/0/item"], Is.EqualTo("item_not_eligible"));
        Assert.That((await Given.Read($"calls/{_call}"))["rules"].GetProperty("items").EnumerateArray().Count(item => item.GetProperty("strand").GetString() == "equipment"), Is.EqualTo(5));
        foreach (var (uai, contract, sector, kind, code) in new[] { ("0383111X", "10", "private", "college", "school_without_contract"), ("0383112Y", "99", "public", "college", "school_not_eligible"), ("0383113Z", "30", "private", "lycee", "school_not_eligible") })
        {
            var application = await Draft(uai, contract: contract, sector: sector, kind: kind);
            (await Submit(application)).Must(HttpStatusCode.OK);
            Assert.That((await Move(application, "find_eligible")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { code }), uai);
        }
    }

    [Test]
    public async Task The_Ceiling_Itself_Is_Within_And_A_Cent_More_Goes_To_Arbitration_And_Never_To_Rejection()
    {
        var cases = new[] { ("0383110W", true, 6_000_000L, "recommended"), ("0383111X", true, 6_000_001L, "to_arbitrate"), ("0383112Y", false, 3_500_000L, "recommended"), ("0383113Z", false, 3_500_001L, "to_arbitrate") };
        foreach (var (uai, priority, cents, _) in cases) await Eligible(await Draft(uai, cents: cents, attached: !priority, divisions: priority ? 12 : 20));
        Host.Clock.Set(Tne.AfterClosing);
        var ranking = (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK)["lines"].EnumerateArray().ToDictionary(line => line.GetProperty("requestedCents").GetInt64());
        foreach (var (_, priority, cents, state) in cases)
            Assert.That((ranking[cents].GetProperty("state").GetString(), ranking[cents].GetProperty("priority").GetBoolean(), ranking[cents].GetProperty("ceilingCents").GetInt64()), Is.EqualTo((state, priority, priority ? 6_000_000L : 3_500_000L)));
        // Arbitrated case by case: with a reason, and the decision stands in the next ranking.
        var arbitrated = ranking[6_000_001L].GetProperty("applicationId").GetGuid();
        Assert.That((await Move(arbitrated, "recommend")).Must(HttpStatusCode.UnprocessableEntity).Errors["/reason"], Is.EqualTo("missing"));
        (await Move(arbitrated, "recommend", new { reason = "Projet exemplaire, commission du 12 mai" })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"applications/{arbitrated}"))["state"].GetString(), Is.EqualTo("recommended"));
    }

    [Test]
    public async Task Halves_Add_Up_To_The_Cent_And_The_Odd_Cent_Is_The_Departements()
    {
        var application = await Recommended(await Draft("0383110W", cents: 1_000_001, ent: ("ENT", 30_001)));
        var awarded = (await Move(application, "award", new { })).Must(HttpStatusCode.OK);
        var grants = awarded["grants"].EnumerateArray().Select(line => (line.GetProperty("item").GetString(), line.GetProperty("funder").GetString(), line.GetProperty("amountCents").GetInt64())).ToList();
        Assert.That(grants, Is.EqualTo(new[] { ("mobile_class", "departement", 500_001L), ("mobile_class", "tne", 500_000L), ("ent", "departement", 15_001L), ("ent", "tne", 15_000L) }));
        var lines = (await Given.Read($"funding-lines?applicationId={application}")).Items;
        Assert.That(lines.Select(line => (line.GetProperty("strand").GetString(), line.GetProperty("amountCents").GetInt64(), line.GetProperty("shares").EnumerateArray().Sum(share => share.GetProperty("amountCents").GetInt64()))), Is.EquivalentTo(new[] { ("equipment", 1_000_001L, 1_000_001L), ("resources", 30_001L, 30_001L) }), "each strand has a line of its own");
    }

    [Test]
    public async Task EcoleDirecte_Satisfies_The_Prerequisite_And_Its_Grant_Line_Is_Zero()
    {
        var application = await Recommended(await Draft("0383110W", cents: 1_000_000, ent: ("École Directe", 30_000)));
        var awarded = (await Move(application, "award", new { })).Must(HttpStatusCode.OK);
        Assert.That(awarded["grants"].EnumerateArray().Where(line => line.GetProperty("item").GetString() == "ent").Select(line => line.GetProperty("amountCents").GetInt64()), Is.EqualTo(new[] { 0L, 0L }));
        Assert.That((awarded["totalCents"].GetInt64(), awarded["grantedCents"].GetInt64(), awarded["ownShareCents"].GetInt64()), Is.EqualTo((1_030_000L, 1_000_000L, 30_000L)));
    }

    [Test]
    public async Task A_Renounced_Award_Gives_Its_Money_Back_Unless_Something_Was_Ordered_On_It()
    {
        var (first, second) = (await Draft("0383110W"), await Draft("0383111X"));
        await Eligible(first);
        await Recommended(second);
        foreach (var application in new[] { first, second })
            foreach (var move in new[] { "award", "notify" }) (await Move(application, move)).Must(HttpStatusCode.OK);
        var line = (await Given.Read($"funding-lines?applicationId={second}")).Items.Single().GetProperty("id").GetGuid();
        await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), new { modelId = (await Given.Model()).Id, quantity = 1, unitPriceExclTaxCents = 1, unitPriceInclTaxCents = 1, fundingLineId = line });
        Assert.That((await Move(second, "renounce", new { reason = "Projet abandonné" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("funding_line_spent"), "in execution");
        var before = (await Given.Read($"programmes/{_programme}"))["committedCents"].GetInt64();
        Assert.That((await Move(first, "renounce", new { reason = "Projet abandonné" })).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("withdrawn"));
        Assert.That(before - (await Given.Read($"programmes/{_programme}"))["committedCents"].GetInt64(), Is.EqualTo(1_000_000));
        Assert.That(new Published(await Given.Read($"reports/call-result?callId={_call}")).Value("retained"), Is.EqualTo(1m));
    }

    [Test]
    public async Task Nothing_Is_Bought_Before_The_Notification_And_Nothing_Closes_Without_The_Training()
    {
        var application = await Recommended(await Draft("0383110W", cents: 100_000));
        (await Move(application, "award", new { })).Must(HttpStatusCode.OK);
        var line = (await Given.Read($"funding-lines?applicationId={application}")).Items.Single().GetProperty("id").GetGuid();
        var draft = (await Purchase.Draft(Given, await Purchase.SupplierOf(Given), new { modelId = (await Given.Model()).Id, quantity = 2, unitPriceExclTaxCents = 40_000, unitPriceInclTaxCents = 50_000, fundingLineId = line })).Must(HttpStatusCode.Created).Id;
        Assert.That((await Purchase.Move(Given, draft, "order")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "purchase_before_notification" }));
        Host.Clock.Set(new DateTimeOffset(2025, 6, 16, 8, 0, 0, TimeSpan.Zero));
        (await Move(application, "notify", new { on = "2025-06-16" })).Must(HttpStatusCode.OK);
        Assert.That((await Purchase.Move(Given, draft, "order", new { orderedOn = "2025-06-15" })).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "purchase_before_notification" }));
        var order = (await Purchase.Move(Given, draft, "order", new { orderedOn = "2025-06-16" })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"applications/{application}"))["state"].GetString(), Is.EqualTo("in_execution"), "the first purchase begins it");
        (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["T-1", "T-2"])).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("devices?serial=T-1")).Items.Single().GetProperty("fundingLineId").GetGuid(), Is.EqualTo(line));
        (await Move(application, "justify", new { justifiedCents = 99_000 })).Must(HttpStatusCode.OK);
        Assert.That((await Move(application, "close")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "training_missing" }));
        var training = (await Given.Manager.Post(Given.Path("training-sessions"), new { programmeId = _programme, applicationId = application, @operator = "Réseau Canopé", theme = "Classe mobile", audience = "teachers", heldOn = "2025-06-20", minutes = 180 })).Must(HttpStatusCode.Created);
        Assert.That((await Move(application, "close")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "training_missing" }), "planned is not held");
        Host.Clock.Set(new DateTimeOffset(2025, 6, 21, 8, 0, 0, TimeSpan.Zero));
        (await Given.Manager.Patch(Given.Path($"training-sessions/{training.Id}"), new { headcount = 14 }, "*")).Must(HttpStatusCode.OK);
        Assert.That((await Move(application, "close")).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("closed"));
        Assert.That((await Given.Read($"funding-lines/{line}"))["amountCents"].GetInt64(), Is.EqualTo(100_000), "what was ordered is more than what was justified");
        var coverage = new Published(await Given.Read($"reports/training-coverage?programmeId={_programme}"));
        Assert.That((coverage.Value("training_coverage"), coverage.Value("training_headcount", "teachers")), Is.EqualTo((100m, 14m)));
    }

    [Test]
    public async Task What_Was_Not_Spent_Goes_Back_When_The_Award_Closes()
    {
        var application = await Recommended(await Draft("0383110W", cents: 100_001));
        foreach (var (move, body) in new[] { ("award", (object)new { }), ("notify", new { }), ("start", new { }), ("justify", new { justifiedCents = 60_001 }) }) (await Move(application, move, body)).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path("training-sessions"), new { programmeId = _programme, applicationId = application, @operator = "Réseau Canopé", theme = "Classe mobile", audience = "teachers", heldOn = "2025-05-12", minutes = 180, headcount = 3 })).Must(HttpStatusCode.Created);
        (await Move(application, "close")).Must(HttpStatusCode.OK);
        var line = (await Given.Read($"funding-lines?applicationId={application}")).Items.Single();
        Assert.That((line.GetProperty("amountCents").GetInt64(), line.GetProperty("shares").EnumerateArray().Sum(share => share.GetProperty("amountCents").GetInt64())), Is.EqualTo((60_001L, 60_001L)));
        Assert.That((await Given.Read($"programmes/{_programme}"))["committedCents"].GetInt64(), Is.EqualTo(60_001));
    }

    [Test]
    public async Task What_Makes_No_Sense_Is_Refused_And_Never_An_Error_Of_The_Service()
    {
        foreach (var items in new object[] { new object?[] { new { item = "vpi" } }, new object?[] { null }, new object?[] { new { item = "vpi", quantity = 1000, unitPriceCents = 9_000_000_000_000_000_000 } }, Enumerable.Repeat(new { item = "vpi", quantity = 100_000, unitPriceCents = 100_000_000_000 }, 100) })
            (await Given.Manager.Post(Given.Path("applications"), new { callId = _call, applicantKind = "authority", applicantName = "Commune", content = new { items } })).Must(HttpStatusCode.UnprocessableEntity);
        (await Given.Manager.Post(Given.Path("calls"), new { programmeId = _programme, code = "X", name = "X", kind = "plan", opensOn = "0001-01-01", closesOn = "0001-01-02", rules = new { items = Array.Empty<object>() } })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That((await Given.Manager.Post(Given.Path("calls"), Tne.Call(_programme, "AN-1", "0001-01-01", "2025-03-31"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/opensOn"], Is.EqualTo("out_of_range"));
    }

    [Test]
    public async Task A_School_Learns_The_Decision_By_Its_Notification_And_Acts_For_Itself_Alone()
    {
        var application = await Recommended(await Draft("0383110W"));
        using var staff = await Given.Client("school_staff", Tne.Key("0383110W"));
        (await Move(application, "award", new { })).Must(HttpStatusCode.OK);
        var before = (await staff.Get(Given.Path($"applications/{application}"))).Must(HttpStatusCode.OK);
        Assert.That((before["state"].GetString(), before["rank"].ValueKind, before["grantedCents"].ValueKind), Is.EqualTo(("submitted", JsonValueKind.Null, JsonValueKind.Null)));
        Assert.That((await staff.Get(Given.Path($"applications/{application}/events"))).Text, Does.Not.Contain("award_application").And.Not.Contain("score_application"));
        Assert.That((await staff.Get(Given.Path("applications?retained=true"))).Items, Is.Empty);
        (await Move(application, "notify")).Must(HttpStatusCode.OK);
        Assert.That((await staff.Get(Given.Path($"applications/{application}"))).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("notified"));
        // The commune's application of two schools is nobody's of one of them.
        var other = await Tne.College(Given, "0383111X");
        var own = (await Given.Read($"schools?uai={Tne.Key("0383110W")}")).Items.Single().GetProperty("id").GetGuid();
        var shared = (await Given.Manager.Post(Given.Path("applications"), new { callId = _call, applicantKind = "authority", applicantName = "Commune", content = new { schools = new[] { new { schoolId = own }, new { schoolId = other } } } })).Must(HttpStatusCode.Created).Id;
        (await staff.Get(Given.Path($"applications/{shared}"))).Must(HttpStatusCode.OK);
        (await staff.Post(Given.Path($"applications/{shared}/withdraw"), new { reason = "x" })).Must(HttpStatusCode.NotFound);
        (await staff.Patch(Given.Path($"applications/{shared}"), new { reference = "x" }, "*")).Must(HttpStatusCode.NotFound);
    }

    private Task<Guid> Draft(string uai, long cents = 1_000_000, bool attached = false, int divisions = 12, int months = 36, bool conforms = true, int[]? mbps = null, (string Product, long Cents)? ent = null, string contract = "30", string sector = "private", string kind = "college", Guid? call = null) =>
        Tne.Draft(Given, call ?? _call, uai, cents, attached, divisions, months, conforms, mbps, ent, contract, sector, kind);

    private Task<Answer> Submit(Guid application) => Move(application, "submit");

    private Task<Answer> Move(Guid application, string name, object? body = null) => Tne.Move(Given, application, name, body);

    private async Task Eligible(Guid application)
    {
        (await Submit(application)).Must(HttpStatusCode.OK);
        (await Move(application, "find_eligible")).Must(HttpStatusCode.OK);
    }

    private async Task<Guid> Recommended(Guid application)
    {
        await Eligible(application);
        Host.Clock.Set(Tne.AfterClosing);
        (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK);
        return application;
    }
}
