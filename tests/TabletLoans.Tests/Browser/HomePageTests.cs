using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

public sealed class HomePageTests(Engine engine) : BrowserTest(engine)
{
    [TestCase("fleet_manager", null)]
    [TestCase("technician", null)]
    [TestCase("auditor", null)]
    [TestCase("school_staff", OneOfEach.FirstUai)]
    public async Task Every_Figure_Counts_The_List_That_It_Leads_To(string role, string? uai)
    {
        await OneOfEach.At(Given);
        await OneOfEach.At(Given, OneOfEach.SecondUai);
        var page = await SignedIn(role, uai is null ? [] : [uai]);
        await Go(page, Path());
        var figures = new List<(string Path, int Number)>();
        foreach (var link in await page.Locator("a.figure, .bars a, .queue a").AllAsync())
            figures.Add(((await link.GetAttributeAsync("href"))!, int.Parse(await link.Locator(".figure-number, .bar-number, strong").InnerTextAsync(), CultureInfo.InvariantCulture)));
        Assert.That(figures, Has.Count.GreaterThan(8));
        Assert.That(figures.Sum(figure => figure.Number), Is.GreaterThan(5));
        foreach (var (path, number) in figures)
        {
            await Go(page, path);
            Assert.That(await page.Locator("tbody tr").CountAsync(), Is.EqualTo(number), path);
        }
    }

    [Test]
    public async Task The_Api_Tells_The_Same_Figures_By_Right()
    {
        await OneOfEach.At(Given);
        var home = await Given.Read("reports/home");
        Assert.That((home["openLoans"].GetInt64(), home["schools"].GetInt64(), home["shipmentsSent"].GetInt64(), home["pupilsWithoutDevice"].GetInt64()), Is.EqualTo((1L, 1L, 1L, 0L)));
        using var school = await Given.Client("school_staff", OneOfEach.FirstUai);
        var theirs = (await school.Get(Given.Path("reports/home"))).Must(HttpStatusCode.OK);
        Assert.That(theirs.Text, Does.Not.Contain("ordersAwaited\":0"));
        using var auditor = await Given.Client("auditor");
        Assert.That((await auditor.Get(Given.Path("reports/home"))).Text, Does.Not.Contain("pupilsWithoutDevice\":0"));
    }

    [Test]
    public async Task An_Empty_Fleet_Says_What_To_Do()
    {
        var page = await SignedIn("fleet_manager");
        await Go(page, Path());
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Ils entrent par une livraison"));
    }

    [Test]
    public async Task The_Menu_Shows_What_The_Role_May_Read()
    {
        var page = await SignedIn("technician");
        await Go(page, Path());
        var menu = await page.GetByRole(AriaRole.Navigation, new() { Name = "Menu principal" }).InnerTextAsync();
        Assert.That(menu, Does.Contain("Appareils").And.Not.Contain("Emprunteurs"));
        await Go(page, Path("borrowers"), 403);
        Assert.That(await Heading(page), Is.EqualTo("Droit insuffisant"));
    }
}
