using System.Globalization;
using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>Everything that the demonstration writes: the rows as they end, and the events that led there.</summary>
internal sealed class DemoLedger(Guid organisationId, DateTimeOffset opened)
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public Guid OrganisationId => organisationId;

    /// <summary>When the ledger begins, before everything else in it.</summary>
    public DateTimeOffset Opened => opened;

    public List<School> Schools { get; } = [];
    public List<DeviceModel> Models { get; } = [];
    public DemoProgrammes? Programmes { get; set; }
    public List<DemoSupplier> Suppliers { get; } = [];
    public List<DemoOrder> Orders { get; } = [];
    public List<DemoDelivery> Deliveries { get; } = [];
    public List<DemoDevice> Devices { get; } = [];
    public List<DemoAllocation> Allocations { get; } = [];
    public List<DemoShipment> Shipments { get; } = [];

    /// <summary>The last number of each year.</summary>
    public Dictionary<int, int> ShipmentNumbers { get; } = [];
    public List<DemoBorrower> Borrowers { get; } = [];
    public List<DemoLoan> Loans { get; } = [];
    public List<DemoReport> Reports { get; } = [];
    public List<DemoAnomaly> Anomalies { get; } = [];
    public List<DemoSanitization> Sanitizations { get; } = [];
    public List<DemoWorkOrder> WorkOrders { get; } = [];
    public List<DemoScale> Scales { get; } = [];
    public List<DemoIncident> Incidents { get; } = [];
    public List<DemoRecovery> Recoveries { get; } = [];
    public List<DemoThreshold> Thresholds { get; } = [];
    public List<DemoDisposal> Disposals { get; } = [];
    public List<DemoInventory> Inventories { get; } = [];
    public List<Event> Events { get; } = [];

    /// <summary>What happened, in the order in which it happened; of one instant, in the order in which it was told.</summary>
    public IEnumerable<Event> Chronicle => Events.OrderBy(happened => happened.HappenedAt);

    public void Record(DateTimeOffset at, Guid actor, Event happened) => Events.Add(happened with
    {
        Id = Guid.CreateVersion7(at), OrganisationId = organisationId, HappenedAt = at, ActorId = actor, Source = "demo",
    });

    public void Report(DemoDevice device, Guid? loanId, string phase, string? grade, string? notes, DateTimeOffset at, Guid by)
    {
        if (grade is null && notes is null) return;
        Reports.Add(new DemoReport { Id = Guid.CreateVersion7(at), DeviceId = device.Id, LoanId = loanId, Phase = phase, Grade = grade, Notes = notes, At = at, By = by });
    }

    public DemoAnomaly Odd(DemoDevice device, Guid? loanId, Guid? schoolId, Reason reason, DateTimeOffset at, Guid by, Guid? inventoryId = null)
    {
        var anomaly = new DemoAnomaly
        {
            Id = Guid.CreateVersion7(at), DeviceId = device.Id, LoanId = loanId, SchoolId = schoolId, InventoryId = inventoryId, Code = reason.Error.Code,
            Detail = reason.Error.Detail.In(French, reason.Facts), At = at, By = by,
        };
        Anomalies.Add(anomaly);
        return anomaly;
    }

    /// <summary>field → old and new, as events tell a change.</summary>
    public static string Change(string field, JsonNode? old, JsonNode? @new) =>
        new JsonObject { [field] = new JsonObject { ["old"] = old, ["new"] = @new } }.ToJsonString(Json.Options);
}
