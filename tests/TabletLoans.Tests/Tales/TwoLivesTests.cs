using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Tales;

/// <summary>
/// One device lives twice: bought, prepared, shipped, lent, returned broken, repaired, wiped, lent again, returned, graded D, retired and
/// donated. Its timeline tells it in order, in French and in English, and the chain of events holds.
/// </summary>
public sealed class TwoLivesTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";

    private static readonly (string Name, string French, string English)[] Told =
    [
        ("register_device", "Enregistrer l'appareil", "Register the device"),
        ("accept_device", "Accepter à la livraison (service fait)", "Accept on delivery"),
        ("prepare", "Mettre en préparation", "Start preparing"),
        ("put_in_stock", "Mettre en stock", "Put in stock"),
        ("pack", "Mettre dans une expédition", "Pack into a shipment"),
        ("send_to_school", "Expédier vers un établissement", "Send to a school"),
        ("confirm_arrival", "Confirmer l'arrivée", "Confirm the arrival"),
        // The first life.
        ("lend", "Remettre à un emprunteur", "Hand over to a borrower"),
        ("declare_incident", "Déclarer un sinistre", "Declare an incident"),
        ("return", "Reprendre", "Take back"),
        ("triage", "Examiner", "Examine"),
        ("repair", "Mettre en réparation", "Send to repair"),
        ("finish_repair", "Réparation finie", "Repair finished"),
        ("decide_incident", "Décider de la suite du sinistre", "Decide what follows from the incident"),
        ("close_incident", "Clore le sinistre", "Close the incident"),
        ("sanitize", "Commencer l'effacement", "Start wiping"),
        ("reimage", "Effacement fait : remasteriser", "Wiped: re-image"),
        ("change_device", "Modifier la fiche de l'appareil", "Change the device's record"),
        ("put_in_stock", "Mettre en stock", "Put in stock"),
        // The second.
        ("lend", "Remettre à un emprunteur", "Hand over to a borrower"),
        ("return", "Reprendre", "Take back"),
        ("triage", "Examiner", "Examine"),
        ("sanitize", "Commencer l'effacement", "Start wiping"),
        ("reimage", "Effacement fait : remasteriser", "Wiped: re-image"),
        ("record_mdm_state", "Noter l'état du MDM et du verrouillage", "Note the state of the MDM and of the lock"),
        ("retire", "Réformer (référence de la décision)", "Retire (reference of the decision)"),
        ("donate", "Donner (référence de la convention)", "Donate (reference of the agreement)"),
    ];

    private Guid _device;

    [Test]
    public async Task A_Device_Lives_Twice_And_Its_Timeline_Tells_It_In_Order_In_French_And_In_English()
    {
        var school = (await Given.School(Uai)).Id;
        await Bought();
        await AtSchool(school);
        await FirstLife((await Given.Pupil(school, "Première")).Id);
        await SecondLife((await Given.Pupil(school, "Seconde")).Id);
        await Donated();

        using var french = Host.Client(await Support.Given.Key(Host, Given.Slug, "fleet_manager"), "fr");
        var (fr, en) = (await Events(french), await Events(Given.Manager));
        Assert.That(fr.Select(told => told.Name), Is.EqualTo(Told.Select(told => told.Name)));
        Assert.That(fr.Select(told => told.Summary), Is.EqualTo(Told.Select(told => told.French)));
        Assert.That(en.Select(told => told.Summary), Is.EqualTo(Told.Select(told => told.English)));
        Assert.That(fr.Select(told => told.Sequence), Is.Ordered.And.Unique);
        Assert.That(fr.Select(told => told.At), Is.Ordered);
        // Each move starts where the one before it ended.
        var moves = fr.Where(told => told.From is not null).ToList();
        Assert.That(moves.Skip(1).Select(told => told.From), Is.EqualTo(moves.SkipLast(1).Select(told => told.To)));
        Assert.That((moves[0].From, moves[^1].To), Is.EqualTo(("received", "donated")));
        Assert.That((await french.Get(Given.Path($"devices/{_device}/events"))).Text, Does.Not.Contain("Première").And.Not.Contain("Seconde"));

        Assert.That((await Given.Read($"loans?deviceId={_device}")).Items.Select(loan => (loan.GetProperty("outcome").GetString(), loan.GetProperty("returnGrade").GetString())), Is.EqualTo(new[] { ("returned", "D"), ("returned", "C") }));
        Assert.That((await Given.Read($"disposals?deviceId={_device}")).Items.Single().GetProperty("reference").GetString(), Is.EqualTo("Convention 2026-07"));
        await Given.ChainHolds();
    }

    private async Task Bought()
    {
        var model = (await Given.Manager.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "Acme", reference = "T-10", tagRequired = true, mdmRequired = true, accessoriesRequired = true, weightGrams = 480 })).Must(HttpStatusCode.Created).Id;
        var order = await Purchase.Ordered(Given, await Purchase.SupplierOf(Given), Purchase.OfModel(model, 1));
        var delivery = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), ["TWICE-1"])).Must(HttpStatusCode.OK)["delivery"].GetProperty("id").GetGuid();
        (await Given.Manager.Post(Given.Path($"deliveries/{delivery}/accept"), new { invoiceReference = "F-1", warrantyMonths = 36 })).Must(HttpStatusCode.OK);
        _device = (await Given.Read("devices?serial=TWICE-1")).Items.Single().GetProperty("id").GetGuid();
        foreach (var (putInStock, apply) in new[] { (false, (object)new { tagPrinted = true, mdmState = "supervised" }), (true, new { accessoriesPresent = true }) })
            (await Given.Manager.Post(Given.Path("devices/prepare-batch"), new { devices = new[] { _device }, apply, putInStock })).Must(HttpStatusCode.OK);
    }

    private async Task AtSchool(Guid school)
    {
        var shipment = (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = school, devices = new[] { _device }, send = true })).Must(HttpStatusCode.Created).Id;
        using var staff = await Given.Client("school_staff", Uai);
        (await staff.Post(Given.Path($"shipments/{shipment}/arrival?close=true"), new { devices = new[] { _device } })).Must(HttpStatusCode.OK);
    }

    private async Task FirstLife(Guid pupil)
    {
        await Given.Loan(_device, pupil);
        var incident = (await Given.Manager.Post(Given.Path("incidents"), new { device = _device, kind = "breakage", circumstances = "Tombée dans l'escalier" })).Must(HttpStatusCode.Created).Id;
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = _device, grade = "D" })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"devices/{_device}/triage"), new { grade = "D", findings = "Écran fendu" })).Must(HttpStatusCode.OK);
        foreach (var move in (string[])["repair", "finish_repair"]) await Bench.Move(Given, _device, move);
        (await Damage.Decide(Given, incident, "repair")).Must(HttpStatusCode.OK);
        (await Damage.Close(Given, incident)).Must(HttpStatusCode.OK);
        await Wiped();
        (await Given.Manager.Patch(Given.Path($"devices/{_device}"), new { grade = "B" }, "*")).Must(HttpStatusCode.OK);
        await Given.Move(_device, "put_in_stock", new { });
    }

    private async Task SecondLife(Guid pupil)
    {
        await Given.Loan(_device, pupil);
        (await Given.Manager.Post(Given.Path("loans/return"), new { device = _device, grade = "C" })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"devices/{_device}/triage"), new { grade = "D" })).Must(HttpStatusCode.OK);
        await Wiped();
    }

    private async Task Wiped()
    {
        await Given.Move(_device, "sanitize", new { });
        await Bench.Move(Given, _device, "reimage");
    }

    private async Task Donated()
    {
        (await Given.Manager.Post(Given.Path($"devices/{_device}/mdm"), new { mdmState = "removed", lockState = "released" })).Must(HttpStatusCode.OK);
        await Given.Move(_device, "retire", new { reason = "Délibération 2026-112" });
        (await Given.Manager.Post(Given.Path("disposals"), new
        {
            device = _device, kind = "donation", unitValueCents = 9_000, beneficiary = new { kind = "rup_association", name = "Association d'essai" },
            act = new { reference = "Convention 2026-07", signedOn = Bench.Yesterday(Given) },
        })).Must(HttpStatusCode.Created);
    }

    private async Task<List<(string Name, string Summary, string? From, string? To, long Sequence, DateTimeOffset At)>> Events(ApiClient client) =>
        [.. (await client.Get(Given.Path($"devices/{_device}/events?limit=500"))).Must(HttpStatusCode.OK).Items.Select(told => (
            told.GetProperty("name").GetString()!, told.GetProperty("summary").GetString()!, told.GetProperty("fromState").GetString(), told.GetProperty("toState").GetString(),
            told.GetProperty("sequence").GetInt64(), told.GetProperty("at").GetDateTimeOffset()))];
}
