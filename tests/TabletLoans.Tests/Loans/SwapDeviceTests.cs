using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

/// <summary>A swap at the desk: one comes back, the other goes out, or nothing happens.</summary>
public sealed class SwapDeviceTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";

    private ApiClient _staff = null!;
    private Guid _school;
    private Guid _pupil;

    [SetUp]
    public async Task OpenDesk()
    {
        _school = (await Given.School(Uai)).Id;
        _pupil = (await Given.Pupil(_school)).Id;
        _staff = await Given.Client("school_staff", Uai);
    }

    [TearDown]
    public void Leave() => _staff.Dispose();

    [TestCase(true, "spare")]
    [TestCase(false, "pupil")]
    public async Task The_First_Comes_Back_And_The_Second_Goes_Out_With_The_Pieces(bool spare, string kind)
    {
        var (first, second) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        var loan = await Given.Loan(first.Id, _pupil, new[] { new { kind = "charger" } });
        var swapped = (await Swap(loan.Id, new { device = second["assetTag"].GetString(), grade = "D", notes = "écran noir", spare })).Must(HttpStatusCode.OK);
        Assert.That((swapped["kind"].GetString(), swapped["borrowerId"].GetGuid(), swapped["dueOn"].GetString()), Is.EqualTo((kind, _pupil, loan["dueOn"].GetString())));
        Assert.That(swapped["spareForLoanId"].ValueKind == JsonValueKind.Null, Is.EqualTo(!spare));
        Assert.That(swapped["accessories"][0].GetProperty("kind").GetString(), Is.EqualTo("charger"));
        var (was, back, gone) = (await Given.Read($"loans/{loan.Id}"), await Given.Read($"devices/{first.Id}"), await Given.Read($"devices/{second.Id}"));
        Assert.That((was["outcome"].GetString(), was["accessories"][0].GetProperty("returned").GetInt32()), Is.EqualTo(("returned", 1)));
        Assert.That((back["state"].GetString(), back["grade"].GetString(), gone["state"].GetString()), Is.EqualTo(("returned", "D", "on_loan")));
        Assert.That((await Given.Read("anomalies")).Items, Is.Empty);
    }

    [Test]
    public async Task Undone_Twice_All_Is_As_Before()
    {
        var (first, second) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        var loan = (await _staff.Post(Given.Path("loans"), new { device = first.Id, borrowerId = _pupil, accessories = new[] { new { kind = "charger" } } })).Must(HttpStatusCode.Created);
        var swapped = (await Swap(loan.Id, new { device = second.Id, grade = "D", spare = true })).Must(HttpStatusCode.OK);
        foreach (var id in new[] { swapped.Id, loan.Id }) (await _staff.Post(Given.Path($"loans/{id}/undo"), new { })).Must(HttpStatusCode.OK);
        var again = await Given.Read($"loans/{loan.Id}");
        Assert.That((again["outcome"].ValueKind, again["accessories"][0].GetProperty("returned").GetInt32()), Is.EqualTo((JsonValueKind.Null, 0)));
        Assert.That(((await Given.Read($"devices/{first.Id}"))["state"].GetString(), (await Given.Read($"devices/{second.Id}"))["state"].GetString()), Is.EqualTo(("on_loan", "at_school")));
    }

    [Test]
    public async Task Where_The_Second_Cannot_Go_Out_The_First_Stays_Where_It_Is()
    {
        var (first, taken) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        await Given.Loan(taken.Id);
        var loan = await Given.Loan(first.Id, _pupil);
        Assert.That((await Swap(loan.Id, new { device = taken.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_already_on_loan"));
        Assert.That((await Swap(loan.Id, new { device = first.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_already_on_loan"));
        (await Swap(loan.Id, new { device = "nobody-knows" })).Must(HttpStatusCode.NotFound);
        Assert.That((await Given.Read($"devices/{first.Id}"))["state"].GetString(), Is.EqualTo("on_loan"));
        var check = (await _staff.Post(Given.Path($"loans/{loan.Id}/swap/check"), new { device = taken.Id })).Must(HttpStatusCode.OK);
        Assert.That(check["blockers"][0].GetProperty("code").GetString(), Is.EqualTo("device_already_on_loan"));
    }

    [Test]
    public async Task An_Ended_Loan_Is_Not_Swapped_And_Another_School_Sees_None()
    {
        var (first, second) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        var loan = await Given.Loan(first.Id, _pupil);
        await Given.School("0380001V");
        using var stranger = await Given.Client("school_staff", "0380001V");
        (await stranger.Post(Given.Path($"loans/{loan.Id}/swap"), new { device = second.Id })).Must(HttpStatusCode.NotFound);
        (await _staff.Post(Given.Path("loans/return"), new { device = first.Id })).Must(HttpStatusCode.OK);
        Assert.That((await Swap(loan.Id, new { device = second.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("loan_not_open"));
    }

    [Test]
    public async Task What_Must_Be_Confirmed_Is_Confirmed_By_The_Token_Of_The_Check()
    {
        var (first, second) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool((await Given.School("0380001V")).Id));
        var loan = await Given.Loan(first.Id, _pupil);
        Assert.That((await Given.Manager.Post(Given.Path($"loans/{loan.Id}/swap"), new { device = second.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("confirmation_required"));
        var check = (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/swap/check"), new { device = second.Id })).Must(HttpStatusCode.OK);
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/swap"), new { device = second.Id, reason = "rien d'autre", confirmationToken = check["token"].GetString() })).Must(HttpStatusCode.OK);
    }

    private Task<Answer> Swap(Guid loan, object body) => _staff.Post(Given.Path($"loans/{loan}/swap"), body);
}
