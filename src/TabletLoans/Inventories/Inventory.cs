using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>A count of what is really there, in a school or in the stock room, and how far it has come.</summary>
internal sealed record Inventory : IResource
{
    public static string Collection => "inventories";

    public required Guid Id { get; init; }
    [Text(100)] public required string Name { get; init; }
    /// <summary>Null: the stock room, which is what the organisation itself holds.</summary>
    public Guid? SchoolId { get; init; }
    public SchoolOfDevice? School { get; init; }
    /// <summary>true: devices on loan were asked for too.</summary>
    public required bool IncludeOnLoan { get; init; }
    [OneOf<InventoryStates>] public required string State { get; init; }
    /// <summary>Devices that should be there: those of the opening, and what came lawfully since and was scanned.</summary>
    public required long Expected { get; init; }
    /// <summary>Of those expected, scanned.</summary>
    public required long Found { get; init; }
    /// <summary>Scanned, known, and belonging elsewhere or in another state.</summary>
    public required long Misplaced { get; init; }
    /// <summary>Scanned, and nobody knows what it is.</summary>
    public required long Unknown { get; init; }
    /// <summary>Of those expected, never scanned; counted at the close.</summary>
    public required long Missing { get; init; }
    /// <summary>Of those expected, gone lawfully during the campaign (lent, shipped…); counted at the close.</summary>
    public required long Moved { get; init; }
    /// <summary>Percent of what is expected that is found or explained, 0 to 100, rounded down.</summary>
    [Between(0, 100)] public required int Progress { get; init; }
    /// <summary>Why it was closed or cancelled.</summary>
    [Text(500)] public string? Reason { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required Guid OpenedBy { get; init; }
    /// <summary>Closed or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    public Guid? EndedBy { get; init; }
    public required long Version { get; init; }

    public static async Task<Inventory> Read(Tx tx, Guid id) => (await tx.One<InventoryRow>(InventoryRow.ByIdSql, new { id }))!.View();
}

internal sealed record InventoryRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public Guid? SchoolId { get; init; }
    public string? SchoolUai { get; init; }
    public string? SchoolName { get; init; }
    public bool IncludeOnLoan { get; init; }
    public string State { get; init; } = "";
    public long ExpectedCount { get; init; }
    public long FoundCount { get; init; }
    public long MisplacedCount { get; init; }
    public long UnknownCount { get; init; }
    public long MissingCount { get; init; }
    public long MovedCount { get; init; }
    public long LastLine { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public Guid OpenedBy { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public Guid? EndedBy { get; init; }
    public long Version { get; init; }

    public Inventory View() => new()
    {
        Id = Id, Name = Name, SchoolId = SchoolId, School = SchoolUai is null ? null : new(SchoolUai, SchoolName!), IncludeOnLoan = IncludeOnLoan, State = State,
        Expected = ExpectedCount, Found = FoundCount, Misplaced = MisplacedCount, Unknown = UnknownCount, Missing = MissingCount, Moved = MovedCount,
        Progress = ExpectedCount == 0 ? 100 : (int)(100 * (FoundCount + MovedCount) / ExpectedCount),
        Reason = Reason, OpenedAt = OpenedAt, OpenedBy = OpenedBy, EndedAt = EndedAt, EndedBy = EndedBy, Version = Version,
    };

    public const string SelectSql = """
        select i.id, i.name, i.school_id, s.uai as school_uai, s.name as school_name, i.include_on_loan, i.state, i.expected_count, i.found_count,
          i.misplaced_count, i.unknown_count, i.missing_count, i.moved_count, i.last_line, i.reason, i.opened_at, i.opened_by, i.ended_at, i.ended_by, i.version
        from inventory i
        left join school s on s.id = i.school_id
        """;

    // The stock room has no school: who is limited to some sees nothing of it.
    public static readonly string ByIdSql = $"{SelectSql}\n where i.organisation_id = @organisationId and i.id = @id and {Scope.Schools("i.school_id")}";
}
