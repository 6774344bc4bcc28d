using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

/// <summary>A grant that is limited to one school sees that school and nothing else.</summary>
public sealed class SchoolScopeTests(Engine engine) : ApiTest(engine)
{
    private OneOfEach _own = null!;
    private OneOfEach _other = null!;

    [SetUp]
    public async Task OpenTwoSchools() => (_own, _other) = (await OneOfEach.At(Given, OneOfEach.FirstUai), await OneOfEach.At(Given, OneOfEach.SecondUai));

    /// <summary>The most powerful roles, kept to one school: whatever is refused is refused by the school alone.</summary>
    [TestCase("organisation_admin")]
    [TestCase("school_staff")]
    public async Task No_Address_Reaches_A_Row_Of_Another_School(string role)
    {
        using var client = await Given.Client(role, OneOfEach.FirstUai);
        var before = await Everything();
        var failures = new List<string>();
        var reached = 0;
        foreach (var route in Route.OfOrganisations(Host).Where(route => route.NamesOneThing && !OneOfEach.OfTheWhole.Contains(route.Collection) && May(role, route)))
        {
            using var content = Body(route);
            var answer = await client.Send(route.Method, route.Path(Given.Slug, _other.Of), content, ("If-Match", "*"));
            reached++;
            if (answer.Status != HttpStatusCode.NotFound || answer.Code != "not_found") failures.Add($"{route}: {answer.Status} {answer.Text}");
        }
        Assert.That(failures, Is.Empty);
        Assert.That(reached, Is.GreaterThan(role == "school_staff" ? 15 : 34));
        Assert.That(await Everything(), Is.EqualTo(before));
    }

