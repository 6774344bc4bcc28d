using System.Net;
using Dapper;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Audit;

public sealed class AuditTests(Engine engine) : ApiTest(engine)
{
    // Its events are tampered with.
    private protected override bool NeedsOwnService => true;

    [Test]
    public async Task The_Trail_Tells_Who_Did_What_To_What_Newest_First()
    {
        var loan = await Given.Loan();
        using var auditor = await Given.Client("auditor");
        var events = (await auditor.Get(Given.Path("events?limit=500"))).Must(HttpStatusCode.OK).Items;
        Assert.That(events.Select(told => told.GetProperty("sequence").GetInt64()), Is.Ordered.Descending);
        var lent = events.Single(told => told.GetProperty("name").GetString() == "lend");
        Assert.That((lent.GetProperty("actorName").GetString(), lent.GetProperty("thing").GetString(), lent.GetProperty("thingId").GetGuid(), lent.GetProperty("loanId").GetGuid()),
            Is.EqualTo(("test", "device", loan["deviceId"].GetGuid(), loan.Id)));
        var made = events.First(told => told.GetProperty("name").GetString() == "create_key");
        Assert.That((made.GetProperty("actorName").ValueKind, made.GetProperty("source").GetString(), made.GetProperty("thing").GetString()), Is.EqualTo((System.Text.Json.JsonValueKind.Null, "cli", "key")));
    }

    [Test]
    public async Task It_Is_Filtered_By_Day_Name_And_Actor_And_Read_Page_By_Page()
    {
        await Given.School();
        Host.Clock.Advance(TimeSpan.FromDays(10));
        await Given.School("0380001V");
        using var auditor = await Given.Client("auditor");
        var day = Given.Today;
        Assert.That((await Names(auditor, "events?name=register_school")).Count, Is.EqualTo(2));
        Assert.That((await Names(auditor, $"events?name=register_school&from={day:O}&to={day:O}")).Count, Is.EqualTo(1));
        Assert.That((await Names(auditor, $"events?name=register_school&to={day.AddDays(-1):O}")).Count, Is.EqualTo(1));
        Assert.That((await Names(auditor, $"events?actor={Guid.CreateVersion7()}")), Is.Empty);
        var (seen, next) = (new List<long>(), (string?)null);
        do
        {
            var page = (await auditor.Get(Given.Path($"events?limit=2{(next is null ? "" : $"&cursor={next}")}"))).Must(HttpStatusCode.OK);
            seen.AddRange(page.Items.Select(told => told.GetProperty("sequence").GetInt64()));
            next = page["next"].GetString();
        }
        while (next is not null);
        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, seen.Count).Reverse().Select(i => (long)i)));
        Assert.That((await auditor.Get(Given.Path("events?name=no_such_name"))).Must(HttpStatusCode.UnprocessableEntity).Errors["/name"], Is.EqualTo("not_one_of"));
        Assert.That((await auditor.Get(Given.Path("events?format=csv"))).Must(HttpStatusCode.OK).Text, Does.Contain("register_school"));
    }

    [Test]
    public async Task A_Whole_Chain_Is_Verified_And_A_Touched_One_Is_Told()
    {
        await Given.Loan();
        using var auditor = await Given.Client("auditor");
        var found = (await auditor.Get(Given.Path("events/verification"))).Must(HttpStatusCode.OK);
        var last = (await auditor.Get(Given.Path("events?limit=1"))).Items.Single();
        Assert.That((found["holds"].GetBoolean(), found["events"].GetInt64(), found["lastHash"].GetString()), Is.EqualTo((true, last.GetProperty("sequence").GetInt64(), last.GetProperty("hash").GetString())));
        await Host.Database.Read(connection => connection.ExecuteAsync("update event set reason = 'another' where organisation_id = (select id from organisation where slug = @slug) and sequence = 4", new { slug = Given.Slug }));
        var touched = (await auditor.Get(Given.Path("events/verification"))).Must(HttpStatusCode.OK);
        Assert.That((touched["holds"].GetBoolean(), touched["events"].GetInt64()), Is.EqualTo((false, 3)));
        Assert.That(touched["fault"].GetString(), Does.Contain("event 4").And.Contain("altered"));
        using var other = await (await Given.Organisation(Host)).Client("auditor");
        (await other.Get(Given.Path("events/verification"))).Must(HttpStatusCode.NotFound);
    }

    [TestCase("fleet_manager")]
    [TestCase("school_staff")]
    public async Task Not_Everybody_Reads_It(string role)
    {
        using var client = await Given.Client(role);
        Assert.That((await client.Get(Given.Path("events"))).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
    }

    private async Task<List<string>> Names(ApiClient client, string path) => [.. (await client.Get(Given.Path(path))).Must(HttpStatusCode.OK).Items.Select(told => told.GetProperty("name").GetString()!)];
}
