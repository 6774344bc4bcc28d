using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Lists devices, in order of registration.</summary>
internal static class ListDevices
{
    public static void Map(RouteGroupBuilder devices) => devices.MapGet("", Handle).Does(nameof(ListDevices), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<StateCodes>] public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        public Guid? ModelId { get; init; }
        [OneOf<Grades>] public string? Grade { get; init; }
        /// <summary>The delivery that they came with.</summary>
        public Guid? DeliveryId { get; init; }
        /// <summary>The funding line that paid them.</summary>
        public Guid? FundingLineId { get; init; }
        /// <summary>The code of the programme or of the funding line that paid them, or the programme that they were shipped under; exact.</summary>
        [Text(100)] public string? Programme { get; init; }
        /// <summary>The warranty ends on this day or later.</summary>
        public DateOnly? WarrantyEndsFrom { get; init; }
        /// <summary>The warranty ends on this day or earlier.</summary>
        public DateOnly? WarrantyEndsTo { get; init; }
        /// <summary>In the present state for at least this many days: with state=returned, what waits too long.</summary>
        [Between(0, 10_000)] public int? WaitingDays { get; init; }
        /// <summary>Exact asset tag; case does not count.</summary>
        [Text(50)] public string? Tag { get; init; }
        /// <summary>Exact serial number; case does not count.</summary>
        [Text(100)] public string? Serial { get; init; }
        /// <summary>The beginning of a tag, a serial number, an IMEI or an inventory number; case does not count.</summary>
        [Text(100)] public string? Q { get; init; }
        /// <summary>true: only those whose open loan is past its due date.</summary>
        public bool? Overdue { get; init; }
        /// <summary>Changed at this instant or later (UTC).</summary>
        public DateTimeOffset? UpdatedSince { get; init; }
        /// <summary>created when absent; -assetTag is the last tag first.</summary>
        [OneOf<DeviceSorts>] public string? Sort { get; init; }
    }

    internal sealed class DeviceSorts : IForPrograms
    {
        public static IReadOnlyList<string> All { get; } = ["created", "-created", "assetTag", "-assetTag"];
    }

    /// <summary>Lists devices, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<Device>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) =>
        await Run(db, caller, filter, stop);

    public static Task<Outcome<Page<Device>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var today = db.Today;
        var sql = new Sql(DeviceRow.SelectSql)
            .Where("d.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "d.school_id")
            .WhereIf(filter.State, "d.state = @state", "state")
            .WhereIf(filter.SchoolId, "d.school_id = @schoolId", "schoolId")
            .WhereIf(filter.ModelId, "d.model_id = @modelId", "modelId")
            .WhereIf(filter.Grade, "d.grade = @grade", "grade")
            .WhereIf(filter.DeliveryId, "d.delivery_id = @deliveryId", "deliveryId")
            .WhereIf(filter.FundingLineId, "d.funding_line_id = @fundingLineId", "fundingLineId")
            .WhereIf(TextKey.Tidy(filter.Programme), ProgrammeSql, "programme")
            .WhereIf(filter.WarrantyEndsFrom, "d.warranty_ends_on >= @warrantyFrom", "warrantyFrom")
            .WhereIf(filter.WarrantyEndsTo, "d.warranty_ends_on <= @warrantyTo", "warrantyTo")
            .WhereIf(filter.WaitingDays is { } days ? db.Now.AddDays(-days) : (DateTimeOffset?)null, "d.state_since <= @waitingSince", "waitingSince")
            .WhereIf(filter.Tag?.Trim().ToUpperInvariant(), "d.asset_tag = @tag", "tag")
            .WhereIf(filter.Serial?.Trim().ToUpperInvariant(), "d.serial_key = @serial", "serial")
            .WhereIf(filter.UpdatedSince, "d.updated_at >= @since", "since");
        if (filter.Q?.Trim().ToUpperInvariant() is { Length: > 0 } beginning)
        {
            sql.Where(BeginsSql, "beginning", beginning);
            sql.Parameters.Add("end", Prefix.End(beginning));
        }
        if (filter.Overdue is { } overdue)
            sql.Where($"{(overdue ? "" : "not ")}exists (select 1 from loan o where o.device_id = d.id and o.ended_at is null and o.due_on < @today)", "today", today);
        return Sorting.Sorted(db, sql, "d.id", filter.Sort, filter, (DeviceRow row) => row.View(caller, today), row => row.Id, stop, new SortBy<DeviceRow>("assetTag", "d.asset_tag", row => row.AssetTag));
    }

    public const string ProgrammeSql = """
        d.id in (
            select paid.id from device paid join funding_line fl on fl.id = paid.funding_line_id join programme fp on fp.id = fl.programme_id
            where fl.organisation_id = @organisationId and (fl.code = @programme or fp.code = @programme)
            union select l.device_id from shipment_device l join shipment sh on sh.id = l.shipment_id
            where sh.organisation_id = @organisationId and sh.programme = @programme and (l.outcome = 'arrived' or (l.outcome is null and sh.state <> 'packed')))
        """;

    // One index range for each identifier, not one condition with OR, which no index could serve.
    public const string BeginsSql = """
        d.id in (
            select id from device where organisation_id = @organisationId and asset_tag >= @beginning and asset_tag < @end
            union select id from device where organisation_id = @organisationId and serial_key >= @beginning and serial_key < @end
            union select id from device where organisation_id = @organisationId and imei >= @beginning and imei < @end
            union select id from device where organisation_id = @organisationId and inventory_number >= @beginning and inventory_number < @end)
        """;
}
