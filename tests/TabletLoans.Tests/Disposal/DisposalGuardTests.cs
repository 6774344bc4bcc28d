using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>Each rule of a disposal refuses what it must and nothing else; nobody goes past the law.</summary>
public sealed class DisposalGuardTests(Engine engine) : ApiTest(engine)
{
    private ApiClient _admin = null!;

    [SetUp]
    public async Task SignIn() => _admin = await Given.Client("organisation_admin");

    [TearDown]
    public void SignOut() => _admin.Dispose();

    [TestCase("rup_association", 30_000, null)]
    [TestCase("rup_association", 30_001, "donation_value_exceeded")]
    [TestCase("own_staff", 30_001, "donation_value_exceeded")]
    [TestCase("public_body", 30_000, null)]
    [TestCase("public_body", 30_001, "transfer_instead")]
    [TestCase("family", 30_001, null)] // by deliberation, not under the article that sets the limit
    public async Task A_Donated_Good_Is_Worth_No_More_Than_The_Threshold(string kind, long value, string? refusal)
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body["unitValueCents"] = value;
        body["beneficiary"] = kind is "own_staff" or "family" ? new { kind, borrowerId = (await Given.Pupil()).Id } : new { kind, name = "Organisme d'essai" };
        body["deliberationReference"] = kind == "family" ? "DEL 2026-1" : null;
        await Judge(body, refusal, "€300.00", "D3212-3-1", "2022-791");
    }

    [Test]
    public async Task The_Rule_Is_Said_In_French_With_Its_Facts()
    {
        using var client = Host.Client(await Given.Key(Host, Given.Slug, "fleet_manager"), "fr");
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body["unitValueCents"] = 123_456;
        var refused = (await client.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Conflict);
        Assert.That(refused["detail"].GetString(), Does.Match(@"vaut 1\s234,56 € : un bien donné ne peut valoir plus de 300,00 € \(CG3P, .*2022-791"));
        var facts = refused["reasons"][0].GetProperty("facts");
        Assert.That((facts.GetProperty("valueCents").GetInt64(), facts.GetProperty("mostCents").GetInt64(), facts.GetProperty("appliesFrom").GetString()), Is.EqualTo((123_456, 30_000, "2022-05-09")));
    }

    [TestCase("unitValueCents", "donation_value_missing", "L3212-2")]
    [TestCase("beneficiary", "beneficiary_missing", "L3212-2")]
    [TestCase("act", "donation_act_missing", "L3212-3")]
    public async Task A_Donation_Needs_A_Value_A_Beneficiary_And_A_Signed_Act(string missing, string refusal, string article)
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body[missing] = null;
        await Judge(body, refusal, article);
        if (missing != "act") return;
        foreach (var act in new object[] { new { reference = "Convention 1" }, new { signedOn = Bench.Yesterday(Given) }, new { reference = "  ", signedOn = Bench.Yesterday(Given) } })
        {
            body[missing] = act;
            await Judge(body, refusal);
        }
    }

    [TestCase(null, "deliberation_missing")]
    [TestCase("DEL 2026-14", null)]
    public async Task A_Family_Is_Given_A_Device_By_Deliberation(string? deliberation, string? refusal)
    {
        var borrower = (await Given.Pupil()).Id;
        var device = await Ends.Retired(Given);
        var body = Bench.Disposal(Given, device, "donate");
        (body["beneficiary"], body["deliberationReference"]) = (new { kind = "family", borrowerId = borrower }, deliberation);
        await Judge(body, refusal, "L3212-2");
        if (refusal is not null) return;
        var made = (await Given.Read($"disposals?deviceId={device}")).Items.Single();
        Assert.That(made.GetProperty("beneficiary").GetProperty("borrowerId").GetGuid(), Is.EqualTo(borrower));
        Assert.That((await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("borrowerId").GetGuid(), Is.EqualTo(borrower));
        // Who reads the fleet of one school reads that a family was helped, and not which.
        await Given.School();
        using var staff = await Given.Client("school_staff", "0381903M");
        var seen = (await staff.Get(Given.Path($"disposals/{made.GetProperty("id").GetGuid()}"))).Must(HttpStatusCode.OK);
        Assert.That(seen.Text, Does.Not.Contain(borrower.ToString("D")));
    }

    [Test]
    public async Task The_Law_Of_The_Day_Of_The_Act_Counts_And_None_Is_Guessed()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body["act"] = new { reference = "Convention 1", signedOn = "2022-05-08" };
        await Judge(body, "no_threshold_in_force", "donation_unit_value_max_cents", "2022");
        body["act"] = new { reference = "Convention 1", signedOn = "2022-05-09" };
        await Judge(body, null);
    }

    [TestCase("laptop", 18_000)]
    [TestCase("desktop", 15_000)]
    [TestCase("tablet", 10_000)]
    [TestCase("screen", 3_000)]
    [TestCase("printer", 3_000)]
    public async Task A_Person_Pays_A_Solidarity_Price(string modelKind, long most)
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given, modelKind), "sell");
        (body["buyerKind"], body["priceCents"]) = ("individual", most + 1);
        await Judge(body, "solidarity_price_exceeded", "2022-1413", modelKind);
        body["priceCents"] = most;
        await Judge(body, null);
        var auction = Bench.Disposal(Given, await Ends.Retired(Given, modelKind), "sell");
        (auction["buyerKind"], auction["priceCents"]) = ("auction", most + 1);
        await Judge(auction, null);
    }

    [Test]
    public async Task Where_The_Law_Sets_No_Solidarity_Price_It_Is_Said()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given, "video_projector"), "sell");
        body["buyerKind"] = "individual";
        await Judge(body, "no_solidarity_price", "video_projector", "2022-1413");
        body["buyerKind"] = "auction";
        await Judge(body, null);
    }

    [TestCase("sell", "priceCents", "sale_incomplete")]
    [TestCase("sell", "saleReference", "sale_incomplete")]
    [TestCase("sell", "buyerKind", "sale_incomplete")]
    [TestCase("recycle", "ecoOrganism", "take_over_incomplete")]
    [TestCase("recycle", "weightGrams", "take_over_incomplete")]
    [TestCase("recycle", "wasteSlip", "take_over_incomplete")]
    [TestCase("transfer", "recipientOrganisation", "transfer_incomplete")]
    [TestCase("transfer", "act", "transfer_incomplete")]
    public async Task No_End_Goes_Without_Its_Proof(string move, string missing, string refusal)
    {
        var device = await Ends.Retired(Given);
        var body = Bench.Disposal(Given, device, move);
        body[missing] = null;
        await Judge(body, refusal, missing);
        await Judge(Bench.Disposal(Given, device, move), null);
    }

    [Test]
    public async Task What_Is_Recycled_Weighs_What_Its_Model_Weighs()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given, weightGrams: 487), "recycle");
        body["weightGrams"] = null;
        Assert.That((await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created)["weightGrams"].GetInt32(), Is.EqualTo(487));
    }

    [TestCase("mdmState", "enrolled", "mdm_not_released", "removed")]
    [TestCase("mdmState", "supervised", "mdm_not_released", "not_enrolled")]
    [TestCase("lockState", "on", "activation_lock_on", "released")]
    [TestCase("lockState", "on", "activation_lock_on", "none")]
    public async Task What_Another_Still_Manages_Leaves_To_Nobody(string field, string value, string refusal, string freed)
    {
        foreach (var move in Bench.Ends.Where(move => move != "recycle"))
        {
            var device = await Ends.Retired(Given);
            await Ends.Patch(Given, device, new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value });
            await Judge(Bench.Disposal(Given, device, move), refusal);
            await Ends.Patch(Given, device, new Dictionary<string, string>(StringComparer.Ordinal) { [field] = freed });
            await Judge(Bench.Disposal(Given, device, move), null);
        }
    }

    [TestCase("fleet_manager")]
    [TestCase("organisation_admin")]
    public async Task What_Is_Dead_And_Out_Of_Reach_Is_Recycled_With_A_Reason(string role)
    {
        using var client = await Given.Client(role);
        var device = await Ends.Retired(Given);
        await Ends.Patch(Given, device, new { mdmState = "enrolled", lockState = "on" });
        var body = Bench.Disposal(Given, device, "recycle");
        foreach (var blank in (string?[])[null, "  "])
        {
            body["overrideReason"] = blank;
            var refused = (await client.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Conflict);
            Assert.That(refused.Reasons, Is.EqualTo(new[] { "mdm_not_released", "activation_lock_on" }));
            foreach (var code in refused.Reasons) Assert.That(Ends.OverridableBy(refused, code!), Is.EqualTo(new[] { "organisation_admin", "fleet_manager" }));
        }
        body["overrideReason"] = "Carte mère morte";
        // What is left of the law refuses alone.
        (body["wasteSlip"], var slip) = (null, body["wasteSlip"]);
        Assert.That((await client.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "take_over_incomplete" }));
        body["wasteSlip"] = slip;
        Assert.That((await client.Post(Given.Path("disposals/check"), body)).Must(HttpStatusCode.OK)["allowed"].GetBoolean(), Is.True);
        (await client.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created);
        var changes = (await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("changes");
        Assert.That(changes.GetProperty("overridden").EnumerateArray().Select(code => code.GetString()), Is.EqualTo(new[] { "mdm_not_released", "activation_lock_on" }));
        Assert.That(changes.GetProperty("overrideReason").GetString(), Is.EqualTo("Carte mère morte"));
    }

    [Test]
    public async Task The_Bench_Releases_A_Device_And_Who_Only_Reads_Does_Not()
    {
        var device = await Ends.Retired(Given);
        await Ends.Patch(Given, device, new { mdmState = "supervised", lockState = "on" });
        using var technician = await Given.Client("technician");
        using var auditor = await Given.Client("auditor");
        var path = Given.Path($"devices/{device}/mdm");
        (await auditor.Post(path, new { lockState = "released" })).Must(HttpStatusCode.Forbidden);
        (await technician.Post(path, new { lockState = "perhaps" })).Must(HttpStatusCode.UnprocessableEntity);
        (await technician.Post(path, new { lockState = "released" }, ("If-Match", "\"1\""))).Must(HttpStatusCode.PreconditionFailed);
        var freed = (await technician.Post(path, new { mdmState = "removed", lockState = "released" })).Must(HttpStatusCode.OK);
        Assert.That((freed["mdmState"].GetString(), freed["lockState"].GetString(), freed["state"].GetString()), Is.EqualTo(("removed", "released", "retired")));
        Assert.That((await technician.Post(path, new { })).Must(HttpStatusCode.OK)["version"].GetInt64(), Is.EqualTo(freed["version"].GetInt64()), "nothing changed, nothing is told");
        Assert.That((await Given.Read($"devices/{device}/events")).Items[^1].GetProperty("changes").GetProperty("lockState").GetProperty("old").GetString(), Is.EqualTo("on"));
        await Given.Move(device, "donate");
    }

    /// <summary>Null: it is made. Else it refuses with this code alone, for the administrator with a reason too, and says the facts.</summary>
    private async Task Judge(Dictionary<string, object?> body, string? refusal, params string[] says)
    {
        if (refusal is null)
        {
            (await Given.Manager.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Created);
            return;
        }
        foreach (var reason in (string?[])[null, "Décision du maire"])
        {
            body["overrideReason"] = reason;
            var refused = (await _admin.Post(Given.Path("disposals"), body)).Must(HttpStatusCode.Conflict);
            Assert.That(refused.Reasons, Is.EqualTo(new[] { refusal }));
            Assert.That(Ends.OverridableBy(refused, refusal), Is.Empty);
            foreach (var fact in says) Assert.That(refused["detail"].GetString(), Does.Contain(fact));
            Assert.That(refused["detail"].GetString(), Does.Not.Match("[{}]"));
        }
        body["overrideReason"] = null;
    }
}
