using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

/// <summary>One row of every collection at one school: a device to lend there, and another on loan to a pupil.</summary>
internal sealed record OneOfEach(Guid School, Guid Model, Guid Device, Guid Borrower, Guid Loan, Guid LentDevice, Guid Anomaly, Guid Sanitization, Guid WorkOrder, Guid Shipment, Guid Allocation, string LastName)
{
    /// <summary>Collections that belong to the whole organisation: whoever reads the fleet reads them.</summary>
    public static readonly string[] OfTheWhole = ["device-models", "suppliers", "purchase-orders", "deliveries", "disposals", "thresholds", "recovery-scales", "users", "keys", "programmes", "envelopes", "funding-lines", "calls"];

    private static int _day;

    public required Purchase Purchase { get; init; }
    public required Guid Disposal { get; init; }
    public required Guid Threshold { get; init; }

    /// <summary>Open, with the device scanned.</summary>
    public required Guid Inventory { get; init; }

    /// <summary>A person and a key with a role in the whole organisation.</summary>
    public required Guid User { get; init; }
    public required Guid Key { get; init; }

    public required Damage Damage { get; init; }

    public required Money Money { get; init; }

    /// <summary>Of the pupil's class, with the pupil's line in it.</summary>
    public required Guid HandoutList { get; init; }
    public required Guid HandoutLine { get; init; }

    /// <summary>A file of pupils of the school, brought and not imported yet.</summary>
    public required Guid ImportJob { get; init; }

    public const string FirstUai = "0381903M";
    public const string SecondUai = "0380001V";

    public static async Task<OneOfEach> At(Given given, string uai = FirstUai)
    {
        var (school, model, lastName) = (await given.School(uai), await given.Model(), $"Nom{uai}");
        // Repaired and wiped before it came to the school.
        var device = await given.DeviceInStock(model.Id);
        var order = (await given.Move(device.Id, "repair")).Id;
        foreach (var move in (string[])["finish_repair", "sanitize"]) await given.Move(device.Id, move);
        var sanitization = (await given.Move(device.Id, "reimage")).Id;
        await given.Move(device.Id, "put_in_stock");
        await given.Move(device.Id, "send_to_school", new { schoolId = school.Id });
        await given.Move(device.Id, "confirm_arrival");
        var lent = await given.DeviceAtSchool(school.Id, model.Id);
        var borrower = await given.Pupil(school.Id, lastName);
        var loan = await given.Loan(lent.Id, borrower.Id);
        // Brought back without having been lent.
        (await given.Manager.Post(given.Path("loans/return"), new { device = device.Id, schoolId = school.Id })).Must(HttpStatusCode.OK);
        var anomaly = (await given.Read($"anomalies?deviceId={device.Id}")).Items.Single().GetProperty("id").GetGuid();
        var allocation = (await given.Manager.Post(given.Path("allocations"), new { schoolId = school.Id, quantity = 10 })).Must(HttpStatusCode.Created);
        // On its way to the school.
        var shipped = await given.DeviceInStock(model.Id);
        var shipment = (await given.Manager.Post(given.Path("shipments"), new { schoolId = school.Id, devices = new[] { shipped.Id.ToString("D") }, send = true })).Must(HttpStatusCode.Created);
        // Recycled, and a figure of the organisation's own, from a day that no other has.
        var scrap = (await given.Device(model.Id)).Id;
        await given.Move(scrap, "retire");
        var disposal = await given.Move(scrap, "recycle");
        using var admin = await given.Client("organisation_admin");
        var threshold = (await admin.Post(given.Path("thresholds"), new { code = "solidarity_price_multifunction_max_cents", appliesFrom = new DateOnly(2090, 1, 1).AddDays(Interlocked.Increment(ref _day)), value = 1, source = "test" })).Must(HttpStatusCode.Created);
        var user = (await admin.Post(given.Path("users"), new { email = $"un.{Guid.CreateVersion7():N}@example.org", role = "auditor", everySchool = true })).Must(HttpStatusCode.Created);
        var key = (await admin.Post(given.Path("keys"), new { name = "une", role = "auditor", everySchool = true })).Must(HttpStatusCode.Created);
        var inventory = (await given.Manager.Post(given.Path("inventories"), new { name = "Inventaire", schoolId = school.Id })).Must(HttpStatusCode.Created);
        (await given.Manager.Post(given.Path($"inventories/{inventory.Id}/scans"), new { devices = new[] { device.Id } })).Must(HttpStatusCode.OK);
        var list = (await given.Manager.Post(given.Path("handout-lists"), new { schoolId = school.Id, className = "6B" })).Must(HttpStatusCode.Created);
        return new OneOfEach(school.Id, model.Id, device.Id, borrower.Id, loan.Id, lent.Id, anomaly, sanitization, order, shipment.Id, allocation.Id, lastName) { Purchase = await Purchase.At(given, model.Id), Disposal = disposal.Id, Threshold = threshold.Id, Inventory = inventory.Id, User = user.Id, Key = key.Id, Damage = await Damage.At(given, lent.Id), Money = await Money.At(given, school.Id), HandoutList = list.Id, HandoutLine = list["lines"][0].GetProperty("id").GetGuid(), ImportJob = await given.ImportJob(school.Id, lastName) };
    }

