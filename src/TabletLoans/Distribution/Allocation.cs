using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>How many devices a school is to get, under a programme or under none, and how many were sent.</summary>
internal sealed record Allocation : IResource
{
    public static string Collection => "allocations";

    public required Guid Id { get; init; }
    public required Guid SchoolId { get; init; }
    public required SchoolOfDevice School { get; init; }
    /// <summary>Null: under none.</summary>
    [Text(100)] public string? Programme { get; init; }
    [Between(0, 100_000)] public required int Quantity { get; init; }
    /// <summary>Devices that left for the school under the same programme, without what came back on the way; those sent one by one are under none.</summary>
    public required long Sent { get; init; }
    /// <summary>0 where as many, or knowingly more, were sent.</summary>
    public required long Remaining { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record AllocationRow
{
    public Guid Id { get; init; }
    public Guid SchoolId { get; init; }
    public string SchoolUai { get; init; } = "";
    public string SchoolName { get; init; } = "";
    public string Programme { get; init; } = "";
    public int Quantity { get; init; }
    public long Sent { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public long Version { get; init; }

    public Allocation View() => new()
    {
        Id = Id, SchoolId = SchoolId, School = new(SchoolUai, SchoolName), Programme = Programme.Length == 0 ? null : Programme, Quantity = Quantity,
        Sent = Sent, Remaining = Math.Max(0, Quantity - Sent), CreatedAt = CreatedAt, Version = Version,
    };

    /// <summary>Why so many more would be too many; null where the school has no allocation at all, or enough of one.</summary>
    public static Task<Reason?> Exceeded(Tx tx, Db db, ShipmentRow shipment, int more) => Exceeded(tx, db, shipment.SchoolId, shipment.SchoolUai, shipment.Programme ?? "", more);

    public static async Task<Reason?> Exceeded(Tx tx, Db db, Guid schoolId, string uai, string programme, int more)
    {
        // Held: of two shipments that leave at once, the second counts the first.
        var held = await tx.List<Held>($"{HeldSql}{db.Dialect.ForUpdate}", new { schoolId });
        if (held.Count == 0) return null;
        var quantity = held.FirstOrDefault(row => row.Programme == programme)?.Quantity ?? 0;
        var sent = await tx.One<long>(SentSql, new { schoolId, programme });
        return sent + more <= quantity ? null : DistributionErrors.AllocationExceeded.With(("uai", uai), ("quantity", quantity), ("sent", sent), ("more", more));
    }

    private sealed record Held
    {
        public string Programme { get; init; } = "";
        public int Quantity { get; init; }
    }

    public const string HeldSql = "select a.programme, a.quantity from allocation a where a.organisation_id = @organisationId and a.school_id = @schoolId order by a.id";

    // Sent one by one, under no programme: the event of such a move, and of its recall on the way, is about the school (DirectMove).
    private const string DirectlySql = """
        (select coalesce(sum(case e.name when 'recall' then -1 else 1 end), 0) from event e where e.subject_id = a.school_id and e.organisation_id = a.organisation_id and a.programme = ''
            and e.name in ('send_to_school', 'transfer_to_school', 'recall'))
        """;

    public const string SentSql = $"""
        select (select count(*) from shipment sh join shipment_device l on l.shipment_id = sh.id
          where sh.organisation_id = a.organisation_id and sh.school_id = a.school_id and coalesce(sh.programme, '') = a.programme and sh.state <> 'packed'
            and (l.outcome is null or l.outcome in ('arrived', 'missing'))) + {DirectlySql}
        from allocation a where a.organisation_id = @organisationId and a.school_id = @schoolId and a.programme = @programme
        """;

    public const string SelectSql = $"""
        select a.id, a.school_id, s.uai as school_uai, s.name as school_name, a.programme, a.quantity,
          (select count(*) from shipment sh join shipment_device l on l.shipment_id = sh.id
            where sh.school_id = a.school_id and coalesce(sh.programme, '') = a.programme and sh.state <> 'packed'
              and (l.outcome is null or l.outcome in ('arrived', 'missing'))) + {DirectlySql} as sent,
          a.created_at, a.version
        from allocation a
        join school s on s.id = a.school_id
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where a.organisation_id = @organisationId and a.id = @id and {Scope.Schools("a.school_id")}";
}

/// <summary>Allocates devices to a school; one allocation for each programme.</summary>
internal static class AllocateDevices
{
    public static void Map(RouteGroupBuilder allocations) => allocations.MapPost("", Handle).Does(nameof(AllocateDevices), Permission.ManageFleet);

    internal sealed record Request
    {
        public required Guid? SchoolId { get; init; }
        [Between(0, 100_000)] public required int? Quantity { get; init; }
        [Text(100)] public string? Programme { get; init; }
    }

    /// <summary>Allocates devices to a school.</summary>
    internal static async Task<Creates<Allocation>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Allocation>> Run(Db db, Request request, CancellationToken stop)
    {
        if (await db.One<School>(School.ByIdSql, new { id = request.SchoolId }, stop) is not { } school) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        return await db.Write<Allocation>(async tx =>
        {
            var id = Id.New();
            var programme = TextKey.Tidy(request.Programme) ?? "";
            if (await tx.Execute(InsertSql, new { id, schoolId = school.Id, programme, quantity = request.Quantity, now = tx.Now }) == 0)
                return DistributionErrors.AllocationTaken.Refuse(("uai", school.Uai));
            tx.Record(new Event { Name = "allocate_devices", SubjectId = id });
            return (await tx.One<AllocationRow>(AllocationRow.ByIdSql, new { id }))!.View();
        }, stop);
    }

    public const string InsertSql = """
        insert into allocation (id, organisation_id, school_id, programme, quantity, created_at, updated_at, version)
        values (@id, @organisationId, @schoolId, @programme, @quantity, @now, @now, 1)
        on conflict (school_id, programme) do nothing
        """;
}

/// <summary>Reads one allocation.</summary>
internal static class ReadAllocation
{
    public static void Map(RouteGroupBuilder allocations) => allocations.MapGet("{id:guid}", Handle).Does(nameof(ReadAllocation), Permission.ReadFleet);

    /// <summary>Reads one allocation, with what was sent and what remains.</summary>
    internal static async Task<Returns<Allocation>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Allocation>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<AllocationRow>(AllocationRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Allocation>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists allocations, in the order they were made.</summary>
internal static class ListAllocations
{
    public static void Map(RouteGroupBuilder allocations) => allocations.MapGet("", Handle).Does(nameof(ListAllocations), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        public Guid? SchoolId { get; init; }
        [Text(100)] public string? Programme { get; init; }
    }

    /// <summary>Lists allocations, with what was sent and what remains.</summary>
    internal static async Task<Lists<Allocation>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<Allocation>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(AllocationRow.SelectSql)
            .Where("a.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "a.school_id")
            .WhereIf(filter.SchoolId, "a.school_id = @schoolId", "schoolId")
            .WhereIf(TextKey.Tidy(filter.Programme), "a.programme = @programme", "programme");
        return await Paging.ById(db, sql, "a.id", filter.Cursor, filter.Limit, (AllocationRow row) => row.View(), row => row.Id, stop);
    }
}
