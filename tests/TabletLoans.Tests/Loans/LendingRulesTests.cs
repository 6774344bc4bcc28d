using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

/// <summary>Each rule of lending: where it says no, where it says yes, and who may go past it.</summary>
public sealed class LendingRulesTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Second_Main_Device_Needs_A_Confirmation_That_A_Manager_May_Give()
    {
        var pupil = await Given.Pupil((await Given.School()).Id);
        await Given.Loan(borrower: pupil.Id);
        var second = await Given.DeviceInStock();

        var refused = await Lend(second.Id, pupil.Id, HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("confirmation_required"));
        Assert.That(refused["reasons"][0].GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString()), Does.Contain("fleet_manager").And.Not.Contain("school_staff"));

        var check = await Check(second.Id, pupil.Id);
        Assert.That(Codes(check, "confirmations"), Is.EqualTo(new[] { "borrower_limit_reached" }));
        Assert.That(Codes(check, "blockers"), Is.Empty);
        var token = check["token"].GetString();
        var loan = (await Given.Manager.Post(Given.Path("loans"), new { device = second.Id, borrowerId = pupil.Id, confirmationToken = token, reason = "frère et sœur" })).Must(HttpStatusCode.Created);
        var lend = (await Given.Read($"loans/{loan.Id}/events")).Items.Single();
        Assert.That(lend.GetProperty("reason").GetString(), Is.EqualTo("frère et sœur"));
        Assert.That(lend.GetProperty("changes").GetProperty("overridden")[0].GetString(), Is.EqualTo("borrower_limit_reached"));
    }

    [Test]
    public async Task School_Staff_Cannot_Go_Past_The_Limit_And_Gets_No_Token()
    {
        var school = await Given.School();
        using var staff = await Given.Client("school_staff", "0381903M");
        var pupil = await Given.Pupil(school.Id);
        var (first, second) = (await Given.DeviceAtSchool(school.Id), await Given.DeviceAtSchool(school.Id));
        (await staff.Post(Given.Path("loans"), new { device = first.Id, borrowerId = pupil.Id })).Must(HttpStatusCode.Created);
        var refused = (await staff.Post(Given.Path("loans"), new { device = second.Id, borrowerId = pupil.Id })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("borrower_limit_reached"));
        var check = (await staff.Post(Given.Path("loans/check"), new { device = second.Id, borrowerId = pupil.Id })).Must(HttpStatusCode.OK);
        Assert.That(Codes(check, "blockers"), Is.EqualTo(new[] { "borrower_limit_reached" }));
        Assert.That(check["token"].ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_Token_Serves_Neither_Another_Person_Nor_Device_Nor_Borrower_Nor_Later()
    {
        var school = await Given.School();
        var (pupil, other) = (await Given.Pupil(school.Id), await Given.Pupil(school.Id, "Autre"));
        await Given.Loan(borrower: pupil.Id);
        await Given.Loan(borrower: other.Id);
        var (second, third) = (await Given.DeviceInStock(), await Given.DeviceInStock());
        var token = (await Check(second.Id, pupil.Id))["token"].GetString();
        using var colleague = await Given.Client("fleet_manager");

        Assert.That((await Given.Manager.Post(Given.Path("loans"), new { device = third.Id, borrowerId = pupil.Id, confirmationToken = token })).Code, Is.EqualTo("confirmation_required"));
        Assert.That((await Given.Manager.Post(Given.Path("loans"), new { device = second.Id, borrowerId = other.Id, confirmationToken = token })).Code, Is.EqualTo("confirmation_required"));
        Assert.That((await colleague.Post(Given.Path("loans"), new { device = second.Id, borrowerId = pupil.Id, confirmationToken = token })).Code, Is.EqualTo("confirmation_required"));
        Assert.That((await Given.Manager.Post(Given.Path("loans"), new { device = second.Id, borrowerId = pupil.Id, confirmationToken = "forged" })).Code, Is.EqualTo("confirmation_required"));
        Host.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.That((await Given.Manager.Post(Given.Path("loans"), new { device = second.Id, borrowerId = pupil.Id, confirmationToken = token })).Code, Is.EqualTo("confirmation_required"));
    }

    [Test]
    public async Task A_Screen_Does_Not_Count_As_A_Main_Device()
    {
        var pupil = await Given.Pupil((await Given.School()).Id);
        await Given.Loan(borrower: pupil.Id);
        var screen = await Given.DeviceInStock((await Given.Model("screen")).Id);
        await Lend(screen.Id, pupil.Id, HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Device_With_A_Defect_Or_Another_Persons_Data_Needs_A_Confirmation()
    {
        var loan = await Given.Loan();
        await Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid(), grade = "D" });
        await Given.Move(loan["deviceId"].GetGuid(), "keep_at_school", new { schoolId = (await Given.School()).Id });
        var check = await Check(loan["deviceId"].GetGuid(), (await Given.Pupil(lastName: "Suivante")).Id);
        Assert.That(Codes(check, "confirmations"), Is.EquivalentTo(new[] { "grade_not_lendable", "data_not_wiped" }));
        // The same person may have it again with the same data on it.
        Assert.That(Codes(await Check(loan["deviceId"].GetGuid(), loan["borrowerId"].GetGuid()), "confirmations"), Is.EqualTo(new[] { "grade_not_lendable" }));
    }

    [Test]
    public async Task The_Condition_Seen_At_The_Desk_Counts_And_Not_The_One_In_The_Books()
    {
        var device = await Given.DeviceInStock();
        var pupil = await Given.Pupil();
        var refused = (await Given.Manager.Post(Given.Path("loans"), new { device = device.Id, borrowerId = pupil.Id, condition = new { grade = "X" } })).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "grade_not_lendable" }));
        (await Given.Manager.Post(Given.Path("loans"), new { device = device.Id, borrowerId = pupil.Id, condition = new { grade = "C" } })).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Device_That_Was_Wiped_Is_Lent_Without_Question()
    {
        var loan = await Given.Loan();
        var device = loan["deviceId"].GetGuid();
        await Given.Manager.Post(Given.Path("loans/return"), new { device });
        foreach (var move in (string[])["sanitize", "reimage", "put_in_stock"]) await Given.Move(device, move);
        await Lend(device, (await Given.Pupil(lastName: "Suivante")).Id, HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Held_Device_Is_Lent_By_Nobody_And_By_Anybody_Once_Released()
    {
        var device = await Given.DeviceInStock();
        var pupil = await Given.Pupil();
        var held = (await Given.Manager.Patch(Given.Path($"devices/{device.Id}"), new { held = true }, device.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((await Lend(device.Id, pupil.Id, HttpStatusCode.Conflict)).Code, Is.EqualTo("device_held"));
        (await Given.Manager.Patch(Given.Path($"devices/{device.Id}"), new { held = false }, held.Headers["ETag"])).Must(HttpStatusCode.OK);
        await Lend(device.Id, pupil.Id, HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Device_Of_Another_School_Than_The_Borrowers_Needs_A_Confirmation()
    {
        var (here, there) = (await Given.School(), await Given.School("0382032C"));
        var device = await Given.DeviceAtSchool(here.Id);
        Assert.That(Codes(await Check(device.Id, (await Given.Pupil(there.Id)).Id), "confirmations"), Is.EqualTo(new[] { "other_school" }));
        Assert.That(Codes(await Check(device.Id, (await Given.Pupil(here.Id)).Id), "confirmations"), Is.Empty);
    }

    [Test]
    public async Task All_The_Reasons_Are_Told_At_Once()
    {
        var school = await Given.School();
        var pupil = await Given.Pupil(school.Id);
        await Given.Loan(borrower: pupil.Id);
        var other = await Given.Loan(borrower: (await Given.Pupil(school.Id, "Autre")).Id);
        var refused = await Lend(other["deviceId"].GetGuid(), pupil.Id, HttpStatusCode.Conflict);
        Assert.That(refused.Code, Is.EqualTo("device_already_on_loan"));
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "device_already_on_loan", "borrower_limit_reached" }));
    }

    [Test]
    public async Task The_Due_Date_Follows_The_Rule_Of_The_Kind_And_Stays_When_The_Rule_Changes()
    {
        using var admin = await Given.Client("organisation_admin");
        var loan = await Given.Loan(borrower: (await Given.Pupil((await Given.School()).Id)).Id);
        Assert.That(loan["dueRule"].GetString(), Is.EqualTo("school_year_end"));
        Assert.That(loan["dueOn"].GetString(), Does.EndWith("-07-05"));
        (await admin.Put(Given.Path("lending-rules/pupil"), new { due = "days", days = 10, maxMainDevices = 2 })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"loans/{loan.Id}"))["dueOn"].GetString(), Is.EqualTo(loan["dueOn"].GetString()));
        var next = await Given.Loan(borrower: loan["borrowerId"].GetGuid()); // the limit is 2 now
        Assert.That(next["dueRule"].GetString(), Is.EqualTo("days:10"));
        Assert.That(DateOnly.Parse(next["dueOn"].GetString()!, null).DayNumber, Is.EqualTo(Given.Today.DayNumber + 10));
    }

    [Test]
    public async Task A_Teachers_Loan_Is_Open_Until_The_Post_Ends_And_Never_Overdue()
    {
        var teacher = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "teacher", lastName = "Prof", firstName = "Ada" })).Must(HttpStatusCode.Created);
        var loan = await Given.Loan(borrower: teacher.Id);
        Assert.That(loan["dueOn"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(loan["overdue"].GetBoolean(), Is.False);
    }

    [Test]
    public async Task A_Rule_Of_Days_Without_Days_Is_Refused_And_Only_An_Administrator_Sets_Rules()
    {
        using var admin = await Given.Client("organisation_admin");
        Assert.That((await admin.Put(Given.Path("lending-rules/short"), new { due = "days", maxMainDevices = 1 })).Must(HttpStatusCode.UnprocessableEntity).Errors, Does.ContainKey("/days"));
        (await admin.Put(Given.Path("lending-rules/holiday"), new { due = "open", maxMainDevices = 1 })).Must(HttpStatusCode.NotFound);
        (await Given.Manager.Put(Given.Path("lending-rules/short"), new { due = "open", maxMainDevices = 1 })).Must(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Overdue_Is_Computed_From_The_Day_And_Warned_Of_At_The_Next_Loan()
    {
        var pupil = await Given.Pupil((await Given.School()).Id);
        var device = await Given.DeviceInStock((await Given.Model("screen")).Id);
        var loan = (await Given.Manager.Post(Given.Path("loans"), new { device = device.Id, borrowerId = pupil.Id, kind = "short" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read("loans?state=overdue")).Items, Is.Empty);
        Host.Clock.Advance(TimeSpan.FromDays(15));
        Assert.That((await Given.Read($"loans/{loan.Id}"))["overdue"].GetBoolean(), Is.True);
        Assert.That((await Given.Read("loans?state=overdue")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read("devices?overdue=true")).Items.Single().GetProperty("openLoan").GetProperty("overdue").GetBoolean(), Is.True);
        Assert.That((await Given.Read("devices?overdue=false")).Items, Is.Empty);
        Assert.That(Codes(await Check((await Given.DeviceInStock()).Id, pupil.Id), "warnings"), Does.Contain("borrower_has_overdue"));
    }

    [Test]
    public async Task A_Spare_Is_Lent_Beside_The_Loan_Whose_Device_Is_In_Repair()
    {
        var pupil = await Given.Pupil((await Given.School()).Id);
        var loan = await Given.Loan(borrower: pupil.Id);
        var spare = (await Given.Manager.Post(Given.Path("loans"), new { device = (await Given.DeviceInStock()).Id, borrowerId = pupil.Id, kind = "spare", spareForLoanId = loan.Id })).Must(HttpStatusCode.Created);
        Assert.That(spare["spareForLoanId"].GetGuid(), Is.EqualTo(loan.Id));
        (await Given.Manager.Post(Given.Path("loans"), new { device = (await Given.DeviceInStock()).Id, borrowerId = pupil.Id, kind = "spare", spareForLoanId = Guid.CreateVersion7() })).Must(HttpStatusCode.UnprocessableEntity);
        var other = await Given.Pupil(lastName: "Autre");
        (await Given.Manager.Post(Given.Path("loans"), new { device = (await Given.DeviceInStock()).Id, borrowerId = other.Id, kind = "spare", spareForLoanId = loan.Id })).Must(HttpStatusCode.UnprocessableEntity);
    }

    private static IEnumerable<string?> Codes(Answer check, string list) => check[list].EnumerateArray().Select(reason => reason.GetProperty("code").GetString());

    private async Task<Answer> Check(Guid device, Guid borrower) => (await Given.Manager.Post(Given.Path("loans/check"), new { device, borrowerId = borrower })).Must(HttpStatusCode.OK);

    private async Task<Answer> Lend(Guid device, Guid borrower, HttpStatusCode expected) => (await Given.Manager.Post(Given.Path("loans"), new { device, borrowerId = borrower })).Must(expected);
}
