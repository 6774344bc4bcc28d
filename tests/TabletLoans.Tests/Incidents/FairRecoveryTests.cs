using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Incidents;

/// <summary>Nobody is asked for more than a device was worth, nor for what cannot be theirs.</summary>
public sealed class FairRecoveryTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task All_That_Is_Asked_For_A_Device_Stays_Within_What_It_Was_Worth()
    {
        await Damage.Adopt(Given);
        var device = (await PricedLoan())["deviceId"].GetGuid();
        var first = (await Damage.Issue(Given, await Decided(device, "breakage"), "screen")).Must(HttpStatusCode.Created);
        Assert.That((first["amountCents"].GetInt64(), first["alreadyAskedCents"].GetInt64()), Is.EqualTo((12_000, 0)));
        var next = await Decided(device, "breakdown");
        var refused = (await Given.Manager.Post(Given.Path($"incidents/{next}/recovery"), new { items = new[] { "total_loss" }, reduceToCents = 40_000, reason = "moins" })).Must(HttpStatusCode.Conflict);
        Assert.That((refused.Code, Facts(refused)), Is.EqualTo(("residual_spent", (Damage.Price, 12_000L, 32_760L))));
        var second = (await Damage.Issue(Given, next, "total_loss")).Must(HttpStatusCode.Created);
        Assert.That((second["amountCents"].GetInt64(), second["computedCents"].GetInt64(), second["alreadyAskedCents"].GetInt64(), second["residualCents"].GetInt64()), Is.EqualTo((32_760, 32_760, 12_000, Damage.Price)));

        var loss = await Decided(device, "loss");
        var spent = (await Damage.Issue(Given, loss, "total_loss")).Must(HttpStatusCode.Conflict);
        Assert.That((spent.Code, Facts(spent)), Is.EqualTo(("residual_spent", (Damage.Price, Damage.Price, 0L))));
        (await Given.Manager.Post(Given.Path($"recoveries/{second.Id}/settle"), new { })).Must(HttpStatusCode.OK);
        Assert.That((await Damage.Issue(Given, loss, "total_loss")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("residual_spent"), "what was paid was asked for too");
        (await Given.Manager.Post(Given.Path($"recoveries/{first.Id}/waive"), new { reason = "Réparé sous garantie" })).Must(HttpStatusCode.OK);
        Assert.That((await Damage.Issue(Given, loss, "total_loss")).Must(HttpStatusCode.Created)["amountCents"].GetInt64(), Is.EqualTo(12_000));
    }

    [Test]
    public async Task Two_Who_Ask_For_One_Device_At_Once_Share_What_It_Was_Worth()
    {
        await Damage.Adopt(Given);
        var device = (await PricedLoan())["deviceId"].GetGuid();
        var incidents = new[] { await Decided(device, "breakage"), await Decided(device, "breakdown") };
        var answers = await Task.WhenAll(incidents.Select(incident => Damage.Issue(Given, incident, "total_loss")));
        Assert.That(answers.Select(answer => answer.Status).Order(), Is.EqualTo(new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.That((await Given.Read("recoveries")).Items.Sum(item => item.GetProperty("amountCents").GetInt64()), Is.EqualTo(Damage.Price));
    }

    [Test]
    public async Task A_Loan_That_Was_A_Mistake_Charges_Nobody()
    {
        await Damage.Adopt(Given);
        var loan = await PricedLoan();
        var device = loan["deviceId"].GetGuid();
        var incident = await Decided(device, "breakage");
        (await Correct(loan)).Must(HttpStatusCode.OK);
        Assert.That((await Damage.Issue(Given, incident, "screen")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_cancelled"));
        Assert.That((await Declare(device, "breakdown", loanId: loan.Id)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_cancelled"));
        Assert.That((await Declare(device, "breakdown")).Must(HttpStatusCode.Created)["loanId"].ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_Loan_With_A_Recovery_Is_Cancelled_Once_That_Is_Waived()
    {
        await Damage.Adopt(Given);
        var loan = await PricedLoan();
        var recovery = (await Damage.Issue(Given, await Decided(loan["deviceId"].GetGuid(), "breakage"), "screen")).Must(HttpStatusCode.Created);
        Assert.That((await Correct(loan)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_has_recovery"));
        Assert.That((await Given.Read($"devices/{loan["deviceId"].GetGuid()}"))["state"].GetString(), Is.EqualTo("on_loan"), "a refusal undoes what was begun");
        (await Given.Manager.Post(Given.Path($"recoveries/{recovery.Id}/waive"), new { reason = "Mauvais élève" })).Must(HttpStatusCode.OK);
        Assert.That((await Correct(loan)).Must(HttpStatusCode.OK)["outcome"].GetString(), Is.EqualTo("cancelled"));
    }

    [TestCase("correct")]
    [TestCase("transfer")]
    public async Task A_Breach_Of_Trust_Ends_With_The_Loan_That_It_Accuses(string operation)
    {
        var loan = await PricedLoan();
        var device = loan["deviceId"].GetGuid();
        var breach = (await Declare(device, "breach_of_trust")).Must(HttpStatusCode.Created).Id;
        var breakage = (await Declare(device, "breakage")).Must(HttpStatusCode.Created).Id;
        object body = operation == "correct" ? new { reason = "Mauvais élève" } : new { borrowerId = (await Given.Pupil(lastName: "Suivante")).Id };
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/{operation}"), body)).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"incidents/{breach}"))["outcome"].GetString(), Is.EqualTo("found"));
        Assert.That((await Given.Read($"incidents/{breakage}"))["state"].GetString(), Is.EqualTo("declared"), "what is broken stays broken");
        if (operation == "transfer") (await Declare(device, "breach_of_trust")).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task An_Incident_Is_On_A_Day_On_Which_It_Can_Have_Been()
    {
        var device = (await Given.DeviceInStock()).Id;
        foreach (var day in new[] { -1, 1 }) Assert.That((await Declare(device, "breakage", day)).Must(HttpStatusCode.UnprocessableEntity).Errors["/occurredOn"], Is.EqualTo("out_of_range"), "before it was registered, or not yet");
        Host.Clock.Advance(TimeSpan.FromDays(4));
        Assert.That((await Declare(device, "breakdown", -4)).Must(HttpStatusCode.Created)["occurredOn"].GetString(), Is.EqualTo(Damage.Day(Given, -4)), "the day it was registered");
        await Given.Loan(device);
        Host.Clock.Advance(TimeSpan.FromDays(4));
        foreach (var kind in new[] { "breakage", "loss", "theft", "breach_of_trust" })
            Assert.That((await Declare(device, kind, -5)).Must(HttpStatusCode.UnprocessableEntity).Errors["/occurredOn"], Is.EqualTo("out_of_range"), $"{kind} before the loan");
        Assert.That((await Given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo("on_loan"));
        (await Declare(device, "breakage", -4)).Must(HttpStatusCode.Created);
        Assert.That((await Declare(device, "loss")).Must(HttpStatusCode.Created)["occurredOn"].GetString(), Is.EqualTo(Damage.Day(Given)));
        (await Declare(device, "theft", -2)).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Loan_That_Has_Ended_Is_Linked_Where_It_Is_Named_And_Within_Its_Days()
    {
        var loan = await PricedLoan();
        var device = loan["deviceId"].GetGuid();
        Host.Clock.Advance(TimeSpan.FromDays(4));
        (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        Host.Clock.Advance(TimeSpan.FromDays(4));
        Assert.That((await Declare(device, "breakage")).Must(HttpStatusCode.Created)["loanId"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        foreach (var day in new int?[] { null, -3, -9 })
            Assert.That((await Declare(device, "breakdown", day, loan.Id)).Must(HttpStatusCode.UnprocessableEntity).Errors["/occurredOn"], Is.EqualTo("out_of_range"));
        Assert.That((await Declare(device, "loss", -4, loan.Id)).Must(HttpStatusCode.UnprocessableEntity).Errors["/loanId"], Is.EqualTo("unknown_reference"), "it was given back");
        Assert.That((await Declare(device, "breakdown", -4, loan.Id)).Must(HttpStatusCode.Created)["loanId"].GetGuid(), Is.EqualTo(loan.Id), "seen at the return");
    }

    [Test]
    public async Task The_Price_Is_That_Of_The_Day_Of_The_Declaration()
    {
        await Damage.Adopt(Given);
        var (known, unknown) = (await PricedLoan(), await Given.Loan(borrower: (await Given.Pupil(lastName: "Autre")).Id));
        var (before, never) = (await Decided(known["deviceId"].GetGuid(), "breakage"), await Decided(unknown["deviceId"].GetGuid(), "breakage"));
        foreach (var loan in new[] { known, unknown })
            (await Given.Manager.Patch(Given.Path($"devices/{loan["deviceId"].GetGuid()}"), new { priceExclTaxCents = 90_000, priceInclTaxCents = 108_000 }, "*")).Must(HttpStatusCode.OK);
        var issued = (await Damage.Issue(Given, before, "total_loss")).Must(HttpStatusCode.Created);
        Assert.That((issued["amountCents"].GetInt64(), issued["priceInclTaxCents"].GetInt64()), Is.EqualTo((Damage.Price, Damage.Price)));
        Assert.That((await Damage.Issue(Given, never, "total_loss")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("price_unknown"));
    }

    [TestCase("devices/{device}/find")]
    [TestCase("devices/{device}/find_retired")]
    [TestCase("loans/{loan}/found")]
    public async Task A_Recovery_Shows_That_The_Device_Came_Back(string door)
    {
        await Damage.Adopt(Given);
        var loan = await PricedLoan();
        var device = loan["deviceId"].GetGuid();
        var incident = await Decided(device, "loss");
        var issued = (await Damage.Issue(Given, incident, "total_loss")).Must(HttpStatusCode.Created);
        Assert.That((issued["foundOn"].ValueKind, (await Given.Read("recoveries?found=false")).Items.Count), Is.EqualTo((JsonValueKind.Null, 1)));
        (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);
        if (door.EndsWith("find_retired", StringComparison.Ordinal))
        {
            await Given.Move(device, "retire");
            door = "loans/{loan}/found";
        }
        if (door.EndsWith("find", StringComparison.Ordinal))
        {
            var path = Given.Path($"devices/{device}/find");
            Assert.That((await Given.Manager.Post(path, new { })).Must(HttpStatusCode.UnprocessableEntity).Errors["/reason"], Is.EqualTo("reason_required"), "where it was found");
            Assert.That((await Given.Manager.Post(path, new { reason = "Au gymnase" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("lost_on_loan"));
            door = "loans/{loan}/found";
        }
        (await Given.Manager.Post(Given.Path(door.Replace("{loan}", $"{loan.Id}", StringComparison.Ordinal).Replace("{device}", $"{device}", StringComparison.Ordinal)), new { reason = "Au gymnase" })).Must(HttpStatusCode.OK);
        var found = await Given.Read($"recoveries/{issued.Id}");
        Assert.That((found["foundOn"].GetString(), found["state"].GetString(), found["refundCents"].GetInt64()), Is.EqualTo((Damage.Day(Given), "issued", 0)), "nothing is waived by itself, and nothing was paid");
        Assert.That((await Given.Manager.Post(Given.Path($"recoveries/{issued.Id}/settle"), new { })).Must(HttpStatusCode.OK)["refundCents"].GetInt64(), Is.EqualTo(Damage.Price), "paid all the same: to be paid back");
        Assert.That((await Given.Read($"incidents/{incident}/events")).Items.Count(told => told.GetProperty("name").GetString() == "found_after_closing"), Is.EqualTo(1));
    }

    private static (long Residual, long Asked, long Left) Facts(Answer refused) =>
        refused["reasons"][0].GetProperty("facts") is var facts ? (facts.GetProperty("residualCents").GetInt64(), facts.GetProperty("askedCents").GetInt64(), facts.GetProperty("leftCents").GetInt64()) : default;

    private async Task<Answer> PricedLoan()
    {
        var device = (await Given.DeviceInStock()).Id;
        await Damage.Priced(Given, device);
        return await Given.Loan(device);
    }

    private async Task<Guid> Decided(Guid device, string kind)
    {
        var incident = (await Declare(device, kind)).Must(HttpStatusCode.Created).Id;
        (await Damage.Decide(Given, incident, "recovery")).Must(HttpStatusCode.OK);
        return incident;
    }

    private Task<Answer> Declare(Guid device, string kind, int? day = null, Guid? loanId = null) =>
        Given.Manager.Post(Given.Path("incidents"), new { device, kind, occurredOn = day is { } from ? Damage.Day(Given, from) : null, loanId });

    private Task<Answer> Correct(Answer loan) => Given.Manager.Post(Given.Path($"loans/{loan.Id}/correct"), new { reason = "Mauvais élève" });
}
