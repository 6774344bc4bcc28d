using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

public sealed class SupplierTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Supplier_Is_Registered_Once_Whatever_The_Case_And_The_Spaces()
    {
        var made = (await Register(new { name = "Acme  SARL", siret = "732 829 320 00074", email = "commandes@example.org" })).Must(HttpStatusCode.Created);
        Assert.That((made["siret"].GetString(), made.Headers["ETag"]), Is.EqualTo(("73282932000074", "\"1\"")));
        Assert.That((await Register(new { name = " acme sarl " })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("supplier_taken"));
        (await Register(new { name = "Autre" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read("suppliers")).Items, Has.Count.EqualTo(2));
        Assert.That((await Given.Read($"suppliers/{made.Id}"))["name"].GetString(), Is.EqualTo("Acme  SARL"));
    }

    [Test]
    public async Task A_Siret_And_A_Mailbox_That_Cannot_Be_Are_Refused_Together()
    {
        var refused = (await Register(new { name = "Acme", siret = "73282932000075", email = "nobody" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors.Keys, Is.EquivalentTo(new[] { "/siret", "/email" }));
        Assert.That((await Given.Read("suppliers")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Supplier_Is_Changed_And_Keeps_A_Name_Of_Its_Own()
    {
        var (made, other) = ((await Register(new { name = "Acme" })).Must(HttpStatusCode.Created), (await Register(new { name = "Autre" })).Must(HttpStatusCode.Created));
        var changed = (await Change(made, new { email = "sav@example.org", siret = "732 829 320 00074" })).Must(HttpStatusCode.OK);
        Assert.That((changed["name"].GetString(), changed["email"].GetString(), changed["siret"].GetString(), changed["version"].GetInt64()), Is.EqualTo(("Acme", "sav@example.org", "73282932000074", 2L)));
        Assert.That((await Change(changed, new { name = " AUTRE " })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("supplier_taken"));
        Assert.That((await Change(changed, new { siret = "1" })).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/siret" }));
        Assert.That((await Change(made, new { name = "Trop tard" })).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        Assert.That((await Change(changed, new { name = "acme" })).Must(HttpStatusCode.OK)["name"].GetString(), Is.EqualTo("acme"));
        Assert.That((await Given.Read($"suppliers/{other.Id}"))["version"].GetInt64(), Is.EqualTo(1));
    }

    private Task<Answer> Change(Answer supplier, object patch) => Given.Manager.Patch(Given.Path($"suppliers/{supplier.Id}"), patch, supplier.Headers["ETag"]);

    private Task<Answer> Register(object body) => Given.Manager.Post(Given.Path("suppliers"), body);
}
