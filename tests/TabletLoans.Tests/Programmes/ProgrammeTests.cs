using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The money of a programme: no envelope above it, no commitment above an envelope, no order above a commitment.</summary>
public sealed class ProgrammeTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Money_Is_Committed_Within_The_Period_Of_Its_Programme()
    {
        var programme = (await Given.Manager.Post(Given.Path("programmes"), new { code = "P-2024", name = "Plan 2024", envelopeCents = 1_000, startsOn = "2024-01-01", endsOn = "2024-12-31", rules = new { funders = new[] { new { code = "funder", name = "Financeur" } } } })).Must(HttpStatusCode.Created).Id;
        var envelope = (await Funding.Envelope(Given, programme, 1_000)).Id;
        Task<Answer> Commit(string code, string? committedOn) => Given.Manager.Post(Given.Path("funding-lines"), new { programmeId = programme, code, name = code, committedOn, shares = new[] { new { envelopeId = envelope, amountCents = 100 } } });
        (await Commit("F-1", "2024-01-01")).Must(HttpStatusCode.Created);
        (await Commit("F-2", "2024-12-31")).Must(HttpStatusCode.Created);
        foreach (var day in new[] { "2023-12-31", "2025-01-01", null })
            Assert.That((await Commit("F-3", day)).Must(HttpStatusCode.UnprocessableEntity).Errors["/committedOn"], Is.EqualTo("out_of_range"), day ?? "today");
    }

    [Test]
    public async Task Envelopes_Together_Never_Exceed_The_Programme()
    {
        var programme = (await Funding.Programme(Given, 1_000)).Id;
        await Funding.Envelope(Given, programme, 600);
        Assert.That((await Open(programme, 401, 2)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("programme_exceeded"));
        (await Open(programme, 400, 2)).Must(HttpStatusCode.Created);
        Assert.That((await Open(programme, 0, 2)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("envelope_taken"));
        Assert.That((await Given.Manager.Post(Given.Path("envelopes"), new { programmeId = programme, funder = "nobody", amountCents = 0 })).Must(HttpStatusCode.UnprocessableEntity).Errors["/funder"], Is.EqualTo("not_one_of"));
        Assert.That((await Given.Manager.Patch(Given.Path($"programmes/{programme}"), new { envelopeCents = 999 }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("programme_exceeded"));
    }

    [Test]
    public async Task A_Closed_Envelope_Gives_Back_What_It_Did_Not_Commit()
    {
        var programme = (await Funding.Programme(Given, 1_000)).Id;
        var first = (await Funding.Envelope(Given, programme, 1_000)).Id;
        (await Funding.Commit(Given, programme, first, 710)).Must(HttpStatusCode.Created);
        Assert.That((await Open(programme, 1, 2)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("programme_exceeded"));
        var closed = (await Given.Manager.Post(Given.Path($"envelopes/{first}/close"))).Must(HttpStatusCode.OK);
        Assert.That((closed["committedCents"].GetInt64(), closed["remainingCents"].GetInt64()), Is.EqualTo((710L, 0L)));
        Assert.That((await Given.Manager.Post(Given.Path($"envelopes/{first}/close"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("envelope_closed"));
        Assert.That((await Funding.Commit(Given, programme, first, 1)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("envelope_closed"));
        Assert.That((await Open(programme, 291, 2)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("programme_exceeded"));
        (await Open(programme, 290, 2)).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task An_Envelope_Never_Commits_More_Than_It_Holds_Whoever_Asks_At_Once()
    {
        var programme = (await Funding.Programme(Given, 1_000)).Id;
        var envelope = (await Funding.Envelope(Given, programme, 1_000)).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Funding.Commit(Given, programme, envelope, 300)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(3));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.Created).Select(answer => answer.Must(HttpStatusCode.Conflict).Code), Is.All.EqualTo("envelope_exceeded"));
        Assert.That((await Given.Read($"envelopes/{envelope}"))["remainingCents"].GetInt64(), Is.EqualTo(100));
        var other = (await Funding.Programme(Given, 10)).Id;
        Assert.That((await Funding.Commit(Given, other, envelope, 1)).Must(HttpStatusCode.UnprocessableEntity).Errors["/shares/0/envelopeId"], Is.EqualTo("unknown_reference"));
    }

    [Test]
    public async Task Orders_Never_Spend_More_Than_Their_Funding_Line_And_Their_Devices_Keep_It()
    {
        var (supplier, model) = (await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        var line = await Funding.Line(Given, "QPV", 300, "Plan");
        var three = await Draft(3);
        var tooMuch = (await Purchase.Move(Given, (await Draft(4)).Id, "order")).Must(HttpStatusCode.Conflict);
        Assert.That((tooMuch.Code, tooMuch.Reasons), Is.EqualTo(("funding_line_exceeded", new[] { "funding_line_exceeded" })));
        var order = (await Purchase.Move(Given, three.Id, "order")).Must(HttpStatusCode.OK);
        Assert.That((await Purchase.Move(Given, (await Draft(1)).Id, "order")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("funding_line_exceeded"));
        var received = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["A-1", "A-2"])).Must(HttpStatusCode.OK);
        var device = received["devices"][0].GetProperty("id").GetGuid();
        Assert.That((await Given.Read($"devices/{device}"))["fundingLine"].GetString(), Is.EqualTo("QPV"));
        Assert.That((await Given.Read($"devices?fundingLineId={line}")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Manager.Post(Given.Path($"funding-lines/{line}/cancel"), new { reason = "x" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("funding_line_spent"));
        (await Given.Manager.Post(Given.Path($"deliveries/{received["delivery"].GetProperty("id").GetGuid()}/accept"))).Must(HttpStatusCode.OK);
        // What will not come any more is free again.
        (await Purchase.Move(Given, order.Id, "close")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"funding-lines/{line}"))["spentCents"].GetInt64(), Is.EqualTo(200));
        (await Purchase.Move(Given, (await Draft(1)).Id, "order")).Must(HttpStatusCode.OK);

        async Task<Answer> Draft(int quantity) => (await Purchase.Draft(Given, supplier, new { modelId = model, quantity, unitPriceExclTaxCents = 80, unitPriceInclTaxCents = 100, fundingLineId = line })).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Commitment_That_Nothing_Was_Ordered_On_Can_Be_Cancelled_And_Then_Pays_Nothing()
    {
        var line = await Funding.Line(Given, "QPV", 300);
        var cancelled = (await Given.Manager.Post(Given.Path($"funding-lines/{line}/cancel"), new { reason = "Erreur de volet" })).Must(HttpStatusCode.OK);
        Assert.That(cancelled["cancelledOn"].GetString(), Is.Not.Null);
        var refused = await Purchase.Draft(Given, await Purchase.SupplierOf(Given), new { modelId = (await Given.Model()).Id, quantity = 1, unitPriceExclTaxCents = 1, unitPriceInclTaxCents = 1, fundingLineId = line });
        Assert.That(refused.Must(HttpStatusCode.UnprocessableEntity).Errors["/lines/0/fundingLineId"], Is.EqualTo("unknown_reference"));
        Assert.That((await Given.Read($"programmes/{cancelled["programmeId"].GetGuid()}"))["committedCents"].GetInt64(), Is.Zero);
    }

    [Test]
    public async Task Rules_That_Change_Get_A_New_Version()
    {
        var programme = await Funding.Programme(Given, 1);
        var same = (await Given.Manager.Patch(Given.Path($"programmes/{programme.Id}"), new { name = "Autre nom" }, "*")).Must(HttpStatusCode.OK);
        Assert.That(same["rulesVersion"].GetInt32(), Is.EqualTo(1));
        var changed = (await Given.Manager.Patch(Given.Path($"programmes/{programme.Id}"), new { rules = new { audiences = new[] { "pupil" } } }, "*")).Must(HttpStatusCode.OK);
        Assert.That((changed["rulesVersion"].GetInt32(), changed["rules"].GetProperty("funders").GetArrayLength()), Is.EqualTo((2, 1)));
        var versions = (await Given.Read($"programmes/{programme.Id}/rules")).Items;
        Assert.That(versions.Select(version => (version.GetProperty("rulesVersion").GetInt32(), version.GetProperty("rules").TryGetProperty("audiences", out var audiences) && audiences.ValueKind != JsonValueKind.Null)), Is.EqualTo(new[] { (1, false), (2, true) }));
        Assert.That((await Given.Manager.Patch(Given.Path($"programmes/{programme.Id}"), new { rules = new { audiences = new[] { "everybody" } } }, "*")).Must(HttpStatusCode.UnprocessableEntity).Errors["/rules/audiences/0"], Is.EqualTo("not_one_of"));
    }

    [Test]
    public async Task A_Device_Is_Lent_To_The_Public_Of_Its_Programme_And_To_Others_With_A_Reason()
    {
        var programme = (await Funding.Programme(Given, 1_000, "Élèves", new { funders = new[] { new { code = "funder", name = "Financeur" } }, audiences = new[] { "pupil", "family" } })).Id;
        var line = (await Funding.Commit(Given, programme, (await Funding.Envelope(Given, programme, 1_000)).Id, 1)).Must(HttpStatusCode.Created).Id;
        var school = (await Given.School()).Id;
        var pupil = await Given.Pupil(school);
        var teacher = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "teacher", lastName = "Prof", firstName = "Un", schoolId = school })).Must(HttpStatusCode.Created).Id;
        var family = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "family", lastName = "Foyer", firstName = "Un", schoolId = school })).Must(HttpStatusCode.Created).Id;
        Assert.That((await Check(await Device(), pupil.Id))["confirmations"].GetArrayLength(), Is.Zero);
        var asked = await Check(await Device(), teacher);
        Assert.That(asked["confirmations"].EnumerateArray().Select(reason => reason.GetProperty("code").GetString()), Is.EqualTo(new[] { "audience_not_eligible" }));
        Assert.That((await Check(await Device(), family))["confirmations"][0].GetProperty("code").GetString(), Is.EqualTo("need_not_declared"));
        (await Given.Manager.Patch(Given.Path($"borrowers/{family}"), new { declaredNeed = "no_device" }, "*")).Must(HttpStatusCode.OK);
        Assert.That((await Check(await Device(), family))["confirmations"].GetArrayLength(), Is.Zero);
        // The school's staff may not go past it.
        using var staff = await Given.Client("school_staff", "0381903M");
        var device = await Device();
        await Given.Move(device, "send_to_school", new { schoolId = school });
        await Given.Move(device, "confirm_arrival");
        Assert.That((await staff.Post(Given.Path("loans"), new { device, borrowerId = teacher })).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "audience_not_eligible" }));

        async Task<Guid> Device()
        {
            var made = (await Given.Manager.Post(Given.Path("devices"), new { serialNumber = $"SN-{Guid.CreateVersion7():N}", modelId = (await Given.Model()).Id, fundingLineId = line })).Must(HttpStatusCode.Created);
            return (await Given.Move(made.Id, "put_in_stock")).Id;
        }

        async Task<Answer> Check(Guid lent, Guid borrowerId) => (await Given.Manager.Post(Given.Path("loans/check"), new { device = lent, borrowerId })).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Who_Lacks_Most_Stands_First()
    {
        var school = (await Given.School()).Id;
        foreach (var (name, need) in new[] { ("Un", "no_connection"), ("Deux", null), ("Trois", "no_device"), ("Quatre", "shared_device") })
            (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "family", lastName = name, firstName = "F", schoolId = school, declaredNeed = need })).Must(HttpStatusCode.Created);
        var first = await Given.Read($"borrowers?sort=need&limit=3&schoolId={school}");
        var second = await Given.Read($"borrowers?sort=need&limit=3&schoolId={school}&cursor={Uri.EscapeDataString(first["next"].GetString()!)}");
        Assert.That(first.Items.Concat(second.Items).Select(person => person.GetProperty("lastName").GetString()), Is.EqualTo(new[] { "Trois", "Quatre", "Un", "Deux" }));
    }

    private Task<Answer> Open(Guid programmeId, long amountCents, int wave) => Given.Manager.Post(Given.Path("envelopes"), new { programmeId, funder = "funder", amountCents, wave });
}
