using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Handouts;

/// <summary>People of a school who are to get a device, one line each: several desks hand out one list at once.</summary>
internal sealed record HandoutList : IResource
{
    public static string Collection => "handout-lists";

    public required Guid Id { get; init; }
    [Text(100)] public required string Name { get; init; }
    public required Guid SchoolId { get; init; }
    public required SchoolOfDevice School { get; init; }
    /// <summary>How many lines it has.</summary>
    public required long People { get; init; }
    /// <summary>How many of them are handed out.</summary>
    public required long HandedOver { get; init; }
    /// <summary>By name; null in lists.</summary>
    [Items(500)] public IReadOnlyList<HandoutLine>? Lines { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Null while it is handed out.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
    public required long Version { get; init; }

    public static async Task<HandoutList?> Find(Db db, Caller caller, Guid id, CancellationToken stop) =>
        await db.One<HandoutListRow>(HandoutListRow.ByIdSql, new { id }, stop) is { } row ? row.View(caller, await db.List<HandoutLineRow>(HandoutLineRow.OfListSql, new { id }, stop)) : null;

    public static async Task<HandoutList> Read(Tx tx, Caller caller, Guid id) =>
        (await tx.One<HandoutListRow>(HandoutListRow.ByIdSql, new { id }))!.View(caller, await tx.List<HandoutLineRow>(HandoutLineRow.OfListSql, new { id }));
}

/// <summary>One person of a list.</summary>
internal sealed record HandoutLine
{
    public required Guid Id { get; init; }
    public required Guid BorrowerId { get; init; }
    /// <summary>Null where the caller may not read names, or the person was forgotten.</summary>
    public BorrowerOfLoan? Borrower { get; init; }
    [Text(50)] public string? ClassName { get; init; }
    /// <summary>Handed out with this line; before that, the device prepared for it.</summary>
    public DeviceOfLine? Device { get; init; }
    /// <summary>The loan that the line became; null while it is to be handed out.</summary>
    public Guid? LoanId { get; init; }
    public DateTimeOffset? HandedOverAt { get; init; }
    /// <summary>The account or the key that handed it over.</summary>
    public Guid? HandedOverBy { get; init; }
    /// <summary>The person has a tablet or a computer on loan, through this line or otherwise.</summary>
    public required bool HasDevice { get; init; }
}

internal sealed record DeviceOfLine(Guid Id, [property: Text(50)] string AssetTag, [property: Text(200)] string Model);

internal sealed record HandoutListRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public Guid SchoolId { get; init; }
    public string SchoolUai { get; init; } = "";
    public string SchoolName { get; init; } = "";
    public long People { get; init; }
    public long HandedOver { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public long Version { get; init; }

    public HandoutList View(Caller? caller = null, IReadOnlyList<HandoutLineRow>? lines = null) => new()
    {
        Id = Id, Name = Name, SchoolId = SchoolId, School = new(SchoolUai, SchoolName), People = People, HandedOver = HandedOver,
        Lines = lines?.Select(line => line.View(caller!)).ToList(), CreatedAt = CreatedAt, ClosedAt = ClosedAt, Version = Version,
    };

    public const string SelectSql = $"""
        select h.id, h.name, h.school_id, s.uai as school_uai, s.name as school_name, h.created_at, h.closed_at, h.version,
          (select count(*) from handout_line l where l.list_id = h.id) as people,
          (select count(*) from handout_line l join loan n on n.id = l.loan_id where l.list_id = h.id and {HandoutLineRow.Given}) as handed_over
        from handout_list h
        join school s on s.id = h.school_id
        """;

    public static readonly string ByIdSql = $"{SelectSql}\n where h.organisation_id = @organisationId and h.id = @id and {Scope.Schools("h.school_id")}";
}

internal sealed record HandoutLineRow
{
    public Guid Id { get; init; }
    public Guid BorrowerId { get; init; }
    public string? LastName { get; init; }
    public string? FirstName { get; init; }
    public string? ClassName { get; init; }
    public Guid? DeviceId { get; init; }
    public string? AssetTag { get; init; }
    public string? ModelName { get; init; }
    public Guid? LoanId { get; init; }
    public DateTimeOffset? HandedOverAt { get; init; }
    public Guid? HandedOverBy { get; init; }
    public bool HasDevice { get; init; }

    public HandoutLine View(Caller caller) => new()
    {
        Id = Id, BorrowerId = BorrowerId, Borrower = LastName is not null && caller.May(Permission.ReadPeople) ? new(LastName, FirstName ?? "") : null, ClassName = ClassName,
        Device = DeviceId is { } device ? new(device, AssetTag!, ModelName!) : null, LoanId = LoanId, HandedOverAt = HandedOverAt, HandedOverBy = HandedOverBy, HasDevice = HasDevice,
    };

    /// <summary>The loan n was not undone.</summary>
    public const string Given = "(n.outcome is null or n.outcome <> 'cancelled')";

    public const string OfListSql = $"""
        select l.id, l.borrower_id, p.last_name, p.first_name, b.class_name, d.id as device_id, d.asset_tag, m.name as model_name,
          n.id as loan_id, n.handed_over_at, n.handed_over_by,
          {Borrowers.ListBorrowers.HasDevice} as has_device
        from handout_line l
        join borrower b on b.id = l.borrower_id
        left join person p on p.borrower_id = b.id
        left join loan n on n.id = l.loan_id and {Given}
        left join device d on d.id = coalesce(n.device_id, l.device_id)
        left join device_model m on m.id = d.model_id
        where l.organisation_id = @organisationId and l.list_id = @id
        order by l.position
        """;
}
