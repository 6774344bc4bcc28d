using System.Net;
using Microsoft.Playwright;
using TabletLoans.Tests.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Browser;

/// <summary>What comes back is made ready again by a technician; what is another school's is seen by nobody else.</summary>
public sealed class BenchStoryTests(Engine engine) : BrowserTest(engine)
{
    [Test]
    public async Task A_Technician_Takes_A_Returned_Device_Through_The_Bench_To_Stock()
    {
        var school = (await Given.School()).Id;
        var (device, pupil) = (await Given.DeviceAtSchool(school), await Given.Pupil(school));
        var loan = await Given.Loan(device.Id, pupil.Id, new[] { new { kind = "charger", quantity = 1 }, new { kind = "cover", quantity = 1 } });
        var secretary = await SignedIn("school_staff", ["0381903M"]);
        await Go(secretary, Path($"loans/{loan.Id}"));
        await Follow(secretary, "Reprendre l'appareil");
        await secretary.Locator("main").GetByLabel("Coque").CheckAsync();
        await secretary.Locator("main").GetByLabel("État constaté").SelectOptionAsync("C");
        await Press(secretary, "Reprendre l'appareil");
        Assert.That(await secretary.Locator(".notice-done").InnerTextAsync(), Does.Contain("repris").And.Contain("Chargeur").IgnoreCase, "what did not come back is said");

        Host.Clock.Advance(TimeSpan.FromHours(2));
        var page = await SignedIn("technician");
        await Go(page, Path("bench"));
        await page.GetByRole(AriaRole.Link, new() { Name = device["assetTag"].GetString()!, Exact = true }).ClickAsync();
        await Follow(page, "Examiner");
        await page.Locator("main").GetByLabel("État constaté").SelectOptionAsync("C");
        await page.Locator("main").GetByLabel("Constatations").FillAsync("Coins marqués");
        await page.Locator("main").GetByLabel("Ensuite").SelectOptionAsync("repair");
        await Press(page, "Examiner");

        await Follow(page, "Mettre en réparation");
        await page.Locator("main").GetByLabel("Sorte").SelectOptionAsync("internal");
        await page.Locator("main").GetByLabel("Panne").FillAsync("Connecteur usé");
        await Press(page, "Mettre en réparation");
        await Follow(page, "Terminer la réparation");
        await page.Locator("main").GetByLabel("Issue").SelectOptionAsync("repaired");
        await Press(page, "Terminer la réparation");
        Assert.That(await page.Locator(".notice-refusal").InnerTextAsync(), Does.Contain("Coût"), "a repair has a cost");
        await page.Locator("main").GetByLabel("Coût TTC").FillAsync("24,50");
        await page.Locator("main").GetByLabel("Pièces changées").FillAsync("Connecteur\nVisserie");
        await Press(page, "Terminer la réparation");
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("24,50").And.Contain("Connecteur, Visserie"));
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = device["assetTag"].GetString()! }).ClickAsync();

        await Press(page, "Commencer l'effacement");
        await Follow(page, "Effacement fait");
        await page.Locator("main").GetByLabel("Méthode").FillAsync("Réinitialisation d'usine");
        await page.Locator("main").GetByLabel("Niveau NIST").SelectOptionAsync("nist_clear");
        await page.Locator("main").GetByLabel("Outil", new() { Exact = true }).FillAsync("MDM");
        await page.Locator("main").GetByLabel("Début").FillAsync(await page.Locator("main").GetByLabel("Fin").InputValueAsync());
        await page.Locator("main").GetByLabel("Vérification").SelectOptionAsync("full");
        await Press(page, "Certifier l'effacement");
        Assert.That(await page.Locator(".notice").InnerTextAsync(), Does.Contain("certifié"));
        await Press(page, "Mettre en stock");
        Assert.That(await page.Locator("h1 + .heading-beside").InnerTextAsync(), Does.StartWith("En stock"));
        Assert.That(await page.Locator("main").InnerTextAsync(), Does.Contain("Certificats d'effacement").And.Contain("Connecteur usé"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_Secretary_Of_Another_School_Sees_None_Of_It_By_Link_Or_By_Search(bool script)
    {
        var theirs = await OneOfEach.At(Given, OneOfEach.SecondUai);
        await OneOfEach.At(Given);
        var page = await SignedIn("school_staff", [OneOfEach.FirstUai], script: script);
        var (device, shipment) = ((await Given.Read($"devices/{theirs.Device}"))["assetTag"].GetString()!, await Given.Read($"shipments/{theirs.Shipment}"));
        foreach (var link in (string[])[$"shipments/{theirs.Shipment}", $"shipments/{theirs.Shipment}/note", $"shipments/{theirs.Shipment}/arrival", $"devices/{theirs.Device}", $"loans/{theirs.Loan}", $"loans/{theirs.Loan}/return",
            $"borrowers/{theirs.Borrower}", $"borrowers/{theirs.Borrower}/change", $"incidents/{theirs.Damage.Incident}", $"recoveries/{theirs.Damage.Recovery}", $"inventories/{theirs.Inventory}", $"anomalies/{theirs.Anomaly}/resolve", $"sanitizations/{theirs.Sanitization}", $"work-orders/{theirs.WorkOrder}"])
            await Go(page, Path(link), (int)HttpStatusCode.NotFound);
        foreach (var text in (string[])[device, shipment["number"].GetString()!, theirs.LastName, OneOfEach.SecondUai])
        {
            await Go(page, Path());
            await page.GetByRole(AriaRole.Searchbox).FillAsync(text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Chercher" }).ClickAsync();
            Assert.That(await page.Locator(".hits li").CountAsync(), Is.Zero, text);
        }
        foreach (var list in (string[])["shipments", "devices", "loans", "borrowers", "incidents", "recoveries", "inventories", "anomalies", "sanitizations", "work-orders", "allocations"])
        {
            await Go(page, Path(list));
            var shown = await page.Locator("main").InnerHTMLAsync();
            Assert.That(theirs.Secrets.Where(secret => shown.Contains(secret, StringComparison.OrdinalIgnoreCase)), Is.Empty, list);
        }
        // What is the whole organisation's is for who manages it.
        await Go(page, Path("suppliers"), (int)HttpStatusCode.Forbidden);
        await Go(page, Path("shipments/add"), (int)HttpStatusCode.Forbidden);
        await Go(page, Path("disposals/donate"), (int)HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task A_Theft_Is_Declared_Confirmed_And_Decided_And_Its_Buttons_Follow()
    {
        var school = (await Given.School()).Id;
        var device = await Given.DeviceAtSchool(school);
        var secretary = await SignedIn("school_staff", ["0381903M"], script: false);
        await Go(secretary, Path($"incidents/add?device={device["assetTag"].GetString()}"));
        await secretary.Locator("main").GetByLabel("Sorte").SelectOptionAsync("theft");
        await secretary.Locator("main").GetByLabel("Référence de la plainte").FillAsync("PV 2026/77");
        await Press(secretary, "Déclarer un sinistre");
        Assert.That(await Heading(secretary), Does.StartWith("Vol"));
        var address = new Uri(secretary.Url).AbsolutePath;
        Assert.That(await secretary.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Décider", Exact = true }).CountAsync(), Is.Zero, "a school declares and does not decide");
        var page = await SignedIn("fleet_manager");
        await Go(page, address);
        await Follow(page, "Décider");
        await page.Locator("main").GetByLabel("Décision", new() { Exact = true }).SelectOptionAsync("none");
        await page.Locator("main").GetByLabel("Motif").FillAsync("Assurance saisie");
        await Press(page, "Décider");
        await Follow(page, "Clore");
        await Press(page, "Clore");
        Assert.That(await page.Locator("h1 + .heading-beside").InnerTextAsync(), Is.EqualTo("Clos"));
    }

    private static Task Follow(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();

    private static Task Press(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
