using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>Opens a campaign, and freezes what should be there. A place has one open campaign at most.</summary>
internal static class OpenInventory
{
    public static void Map(RouteGroupBuilder inventories) => inventories.MapPost("", Handle).Does(nameof(OpenInventory), Permission.CountInventory);

    internal sealed record Request
    {
        /// <summary>Never a person's name.</summary>
        [Text(100)] public required string Name { get; init; }
        /// <summary>Absent: the stock room, which only people of the whole organisation count.</summary>
        public Guid? SchoolId { get; init; }
        /// <summary>true: devices on loan are to be brought and counted too; false when absent.</summary>
        public bool? IncludeOnLoan { get; init; }
    }

    /// <summary>Opens an inventory of a school, or of the stock room: what is expected is frozen now.</summary>
    internal static async Task<Creates<Inventory>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Inventory>> Run(Db db, Request request, CancellationToken stop)
    {
        if (request.SchoolId is null && !db.Scope.EverySchool) return Refusal.Invalid("/schoolId", Errors.Missing);
        if (request.SchoolId is { } schoolId && await db.One<School>(School.ByIdSql, new { id = schoolId }, stop) is null) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        var (name, includeOnLoan) = (request.Name.Trim(), request.IncludeOnLoan == true);
        return await db.Write<Inventory>(async tx =>
        {
            var id = Id.New();
            if (await tx.Execute(InsertSql, new { id, name, request.SchoolId, includeOnLoan, now = tx.Now }) == 0)
            {
                var open = await tx.One<InventoryRow>(request.SchoolId is null ? OpenStockRoomSql : OpenSchoolSql, new { request.SchoolId });
                return InventoryErrors.AlreadyOpen.Refuse(("name", open?.Name), ("inventoryId", open?.Id));
            }
            var expected = await tx.Execute(request.SchoolId is null ? FreezeStockRoomSql : FreezeSchoolSql, new { id, request.SchoolId, includeOnLoan });
            await InventoryChange.Count(tx, id, expected, lines: expected);
            tx.Record(new Event { Name = "open_inventory", SubjectId = id }.Telling(new JsonObject { ["expected"] = expected }));
            return await Inventory.Read(tx, id);
        }, stop);
    }

    public const string InsertSql = """
        insert into inventory (id, organisation_id, name, school_id, include_on_loan, state, expected_count, found_count, misplaced_count, unknown_count,
          missing_count, moved_count, last_line, opened_at, opened_by, updated_at, version)
        values (@id, @organisationId, @name, @schoolId, @includeOnLoan, 'open', 0, 0, 0, 0, 0, 0, 0, @now, @principalId, @now, 0)
        on conflict do nothing
        """;

    private const string OpenSql = $"{InventoryRow.SelectSql}\n where i.organisation_id = @organisationId and i.state = 'open'";
    public const string OpenSchoolSql = $"{OpenSql} and i.school_id = @schoolId";
    public const string OpenStockRoomSql = $"{OpenSql} and i.school_id is null";

    // By tag: the order in which shelves are labelled, and people look for what is left. An expression, since a database that sees the
    // column would walk through the tags of the whole fleet in their order, rather than sort those of one place.
    private const string ExpectSql = """
        insert into inventory_line (inventory_id, line, organisation_id, device_id, expected_state, outcome, state, school_id)
        select @id, row_number() over (order by coalesce(d.asset_tag, '')), d.organisation_id, d.id, d.state, 'expected', d.state, d.school_id
        from device d
        where d.organisation_id = @organisationId
        """;

    public static readonly string FreezeSchoolSql = $"{ExpectSql} and d.school_id = @schoolId and {InventoryPlace.ExpectedSql(atSchool: true)}";

    public static readonly string FreezeStockRoomSql = $"{ExpectSql} and d.school_id is null and {InventoryPlace.ExpectedSql(atSchool: false)}";
}