    /// <summary>The row that an address of the collection may name.</summary>
    public Guid Of(string collection) => collection switch
    {
        "schools" => School,
        "device-models" => Model,
        "devices" => Device,
        "borrowers" => Borrower,
        "loans" => Loan,
        "anomalies" => Anomaly,
        "sanitizations" => Sanitization,
        "work-orders" => WorkOrder,
        "suppliers" => Purchase.Supplier,
        "purchase-orders" => Purchase.Order,
        "deliveries" => Purchase.Delivery,
        "shipments" => Shipment,
        "allocations" => Allocation,
        "disposals" => Disposal,
        "thresholds" => Threshold,
        "inventories" => Inventory,
        "users" => User,
        "keys" => Key,
        "incidents" => Damage.Incident,
        "recoveries" => Damage.Recovery,
        "recovery-scales" => Damage.Scale,
        "handout-lists" => HandoutList,
        "lines" => HandoutLine,
        "imports" => ImportJob,
        "programmes" => Money.Programme,
        "envelopes" => Money.Envelope,
        "funding-lines" => Money.Line,
        "calls" => Money.Call,
        "applications" => Money.Application,
        "need-counts" => Money.NeedCount,
        "training-sessions" => Money.Training,
        _ => throw new InvalidOperationException($"a new collection, {collection}: give it a row here, so that the walks of every endpoint reach it"),
    };

    /// <summary>What must not be seen from outside the school (a model belongs to the whole organisation).</summary>
    public IEnumerable<string> Secrets => [School.ToString("D"), Device.ToString("D"), Borrower.ToString("D"), Loan.ToString("D"), LentDevice.ToString("D"), Anomaly.ToString("D"), Sanitization.ToString("D"), WorkOrder.ToString("D"), Shipment.ToString("D"), Allocation.ToString("D"), Inventory.ToString("D"), HandoutList.ToString("D"), Damage.Incident.ToString("D"), Damage.Recovery.ToString("D"), Money.Application.ToString("D"), Money.NeedCount.ToString("D"), Money.Training.ToString("D"), LastName];

    /// <summary>A body with which the operation would succeed on a row of one's own: what is refused then is the row.</summary>
    public object BodyOf(Route route) => route.Name switch
    {
        { } name when name.StartsWith("MoveDevices_", StringComparison.Ordinal) => new { devices = new[] { Device }, reason = "test", policeReport = "PV 2026/1", schoolId = School },
        { } name when name.StartsWith("MoveDevice_", StringComparison.Ordinal) => new { reason = "test", policeReport = "PV 2026/1", schoolId = School },
        "ReceiveDelivery" => new { lineId = Purchase.Line, serials = new[] { $"SN-{Guid.CreateVersion7():N}" } },
        "ImportDelivery" => "serial\nSN-FILE\n",
        { } name when name.StartsWith("DecideBatch_", StringComparison.Ordinal) => new { applications = new[] { Money.Application }, reason = "test" },
        "MoveApplication_justify" => new { justifiedCents = 1 },
        { } name when name.StartsWith("MoveApplication_", StringComparison.Ordinal) => new { reason = "test" },
        "CancelFunding" => new { reason = "test" },
        "ImportApplications" => "applicant\nCommune\n",
        "ChangeCall" or "ChangeProgramme" => new { name = "Autre" },
        "ChangeApplication" => new { reference = "R-1" },
        "ChangeTraining" => new { theme = "Autre" },
        "ChangeDevice" => new { held = true },
        "ChangeAllocation" => new { quantity = 20 },
        "RecallShipment" => new { reason = "test" },
        "ChangeModel" => new { name = "Autre" },
        "ChangeSupplier" => new { email = "sav@exemple.fr" },
        "ChangeBorrower" => new { className = "5A" },
        "ExtendLoan" => new { dueOn = "2099-07-05" },
        "TransferLoan" or "CheckTransfer" => new { borrowerId = Borrower },
        "ReturnAccessories" => new { accessories = Array.Empty<object>() },
        "DeclareLoanStolen" => new { policeReport = "PV 2026/1" },
        "RecordMdmState" => new { lockState = "on" },
        "PackShipment" or "UnpackShipment" or "CollectShipment" or "ReceiveShipment" or "ScanInventory" => new { devices = new[] { Device.ToString("D") } },
        "CorrectLoan" or "FindLoanDevice" or "ResolveAnomaly" or "CancelInventory" => new { reason = "test" },
        "CreateHandoutList" => new { schoolId = School, className = "6B" },
        "HandOver" or "SwapDevice" or "CheckSwap" => new { device = Device },
        "UndoInventoryScan" => new { device = Device.ToString("D") },
        "TriageDevice" => new { grade = "B" },
        "DecideIncident" => new { outcome = "none", reason = "test" },
        "IssueRecovery" => new { items = new[] { "screen" } },
        "WaiveRecovery" => new { reason = "test" },
        "ChangeIncident" => new { insurer = "test" },
        "ChangeGrant" => new { role = "auditor", everySchool = true },
        "FinishWorkOrder" => new { outcome = "repaired", costCents = 0 },
        _ => new { },
    };
}
