using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Loans;
using TabletLoans.Reconditioning;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>The fleet: its list, the file of each device, and the moves that a device may make.</summary>
internal static class DevicePages
{
    // Of each sort, on the file of a device; beyond, its list.
    private const int Most = 50;

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("devices", Permission.ReadFleet, List);
        organisation.Shows("devices/{id:guid}", Permission.ReadFleet, Read);
        foreach (var row in DeviceLifecycle.All.Where(row => row.UseCase is null))
        {
            organisation.Shows($"devices/{{id:guid}}/{row.Name}", row.Permission, (Guid id, Db db, Caller caller, CancellationToken stop) => AskMove(row, id, db, caller, stop));
            organisation.Takes($"devices/{{id:guid}}/{row.Name}", row.Permission,
                (Guid id, Form<MoveDevice.Request> form, Visit visit, Db db, Caller caller, CancellationToken stop) => Move(row, id, form, visit, db, caller, stop));
        }
    }

    private static async Task<IResult> List(Query<ListDevices.Filter> query, Db db, Caller caller, CancellationToken stop) =>
        await query.Show<DevicesPage, Device>(filter => ListDevices.Run(db, caller, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop));

    internal sealed record FileOfDevice(Device Device, IReadOnlyList<Told> Events)
    {
        public IReadOnlyList<WorkOrder> WorkOrders { get; init; } = [];
        public IReadOnlyList<Sanitization> Certificates { get; init; } = [];
        public IReadOnlyList<Incident> Incidents { get; init; } = [];
        public IReadOnlyList<Loan> Loans { get; init; } = [];
        public IReadOnlyList<ConditionReport> Reports { get; init; } = [];
    }

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (await Device.Find(db, caller, id, stop) is not { } device) return Show.NotFound();
        var events = await Timeline.Of(db, "e.device_id", id, new PageRequest { Limit = 200 }, stop);
        var mayReadLoans = caller.May(Permission.ReadLoans);
        return Show.Page<DevicePage>(new FileOfDevice(device, await Told.Of(db, events.Value!.Items, visit.Culture, stop))
        {
            WorkOrders = (await ListWorkOrders.Run(db, new ListWorkOrders.Filter { DeviceId = id, Limit = Most }, stop)).Value!.Items,
            Certificates = (await ListSanitizations.Run(db, new ListSanitizations.Filter { DeviceId = id, Limit = Most }, stop)).Value!.Items,
            Incidents = mayReadLoans ? (await ListIncidents.Run(db, new ListIncidents.Filter { DeviceId = id, Limit = Most }, stop)).Value!.Items : [],
            Reports = mayReadLoans ? await ListConditionReports.OfDevice(db, id, Most, stop) : [],
            Loans = mayReadLoans ? (await ListLoans.Run(db, caller, new ListLoans.Filter { DeviceId = id, Limit = Most }, stop)).Value!.Items : [],
        });
    }

    /// <summary>A move that is to be made, with what was typed and every reason that stands against it.</summary>
    internal sealed record MoveOfDevice(Device Device, Transition Row, IReadOnlyList<Option> Schools, Fields Fields)
    {
        /// <summary>Some of the reasons are such as the caller may go past.</summary>
        public bool MayGoPast { get; init; }
    }

    private static async Task<IResult> AskMove(Transition row, Guid id, Db db, Caller caller, CancellationToken stop) =>
        await Device.Find(db, caller, id, stop) is { } device ? Show.Page<MovePage>(new MoveOfDevice(device, row, await SchoolsFor(row, device, db, stop), Fields.None)) : Show.NotFound();

    private static async Task<IResult> Move(Transition row, Guid id, Form<MoveDevice.Request> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (await Device.Find(db, caller, id, stop) is not { } device) return Show.NotFound();
        var outcome = await form.Run(request => MoveDevice.Run(db, caller, row, id, request, new IfMatch((long?)null), stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<MovePage>(new MoveOfDevice(device, row, await SchoolsFor(row, device, db, stop), form.Again(refusal, visit)) { MayGoPast = refusal.Reasons.Any(caller.MayOverride) }, refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To($"devices/{id:D}"), Notice.Done($"{device.AssetTag} : {Words.Of<StateCodes>(outcome.Value!.State).In(visit.Culture)}"));
    }

    private static async Task<IReadOnlyList<Option>> SchoolsFor(Transition row, Device device, Db db, CancellationToken stop) =>
        row.NeedsSchool || (row.To == DeviceStates.AtSchool && device.SchoolId is null) ? (await SchoolChoice.Read(db, null, stop)).Options : [];
}
