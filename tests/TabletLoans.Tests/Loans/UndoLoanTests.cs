using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

/// <summary>The slip of a moment ago at the desk is undone by who made it; what is older, or somebody else's, is not.</summary>
public sealed class UndoLoanTests(Engine engine) : ApiTest(engine)
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

    [Test]
    public async Task Ones_Own_Hand_Over_Is_Cancelled()
    {
        var device = (await Given.DeviceAtSchool(_school)).Id;
        var loan = await Lend(device);
        Assert.That((await Undo(loan)).Must(HttpStatusCode.OK)["outcome"].GetString(), Is.EqualTo("cancelled"));
        Assert.That(await State(device), Is.EqualTo(("at_school", _school)));
        Assert.That((await Undo(loan)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_undo"));
        await Lend(device);
    }

    [Test]
    public async Task Ones_Own_Return_Is_As_If_It_Had_Not_Been()
    {
        var device = (await Given.DeviceAtSchool(_school)).Id;
        var loan = await Lend(device, new { kind = "charger" }, new { kind = "cover" });
        var before = await Given.Read($"loans/{loan}");
        (await _staff.Post(Given.Path("loans/return"), new { device, grade = "C", accessories = new[] { new { kind = "cover" } } })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("anomalies?resolved=false")).Items, Has.Count.EqualTo(1));
        var again = (await Undo(loan)).Must(HttpStatusCode.OK);
        Assert.That((again["outcome"].ValueKind, again["returnedAt"].ValueKind, again["returnGrade"].ValueKind), Is.EqualTo((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null)));
        Assert.That(again["accessories"].GetRawText(), Is.EqualTo(before["accessories"].GetRawText()));
        Assert.That(again["dueOn"].GetString(), Is.EqualTo(before["dueOn"].GetString()));
        Assert.That(await State(device), Is.EqualTo(("on_loan", _school)));
        Assert.That((await Given.Read($"devices/{device}"))["grade"].GetString(), Is.EqualTo("A"));
        Assert.That((await Given.Read("anomalies?resolved=false")).Items, Is.Empty);
        Assert.That((await Given.Read($"devices/{device}/events")).Items.TakeLast(3).Select(told => told.GetProperty("name").GetString()), Is.EqualTo(new[] { "lend", "return", "undo_return" }));
        (await _staff.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"loans/{loan}"))["accessories"].EnumerateArray().All(piece => piece.GetProperty("returned").GetInt32() == 1), Is.True);
    }

    [Test]
    public async Task Somebody_Elses_Act_An_Older_One_And_One_With_A_Sequel_Stay()
    {
        var device = (await Given.DeviceAtSchool(_school)).Id;
        var loan = await Lend(device);
        using var colleague = await Given.Client("school_staff", Uai);
        Assert.That((await colleague.Post(Given.Path($"loans/{loan}/undo"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_undo"));
        (await _staff.Post(Given.Path($"loans/{loan}/extend"), new { dueOn = "2099-07-05" })).Must(HttpStatusCode.OK);
        Assert.That((await Undo(loan)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_undo"), "extended since");
        (await _staff.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        Host.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.That((await Undo(loan)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_undo"), "half an hour ago");
        Assert.That(await State(device), Is.EqualTo(("returned", _school)));
    }

    [Test]
    public async Task A_Device_That_Moved_On_Is_Not_On_Loan_Again()
    {
        var device = (await Given.DeviceAtSchool(_school)).Id;
        var loan = await Lend(device);
        (await _staff.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        (await _staff.Post(Given.Path($"devices/{device}/keep_at_school"))).Must(HttpStatusCode.OK);
        Assert.That((await Undo(loan)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("nothing_to_undo"));
    }

    [Test]
    public async Task A_Second_Undo_At_Once_Changes_Nothing()
    {
        var device = (await Given.DeviceAtSchool(_school)).Id;
        var loan = await Lend(device, new { kind = "charger" });
        (await _staff.Post(Given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Undo(loan)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That((await Given.Read($"loans/{loan}"))["accessories"][0].GetProperty("returned").GetInt32(), Is.Zero);
    }

    private async Task<Guid> Lend(Guid device, params object[] accessories) => (await _staff.Post(Given.Path("loans"), new { device, borrowerId = _pupil, accessories })).Must(HttpStatusCode.Created).Id;

    private Task<Answer> Undo(Guid loan) => _staff.Post(Given.Path($"loans/{loan}/undo"));

    private async Task<(string? State, Guid School)> State(Guid device) => await Given.Read($"devices/{device}") is var read ? (read["state"].GetString(), read["schoolId"].GetGuid()) : default;
}
