using System.Net;
using TabletLoans.Calls;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The table of an application's life and its readers.</summary>
public sealed class ApplicationLifecycleTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public void The_Migration_Allows_The_States_Of_The_Table_And_No_Other()
    {
        var check = Migrator.All.Single(migration => migration.Name.StartsWith("0024", StringComparison.Ordinal)).Sql.Split("ck_application_state check (state in (")[1].Split("))")[0];
        Assert.That(check.Split(',').Select(code => code.Trim().Trim('\'')), Is.EqualTo(ApplicationLifecycle.States.Select(state => state.Code)));
    }

    [Test]
    public void Every_State_Is_Reached_And_Every_Move_Has_A_Name_Of_Its_Own()
    {
        Assert.That(ApplicationLifecycle.All.Select(row => row.Name), Is.Unique);
        Assert.That(ApplicationLifecycle.States.Except(ApplicationLifecycle.All.Select(row => row.To)), Is.EqualTo(new[] { ApplicationLifecycle.Draft }));
        Assert.That(ApplicationLifecycle.All.Where(row => row.From.Count == 0), Is.Empty);
    }

    /// <summary>Every state × every row of the table, through HTTP: refused where the table does not allow it, whatever else would be said.</summary>
    [Test]
    public async Task Moves_Follow_The_Table()
    {
        var application = (await Money.At(Given, (await Given.School()).Id)).Application;
        foreach (var state in ApplicationLifecycle.States)
        {
            foreach (var row in ApplicationLifecycle.All.Where(row => row.UseCase != nameof(RankCall) && !row.StartsFrom(state.Code)))
            {
                await Put(application, state.Code);
                var answer = (await Tne.Move(Given, application, row.Name, row.Name == "award" ? new { } : new { reason = "test", justifiedCents = 1 })).Must(HttpStatusCode.Conflict);
                Assert.That(answer.Reasons, Does.Contain("illegal_application_transition"), $"{state}, {row.Name}");
            }
            await Put(application, state.Code);
            var allowed = (await Given.Read($"applications/{application}"))["allowedTransitions"].EnumerateArray().Select(move => move.GetProperty("name").GetString());
            Assert.That(allowed, Is.EqualTo(ApplicationLifecycle.All.Where(row => row.StartsFrom(state.Code) && row.UseCase != nameof(RankCall)).Select(row => row.Name)), state.Code);
        }
    }

    [Test]
    public async Task A_School_Files_For_Itself_And_Decides_Nothing()
    {
        var (own, other) = (await Given.School(), await Given.School("0380001V"));
        var money = await Money.At(Given, other.Id);
        using var staff = await Given.Client("school_staff", "0381903M");
        var filed = (await staff.Post(Given.Path("applications"), new { callId = money.Call, applicantKind = "school", content = new { schools = new[] { new { schoolId = own.Id } } } })).Must(HttpStatusCode.Created);
        Assert.That(filed["allowedTransitions"].EnumerateArray().Select(move => move.GetProperty("name").GetString()), Is.EqualTo(new[] { "submit", "withdraw" }));
        Assert.That((await staff.Post(Given.Path("applications"), new { callId = money.Call, applicantKind = "school", content = new { schools = new[] { new { schoolId = other.Id } } } })).Must(HttpStatusCode.UnprocessableEntity).Errors["/content/schools/0/schoolId"], Is.EqualTo("unknown_reference"));
        Assert.That((await staff.Get(Given.Path("applications"))).Items.Select(item => item.GetProperty("id").GetGuid()), Is.EqualTo(new[] { filed.Id }));
        Assert.That((await staff.Post(Given.Path($"applications/{filed.Id}/find_eligible"))).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        (await staff.Get(Given.Path($"calls/{money.Call}/ranking"))).Must(HttpStatusCode.Forbidden);
        (await Tne.Move(Given, filed.Id, "withdraw", new { reason = "Projet reporté" })).Must(HttpStatusCode.OK);
        Assert.That((await staff.Get(Given.Path($"applications/{filed.Id}/events"))).Items.Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "file_application", "withdraw_application" }));
    }

    private async Task Put(Guid application, string state)
    {
        var written = await Host.Database.Write<bool>(async writes =>
        {
            await writes.Execute("update application set state = @state where id = @application", Parameters.Of(new { state, application }));
            return true;
        });
        Assert.That(written.IsRefused, Is.False);
    }

    /// <summary>Three envelopes that are spent to the cent: no odd cent of what is kept goes to one that has no more.</summary>
    [Test]
    public async Task What_An_Award_Of_Three_Funders_Keeps_Is_Never_More_Than_A_Share_Was()
    {
        Host.Clock.Set(new DateTimeOffset(2025, 1, 6, 9, 0, 0, TimeSpan.Zero));
        string[] funders = ["a", "b", "c"];
        var programme = (await Funding.Programme(Given, 900, null, new { funders = funders.Select(code => new { code, name = code }) })).Id;
        foreach (var funder in funders) await Funding.Envelope(Given, programme, 300, funder);
        var call = (await Given.Manager.Post(Given.Path("calls"), new
        {
            programmeId = programme, code = "AAP-3", name = "Trois financeurs", kind = "call_for_projects", opensOn = "2025-01-01", closesOn = "2025-01-31",
            rules = new { items = new[] { new { code = "screen", name = "Écran" } }, rates = funders.Select(funder => new { funder, percent = 30 }) },
        })).Must(HttpStatusCode.Created).Id;
        var application = await Tne.File(Given, call, await Tne.College(Given, "0383110"), new { schools = (await Given.Read("schools")).Items.Select(school => new { schoolId = school.GetProperty("id").GetGuid() }), items = new[] { new { item = "screen", quantity = 1, unitPriceCents = 1_000 } }, pedagogicalText = "Projet" });
        foreach (var move in new[] { "submit", "find_eligible" }) (await Tne.Move(Given, application, move)).Must(HttpStatusCode.OK);
        Host.Clock.Set(new DateTimeOffset(2025, 2, 3, 9, 0, 0, TimeSpan.Zero));
        (await Given.Manager.Post(Given.Path($"calls/{call}/ranking"))).Must(HttpStatusCode.OK);
        foreach (var (move, body) in new[] { ("award", (object)new { }), ("notify", new { }), ("start", new { }), ("justify", new { justifiedCents = 899 }), ("close", new { }) }) (await Tne.Move(Given, application, move, body)).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"envelopes?programmeId={programme}")).Items.Select(envelope => envelope.GetProperty("committedCents").GetInt64()).OrderDescending(), Is.EqualTo(new[] { 300L, 300L, 299L }));
    }
}
