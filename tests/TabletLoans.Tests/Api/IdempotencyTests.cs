using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Api;

public sealed class IdempotencyTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task The_Same_Post_Sent_Twice_Makes_One_Loan_And_Gets_The_Same_Answer()
    {
        var body = await Body();
        var first = (await Lend(body, "key-1")).Must(HttpStatusCode.Created);
        var second = (await Lend(body, "key-1")).Must(HttpStatusCode.Created);
        Assert.Multiple(() =>
        {
            Assert.That(second.Text, Is.EqualTo(first.Text));
            Assert.That(second.Headers["Location"], Is.EqualTo(first.Headers["Location"]));
            Assert.That(second.Headers["ETag"], Is.EqualTo(first.Headers["ETag"]));
            Assert.That(second.Headers["Idempotency-Replayed"], Is.EqualTo("true"));
            Assert.That(first.Headers, Does.Not.ContainKey("Idempotency-Replayed"));
        });
        Assert.That((await Given.Read("loans")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Post_Sent_50_Times_At_Once_Makes_One_Loan_And_Gets_The_Same_Answer()
    {
        var body = await Body();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Lend(body, "key-50")));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Created));
        Assert.That(answers.Select(answer => answer.Text).Distinct().Count(), Is.EqualTo(1));
        Assert.That((await Given.Read("loans")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Post_Sent_To_Two_Instances_At_Once_Makes_One_Loan_And_Gets_The_Same_Answer()
    {
        var second = await SecondHost;
        var key = await Given.Key(Host, Given.Slug, "fleet_manager");
        using var here = Host.Client(key);
        using var there = second.Client(key);
        var body = await Body();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? here : there).Post(Given.Path("loans"), body, ("Idempotency-Key", "shared"))));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Created), () => string.Join("\n", answers.Select(answer => answer.Text).Distinct()));
        Assert.That(answers.Select(answer => answer.Text).Distinct().Count(), Is.EqualTo(1));
        Assert.That((await Given.Read("loans")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Key_With_Another_Body_Is_Refused()
    {
        await Lend(await Body(), "key-2");
        var refused = (await Lend(await Body(), "key-2")).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Code, Is.EqualTo("idempotency_key_reused"));
        Assert.That((await Given.Read("loans")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_Same_Key_Of_Another_Caller_Is_Another_Key()
    {
        var (first, second) = (await Body(), await Body());
        using var other = await Given.Client("fleet_manager");
        (await Lend(first, "mine")).Must(HttpStatusCode.Created);
        (await other.Post(Given.Path("loans"), second, ("Idempotency-Key", "mine"))).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Refusal_By_A_Rule_Is_The_Same_Answer_When_Sent_Again()
    {
        var device = await Given.Device(); // received: not lendable yet
        var body = new { device = device.Id, borrowerId = (await Given.Pupil()).Id };
        var first = (await Lend(body, "key-3")).Must(HttpStatusCode.Conflict);
        await Given.Move(device.Id, "put_in_stock");
        var second = (await Lend(body, "key-3")).Must(HttpStatusCode.Conflict);
        Assert.That(second.Text, Is.EqualTo(first.Text));
        Assert.That(second.ContentType, Is.EqualTo("application/problem+json"));
        (await Lend(body, "key-4")).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Request_That_Could_Not_Be_Read_May_Be_Mended_Under_The_Same_Key()
    {
        var device = await Given.DeviceInStock();
        (await Lend(new { device = device.Id }, "key-5")).Must(HttpStatusCode.UnprocessableEntity);
        (await Lend(new { device = device.Id, borrowerId = (await Given.Pupil()).Id }, "key-5")).Must(HttpStatusCode.Created);
    }

    [TestCase("two words")]
    public async Task A_Key_That_Is_Not_Visible_Ascii_Is_Refused(string key) =>
        Assert.That((await Lend(await Body(), key)).Must(HttpStatusCode.BadRequest).Code, Is.EqualTo("invalid_idempotency_key"));

    [Test]
    public async Task A_Key_Of_256_Characters_Is_Refused() =>
        Assert.That((await Lend(await Body(), new string('k', 256))).Must(HttpStatusCode.BadRequest).Code, Is.EqualTo("invalid_idempotency_key"));

    private async Task<object> Body() => new { device = (await Given.DeviceInStock()).Id, borrowerId = (await Given.Pupil()).Id };

    private Task<Answer> Lend(object body, string key) => Given.Manager.Post(Given.Path("loans"), body, ("Idempotency-Key", key));
}
