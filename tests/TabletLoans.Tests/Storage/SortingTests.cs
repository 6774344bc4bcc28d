using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Storage;

/// <summary>Lists in an order that was asked for, page after page, on both databases alike.</summary>
public sealed class SortingTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task Names_Are_In_The_Order_Of_A_Dictionary()
    {
        var school = (await Given.School()).Id;
        foreach (var name in new[] { "Zola", "Étienne", "abbé", "Œuvrard", "Eloi" }) await Given.Pupil(school, name);
        Assert.That(await All("borrowers?sort=name", "lastName"), Is.EqualTo(new[] { "abbé", "Eloi", "Étienne", "Œuvrard", "Zola" }));
        Assert.That(await All("borrowers?sort=-name", "lastName"), Is.EqualTo(new[] { "Zola", "Œuvrard", "Étienne", "Eloi", "abbé" }));
    }

    [Test]
    public async Task Pages_Follow_Each_Other_Without_A_Gap_In_Every_Order()
    {
        for (var i = 0; i < 5; i++) await Given.Device();
        var created = await All("devices?sort=created", "assetTag");
        Assert.That(await All("devices?sort=assetTag", "assetTag"), Is.EqualTo(created.Order(StringComparer.Ordinal)));
        Assert.That(await All("devices?sort=-created", "assetTag"), Is.EqualTo(created.Reverse()));
        Assert.That(await All("devices?sort=-assetTag", "assetTag"), Is.EqualTo(created.OrderDescending(StringComparer.Ordinal)));
    }

    [Test]
    public async Task Loans_By_Due_Date_Leave_Out_Those_Without_One()
    {
        var (late, soon) = (await Given.Loan(), await Given.Loan());
        await Extend(late, 90);
        await Extend(soon, 5);
        var teacher = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "teacher", lastName = "Exemple", firstName = "Ada" })).Must(HttpStatusCode.Created).Id;
        Assert.That((await Given.Loan(borrower: teacher))["dueOn"].ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(await All("loans?sort=dueOn", "id"), Is.EqualTo(new[] { soon.Id.ToString("D"), late.Id.ToString("D") }));
        Assert.That(await All("loans?sort=-dueOn", "id"), Is.EqualTo(new[] { late.Id.ToString("D"), soon.Id.ToString("D") }));
        Assert.That(await All("loans", "id"), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task An_Order_That_Nobody_Knows_And_A_Place_In_Another_Order_Are_Refused()
    {
        await Given.Device();
        await Given.Device();
        (await Given.Manager.Get(Given.Path("devices?sort=price"))).Must(HttpStatusCode.UnprocessableEntity);
        var next = (await Given.Read("devices?limit=1"))["next"].GetString();
        Assert.That((await Given.Manager.Get(Given.Path($"devices?sort=assetTag&cursor={next}"))).Must(HttpStatusCode.BadRequest).Code, Is.EqualTo("invalid_cursor"));
    }

    private async Task Extend(Answer loan, int days) =>
        (await Given.Manager.Post(Given.Path($"loans/{loan.Id}/extend"), new { dueOn = Given.Today.AddDays(days), reason = "test" })).Must(HttpStatusCode.OK);

    /// <summary>Two a page, to the end.</summary>
    private async Task<IReadOnlyList<string?>> All(string list, string member)
    {
        var (seen, path) = (new List<string?>(), $"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=2");
        for (var next = ""; next is not null;)
        {
            var page = await Given.Read(next.Length == 0 ? path : $"{path}&cursor={next}");
            seen.AddRange(page.Items.Select(item => item.GetProperty(member).GetString()));
            next = page["next"].GetString();
        }
        return seen;
    }
}
