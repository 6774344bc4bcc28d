using System.Net;
using TabletLoans.Inventories;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Inventories;

/// <summary>What a campaign expects, who opens it, and that a place has one.</summary>
public sealed class OpenInventoryTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_School_Expects_What_Is_There_And_What_Is_On_Loan_Only_Where_Asked(bool includeOnLoan)
    {
        var (school, other, model) = ((await Given.School(Uai)).Id, (await Given.School("0382032C")).Id, (await Given.Model()).Id);
        var (there, returned, lent, found) = ((await Given.DeviceAtSchool(school, model)).Id, (await Given.DeviceAtSchool(school, model)).Id, (await Given.DeviceAtSchool(school, model)).Id, (await Given.DeviceAtSchool(school, model)).Id);
        var pupil = (await Given.Pupil(school)).Id;
        foreach (var device in new[] { returned, lent })
        {
            await Given.Loan(device, pupil);
            if (device == returned) (await Given.Manager.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        }
        // Found again after a loss: in triage, and still at the school.
        await Given.Move(found, "report_missing");
        await Given.Move(found, "find");
        // Not there: elsewhere, on its way, lost, in stock.
        await Given.DeviceAtSchool(other, model);
        await Given.Move((await Given.DeviceInStock(model)).Id, "send_to_school", new { schoolId = school });
        await Given.Move((await Given.DeviceAtSchool(school, model)).Id, "report_missing");
        await Given.DeviceInStock(model);
        var campaign = await Campaign.Open(Given, school, includeOnLoan);
        Assert.That(await campaign.Devices("expected"), Is.EquivalentTo(includeOnLoan ? new[] { there, returned, lent, found } : [there, returned, found]));
        var opened = await campaign.Read();
        Assert.That((opened["state"].GetString(), opened["progress"].GetInt32(), opened["school"].GetProperty("uai").GetString(), opened["includeOnLoan"].GetBoolean()), Is.EqualTo(("open", 0, Uai, includeOnLoan)));
        Assert.That(Campaign.Counts(opened), Is.EqualTo(new[] { includeOnLoan ? 4 : 3, 0, 0, 0, 0, 0 }));
        Assert.That(opened.Headers["ETag"], Is.EqualTo($"\"{opened["version"].GetInt64()}\""));
    }

    [Test]
    public async Task The_Stock_Room_Expects_What_The_Organisation_Itself_Holds()
    {
        var journey = await Journey.In(Given);
        var expected = new List<Guid>();
        foreach (var state in DeviceStates.All)
        {
            var device = await journey.DeviceIn(state);
            if ((await Given.Read($"devices/{device}"))["schoolId"].ValueKind == System.Text.Json.JsonValueKind.Null && InventoryPlace.StatesInStockRoom.Contains(state.Code)) expected.Add(device);
        }
        // A repair that was sent out is with the repairer, one in the workshop is here (the journey's).
        var away = (await Given.DeviceInStock()).Id;
        (await Given.Manager.Post(Given.Path("work-orders"), new { device = away, kind = "sent_out", supplierName = "Atelier", fault = "écran" })).Must(HttpStatusCode.Created);
        await Given.DeviceAtSchool(journey.School);
        var campaign = await Campaign.Open(Given);
        Assert.That(await campaign.Devices("expected"), Is.EquivalentTo(expected));
        Assert.That(expected, Has.Count.GreaterThanOrEqualTo(7));
        Assert.That((await campaign.Lines()).Select(line => line.GetProperty("assetTag").GetString()), Is.Ordered, "by tag, as people walk along the shelves");
    }

    /// <summary>The lifecycle table says which states a device may have while it has a school, or none: a new state must be placed.</summary>
    [Test]
    public void Every_State_Of_The_Lifecycle_Is_Counted_Somewhere_Or_Is_Nowhere_To_Be_Counted()
    {
        string[] nowhere = ["in_transit", "on_loan", "missing", "stolen", .. DeviceStates.All.Select(state => state.Code).Where(DeviceStates.HasLeftTheFleet)];
        var reached = new HashSet<(string State, bool AtSchool)> { ("received", false) };
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var (state, atSchool) in reached.ToList())
                foreach (var row in DeviceLifecycle.From(state))
                {
                    if (row.LeavesSchool || (!row.NeedsSchool && row.Name is not ("confirm_arrival" or "keep_at_school"))) reached.Add((row.To.Code, atSchool && !row.LeavesSchool));
                    else reached.Add((row.To.Code, true));
                    if (row.UseCase is "ReturnDevice" or "LendDevice") reached.Add((row.To.Code, true));
                }
        }
        var uncounted = reached.Where(place => !nowhere.Contains(place.State) && !(place.AtSchool ? InventoryPlace.StatesAtSchool : InventoryPlace.StatesInStockRoom).Contains(place.State));
        // A loan without a school that is cancelled: no device stays at no school.
        Assert.That(uncounted, Is.SubsetOf(new[] { ("at_school", false) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_Place_Has_One_Open_Campaign(bool ofSchool)
    {
        var (school, other) = ((await Given.School(Uai)).Id, (await Given.School("0382032C")).Id);
        Guid? place = ofSchool ? school : null;
        var first = await Campaign.Open(Given, place);
        var second = (await Given.Manager.Post(Given.Path("inventories"), new { name = "Encore", schoolId = place })).Must(HttpStatusCode.Conflict);
        Assert.That(second.Code, Is.EqualTo("inventory_already_open"));
        Assert.That(second["detail"].GetString(), Does.Contain(first.Id.ToString("D")));
        // Another place, another organisation, or the same place once it has ended.
        await Campaign.Open(Given, other);
        await Campaign.Open(await Given.Organisation(Host));
        (await Given.Manager.Post(first.Path("/cancel"), new { reason = "mauvaise école" })).Must(HttpStatusCode.OK);
        await Campaign.Open(Given, place);
        Assert.That((await Given.Read("inventories?state=open")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Read("inventories?state=cancelled")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(first.Id));
        Assert.That((await Given.Read($"inventories?schoolId={other}")).Items, Has.Count.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Of_Many_Who_Open_At_Once_One_Does(bool ofSchool)
    {
        Guid? schoolId = ofSchool ? (await Given.School(Uai)).Id : null;
        await Given.DeviceInStock();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Given.Manager.Post(Given.Path("inventories"), new { name = $"N° {i}", schoolId })));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.Created).Select(answer => answer.Code), Is.All.EqualTo("inventory_already_open"));
        Assert.That((await Given.Read("inventories")).Items, Has.Count.EqualTo(1));
    }

    [TestCase("organisation_admin", HttpStatusCode.Created)]
    [TestCase("fleet_manager", HttpStatusCode.Created)]
    [TestCase("technician", HttpStatusCode.Created)]
    [TestCase("programme_officer", HttpStatusCode.Forbidden)]
    [TestCase("auditor", HttpStatusCode.Forbidden)]
    public async Task Who_Counts_The_Stock_Room(string role, HttpStatusCode status)
    {
        using var client = await Given.Client(role);
        (await client.Post(Given.Path("inventories"), new { name = "Réserve" })).Must(status);
    }

    [TestCase("school_staff")]
    [TestCase("organisation_admin")]
    public async Task A_Schools_Staff_Opens_The_Schools_And_Neither_The_Stock_Rooms_Nor_Another_Schools(string role)
    {
        var (school, other) = ((await Given.School(Uai)).Id, (await Given.School("0382032C")).Id);
        using var staff = await Given.Client(role, Uai);
        Assert.That((await staff.Post(Given.Path("inventories"), new { name = "Réserve" })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/schoolId").WithValue("missing"));
        Assert.That((await staff.Post(Given.Path("inventories"), new { name = "Ailleurs", schoolId = other })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/schoolId").WithValue("unknown_reference"));
        Assert.That((await Given.Read("inventories")).Items, Is.Empty);
        await Campaign.Open(Given, school, client: staff);
        Assert.That((await staff.Post(Given.Path("inventories"), new { name = " " })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/name").WithValue("missing"));
    }

    [Test]
    public async Task Staff_Of_Another_School_See_None_Of_It_And_Nobody_Limited_Sees_The_Stock_Room()
    {
        var school = (await Given.School(Uai)).Id;
        await Given.School("0382032C");
        var device = (await Given.DeviceAtSchool(school)).Id;
        var (ofSchool, ofStock) = (await Campaign.Open(Given, school), await Campaign.Open(Given));
        using var staff = await Given.Client("school_staff", Uai);
        using var stranger = await Given.Client("school_staff", "0382032C");
        Assert.That((await staff.Get(Given.Path("inventories"))).Must(HttpStatusCode.OK).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(ofSchool.Id));
        Assert.That((await stranger.Get(Given.Path("inventories"))).Must(HttpStatusCode.OK).Items, Is.Empty);
        foreach (var (client, campaign) in new[] { (stranger, ofSchool), (stranger, ofStock), (staff, ofStock) })
        {
            foreach (var path in (string[])["", "/lines", "/events"]) (await client.Get(campaign.Path(path))).Must(HttpStatusCode.NotFound);
            foreach (var (path, body) in new (string, object)[] { ("/scans", new { devices = new[] { device } }), ("/undo-scan", new { device }), ("/close", new { overrideReason = "x" }), ("/cancel", new { reason = "x" }) })
                Assert.That((await client.Post(campaign.Path(path), body)).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("not_found"), path);
        }
        Assert.That(Campaign.Counts(await ofSchool.Read()), Is.EqualTo(new[] { 1, 0, 0, 0, 0, 0 }));
    }
}