    [Test]
    public async Task No_List_Shows_A_Row_Of_Another_School()
    {
        using var client = await Given.Client("school_staff", OneOfEach.FirstUai);
        var seen = new StringBuilder();
        foreach (var route in Route.OfOrganisations(Host).Where(route => route.Method == HttpMethod.Get && !route.NamesOneThing))
        {
            var answer = (await client.Get(route.Path(Given.Slug, _own.Of))).Must(May("school_staff", route) ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            Assert.That(_other.Secrets.Where(secret => answer.Text.Contains(secret, StringComparison.Ordinal)), Is.Empty, route.ToString());
            seen.Append(answer.Text);
        }
        Assert.That(_own.Secrets.Where(secret => !seen.ToString().Contains(secret, StringComparison.Ordinal)), Is.Empty, "the walk must see what it may see");
        foreach (var filter in new[] { $"devices?schoolId={_other.School}", $"borrowers?schoolId={_other.School}", $"loans?schoolId={_other.School}", $"loans?deviceId={_other.LentDevice}", $"loans?borrowerId={_other.Borrower}", $"borrowers?q={_other.LastName}", $"schools?uai={OneOfEach.SecondUai}" })
            Assert.That((await client.Get(Given.Path(filter))).Must(HttpStatusCode.OK).Items, Is.Empty, filter);
    }

    [Test]
    public async Task Its_Own_Rows_Are_Read_One_By_One()
    {
        using var client = await Given.Client("school_staff", OneOfEach.FirstUai);
        foreach (var route in Route.OfOrganisations(Host).Where(route => route.Method == HttpMethod.Get && route.NamesOneThing))
            (await client.Get(route.Path(Given.Slug, _own.Of))).Must(May("school_staff", route) ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    /// <summary>Kept to a school, a role does what its row of the matrix says, and nothing of the whole organisation's.</summary>
    private static bool May(string role, Route route) =>
        TabletLoans.Access.Roles.Find(role)!.May(route.Requires!.Permission) && !TabletLoans.Access.Roles.OfTheWhole.Contains(route.Requires.Permission);

    [Test]
    public async Task Staff_Lend_Their_Own_Devices_To_Their_Own_Pupils_Only()
    {
        using var staff = await Given.Client("school_staff", OneOfEach.FirstUai);
        var pupil = await Given.Pupil(_own.School, "Autre");
        Assert.That((await staff.Post(Given.Path("loans"), new { device = _other.Device, borrowerId = pupil.Id })).Must(HttpStatusCode.NotFound).Code, Is.EqualTo("unknown_device"));
        var refused = (await staff.Post(Given.Path("loans"), new { device = _own.Device, borrowerId = _other.Borrower })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/borrowerId"], Is.EqualTo("unknown_reference"));
        var loan = (await staff.Post(Given.Path("loans"), new { device = _own.Device, borrowerId = pupil.Id })).Must(HttpStatusCode.Created);
        Assert.That(loan["borrower"].GetProperty("lastName").GetString(), Is.EqualTo("Autre"));
        (await staff.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = "2099-07-05" })).Must(HttpStatusCode.OK);
        (await staff.Post(Given.Path($"loans/{loan.Id}/transfer"), new { borrowerId = _other.Borrower })).Must(HttpStatusCode.UnprocessableEntity);
        var returned = (await staff.Post(Given.Path("loans/return"), new { device = _own.Device })).Must(HttpStatusCode.OK);
        Assert.That(returned["loan"].GetProperty("id").GetGuid(), Is.EqualTo(loan.Id));
        Assert.That(returned["loan"].GetProperty("borrower").GetProperty("lastName").GetString(), Is.EqualTo("Autre"));
    }

    [Test]
    public async Task Staff_Register_Borrowers_In_Their_Own_School_Only()
    {
        using var staff = await Given.Client("school_staff", OneOfEach.FirstUai);
        (await staff.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = _own.School })).Must(HttpStatusCode.Created);
        (await staff.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = _other.School })).Must(HttpStatusCode.UnprocessableEntity);
        (await staff.Post(Given.Path("borrowers"), new { kind = "family", lastName = "A", firstName = "B" })).Must(HttpStatusCode.UnprocessableEntity);
        (await staff.Patch(Given.Path($"borrowers/{_own.Borrower}"), new { schoolId = _other.School }, "*")).Must(HttpStatusCode.UnprocessableEntity);
        (await staff.Patch(Given.Path($"borrowers/{_own.Borrower}"), new { schoolId = (Guid?)null }, "*")).Must(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task A_Return_Of_Another_Schools_Device_Is_Accepted_And_Tells_Nothing_Of_Its_Loan()
    {
        using var staff = await Given.Client("school_staff", OneOfEach.FirstUai);
        var answer = (await staff.Post(Given.Path("loans/return"), new { device = _other.LentDevice })).Must(HttpStatusCode.OK);
        string[] secrets = [_other.Loan.ToString("D"), _other.Borrower.ToString("D"), _other.LastName];
        Assert.Multiple(() =>
        {
            Assert.That(answer["loan"].ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(answer["device"].GetProperty("state").GetString(), Is.EqualTo("returned"));
            Assert.That(answer["device"].GetProperty("openLoan").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(answer["anomalies"].EnumerateArray().Select(anomaly => anomaly.GetProperty("code").GetString()), Is.EqualTo(new[] { "wrong_school" }));
            Assert.That(secrets.Where(secret => answer.Text.Contains(secret, StringComparison.Ordinal)), Is.Empty);
        });
        Assert.That((await Given.Read($"loans/{_other.Loan}"))["outcome"].GetString(), Is.EqualTo("returned"));
        // The device is theirs from now on; what happened before is not.
        (await staff.Get(Given.Path($"devices/{_other.LentDevice}"))).Must(HttpStatusCode.OK);
        (await staff.Get(Given.Path($"loans/{_other.Loan}"))).Must(HttpStatusCode.NotFound);
        Assert.That((await staff.Get(Given.Path($"loans?deviceId={_other.LentDevice}"))).Must(HttpStatusCode.OK).Items, Is.Empty);
        var events = (await staff.Get(Given.Path($"devices/{_other.LentDevice}/events"))).Must(HttpStatusCode.OK);
        Assert.That(events.Items, Is.Not.Empty);
        Assert.That(secrets.Where(secret => events.Text.Contains(secret, StringComparison.Ordinal)), Is.Empty);
        Assert.That((await Given.Read($"devices/{_other.LentDevice}/events")).Text, Does.Contain(_other.Loan.ToString("D")));
    }

    [Test]
    public async Task An_Auditor_Reads_Loans_Without_Names()
    {
        using var auditor = await Given.Client("auditor");
        var loans = (await auditor.Get(Given.Path("loans"))).Must(HttpStatusCode.OK);
        Assert.That(loans.Items.Select(loan => loan.GetProperty("id").GetGuid()), Is.EquivalentTo(new[] { _own.Loan, _other.Loan }));
        Assert.That(loans.Items.Select(loan => loan.GetProperty("borrower").ValueKind), Has.All.EqualTo(JsonValueKind.Null));
        foreach (var path in new[] { "loans", $"loans/{_own.Loan}", $"loans/{_own.Loan}/events", "devices", $"devices/{_own.LentDevice}", $"devices/{_own.LentDevice}/events" })
            Assert.That((await auditor.Get(Given.Path(path))).Must(HttpStatusCode.OK).Text, Does.Not.Contain(_own.LastName), path);
        foreach (var path in new[] { "borrowers", $"borrowers/{_own.Borrower}", $"borrowers/{_own.Borrower}/events" })
            Assert.That((await auditor.Get(Given.Path(path))).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"), path);
        Assert.That((await Given.Read($"loans/{_own.Loan}"))["borrower"].GetProperty("lastName").GetString(), Is.EqualTo(_own.LastName));
    }

    private StringContent? Body(Route route)
    {
        if (route.Method == HttpMethod.Get) return null;
        var content = new StringContent(JsonSerializer.Serialize(_own.BodyOf(route)), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(route.Method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        return content;
    }

    private async Task<string> Everything()
    {
        var all = new StringBuilder();
        foreach (var path in new[] { "schools", "devices", "borrowers", "loans", "anomalies", "shipments", $"devices/{_other.Device}/events", $"loans/{_other.Loan}/events", $"borrowers/{_other.Borrower}/events" }) all.Append((await Given.Read(path)).Text);
        return all.ToString();
    }

    [TestCase("organisation_admin")]
    [TestCase("fleet_manager")]
    public async Task Who_Is_Limited_To_A_School_Changes_Nothing_That_Belongs_To_All(string role)
    {
        using var limited = await Given.Client(role, OneOfEach.FirstUai);
        using var whole = await Given.Client("organisation_admin");
        object rule = new { due = "open", maxMainDevices = 9 };
        Assert.That((await limited.Put(Given.Path("lending-rules/pupil"), rule)).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        (await limited.Post(Given.Path("schools"), new { uai = "0382032C", name = "A", kind = "ecole" })).Must(HttpStatusCode.Forbidden);
        (await limited.Post(Given.Path("device-models"), new { kind = "tablet", manufacturer = "A", reference = "B" })).Must(HttpStatusCode.Forbidden);
        (await whole.Put(Given.Path("lending-rules/pupil"), rule)).Must(HttpStatusCode.OK);
    }
}
