using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Incidents;

/// <summary>What a borrower owes: by a voted scale, after a decision, and never by itself.</summary>
public sealed class RecoveryTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Nobody_Owes_Anything_Before_A_Person_Decides_So()
    {
        await Damage.Adopt(Given);
        var (incident, _) = await Broken();
        Assert.That((await Given.Read("recoveries")).Items, Is.Empty, "declaring charges nobody");
        Assert.That((await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_not_decided"));
        (await Damage.Decide(Given, incident, "repair")).Must(HttpStatusCode.OK);
        Assert.That((await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_not_decided"));
        (await Damage.Decide(Given, incident, "recovery")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("recoveries")).Items, Is.Empty, "deciding charges nobody either");
        (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read("recoveries?state=issued")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Recovery_Tells_How_It_Was_Computed_And_From_What()
    {
        var scale = await Damage.Adopt(Given);
        var (incident, loan) = await Decided();
        var issued = (await Damage.Issue(Given, incident, "screen", "charger")).Must(HttpStatusCode.Created);
        var today = Given.Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That((issued["state"].GetString(), issued["amountCents"].GetInt64(), issued["itemsCents"].GetInt64(), issued["residualCents"].GetInt64()), Is.EqualTo(("issued", 14_500, 14_500, Damage.Price)));
            Assert.That((issued["scaleId"].GetGuid(), issued["deliberationReference"].GetString(), issued["scaleAppliesFrom"].GetString()), Is.EqualTo((scale.Id, "2019-DEL-112", "2020-01-01")));
            Assert.That((issued["loanId"].GetGuid(), issued["borrowerId"].GetGuid(), issued["borrowerLastName"].GetString()), Is.EqualTo((loan.Id, loan["borrowerId"].GetGuid(), "Exemple")));
            Assert.That((issued["inServiceOn"].GetString(), issued["issuedOn"].GetString(), issued["ageMonths"].GetInt32()), Is.EqualTo((today, today, 0)));
            Assert.That(issued["lines"].EnumerateArray().Select(line => (line.GetProperty("kind").GetString(), line.GetProperty("cents").GetInt64())), Is.EqualTo(new[] { ("screen", 12_000L), ("charger", 2_500L) }));
        });
        Assert.That((await Given.Read($"recoveries/{issued.Id}")).Text, Is.EqualTo(issued.Text));
        Assert.That((await Given.Read($"incidents/{incident}/events")).Items[^1].GetProperty("name").GetString(), Is.EqualTo("issue_recovery"));
        using var auditor = await Given.Client("auditor");
        var listed = (await auditor.Get(Given.Path("recoveries"))).Must(HttpStatusCode.OK);
        Assert.That(listed.Items.Single().GetProperty("borrowerLastName").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(listed.Text, Does.Not.Contain("Exemple"));
        Assert.That((await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_already_issued"));
        Assert.That((await Damage.Decide(Given, incident, "none")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_already_issued"));
    }

    [Test]
    public async Task Less_May_Be_Asked_For_And_Never_More()
    {
        await Damage.Adopt(Given);
        var (incident, _) = await Decided();
        var refused = (await Reduce(incident, 12_001, "plus")).Must(HttpStatusCode.Conflict);
        Assert.That((refused.Code, refused["reasons"][0].GetProperty("facts").GetProperty("computedCents").GetInt64()), Is.EqualTo(("recovery_never_raised", 12_000)));
        Assert.That((await Reduce(incident, 0, null)).Must(HttpStatusCode.UnprocessableEntity).Errors["/reason"], Is.EqualTo("missing"));
        var issued = (await Reduce(incident, 0, "Situation de la famille")).Must(HttpStatusCode.Created);
        Assert.That((issued["amountCents"].GetInt64(), issued["computedCents"].GetInt64(), issued["reductionReason"].GetString()), Is.EqualTo((0, 12_000, "Situation de la famille")));
    }

    [Test]
    public async Task The_Cap_Is_What_The_Device_Is_Still_Worth_On_The_Day_Of_The_Incident()
    {
        await Damage.Adopt(Given, new { appliesFrom = "2020-01-01", deliberationReference = "D-1", wearPercentPerYear = 0, depreciationYears = 5, items = new[] { new { kind = "screen", amountCents = 99_999_999 } } });
        var (incident, _) = await Decided();
        var issued = (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Created);
        Assert.That((issued["itemsCents"].GetInt64(), issued["residualCents"].GetInt64(), issued["amountCents"].GetInt64()), Is.EqualTo((99_999_999, Damage.Price, Damage.Price)));
    }

    [Test]
    public async Task The_Scale_In_Force_On_The_Day_Counts()
    {
        var tomorrow = Given.Today.AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (incident, _) = await Decided();
        await Damage.Adopt(Given, Flat(tomorrow, 999));
        var refused = (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("recovery_scale_missing"));
        await Damage.Adopt(Given, Flat("2021-01-01", 100));
        await Damage.Adopt(Given, Flat("2022-01-01", 200));
        var corrected = await Damage.Adopt(Given, Flat("2022-01-01", 201));
        await Damage.Adopt(Given, Flat("2020-01-01", 300));
        Assert.That((await Given.Read("recovery-scales")).Items, Has.Count.EqualTo(5));
        Assert.That((await Given.Read($"recovery-scales/{corrected.Id}")).Text, Is.EqualTo(corrected.Text));
        Assert.That((await Damage.Issue(Given, incident, "charger")).Must(HttpStatusCode.UnprocessableEntity).Errors["/items/0"], Is.EqualTo("not_one_of"));
        Assert.That((await Damage.Issue(Given, incident, "screen", "screen")).Must(HttpStatusCode.UnprocessableEntity).Errors["/items/1"], Is.EqualTo("not_unique"));
        var issued = (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Created);
        Assert.That((issued["amountCents"].GetInt64(), issued["scaleId"].GetGuid()), Is.EqualTo((201, corrected.Id)));
    }

    [Test]
    public async Task Every_Reason_Not_To_Ask_Is_Told_At_Once()
    {
        var incident = (await Damage.Declare(Given, (await Given.DeviceInStock()).Id, "breakage")).Must(HttpStatusCode.Created).Id;
        var refused = (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "recovery_not_decided", "recovery_without_loan", "price_unknown", "recovery_scale_missing" }));
    }

    [Test]
    public async Task A_Scale_Is_Set_By_Who_Sets_The_Rules_And_Says_Each_Kind_Once()
    {
        object scale = Flat("2020-01-01", 100);
        Assert.That((await Given.Manager.Post(Given.Path("recovery-scales"), scale)).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        using var admin = await Given.Client("organisation_admin");
        var refused = (await admin.Post(Given.Path("recovery-scales"), new
        {
            appliesFrom = "2020-01-01", deliberationReference = "D", wearPercentPerYear = 10.001, depreciationYears = 5,
            items = new object[] { new { kind = "screen", amountCents = 1 }, new { kind = "screen", percentOfPrice = 1.5 }, new { kind = "pen" }, new { kind = "body", amountCents = 1, percentOfPrice = 1 } },
        })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors.Select(error => (error.Key, error.Value)), Is.EquivalentTo(new[]
        {
            ("/wearPercentPerYear", "invalid_format"), ("/items/1/kind", "not_unique"), ("/items/2", "invalid_format"), ("/items/3", "invalid_format"),
        }));
        Assert.That((await admin.Post(Given.Path("recovery-scales"), new { })).Must(HttpStatusCode.UnprocessableEntity).Errors, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_Recovery_Is_Settled_Once_And_Paid_Back_Where_The_Device_Was_Found()
    {
        await Damage.Adopt(Given);
        var loan = await PricedLoan();
        var incident = (await Damage.Declare(Given, loan["deviceId"].GetGuid(), "loss")).Must(HttpStatusCode.Created).Id;
        (await Damage.Decide(Given, incident, "recovery")).Must(HttpStatusCode.OK);
        var issued = (await Damage.Issue(Given, incident, "total_loss")).Must(HttpStatusCode.Created);
        var path = Given.Path($"recoveries/{issued.Id}");
        Assert.That((await Given.Manager.Post($"{path}/settle", new { settledOn = "2000-01-01" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/settledOn"], Is.EqualTo("out_of_range"));
        (await Given.Manager.Post($"{path}/settle", new { }, ("If-Match", "\"9\""))).Must(HttpStatusCode.PreconditionFailed);
        var settled = (await Given.Manager.Post($"{path}/settle", new { receiptReference = "T-2026-88" })).Must(HttpStatusCode.OK);
        Assert.That((settled["state"].GetString(), settled["receiptReference"].GetString(), settled["refundCents"].GetInt64()), Is.EqualTo(("settled", "T-2026-88", 0)));
        Assert.That((await Given.Manager.Post($"{path}/settle", new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_settled"));
        (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);

        Assert.That((await Given.Read("recoveries?found=true")).Items, Is.Empty);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid() })).Must(HttpStatusCode.OK);
        var found = (await Given.Read("recoveries?found=true")).Items.Single();
        Assert.That((found.GetProperty("state").GetString(), found.GetProperty("foundOn").GetString(), found.GetProperty("refundCents").GetInt64()), Is.EqualTo(("settled", Damage.Day(Given), Damage.Price)), "to be paid back, and nobody waived it");
        Assert.That((await Given.Read($"incidents/{incident}"))["outcome"].GetString(), Is.EqualTo("recovery"), "it had ended as decided");
        var told = (await Given.Read($"incidents/{incident}/events")).Items[^1].GetProperty("changes");
        Assert.That((told.GetProperty("recovery").GetGuid(), told.GetProperty("refundCents").GetInt64()), Is.EqualTo((issued.Id, Damage.Price)));
        (await Given.Manager.Post($"{path}/waive", new { reason = "Retrouvée" }, ("If-Match", settled.Headers["ETag"]))).Must(HttpStatusCode.PreconditionFailed);
        var waived = (await Given.Manager.Post($"{path}/waive", new { reason = "Retrouvée" })).Must(HttpStatusCode.OK);
        Assert.That((waived["state"].GetString(), waived["refundCents"].GetInt64(), waived["waiveReason"].GetString()), Is.EqualTo(("waived", Damage.Price, "Retrouvée")));
        Assert.That((await Given.Manager.Post($"{path}/waive", new { reason = "encore" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_waived"));
        Assert.That((await Given.Manager.Post($"{path}/settle", new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("recovery_waived"));
        Assert.That((await Given.Read("recoveries?state=waived")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read("recoveries?state=settled")).Items, Is.Empty);
        Assert.That((await Given.Read($"incidents/{incident}/events")).Items.Select(told => told.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "declare_lost", "decide_incident", "issue_recovery", "settle_recovery", "close_incident", "found_after_closing", "waive_recovery" }));
    }

    [Test]
    public async Task What_Was_Waived_May_Be_Asked_For_Again_Or_Decided_Otherwise()
    {
        await Damage.Adopt(Given);
        var (incident, _) = await Decided();
        var first = (await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Created);
        (await Given.Manager.Post(Given.Path($"recoveries/{first.Id}/waive"), new { reason = "Erreur d'élément" })).Must(HttpStatusCode.OK);
        var second = (await Damage.Issue(Given, incident, "charger")).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"recoveries?incidentId={incident}")).Items.Select(item => (item.GetProperty("id").GetGuid(), item.GetProperty("state").GetString())),
            Is.EqualTo(new[] { (first.Id, "waived"), (second.Id, "issued") }));
        (await Given.Manager.Post(Given.Path($"recoveries/{second.Id}/waive"), new { reason = "Commission" })).Must(HttpStatusCode.OK);
        (await Damage.Decide(Given, incident, "none")).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Of_Six_Who_Issue_At_Once_One_Does()
    {
        await Damage.Adopt(Given);
        var (incident, _) = await Decided();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Damage.Issue(Given, incident, "screen")));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.Created).Select(answer => answer.Code).Distinct(), Is.EqualTo(new[] { "recovery_already_issued" }));
        Assert.That((await Given.Read("recoveries")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Age_Counts_From_The_Delivery_Or_Its_Acceptance_As_Known_At_The_Declaration()
    {
        await Damage.Adopt(Given);
        var (delivered, accepted) = (Damage.Day(Given, -370), Damage.Day(Given, -350));
        var draft = (await Given.Manager.Post(Given.Path("purchase-orders"), new { supplierId = await Purchase.SupplierOf(Given), reference = "BC-AGE", orderedOn = Damage.Day(Given, -400), lines = new[] { Purchase.OfModel((await Given.Model()).Id, 2) } })).Must(HttpStatusCode.Created);
        var order = (await Purchase.Move(Given, draft.Id, "order")).Must(HttpStatusCode.OK);
        var received = (await Given.Manager.Post(Given.Path($"purchase-orders/{order.Id}/deliveries"), new { lineId = Purchase.LineOf(order), serials = new[] { "AGE-1" }, deliveredOn = delivered })).Must(HttpStatusCode.OK);
        var device = (await Given.Read("devices?serial=AGE-1")).Items.Single().GetProperty("id").GetGuid();
        await Given.Move(device, "put_in_stock", new { overrideReason = "essai" });
        await Given.Loan(device);
        var incident = (await Damage.Declare(Given, device, "breakage")).Must(HttpStatusCode.Created);
        Assert.That((incident["inServiceOn"].GetString(), incident["priceInclTaxCents"].GetInt64()), Is.EqualTo((delivered, Damage.Price)));
        (await Given.Manager.Post(Given.Path($"deliveries/{received["delivery"].GetProperty("id").GetGuid()}/accept"), new { acceptedOn = accepted })).Must(HttpStatusCode.OK);
        (await Damage.Decide(Given, incident.Id, "recovery")).Must(HttpStatusCode.OK);
        var issued = (await Damage.Issue(Given, incident.Id, "screen")).Must(HttpStatusCode.Created);
        Assert.That((issued["inServiceOn"].GetString(), issued["ageMonths"].GetInt32(), issued["amountCents"].GetInt64()), Is.EqualTo((delivered, 12, 10_800)), "what came after the declaration changes nothing");
        var next = (await Damage.Declare(Given, device, "breakdown")).Must(HttpStatusCode.Created).Id;
        (await Damage.Decide(Given, next, "recovery")).Must(HttpStatusCode.OK);
        var again = (await Damage.Issue(Given, next, "screen")).Must(HttpStatusCode.Created);
        Assert.That((again["inServiceOn"].GetString(), again["ageMonths"].GetInt32(), again["amountCents"].GetInt64()), Is.EqualTo((accepted, 11, 12_000)));
    }

    private static object Flat(string appliesFrom, long cents) =>
        new { appliesFrom, deliberationReference = $"D-{cents}", wearPercentPerYear = 0, depreciationYears = 5, items = new[] { new { kind = "screen", amountCents = cents } } };

    private Task<Answer> Reduce(Guid incident, long reduceToCents, string? reason) =>
        Given.Manager.Post(Given.Path($"incidents/{incident}/recovery"), new { items = new[] { "screen" }, reduceToCents, reason });

    private async Task<Answer> PricedLoan()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Damage.Priced(Given, device);
        return await Given.Loan(device);
    }

    private async Task<(Guid Incident, Answer Loan)> Broken()
    {
        var loan = await PricedLoan();
        return ((await Damage.Declare(Given, loan["deviceId"].GetGuid(), "breakage")).Must(HttpStatusCode.Created).Id, loan);
    }

    private async Task<(Guid Incident, Answer Loan)> Decided()
    {
        var broken = await Broken();
        (await Damage.Decide(Given, broken.Incident, "recovery")).Must(HttpStatusCode.OK);
        return broken;
    }
}
