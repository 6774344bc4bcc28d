using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Distribution;

/// <summary>A school gets what it was allocated, and more only knowingly.</summary>
public sealed class AllocationTests(Engine engine) : ApiTest(engine)
{
    private Guid _school;
    private Guid _model;

    [SetUp]
    public async Task OpenSchool() => (_school, _model) = ((await Given.School()).Id, (await Given.Model()).Id);

    [Test]
    public async Task What_Was_Sent_And_What_Remains_Are_Counted()
    {
        var allocation = await Allocate(3, "Plan 2020");
        await Send(2, "Plan 2020");
        await Open(1, "Plan 2020"); // packed, not sent
        var read = await Given.Read($"allocations/{allocation.Id}");
        Assert.That((read["quantity"].GetInt32(), read["sent"].GetInt64(), read["remaining"].GetInt64()), Is.EqualTo((3, 2L, 1L)));
        Assert.That((await Given.Read($"allocations?schoolId={_school}&programme=Plan%202020")).Items.Single().GetProperty("id").GetGuid(), Is.EqualTo(allocation.Id));
        Assert.That((await Given.Read("allocations?programme=Autre")).Items, Is.Empty);
    }

    [Test]
    public async Task Beyond_The_Allocation_Nothing_Leaves_Without_A_Reason()
    {
        var allocation = await Allocate(2);
        await Send(1);
        var shipment = await Open(2);
        var refused = (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"))).Must(HttpStatusCode.Conflict);
        Assert.That(refused.Reasons, Is.EqualTo(new[] { "allocation_exceeded" }));
        Assert.That(refused["reasons"][0].GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString()), Does.Contain("fleet_manager"));
        Assert.That((await Given.Read($"shipments/{shipment.Id}"))["state"].GetString(), Is.EqualTo("packed"));
        (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"), new { reason = "  " })).Must(HttpStatusCode.Conflict);
        (await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"), new { reason = "Rentrée : une classe de plus" })).Must(HttpStatusCode.OK);
        var read = await Given.Read($"allocations/{allocation.Id}");
        Assert.That((read["sent"].GetInt64(), read["remaining"].GetInt64()), Is.EqualTo((3L, 0L)));
    }

    [Test]
    public async Task A_School_Without_An_Allocation_Is_Not_Limited() => await Send(2);

    [Test]
    public async Task An_Allocation_Of_One_Programme_Is_Not_Of_Another()
    {
        await Allocate(5, "Plan 2020");
        var shipment = await Open(1);
        Assert.That((await Given.Manager.Post(Given.Path($"shipments/{shipment.Id}/send"))).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("allocation_exceeded"));
        await Send(1, "Plan 2020");
    }

    [Test]
    public async Task Of_Shipments_That_Leave_At_Once_Only_As_Many_As_Were_Allocated_Do()
    {
        var second = await SecondHost;
        using var other = second.Client(await Given.Key(second, Given.Slug, "fleet_manager"));
        var allocation = await Allocate(3);
        var shipments = new List<Guid>();
        for (var i = 0; i < 8; i++) shipments.Add((await Open(1)).Id);
        var answers = await Task.WhenAll(shipments.Select((id, i) => (i % 2 == 0 ? Given.Manager : other).Post(Given.Path($"shipments/{id}/send"))));
        Assert.That(answers.Count(answer => answer.Status == HttpStatusCode.OK), Is.EqualTo(3));
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Code), Is.All.EqualTo("allocation_exceeded"));
        Assert.That((await Given.Read($"allocations/{allocation.Id}"))["sent"].GetInt64(), Is.EqualTo(3));
    }

    [Test]
    public async Task One_Allocation_For_Each_School_And_Programme()
    {
        await Allocate(1);
        Assert.That((await Given.Manager.Post(Given.Path("allocations"), new { schoolId = _school, quantity = 2 })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("allocation_taken"));
        await Allocate(2, "Plan 2020");
        Assert.That((await Given.Manager.Post(Given.Path("allocations"), new { schoolId = _school, quantity = -1, programme = "B" })).Must(HttpStatusCode.UnprocessableEntity).Errors["/quantity"], Is.EqualTo("out_of_range"));
        Assert.That((await Given.Manager.Post(Given.Path("allocations"), new { schoolId = Guid.CreateVersion7(), quantity = 1 })).Must(HttpStatusCode.UnprocessableEntity).Errors["/schoolId"], Is.EqualTo("unknown_reference"));
        using var technician = await Given.Client("technician");
        (await technician.Post(Given.Path("allocations"), new { schoolId = _school, quantity = 1, programme = "C" })).Must(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task An_Allocation_Is_Changed_And_Counts_From_Then_On()
    {
        var allocation = await Allocate(1);
        await Send(1);
        var more = (await Given.Manager.Patch(Given.Path($"allocations/{allocation.Id}"), new { quantity = 2 }, allocation.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((more["quantity"].GetInt32(), more["sent"].GetInt64(), more["remaining"].GetInt64()), Is.EqualTo((2, 1L, 1L)));
        await Send(1);
        (await Given.Manager.Patch(Given.Path($"allocations/{allocation.Id}"), new { quantity = 5 }, allocation.Headers["ETag"])).Must(HttpStatusCode.PreconditionFailed);
        Assert.That((await Given.Manager.Patch(Given.Path($"allocations/{allocation.Id}"), new { quantity = -1 }, "*")).Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EqualTo(new[] { "/quantity" }));
        var none = (await Given.Manager.Patch(Given.Path($"allocations/{allocation.Id}"), new { quantity = 0 }, "*")).Must(HttpStatusCode.OK);
        Assert.That((none["sent"].GetInt64(), none["remaining"].GetInt64()), Is.EqualTo((2L, 0L)));
    }

    private async Task<Answer> Allocate(int quantity, string? programme = null) => (await Given.Manager.Post(Given.Path("allocations"), new { schoolId = _school, quantity, programme })).Must(HttpStatusCode.Created);

    private async Task<Answer> Open(int count, string? programme = null, bool send = false)
    {
        var devices = new List<Guid>();
        for (var i = 0; i < count; i++) devices.Add((await Given.DeviceInStock(_model)).Id);
        return (await Given.Manager.Post(Given.Path("shipments"), new { schoolId = _school, devices, programme, send })).Must(HttpStatusCode.Created);
    }

    private Task<Answer> Send(int count, string? programme = null) => Open(count, programme, send: true);
}
