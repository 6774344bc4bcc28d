using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Schools;

public sealed class SchoolTests(Engine engine) : ApiTest(engine)
{
    [Test]
    public async Task A_School_Is_Registered_With_Its_Public_Facts()
    {
        var school = (await Given.Manager.Post(Given.Path("schools"), new
        {
            uai = " 0381903m", name = "Collège Jean Vilar", kind = "college", sector = "public", contractCode = "99", communeCode = "38151", communeName = "Échirolles",
            departementCode = "038", priorityNetwork = "REP", priorityDistrict = "QN03801A", socialIndex = 72.7, socialIndexYear = 2022, pupils = 406, divisions = 18, authorityName = "Département de l'Isère",
        })).Must(HttpStatusCode.Created);
        Assert.That(school["uai"].GetString(), Is.EqualTo("0381903M"));
        Assert.That(school["socialIndex"].GetDecimal(), Is.EqualTo(72.7m));
        Assert.That(System.Text.Json.JsonElement.DeepEquals((await Given.Read($"schools/{school.Id}")).Json, school.Json), Is.True);
    }

    [Test]
    public async Task Schools_With_A_Whole_And_A_Broken_Index_Stand_In_One_List()
    {
        decimal?[] indexes = [72.7m, 91.0m, null];
        foreach (var (uai, index) in ((string[])["0381903M", "0382032C", "0400193T"]).Zip(indexes))
            (await Given.Manager.Post(Given.Path("schools"), new { uai, name = "Collège", kind = "college", socialIndex = index, socialIndexYear = index is null ? (int?)null : 2022 })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read("schools")).Items.Select(school => school.GetProperty("socialIndex")).Select(index => index.ValueKind == System.Text.Json.JsonValueKind.Null ? null : (decimal?)index.GetDecimal()), Is.EqualTo(indexes));
    }

    [Test]
    public async Task A_Uai_Is_Registered_Once_In_An_Organisation()
    {
        await Given.School();
        Assert.That((await Given.Manager.Post(Given.Path("schools"), new { uai = "0381903M", name = "Encore", kind = "college" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("uai_taken"));
        await (await Support.Given.Organisation(Host)).School();
    }

    [TestCase("q=echirolles", 1)]
    [TestCase("q=jean%20vilar", 1)]
    [TestCase("q=VILAR", 1)]
    [TestCase("q=0381903", 1)]
    [TestCase("q=grenoble", 0)]
    [TestCase("uai=0381903m", 1)]
    [TestCase("kind=college", 1)]
    [TestCase("kind=ecole", 0)]
    [TestCase("departementCode=038", 1)]
    [TestCase("status=closed", 0)]
    public async Task A_Search_Finds_By_Name_Commune_Or_Uai_Without_Accents(string filter, int count)
    {
        (await Given.Manager.Post(Given.Path("schools"), new { uai = "0381903M", name = "Collège Jean Vilar", kind = "college", communeName = "Échirolles", departementCode = "038" })).Must(HttpStatusCode.Created);
        Assert.That((await Given.Read($"schools?{filter}")).Items, Has.Count.EqualTo(count));
    }

    [Test]
    public async Task A_Member_Limited_To_A_School_Sees_That_One()
    {
        var (here, there) = (await Given.School(), await Given.School("0382032C"));
        using var staff = await Given.Client("school_staff", "0381903M");
        Assert.That((await staff.Get(Given.Path("schools"))).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(here.Id));
        (await staff.Get(Given.Path($"schools/{there.Id}"))).Must(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Devices_Are_Not_Sent_To_A_School_That_Is_Closed()
    {
        var closed = (await Given.Manager.Post(Given.Path("schools"), new { uai = "0382032C", name = "Fermée", kind = "ecole", status = "closed" })).Must(HttpStatusCode.Created);
        var device = await Given.DeviceInStock();
        Assert.That((await Given.Manager.Post(Given.Path($"devices/{device.Id}/send_to_school"), new { schoolId = closed.Id })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("school_not_open"));
        await Given.Move(device.Id, "send_to_school", new { schoolId = (await Given.School()).Id });
    }
}
