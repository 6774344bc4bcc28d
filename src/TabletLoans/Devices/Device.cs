using System.Collections.Concurrent;
using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>A device of the fleet: what it is, where it stands in its life, where it is, and who holds it.</summary>
internal sealed record Device : IResource
{
    public static string Collection => "devices";

    public required Guid Id { get; init; }
    /// <summary>The tag on the device, with its check letter.</summary>
    [Text(50)] public required string AssetTag { get; init; }
    [Text(100)] public required string SerialNumber { get; init; }
    public required Guid ModelId { get; init; }
    public required ModelOfDevice Model { get; init; }
    [Text(100)] public string? InventoryNumber { get; init; }
    [Text(16)] public string? Imei { get; init; }
    [Text(17)] public string? MacAddress { get; init; }
    [OneOf<Origins>] public required string Origin { get; init; }
    /// <summary>Cents, without tax.</summary>
    [Between(0, 1e11)] public long? PriceExclTaxCents { get; init; }
    /// <summary>Cents, with tax.</summary>
    [Between(0, 1e11)] public long? PriceInclTaxCents { get; init; }
    public DateOnly? WarrantyEndsOn { get; init; }
    [OneOf<StateCodes>] public required string State { get; init; }
    [OneOf<Grades>] public required string Grade { get; init; }
    [OneOf<DataStates>] public required string DataState { get; init; }
    [OneOf<MdmStates>] public required string MdmState { get; init; }
    /// <summary>Ticked at its preparation: its tag is printed and stuck on.</summary>
    public required bool TagPrinted { get; init; }
    /// <summary>Ticked at its preparation: its accessories are there.</summary>
    public required bool AccessoriesPresent { get; init; }
    /// <summary>The maker's lock (Activation Lock, Factory Reset Protection): none known, on, or released.</summary>
    [OneOf<LockStates>] public required string LockState { get; init; }
    /// <summary>Held for a dispute or a seizure: it does not move.</summary>
    public required bool Held { get; init; }
    /// <summary>The delivery that it came with; null where it was registered otherwise.</summary>
    public Guid? DeliveryId { get; init; }
    /// <summary>What paid it, for life.</summary>
    public Guid? FundingLineId { get; init; }
    /// <summary>The code of the funding line.</summary>
    [Text(50)] public string? FundingLine { get; init; }
    public Guid? SchoolId { get; init; }
    public SchoolOfDevice? School { get; init; }
    /// <summary>The device that this one replaced under warranty.</summary>
    public Guid? ReplacesDeviceId { get; init; }
    /// <summary>The device that replaced this one under warranty.</summary>
    public Guid? ReplacedByDeviceId { get; init; }
    /// <summary>The open loan, where the caller may see it.</summary>
    public OpenLoan? OpenLoan { get; init; }
    /// <summary>The organisation's own fields.</summary>
    public JsonElement? CustomFields { get; init; }
    /// <summary>The moves that the state and the caller's rights allow.</summary>
    [Items(50)] public required IReadOnlyList<AllowedTransition> AllowedTransitions { get; init; }
    public required long Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public static async Task<Device?> Find(Db db, Caller caller, Guid id, CancellationToken stop) =>
        (await db.One<DeviceRow>(DeviceRow.ByIdSql, new { id }, stop))?.View(caller, db.Today);
}

/// <summary>The model, in short.</summary>
internal sealed record ModelOfDevice([property: OneOf<DeviceKinds>] string Kind, [property: Text(100)] string Manufacturer, [property: Text(100)] string Reference, [property: Text(200)] string Name);

/// <summary>The school that holds the device.</summary>
internal sealed record SchoolOfDevice([property: Text(8)] string Uai, [property: Text(200)] string Name);

/// <summary>The loan that is running.</summary>
internal sealed record OpenLoan(Guid Id, Guid BorrowerId, DateOnly? DueOn, bool Overdue);

/// <summary>A move that may be made now: POST devices/{id}/{name}, or the operation that carries it out.</summary>
internal sealed record AllowedTransition([property: Text(50)] string Name, [property: Text(200)] string Summary)
{
    private static readonly ConcurrentDictionary<(string State, bool Clean, bool Held, bool Gone, string Role, string Language), IReadOnlyList<AllowedTransition>> Known = new();

    /// <summary>Every device of a page carries such a list, and there are few different ones.</summary>
    public static IReadOnlyList<AllowedTransition> From(DeviceRow device, Caller caller) =>
        Known.GetOrAdd((device.State, device.DataState == "clean", device.Held, Past.WasGone(device), caller.Role.Code, caller.Culture.TwoLetterISOLanguageName), static (key, caller) => DeviceLifecycle.From(key.State)
            .Where(row => caller.May(row.Permission) && (key.Clean || !row.NeedsCleanData) && (!key.Held || row.UseCase == "ReturnDevice") && (row.RetiredWhileGone is not { } gone || gone == key.Gone))
            .Select(row => new AllowedTransition(row.Name, row.Summary.In(caller.Culture))).ToList(), caller);
}

