using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>What no rule could judge is pointed at: a person's name, an unreadable number, a value of another kind.</summary>
public sealed class DisposalValuesTests(Engine engine) : ApiTest(engine)
{
    [TestCase("family")]
    [TestCase("own_staff")]
    public async Task No_Person_Is_Named(string kind)
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body["beneficiary"] = new { kind, name = "Zoé Exemple", siret = "73282932000074" };
        var refused = (await Post(body)).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors, Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["/beneficiary/name"] = "person_named", ["/beneficiary/siret"] = "person_named" }));
        Assert.That(refused.Text, Does.Not.Contain("Zoé"));
        body["beneficiary"] = new { kind, borrowerId = Guid.CreateVersion7() };
        Assert.That((await Post(body)).Must(HttpStatusCode.UnprocessableEntity).Errors["/beneficiary/borrowerId"], Is.EqualTo("unknown_reference"));
    }

    [Test]
    public async Task A_Body_Is_Named_And_Its_Siret_Is_Read()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        foreach (var (beneficiary, pointer, code) in new (object, string, string)[]
        {
            (new { kind = "rup_association" }, "/beneficiary/name", "missing"),
            (new { kind = "rup_association", name = " " }, "/beneficiary/name", "missing"),
            (new { kind = "rup_association", name = "A", siret = "73282932000075" }, "/beneficiary/siret", "invalid_format"),
            (new { kind = "rup_association", name = "A", borrowerId = Guid.CreateVersion7() }, "/beneficiary/borrowerId", "not_of_this_kind"),
            (new { kind = "friend", name = "A" }, "/beneficiary/kind", "not_one_of"),
        })
        {
            body["beneficiary"] = beneficiary;
            Assert.That((await Post(body)).Must(HttpStatusCode.UnprocessableEntity).Errors.GetValueOrDefault(pointer), Is.EqualTo(code), beneficiary.ToString());
        }
        body["beneficiary"] = new { kind = "rup_association", name = " Association d'essai ", siret = "732 829 320 00074" };
        var made = (await Post(body)).Must(HttpStatusCode.Created)["beneficiary"];
        Assert.That((made.GetProperty("name").GetString(), made.GetProperty("siret").GetString()), Is.EqualTo(("Association d'essai", "73282932000074")));
    }

    [Test]
    public async Task An_Act_Is_Not_Of_Tomorrow()
    {
        var body = Bench.Disposal(Given, await Ends.Retired(Given), "donate");
        body["act"] = new { reference = "Convention 1", signedOn = Given.Today.AddDays(2) };
        Assert.That((await Post(body)).Must(HttpStatusCode.UnprocessableEntity).Errors["/act/signedOn"], Is.EqualTo("out_of_range"));
    }

    [Test]
    public async Task What_Belongs_To_Another_Kind_Is_Not_Dropped_In_Silence()
    {
        var device = await Ends.Retired(Given);
        var every = Bench.Ends.SelectMany(move => Bench.Disposal(Given, device, move)).Where(pair => pair.Value is not null && pair.Key is not ("device" or "kind"))
            .DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        foreach (var move in Bench.Ends)
        {
            var body = Bench.Disposal(Given, device, move);
            var strange = every.Keys.Where(name => body[name] is null && !(move == "transfer" && name == "unitValueCents")).ToList();
            foreach (var name in strange) body[name] = every[name];
            var refused = (await Post(body)).Must(HttpStatusCode.UnprocessableEntity);
            Assert.That(refused.Errors.Keys, Is.EquivalentTo(strange.Select(name => $"/{name}")), move);
            Assert.That(refused.Errors.Values, Has.All.EqualTo("not_of_this_kind"));
        }
        Assert.That((await Given.Read("disposals")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Lot_Is_Disposed_Of_With_A_Result_Per_Line()
    {
        var (first, enrolled, third, stocked) = (await Ends.Retired(Given), await Ends.Retired(Given), await Ends.Retired(Given), (await Given.DeviceInStock()).Id);
        await Ends.Patch(Given, enrolled, new { mdmState = "enrolled" });
        var body = Bench.Disposal(Given, first, "recycle");
        body.Remove("device");
        body["devices"] = new[] { first.ToString("D"), enrolled.ToString("D"), "nobody knows it", stocked.ToString("D"), third.ToString("D"), first.ToString("D") };
        var results = (await Given.Manager.Post(Given.Path("disposals/batch"), body)).Must(HttpStatusCode.OK)["results"].EnumerateArray().ToList();
        Assert.That(results.Select(line => (line.GetProperty("line").GetInt32(), line.GetProperty("status").GetInt32())), Is.EqualTo(new[] { (1, 201), (2, 409), (3, 404), (4, 409), (5, 201), (6, 409) }));
        Assert.That(results[0].GetProperty("disposal").GetProperty("deviceId").GetGuid(), Is.EqualTo(first));
        Assert.That(new[] { 1, 2, 3, 5 }.Select(i => results[i].GetProperty("problem").GetProperty("code").GetString()), Is.EqualTo(new[] { "mdm_not_released", "unknown_device", "illegal_transition", "illegal_transition" }));
        Assert.That((await Given.Read("disposals")).Items, Has.Count.EqualTo(2));
        // The terms hold for all: what is wrong with them is said once, and what may be gone past is gone past line by line.
        (body["wasteSlip"], body["priceCents"]) = (null, 1);
        Assert.That((await Given.Manager.Post(Given.Path("disposals/batch"), body)).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/priceCents" }));
        (body["wasteSlip"], body["priceCents"], body["overrideReason"], body["devices"]) = ("BSD 2", null, "Hors service", new[] { enrolled.ToString("D") });
        results = (await Given.Manager.Post(Given.Path("disposals/batch"), body)).Must(HttpStatusCode.OK)["results"].EnumerateArray().ToList();
        Assert.That(results.Single().GetProperty("status").GetInt32(), Is.EqualTo(201));
    }

    private Task<Answer> Post(object body) => Given.Manager.Post(Given.Path("disposals"), body);
}
