using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The ranking of document 4: three criteria in their order, ties told apart as it is written down, the line where the envelope ends.</summary>
public sealed class RankingTests(Engine engine) : ApiTest(engine)
{
    // Attached to a lycée, divisions, pupils, screens, social index: in the order that they must be ranked.
    private static readonly (string Uai, bool Attached, int Divisions, int Pupils, int Screens, decimal? SocialIndex, string Because)[] Expected =
    [
        ("0383113", false, 10, 300, 1, 100m, "First by the criteria."),
        ("0383110", false, 10, 300, 2, 95.5m, "criterion 3"),
        ("0383119", false, 10, 300, 2, 110m, "lower social index"),
        ("0383111", false, 10, 300, 2, null, "lower social index"),
        ("0383112", false, 10, 300, 2, null, "order of the UAI"),
        ("0383114", false, 15, 450, 30, 90m, "criterion 3"),
        ("0383115", false, 15, 451, 0, 80m, "criterion 2"),
        ("0383116", false, 16, 450, 1, 80m, "criterion 3"),
        ("0383117", true, 10, 300, 0, 70m, "criterion 1"),
        ("0383118", true, 20, 600, 0, 70m, "criterion 2"),
    ];

    private Guid _call;

    private async Task Rankable(long envelopeCents = 43_500_000)
    {
        Host.Clock.Set(new DateTimeOffset(2025, 1, 6, 9, 0, 0, TimeSpan.Zero));
        (_, _call) = await Tne.Announce(Given, envelopeCents);
        // Filed in another order than that of the ranking.
        foreach (var one in Expected.OrderByDescending(one => one.Uai, StringComparer.Ordinal))
        {
            var application = await Tne.Draft(Given, _call, one.Uai, 1_000_000, one.Attached, one.Divisions, pupils: one.Pupils, screens: one.Screens, socialIndex: one.SocialIndex);
            foreach (var move in new[] { "submit", "find_eligible" }) (await Tne.Move(Given, application, move)).Must(HttpStatusCode.OK);
        }
        Host.Clock.Set(Tne.AfterClosing);
    }

    [Test]
    public async Task It_Follows_The_Criteria_In_Their_Order_And_Says_What_Decided_Each_Place()
    {
        await Rankable();
        var lines = Lines(await Given.Read($"calls/{_call}/ranking"));
        Assert.That(lines.Select(line => line.GetProperty("applicantName").GetString()), Is.EqualTo(Expected.Select(one => $"Collège {one.Uai}")));
        Assert.Multiple(() =>
        {
            foreach (var (line, one) in lines.Zip(Expected)) Assert.That(line.GetProperty("because").GetString(), Does.Contain(one.Because), one.Uai);
            Assert.That(lines[0].GetProperty("criteria").EnumerateArray().Select(criterion => criterion.GetProperty("criterion").GetString()), Is.EqualTo(new[] { "isolated", "small", "low_equipment" }));
            Assert.That(lines[6].GetProperty("criteria")[1].GetProperty("explanation").GetString(), Does.Contain("no: 15 divisions, 451 pupils"));
            Assert.That(lines[5].GetProperty("criteria")[1].GetProperty("met").GetBoolean(), Is.True, "15 and 450 are within");
        });
        // Reading writes nothing; the same facts are always ranked alike.
        Assert.That((await Given.Read($"applications?callId={_call}&state=eligible")).Items, Has.Count.EqualTo(Expected.Length));
        var (once, again) = (await Given.Read($"calls/{_call}/ranking"), await Given.Read($"calls/{_call}/ranking"));
        Assert.That(again.Text, Is.EqualTo(once.Text));
    }

