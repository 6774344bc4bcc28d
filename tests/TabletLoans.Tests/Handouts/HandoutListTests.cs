using System.Net;
using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Handouts;

/// <summary>A class handed out line by line: each line once, by whoever is first.</summary>
public sealed class HandoutListTests(Engine engine) : ApiTest(engine)
{
    private const string Uai = "0381903M";

    private ApiClient _staff = null!;
    private Guid _school;

    [SetUp]
    public async Task OpenSchool()
    {
        _school = (await Given.School(Uai)).Id;
        _staff = await Given.Client("school_staff", Uai);
    }

    [TearDown]
    public void Leave() => _staff.Dispose();

    [Test]
    public async Task A_Class_Becomes_A_List_By_Name()
    {
        foreach (var name in new[] { "Caron", "Aubert", "Bonnet" }) await Given.Pupil(_school, name);
        await Given.Loan(borrower: (await Given.Pupil(_school, "Durand")).Id);
        var list = (await Create(new { schoolId = _school, className = "6B" })).Must(HttpStatusCode.Created);
        Assert.That(Names(list), Is.EqualTo(new[] { "Aubert", "Bonnet", "Caron", "Durand" }));
        Assert.That((list["name"].GetString(), list["people"].GetInt32(), list["handedOver"].GetInt32()), Is.EqualTo(("6B", 4, 0)));
        Assert.That(list["lines"][3].GetProperty("hasDevice").GetBoolean(), Is.True);
        var without = (await Create(new { schoolId = _school, className = "6B", withoutDevice = true, name = "Sans appareil" })).Must(HttpStatusCode.Created);
        Assert.That(Names(without), Is.EqualTo(new[] { "Aubert", "Bonnet", "Caron" }));
        Assert.That((await Given.Read("handout-lists?open=true")).Items, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Nobody_And_Strangers_Make_No_List()
    {
        var elsewhere = (await Given.School("0380001V")).Id;
        var stranger = (await Given.Pupil(elsewhere)).Id;
        Assert.That((await Create(new { schoolId = _school, className = "3Z" })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("handout_list_empty"));
        (await Create(new { schoolId = elsewhere, className = "6B" })).Must(HttpStatusCode.UnprocessableEntity);
        (await Create(new { schoolId = _school, borrowerIds = new[] { stranger }, name = "Choisis" })).Must(HttpStatusCode.UnprocessableEntity);
        (await Create(new { schoolId = _school })).Must(HttpStatusCode.UnprocessableEntity);
        Assert.That((await Given.Read("handout-lists")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Line_Is_Handed_Over_Once_And_Given_Back_By_Undo()
    {
        var list = await ListOf("Aubert", "Bonnet");
        var (first, second) = (await Given.DeviceAtSchool(_school), await Given.DeviceAtSchool(_school));
        var loan = (await HandOver(list, 0, first.Id)).Must(HttpStatusCode.OK);
        var now = await Given.Read($"handout-lists/{list.Id}");
        Assert.That((now["handedOver"].GetInt32(), now["lines"][0].GetProperty("loanId").GetGuid(), now["lines"][0].GetProperty("device").GetProperty("assetTag").GetString()),
            Is.EqualTo((1, loan.Id, first["assetTag"].GetString())));
        var refused = (await HandOver(list, 0, second.Id)).Must(HttpStatusCode.Conflict);
        Assert.That((refused.Code, refused.Text.Contains(first["assetTag"].GetString()!, StringComparison.Ordinal)), Is.EqualTo(("already_handed_over", true)));
        Assert.That((await Given.Read($"devices/{second.Id}"))["state"].GetString(), Is.EqualTo("at_school"));
        (await _staff.Post(Given.Path($"loans/{loan.Id}/undo"), new { })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"handout-lists/{list.Id}"))["lines"][0].GetProperty("loanId").ValueKind, Is.EqualTo(JsonValueKind.Null));
        (await HandOver(list, 0, second.Id)).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task Eight_Desks_Give_One_Child_One_Device()
    {
        var list = await ListOf("Aubert");
        var devices = new List<Guid>();
        for (var i = 0; i < 8; i++) devices.Add((await Given.DeviceAtSchool(_school)).Id);
        var answers = await Task.WhenAll(devices.Select(device => HandOver(list, 0, device)));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("already_handed_over"));
        Assert.That((await Given.Read("loans?state=open")).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_Device_Set_Aside_Is_Kept_For_Its_Line()
    {
        var list = await ListOf("Aubert", "Bonnet");
        var device = (await Given.DeviceAtSchool(_school)).Id;
        Assert.That((await Prepare(list, 1, device)).Must(HttpStatusCode.OK)["lines"][1].GetProperty("device").GetProperty("id").GetGuid(), Is.EqualTo(device));
        Assert.That((await Prepare(list, 0, device)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_prepared_for_another"));
        Assert.That((await HandOver(list, 0, device)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("device_prepared_for_another"));
        (await Prepare(list, 1, null)).Must(HttpStatusCode.OK);
        (await HandOver(list, 0, device)).Must(HttpStatusCode.OK);
        Assert.That((await Prepare(list, 0, device)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("already_handed_over"));
    }

    [Test]
    public async Task A_Closed_List_Hands_Out_Nothing()
    {
        var list = await ListOf("Aubert");
        (await _staff.Post(Given.Path($"handout-lists/{list.Id}/close"), new { })).Must(HttpStatusCode.OK);
        var device = (await Given.DeviceAtSchool(_school)).Id;
        Assert.That((await HandOver(list, 0, device)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("handout_list_closed"));
        Assert.That((await Prepare(list, 0, device)).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("handout_list_closed"));
        (await _staff.Post(Given.Path($"handout-lists/{list.Id}/close"), new { })).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read("handout-lists?open=true")).Items, Is.Empty);
    }

    [Test]
    public async Task Who_Reads_No_Names_Sees_None()
    {
        var list = await ListOf("Aubert");
        using var auditor = await Given.Client("auditor");
        var read = (await auditor.Get(Given.Path($"handout-lists/{list.Id}"))).Must(HttpStatusCode.OK);
        Assert.That(read.Text, Does.Not.Contain("Aubert"));
        Assert.That(read["lines"].GetArrayLength(), Is.EqualTo(1));
    }

    private async Task<Answer> ListOf(params string[] names)
    {
        foreach (var name in names) await Given.Pupil(_school, name);
        return (await Create(new { schoolId = _school, className = "6B" })).Must(HttpStatusCode.Created);
    }

    private Task<Answer> Create(object body) => _staff.Post(Given.Path("handout-lists"), body);

    private Task<Answer> HandOver(Answer list, int line, Guid device) => _staff.Post(Given.Path($"handout-lists/{list.Id}/lines/{Line(list, line)}/hand-over"), new { device });

    private Task<Answer> Prepare(Answer list, int line, Guid? device) => _staff.Post(Given.Path($"handout-lists/{list.Id}/lines/{Line(list, line)}/prepare"), new { device });

    private static Guid Line(Answer list, int line) => list["lines"][line].GetProperty("id").GetGuid();

    private static IEnumerable<string?> Names(Answer list) => list["lines"].EnumerateArray().Select(line => line.GetProperty("borrower").GetProperty("lastName").GetString());
}
