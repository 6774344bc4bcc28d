using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

/// <summary>What happens to a loan between the hand-over and its end.</summary>
public sealed class LoanLifeTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task An_Open_Loan_Is_Extended_And_An_Ended_One_Is_Not()
    {
        var loan = await Given.Loan();
        var extended = (await Post(loan, "extend", new { dueOn = "2040-07-05", reason = "redoublement" })).Must(HttpStatusCode.OK);
        Assert.That((extended["dueOn"].GetString(), extended["dueRule"].GetString(), extended.Headers["ETag"]), Is.EqualTo(("2040-07-05", "given", "\"2\"")));
        var told = (await Given.Read($"loans/{loan.Id}/events")).Items[^1];
        Assert.That(told.GetProperty("name").GetString(), Is.EqualTo("extend_loan"));
        Assert.That(told.GetProperty("changes").GetProperty("dueOn").GetProperty("new").GetString(), Is.EqualTo("2040-07-05"));

        await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid() });
        Assert.That((await Post(loan, "extend", new { dueOn = "2041-07-05" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"));
    }

    [Test]
    public async Task A_Stale_Version_Is_412_And_The_Right_One_Goes_Through()
    {
        var loan = await Given.Loan();
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = "2040-07-05" }, ("If-Match", "\"1\""))).Must(HttpStatusCode.OK);
        Assert.That((await Given.Manager.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = "2041-07-05" }, ("If-Match", "\"1\""))).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = "2041-07-05" }, ("If-Match", "\"2\""))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Loan_Passes_To_Another_Borrower_In_One_Step()
    {
        var school = await Given.School();
        var loan = await Given.Loan(borrower: (await Given.Pupil(school.Id)).Id, accessories: new[] { new { kind = "charger" } });
        var next = await Given.Pupil(school.Id, "Suivante");
        // That it goes from hand to hand with the first pupil's data is what is asked for: the check warns of it.
        var check = (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/transfer/check"), new { borrowerId = next.Id })).Must(HttpStatusCode.OK);
        Assert.That(check["warnings"].EnumerateArray().Select(warning => warning.GetProperty("code").GetString()), Does.Contain("data_not_wiped"));
        var moved = (await Post(loan, "transfer", new { borrowerId = next.Id })).Must(HttpStatusCode.OK);
        Assert.Multiple(() =>
        {
            Assert.That(moved.Id, Is.Not.EqualTo(loan.Id));
            Assert.That(moved["borrowerId"].GetGuid(), Is.EqualTo(next.Id));
            Assert.That(moved["accessories"][0].GetProperty("kind").GetString(), Is.EqualTo("charger"));
        });
        Assert.That((await Given.Read($"loans/{loan.Id}"))["outcome"].GetString(), Is.EqualTo("transferred"));
        Assert.That((await Given.Read("loans?accessoriesDue=true")).Items, Is.Empty, "the charger went on with the device");
        Assert.That((await Given.Read($"loans/{moved.Id}/events")).Items.Single().GetProperty("changes").GetProperty("fromLoan").GetGuid(), Is.EqualTo(loan.Id));
        Assert.That((await Given.Read($"loans?state=open&deviceId={loan["deviceId"].GetGuid()}")).Items, Has.Count.EqualTo(1));
        Assert.That((await Post(loan, "transfer", new { borrowerId = next.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"));
    }

    [Test]
    public async Task A_Lost_Device_Is_Found_And_One_That_Was_Never_Lost_Is_Not()
    {
        var loan = await Given.Loan();
        Assert.That((await Post(loan, "found", new { reason = "test" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_lost"));
        var lost = (await Post(loan, "declare-lost", new { reason = "oubliée dans le bus" })).Must(HttpStatusCode.OK);
        Assert.That(lost["outcome"].GetString(), Is.EqualTo("lost"));
        Assert.That((await Device(loan))["state"].GetString(), Is.EqualTo("missing"));
        Assert.That((await Post(loan, "found", new { })).Must(HttpStatusCode.UnprocessableEntity).Errors["/reason"], Is.EqualTo("missing"));
        var found = (await Post(loan, "found", new { reason = "rendue par le chauffeur" })).Must(HttpStatusCode.OK);
        Assert.That(found["outcome"].GetString(), Is.EqualTo("returned"));
        Assert.That((await Device(loan))["state"].GetString(), Is.EqualTo("in_triage"));
        Assert.That((await Given.Read($"loans/{loan.Id}/events")).Items.Select(item => item.GetProperty("name").GetString()), Is.EqualTo(new[] { "lend", "declare_lost", "find" }));
    }

    [Test]
    public async Task A_Theft_Needs_The_Reference_Of_The_Police_Report()
    {
        var loan = await Given.Loan();
        Assert.That((await Post(loan, "declare-stolen", new { })).Must(HttpStatusCode.UnprocessableEntity).Errors["/policeReport"], Is.EqualTo("missing"));
        var stolen = (await Post(loan, "declare-stolen", new { policeReport = "2026/001234" })).Must(HttpStatusCode.OK);
        Assert.That((stolen["outcome"].GetString(), stolen["policeReport"].GetString()), Is.EqualTo(("stolen", "2026/001234")));
        Assert.That((await Device(loan))["state"].GetString(), Is.EqualTo("stolen"));
        Assert.That((await Post(loan, "declare-lost", new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"));
    }

    [Test]
    public async Task A_Loan_Made_By_Mistake_Is_Cancelled_And_Stays_To_Be_Seen()
    {
        var loan = await Given.Loan();
        (await Post(loan, "correct", new { })).Must(HttpStatusCode.UnprocessableEntity);
        var cancelled = (await Post(loan, "correct", new { reason = "mauvais élève" })).Must(HttpStatusCode.OK);
        Assert.That(cancelled["outcome"].GetString(), Is.EqualTo("cancelled"));
        var device = await Device(loan);
        Assert.That((device["state"].GetString(), device["dataState"].GetString()), Is.EqualTo(("in_stock", "clean")), "it never left");
        (await Given.Manager.Post(Given.Path("loans"), new { device = device.Id, borrowerId = loan["borrowerId"].GetGuid() })).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Batch_Answers_Line_By_Line()
    {
        var school = await Given.School();
        var model = await Given.Model();
        var (first, second) = (await Given.DeviceInStock(model.Id), await Given.DeviceInStock(model.Id));
        var (zoe, noe, lea) = (await Given.Pupil(school.Id), await Given.Pupil(school.Id, "B"), await Given.Pupil(school.Id, "C"));
        var batch = (await Given.Manager.Post(Given.Path("loans/batch"), new
        {
            lines = new object[]
            {
                new { device = first["assetTag"].GetString(), borrowerId = zoe.Id },
                new { device = first["assetTag"].GetString(), borrowerId = noe.Id }, // the same device again
                new { device = second["assetTag"].GetString(), borrowerId = zoe.Id }, // the same pupil again
                new { device = "NOBODY-1", borrowerId = lea.Id },
                new { device = second["assetTag"].GetString(), borrowerId = lea.Id },
            },
        }, ("Idempotency-Key", "class-6B"))).Must(HttpStatusCode.OK);
        Assert.That(batch["results"].EnumerateArray().Select(result => result.GetProperty("status").GetInt32()), Is.EqualTo(new[] { 201, 409, 409, 404, 201 }));
        Assert.That(batch["results"][1].GetProperty("problem").GetProperty("code").GetString(), Is.EqualTo("device_already_on_loan"));
        Assert.That(batch["results"][2].GetProperty("problem").GetProperty("code").GetString(), Is.EqualTo("borrower_limit_reached"));
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Read($"devices/{second.Id}/events")).Items.Count(item => item.GetProperty("name").GetString() == "lend"), Is.EqualTo(1), "a line undone leaves no event");
    }

    [Test]
    public async Task A_Batch_Of_201_Lines_Is_Refused() =>
        Assert.That((await Given.Manager.Post(Given.Path("loans/batch"), new { lines = Enumerable.Repeat(new { device = "A", borrowerId = Guid.CreateVersion7() }, 201) })).Must(HttpStatusCode.UnprocessableEntity).Errors["/lines"], Is.EqualTo("too_many"));

    [Test]
    public async Task Lists_Are_Paged_By_Key_And_Miss_Nothing()
    {
        for (var i = 0; i < 5; i++) await Given.Loan(borrower: (await Given.Pupil(lastName: $"N{i}")).Id);
        foreach (var filter in (string[])["state=open", "dueBefore=2100-01-01"])
        {
            var (seen, path) = (new List<Guid>(), $"loans?{filter}&limit=2");
            for (var cursor = ""; ;)
            {
                var page = await Given.Read(path + cursor);
                seen.AddRange(page.Items.Select(item => item.GetProperty("id").GetGuid()));
                if (page["next"].ValueKind == JsonValueKind.Null) break;
                Assert.That(page.Headers["Link"], Does.Contain("rel=\"next\""));
                cursor = $"&cursor={page["next"].GetString()}";
            }
            Assert.That(seen, Is.Unique.And.Count.EqualTo(5));
        }
    }

    private Task<Answer> Post(Answer loan, string what, object body) => Given.Manager.Post(Given.Path($"loans/{loan.Id}/{what}"), body);

    private Task<Answer> Device(Answer loan) => Given.Read($"devices/{loan["deviceId"].GetGuid()}");

    [Test]
    public async Task A_Transfer_To_Somebody_Who_Has_A_Device_Needs_A_Confirmation()
    {
        var school = await Given.School();
        var loan = await Given.Loan(borrower: (await Given.Pupil(school.Id)).Id);
        var next = await Given.Pupil(school.Id, "Suivante");
        await Given.Loan(borrower: next.Id);
        Assert.That((await Post(loan, "transfer", new { borrowerId = next.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("confirmation_required"));
        var token = (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/transfer/check"), new { borrowerId = next.Id })).Must(HttpStatusCode.OK)["token"].GetString();
        (await Post(loan, "transfer", new { borrowerId = next.Id, confirmationToken = token })).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Cancelled_Loan_Leaves_No_Piece_Due()
    {
        var loan = await Given.Loan(accessories: new[] { new { kind = "charger" } });
        (await Post(loan, "correct", new { reason = "erreur" })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("loans?accessoriesDue=true")).Items, Is.Empty);
        (await Post(loan, "accessories/return", new { accessories = new[] { new { kind = "charger" } } })).Must(HttpStatusCode.UnprocessableEntity);
    }

    [Test]
    public async Task Bringing_Nothing_Back_Is_Refused_And_A_Stale_Version_Too()
    {
        var loan = await Given.Loan(accessories: new[] { new { kind = "charger" } });
        (await Post(loan, "accessories/return", new { accessories = Array.Empty<object>() })).Must(HttpStatusCode.UnprocessableEntity);
        var body = new { accessories = new[] { new { kind = "charger" } } };
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/accessories/return"), body, ("If-Match", "\"7\""))).Must(HttpStatusCode.PreconditionFailed);
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/accessories/return"), body, ("If-Match", "\"1\""))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task The_Timeline_Tells_Every_Fact_That_A_Move_Changed()
    {
        var school = await Given.School();
        var device = await Given.DeviceAtSchool(school.Id);
        await Given.Loan(device.Id, (await Given.Pupil(school.Id)).Id, new[] { new { kind = "charger" } });
        await Given.Manager.Post(Given.Path("loans/return"), new { device = device.Id, grade = "C" });
        await Given.Move(device.Id, "sanitize");
        var changes = (await Given.Read($"devices/{device.Id}/events")).Items.ToLookup(item => item.GetProperty("name").GetString(), item => item.GetProperty("changes").GetRawText());
        Assert.That(changes["send_to_school"].Single(), Does.Contain($"\"new\":\"{school.Id}\""));
        Assert.That(changes["lend"].Single(), Does.Contain("\"accessories\":{\"charger\":1}"));
        Assert.That(changes["return"].Single(), Is.EqualTo("""{"grade":{"old":"A","new":"C"},"dataState":{"old":"clean","new":"user_data"},"accessories":{"charger":1}}"""));
        Assert.That(changes["sanitize"].Single(), Does.StartWith("""{"schoolId":{"old":"""));
    }
}