    [Test]
    public async Task The_Budget_Line_Stands_Where_The_Envelope_Ends_And_Awards_Stop_There()
    {
        // Three applications of 10 000 €, half from each funder.
        await Rankable(1_500_000);
        var ranking = (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK);
        Assert.That((ranking["envelopeCents"].GetInt64(), ranking["recommendedCents"].GetInt64(), ranking["envelopeEndsAfter"].GetInt32()), Is.EqualTo((3_000_000L, 3_000_000L, 3)));
        Assert.That(Lines(ranking).Select(line => line.GetProperty("state").GetString()), Is.EqualTo(Enumerable.Repeat("recommended", 3).Concat(Enumerable.Repeat("waitlisted", 7))));
        var ids = Lines(ranking).Select(line => line.GetProperty("applicationId").GetGuid()).ToList();
        var awarded = (await Given.Manager.Post(Given.Path("applications/batch/award"), new { applications = ids.Take(4), on = "2025-05-12" })).Must(HttpStatusCode.OK)["results"].EnumerateArray().ToList();
        Assert.That(awarded.Select(result => result.GetProperty("status").GetInt32()), Is.EqualTo(new[] { 200, 200, 200, 409 }));
        (await Tne.Move(Given, ids[3], "recommend", new { reason = "Commission" })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"applications/{ids[3]}"))["state"].GetString(), Is.EqualTo("recommended"), "decided by hand, it stands");
        Assert.That((await Tne.Move(Given, ids[3], "award")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "envelope_exceeded", "envelope_exceeded" }));
        Assert.That((await Given.Read($"applications/{ids[3]}"))["state"].GetString(), Is.EqualTo("recommended"));
        (await Tne.Move(Given, ids[9], "reject", new { reason = "Enveloppe épuisée" })).Must(HttpStatusCode.OK);
        var minutes = await Given.Read($"calls/{_call}/minutes");
        Assert.That((minutes["filed"].GetInt32(), minutes["retained"].GetInt32(), minutes["grantedCents"].GetInt64()), Is.EqualTo((10, 3, 3_000_000L)));
        Assert.That(minutes["lines"].EnumerateArray().Select(line => line.GetProperty("rank").GetInt32()), Has.Exactly(10).Items);
        Assert.That(minutes["lines"].EnumerateArray().Single(line => line.GetProperty("applicationId").GetGuid() == ids[9]).GetProperty("reason").GetString(), Is.EqualTo("Enveloppe épuisée"));
    }

    [Test]
    public async Task What_If_Tries_Other_Figures_And_Changes_Nothing()
    {
        await Rankable();
        var tried = await Given.Read($"calls/{_call}/ranking?envelopeCents=2000000&priorityCeilingCents=999999&criteria=low_equipment");
        Assert.That((tried["whatIf"].GetBoolean(), tried["envelopeCents"].GetInt64()), Is.EqualTo((true, 2_000_000L)));
        Assert.That(Lines(tried).Count(line => line.GetProperty("proposed").GetString() == "to_arbitrate"), Is.EqualTo(Lines(tried).Count(line => line.GetProperty("priority").GetBoolean())));
        Assert.That(Lines(tried).Select(line => line.GetProperty("criteria").GetArrayLength()), Is.All.EqualTo(1));
        Assert.That((await Given.Manager.Get(Given.Path($"calls/{_call}/ranking?criteria=beauty"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/criteria"], Is.EqualTo("not_one_of"));
        Assert.That((await Given.Read($"calls/{_call}/ranking"))["whatIf"].GetBoolean(), Is.False);
        Assert.That((await Given.Read($"applications?callId={_call}&state=eligible")).Items, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Nobody_Is_Ranked_While_The_Call_Is_Open_Or_An_Application_Waits_For_Its_Examination()
    {
        await Rankable();
        Host.Clock.Set(new DateTimeOffset(2025, 3, 31, 12, 0, 0, TimeSpan.Zero));
        Assert.That((await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("call_still_open"));
        var late = await Tne.Draft(Given, _call, "0383120");
        (await Tne.Move(Given, late, "submit")).Must(HttpStatusCode.OK);
        Host.Clock.Set(Tne.AfterClosing);
        Assert.That((await Given.Manager.Post(Given.Path($"calls/{_call}/ranking"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("applications_not_examined"));
        Assert.That((await Given.Manager.Patch(Given.Path($"calls/{_call}"), new { rules = new { trainingsPerAward = 2 } }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("call_rules_stand"));
    }

    private static List<JsonElement> Lines(Answer ranking) => [.. ranking["lines"].EnumerateArray()];
}
