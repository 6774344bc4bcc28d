using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Opens a shipment to a school with what it holds so far, packed or sent at once: all of it, or every reason why not.</summary>
internal static class CreateShipment
{
    public static void Map(RouteGroupBuilder shipments) => shipments.MapPost("", Handle).Does(nameof(CreateShipment), Permission.Distribute);

    internal sealed record Request
    {
        public required Guid? SchoolId { get; init; }
        /// <summary>Asset tags, serial numbers or ids; empty where it is packed later, by scan.</summary>
        [Items(500)] public required IReadOnlyList<string> Devices { get; init; }
        /// <summary>The authority that the school is equipped through: its commune for an école.</summary>
        [Text(200)] public string? Via { get; init; }
        [Text(100)] public string? Reference { get; init; }
        /// <summary>Whose allocation of the school it counts against.</summary>
        [Text(100)] public string? Programme { get; init; }
        /// <summary>true: it leaves at once; packed when absent.</summary>
        public bool? Send { get; init; }
        /// <summary>Why, where a rule is gone past. Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Opens a shipment to a school.</summary>
    internal static async Task<Creates<Shipment>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<Shipment>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        if (await db.One<School>(School.ByIdSql, new { id = request.SchoolId }, stop) is not { } school) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        if (school.Status is not ("open" or "closing")) return DeviceErrors.SchoolNotOpen.Refuse(("uai", school.Uai), ("status", school.Status));
        var scans = await Scan.Find(db, request.Devices, anywhere: false, stop);
        if (Unread(scans) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return await db.Write<Shipment>(async tx =>
        {
            var id = Id.New();
            await tx.Execute(InsertSql, new
            {
                id, number = await Number(tx, db.Today.Year), schoolId = school.Id, via = TextKey.Tidy(request.Via), reference = TextKey.Tidy(request.Reference),
                programme = TextKey.Tidy(request.Programme), now = tx.Now,
            });
            var shipment = (await tx.One<ShipmentRow>(ShipmentRow.ByIdSql, new { id }))!;
            tx.Record(new Event { Name = "create_shipment", SubjectId = id }.Telling(ShipmentChange.Told(shipment)));
            var reasons = new List<Reason>();
            foreach (var scan in scans) reasons.AddRange((await PackShipment.Put(tx, db, shipment, scan.Found.Value!.Id)).Refusal?.Reasons ?? []);
            if (Refusal.From([.. reasons.Take(100)]) is { } refusal) return refusal;
            if (request.Send == true && await SendShipment.Carry(tx, db, caller, shipment, request.Reason) is { } unsent) return unsent;
            return await Shipment.Read(tx, id);
        }, stop);
    }

    /// <summary>What names no device, or a device named before.</summary>
    private static List<FieldError> Unread(IReadOnlyList<Scan> scans)
    {
        var (errors, seen) = (new List<FieldError>(), new HashSet<Guid>());
        for (var i = 0; i < scans.Count; i++)
        {
            if (scans[i].Found.Refusal is { } refusal) errors.Add(new FieldError($"/devices/{i}", refusal.Error, refusal.Reasons.Count > 0 ? refusal.Reasons[0].Facts : refusal.Error.With().Facts));
            else if (!seen.Add(scans[i].Found.Value!.Id)) errors.Add(new FieldError($"/devices/{i}", Errors.NotUnique));
        }
        return errors;
    }

    /// <summary>The next number of the year; the counter's row orders those who ask at once.</summary>
    private static async Task<string> Number(Tx tx, int year)
    {
        var prefix = await tx.One<string>(AssetTags.PrefixSql);
        var sequence = await tx.Returning<long>(AssetTags.TakeSql, new { name = $"shipment_{year}", count = 1 });
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-BL-{year % 100:00}-{sequence:0000}");
    }

    public const string InsertSql = """
        insert into shipment (id, organisation_id, number, school_id, via, reference, programme, state, created_at, updated_at, version)
        values (@id, @organisationId, @number, @schoolId, @via, @reference, @programme, 'packed', @now, @now, 1)
        """;
}