/// <summary>A device as it is read, with its model, its school and its open loan: one statement.</summary>
internal sealed record DeviceRow
{
    public Guid Id { get; init; }
    public string AssetTag { get; init; } = "";
    public string SerialNumber { get; init; } = "";
    public Guid ModelId { get; init; }
    public string ModelKind { get; init; } = "";
    public string Manufacturer { get; init; } = "";
    public string ModelReference { get; init; } = "";
    public string ModelName { get; init; } = "";
    public string? InventoryNumber { get; init; }
    public string? Imei { get; init; }
    public string? MacAddress { get; init; }
    public string Origin { get; init; } = "";
    public long? PriceExclTaxCents { get; init; }
    public long? PriceInclTaxCents { get; init; }
    public DateOnly? WarrantyEndsOn { get; init; }
    public string State { get; init; } = "";
    public string Grade { get; init; } = "";
    public string DataState { get; init; } = "";
    public string MdmState { get; init; } = "";
    /// <summary>The state that it was retired from; null where it is not retired.</summary>
    public string? RetiredFrom { get; init; }
    public bool TagPrinted { get; init; }
    public bool AccessoriesPresent { get; init; }
    public string LockState { get; init; } = "";
    public bool Held { get; init; }
    public Guid? DeliveryId { get; init; }
    public Guid? FundingLineId { get; init; }
    public string? FundingLine { get; init; }
    public Guid? SchoolId { get; init; }
    public string? SchoolUai { get; init; }
    public string? SchoolName { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? LoanBorrowerId { get; init; }
    public DateOnly? LoanDueOn { get; init; }
    public string? CustomFields { get; init; }
    public DateTimeOffset? StateSince { get; init; }
    public Guid? ReplacesDeviceId { get; init; }
    public Guid? ReplacedByDeviceId { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public Device View(Caller caller, DateOnly today) => new()
    {
        Id = Id,
        AssetTag = AssetTag,
        SerialNumber = SerialNumber,
        ModelId = ModelId,
        Model = new(ModelKind, Manufacturer, ModelReference, ModelName),
        InventoryNumber = InventoryNumber,
        Imei = Imei,
        MacAddress = MacAddress,
        Origin = Origin,
        PriceExclTaxCents = PriceExclTaxCents,
        PriceInclTaxCents = PriceInclTaxCents,
        WarrantyEndsOn = WarrantyEndsOn,
        State = State,
        Grade = Grade,
        DataState = DataState,
        MdmState = MdmState,
        TagPrinted = TagPrinted,
        AccessoriesPresent = AccessoriesPresent,
        LockState = LockState,
        Held = Held,
        DeliveryId = DeliveryId,
        FundingLineId = FundingLineId,
        FundingLine = FundingLine,
        SchoolId = SchoolId,
        School = SchoolUai is null ? null : new(SchoolUai, SchoolName!),
        ReplacesDeviceId = ReplacesDeviceId,
        ReplacedByDeviceId = ReplacedByDeviceId,
        OpenLoan = LoanId is { } loan && caller.May(Permission.ReadLoans) ? new(loan, LoanBorrowerId!.Value, LoanDueOn, LoanDueOn < today) : null,
        CustomFields = CustomFields is null ? null : JsonDocument.Parse(CustomFields).RootElement,
        AllowedTransitions = AllowedTransition.From(this, caller),
        Version = Version,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>What is on the device itself, for who holds it in hand and may not read the rest.</summary>
    public Device ViewFromAfar(Caller caller, DateOnly today) => View(caller, today) with
    {
        InventoryNumber = null, Imei = null, MacAddress = null, PriceExclTaxCents = null, PriceInclTaxCents = null, WarrantyEndsOn = null, DeliveryId = null,
        FundingLineId = null, FundingLine = null, SchoolId = null, School = null, ReplacesDeviceId = null, ReplacedByDeviceId = null, OpenLoan = null, CustomFields = null, AllowedTransitions = [],
    };

    // A loan of another school is not shown, even where the device has come to the caller's school since.
    public static readonly string SelectSql = $"""
        select d.id, d.asset_tag, d.serial_number, d.model_id, m.kind as model_kind, m.manufacturer, m.reference as model_reference,
          m.name as model_name, d.inventory_number, d.imei, d.mac_address, d.origin, d.price_excl_tax_cents, d.price_incl_tax_cents,
          d.warranty_ends_on, d.state, d.grade, d.data_state, d.mdm_state, d.lock_state, d.retired_from, d.tag_printed, d.accessories_present, d.held, d.delivery_id, d.funding_line_id, f.code as funding_line, d.school_id, s.uai as school_uai, s.name as school_name,
          l.id as loan_id, l.borrower_id as loan_borrower_id, l.due_on as loan_due_on, d.custom_fields, d.state_since,
          d.replaces_device_id, d.replaced_by_device_id, d.version, d.created_at, d.updated_at
        from device d
        join device_model m on m.id = d.model_id
        left join school s on s.id = d.school_id
        left join funding_line f on f.id = d.funding_line_id
        left join loan l on l.device_id = d.id and l.ended_at is null and {Scope.Schools("l.school_id")}
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where d.organisation_id = @organisationId and d.id = @id and {Scope.Schools("d.school_id")}";

    /// <summary>Within the organisation and beyond the caller's schools: for what must be accepted whoever brings it.</summary>
    public static readonly string AnywhereByIdSql = $"{SelectSql}\n where d.organisation_id = @organisationId and d.id = @id";
}
