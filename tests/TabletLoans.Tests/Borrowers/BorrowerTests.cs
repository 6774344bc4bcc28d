using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Borrowers;

public sealed class BorrowerTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_Pupil_Has_A_School_A_Class_And_Two_Guardians_Who_May_Live_Apart()
    {
        var school = await Given.School();
        var pupil = (await Given.Manager.Post(Given.Path("borrowers"), new
        {
            kind = "pupil", lastName = "N'Diaye", firstName = "Élodie", schoolId = school.Id, className = "6B", birthDate = "2014-05-14", externalId = "onde-70800-12",
            guardians = new object[] { new { lastName = "N'Diaye", firstName = "Awa", email = "awa@example.org", address = "1 rue de l'Essai\n38100 Grenoble" }, new { lastName = "Martin", phone = "0639981234" } },
        })).Must(HttpStatusCode.Created);
        var read = await Given.Read($"borrowers/{pupil.Id}");
        Assert.That(System.Text.Json.JsonElement.DeepEquals(read.Json, pupil.Json), Is.True);
        Assert.That(read["guardians"].GetArrayLength(), Is.EqualTo(2));
        Assert.That(read["guardians"][1].GetProperty("phone").GetString(), Is.EqualTo("0639981234"));
    }

    [TestCase("ndiaye", false)] // the apostrophe parts two words
    [TestCase("n diaye elo", true)]
    [TestCase("ELODIE", true)]
    [TestCase("élo DIAYE", true)]
    [TestCase("diaye zoe", false)]
    [TestCase("lodie", false)]
    [TestCase("%25", false)]
    public async Task A_Search_Ignores_Accents_Case_And_Order(string query, bool found)
    {
        await Given.Pupil((await Given.School()).Id, "N'Diaye", "Élodie");
        Assert.That((await Given.Read($"borrowers?q={Uri.EscapeDataString(Uri.UnescapeDataString(query))}")).Items, Has.Count.EqualTo(found ? 1 : 0));
    }

    [Test]
    public async Task A_Pupil_Needs_A_School_And_A_Family_Does_Not()
    {
        Assert.That((await Given.Manager.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/schoolId"], Is.EqualTo("missing"));
        (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "family", lastName = "A", firstName = "B" })).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task School_Staff_Registers_In_Its_Own_School_Only()
    {
        var (here, there) = (await Given.School(), await Given.School("0382032C"));
        using var staff = await Given.Client("school_staff", "0381903M");
        (await staff.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = here.Id })).Must(HttpStatusCode.Created);
        Assert.That((await staff.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = there.Id })).Must(HttpStatusCode.UnprocessableEntity).Errors["/schoolId"], Is.EqualTo("unknown_reference"));
        (await staff.Post(Given.Path("borrowers"), new { kind = "family", lastName = "A", firstName = "B" })).Must(HttpStatusCode.UnprocessableEntity);
        await Given.Pupil(there.Id, "Cachée");
        Assert.That((await staff.Get(Given.Path("borrowers"))).Items, Has.Count.EqualTo(1));
        Assert.That((await staff.Get(Given.Path("borrowers?q=cachee"))).Items, Is.Empty);
    }

    [Test]
    public async Task An_External_Id_Belongs_To_One_Person()
    {
        var school = await Given.School();
        object Body(string id) => new { kind = "pupil", lastName = "A", firstName = "B", schoolId = school.Id, externalId = id };
        (await Given.Manager.Post(Given.Path("borrowers"), Body("x1"))).Must(HttpStatusCode.Created);
        Assert.That((await Given.Manager.Post(Given.Path("borrowers"), Body("x1"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("external_id_taken"));
        Assert.That((await Given.Read("borrowers")).Items, Has.Count.EqualTo(1), "a refusal leaves no half of a borrower");
        (await Given.Manager.Post(Given.Path("borrowers"), Body("x2"))).Must(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_Change_Is_Told_Without_The_Names()
    {
        var school = await Given.School();
        var pupil = await Given.Pupil(school.Id, "Avant", "Zoé");
        var changed = (await Given.Manager.Patch(Given.Path($"borrowers/{pupil.Id}"), new { lastName = "Après", className = "5A", guardians = new[] { new { lastName = "Gardien" } } }, pupil.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((changed["lastName"].GetString(), changed["firstName"].GetString(), changed["className"].GetString()), Is.EqualTo(("Après", "Zoé", "5A")));
        Assert.That((await Given.Read("borrowers?q=apres")).Items, Has.Count.EqualTo(1));
        Assert.That((await Given.Read("borrowers?q=avant")).Items, Is.Empty);
        var told = (await Given.Read($"borrowers/{pupil.Id}/events")).Text;
        Assert.That(told, Does.Contain("\"lastName\":{\"changed\":true}").And.Contain("\"className\":{\"old\":\"6B\",\"new\":\"5A\"}"));
        Assert.That(told, Does.Not.Contain("Avant").And.Not.Contain("Après").And.Not.Contain("Gardien"));
        (await Given.Manager.Patch(Given.Path($"borrowers/{pupil.Id}"), new { className = "4A" }, null)).Must((HttpStatusCode)428);
        (await Given.Manager.Patch(Given.Path($"borrowers/{pupil.Id}"), new { className = "4A" }, "\"1\"")).Must(HttpStatusCode.PreconditionFailed);
    }

    [Test]
    public async Task A_Third_Guardian_A_Birth_In_The_Future_And_An_Unknown_Kind_Are_Refused()
    {
        var school = await Given.School();
        var refused = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = school.Id, guardians = Enumerable.Repeat(new { lastName = "G" }, 3) })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/guardians"], Is.EqualTo("too_many"));
        refused = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = school.Id, birthDate = "2100-01-01" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors, Does.ContainKey("/birthDate"));
        refused = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "robot", lastName = "A", firstName = "B" })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/kind"], Is.EqualTo("not_one_of"));
        refused = (await Given.Manager.Post(Given.Path("borrowers"), new { kind = "pupil", lastName = "A", firstName = "B", schoolId = school.Id, guardians = new[] { new { email = "a@b.fr" } } })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That(refused.Errors["/guardians/0/lastName"], Is.EqualTo("missing"));
    }
}
