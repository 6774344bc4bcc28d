using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Loans;

/// <summary>The first promise: a device is never lent twice, whatever the load.</summary>
public sealed class ConcurrentLendingTests(Engine engine) : ApiTest(engine)
{
    private const int Clients = 64;

    [Test]
    public async Task Of_64_Clients_That_Lend_One_Device_At_Once_Exactly_One_Succeeds()
    {
        var (device, borrowers) = await DeviceAndBorrowers();
        var answers = await Task.WhenAll(borrowers.Select(borrower => Lend(Given.Manager, device.Id, borrower)));
        await ExactlyOneLoan(device.Id, answers);
    }

    [Test]
    public async Task Of_64_Clients_Of_Two_Instances_That_Share_A_Database_Exactly_One_Succeeds()
    {
        // On SQLite the second instance waits for the first one's file lock; on PostgreSQL they write side by side.
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var (device, borrowers) = await DeviceAndBorrowers();
        var answers = await Task.WhenAll(borrowers.Select((borrower, i) => Lend(i % 2 == 0 ? Given.Manager : other, device.Id, borrower)));
        await ExactlyOneLoan(device.Id, answers);
    }

    [Test]
    public async Task Of_Many_Devices_Lent_To_One_Pupil_At_Once_Only_As_Many_As_The_Rule_Allows_Leave()
    {
        var model = await Given.Model();
        var pupil = await Given.Pupil((await Given.School()).Id);
        var devices = new List<Guid>();
        for (var i = 0; i < 16; i++) devices.Add((await Given.DeviceInStock(model.Id)).Id);
        var answers = await Task.WhenAll(devices.Select(device => Lend(Given.Manager, device, pupil.Id)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(1));
        var refused = answers.Where(answer => answer.Status != HttpStatusCode.Created).ToList();
        Assert.That(refused.SelectMany(answer => answer.Reasons).Distinct(), Is.EqualTo(new[] { "borrower_limit_reached" }));
        Assert.That((await Given.Read("devices?state=in_stock")).Items, Has.Count.EqualTo(15));
        Assert.That((await Given.Read($"loans?state=open&borrowerId={pupil.Id}")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Many_Desks_That_Take_One_Device_Back_At_Once_Write_One_Return()
    {
        var loan = await Given.Loan();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Given.Manager.Post(Given.Path("loans/return"), new { device = loan["deviceId"].GetGuid(), grade = "B" })));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(answers.Count(answer => answer["loan"].ValueKind == System.Text.Json.JsonValueKind.Object), Is.EqualTo(1));
        var events = (await Given.Read($"devices/{loan["deviceId"].GetGuid()}/events")).Items.Select(item => item.GetProperty("name").GetString()).ToList();
        Assert.That(events.Count(name => name == "return"), Is.EqualTo(1));
        Assert.That(events.Count(name => name == "scan_in"), Is.EqualTo(15));
    }

    private async Task<(Answer Device, List<Guid> Borrowers)> DeviceAndBorrowers()
    {
        var device = await Given.DeviceInStock();
        var school = await Given.School();
        var borrowers = new List<Guid>();
        for (var i = 0; i < Clients; i++) borrowers.Add((await Given.Pupil(school.Id, $"Élève {i}")).Id);
        return (device, borrowers);
    }

    private Task<Answer> Lend(ApiClient client, Guid device, Guid borrower) => client.Post(Given.Path("loans"), new { device, borrowerId = borrower });

    private async Task ExactlyOneLoan(Guid device, Answer[] answers)
    {
        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Created), Is.EqualTo(1));
            Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.Conflict), Is.EqualTo(Clients - 1));
            Assert.That(answers.Where(answer => answer.Status == HttpStatusCode.Conflict).Select(answer => answer.Code), Is.All.EqualTo("device_already_on_loan"));
        });
        Assert.That((await Given.Read($"loans?deviceId={device}")).Items, Has.Count.EqualTo(1));
        var lends = (await Given.Read($"devices/{device}/events")).Items.Where(item => item.GetProperty("name").GetString() == "lend");
        Assert.That(lends.Count(), Is.EqualTo(1));
        await Given.ChainHolds();
    }
}
