using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>A loan: facts with dates and names behind them. Whether it is overdue is computed, never stored.</summary>
internal sealed record Loan : IResource
{
    public static string Collection => "loans";

    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    public required DeviceOfLoan Device { get; init; }
    public required Guid BorrowerId { get; init; }
    /// <summary>Null where the caller may not read names, or the person was forgotten.</summary>
    public BorrowerOfLoan? Borrower { get; init; }
    public Guid? SchoolId { get; init; }
    [OneOf<LoanKinds>] public required string Kind { get; init; }
    public required DateTimeOffset HandedOverAt { get; init; }
    /// <summary>The account or the key that handed it over.</summary>
    public required Guid HandedOverBy { get; init; }
    /// <summary>Local date; null: until the schooling, the post or the placement ends.</summary>
    public DateOnly? DueOn { get; init; }
    /// <summary>The rule that gave the due date, as it stood then: school_year_end, cycle_end, days:14, open, or given.</summary>
    [Text(30)] public required string DueRule { get; init; }
    public DateTimeOffset? ReturnedAt { get; init; }
    public Guid? ReturnedBy { get; init; }
    [OneOf<Grades>] public string? ReturnGrade { get; init; }
    /// <summary>Null while the loan is open.</summary>
    [OneOf<LoanOutcomes>] public string? Outcome { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>Open and past its due date, today.</summary>
    public required bool Overdue { get; init; }
    [Items(50)] public required IReadOnlyList<AccessoryOfLoan> Accessories { get; init; }
    [Text(100)] public string? PoliceReport { get; init; }
    /// <summary>The loan during whose repair this spare was lent.</summary>
    public Guid? SpareForLoanId { get; init; }
    [Text(500)] public string? Note { get; init; }
    public required long Version { get; init; }

    public static async Task<Loan?> Find(Db db, Caller caller, Guid id, CancellationToken stop) =>
        await db.One<LoanRow>(LoanRow.ByIdSql, new { id }, stop) is { } row
            ? row.View(caller, db.Today, await db.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id }, stop))
            : null;

    /// <summary>Read again inside the transaction, as it stands after the writes.</summary>
    public static async Task<Loan> Read(Tx tx, Caller caller, DateOnly today, Guid id) =>
        (await tx.One<LoanRow>(LoanRow.AnywhereByIdSql, new { id }))!.View(caller, today, await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id }));
}

internal sealed record DeviceOfLoan([property: Text(50)] string AssetTag, [property: Text(100)] string SerialNumber, [property: Text(200)] string Model);

internal sealed record BorrowerOfLoan([property: Text(100)] string LastName, [property: Text(100)] string FirstName);

/// <summary>A piece lent with the device: how many went out, how many came back.</summary>
internal sealed record AccessoryOfLoan([property: OneOf<AccessoryKinds>] string Kind, int Out, int Returned);

internal sealed record AccessoryRow
{
    public Guid LoanId { get; init; }
    public string Kind { get; init; } = "";
    public int OutQuantity { get; init; }
    public int ReturnedQuantity { get; init; }

    public int Due => OutQuantity - ReturnedQuantity;

    public const string OfLoanSql = "select a.loan_id, a.kind, a.out_quantity, a.returned_quantity from loan_accessory a where a.loan_id = @id order by a.kind";
}

/// <summary>A loan as it is read, with its device and its borrower.</summary>
internal sealed record LoanRow
{
    public Guid Id { get; init; }
    public Guid DeviceId { get; init; }
    public string AssetTag { get; init; } = "";
    public string SerialNumber { get; init; } = "";
    public string ModelName { get; init; } = "";
    public Guid BorrowerId { get; init; }
    public string? LastName { get; init; }
    public string? FirstName { get; init; }
    public Guid? SchoolId { get; init; }
    public string Kind { get; init; } = "";
    public bool CountsAsMain { get; init; }
    public DateTimeOffset HandedOverAt { get; init; }
    public Guid HandedOverBy { get; init; }
    public DateOnly? DueOn { get; init; }
    public string DueRule { get; init; } = "";
    public DateTimeOffset? EndedAt { get; init; }
    public string? Outcome { get; init; }
    public DateTimeOffset? ReturnedAt { get; init; }
    public Guid? ReturnedBy { get; init; }
    public string? ReturnGrade { get; init; }
    public string? PoliceReport { get; init; }
    public Guid? SpareForLoanId { get; init; }
    public string? Note { get; init; }
    public long Version { get; init; }

    public Loan View(Caller caller, DateOnly today, IEnumerable<AccessoryRow> accessories) => new()
    {
        Id = Id,
        DeviceId = DeviceId,
        Device = new(AssetTag, SerialNumber, ModelName),
        BorrowerId = BorrowerId,
        Borrower = LastName is not null && caller.May(Permission.ReadPeople) ? new(LastName, FirstName ?? "") : null,
        SchoolId = SchoolId,
        Kind = Kind,
        HandedOverAt = HandedOverAt,
        HandedOverBy = HandedOverBy,
        DueOn = DueOn,
        DueRule = DueRule,
        ReturnedAt = ReturnedAt,
        ReturnedBy = ReturnedBy,
        ReturnGrade = ReturnGrade,
        Outcome = Outcome,
        EndedAt = EndedAt,
        Overdue = EndedAt is null && DueOn < today,
        Accessories = accessories.Select(piece => new AccessoryOfLoan(piece.Kind, piece.OutQuantity, piece.ReturnedQuantity)).ToList(),
        PoliceReport = PoliceReport,
        SpareForLoanId = SpareForLoanId,
        Note = Note,
        Version = Version,
    };

    public const string SelectSql = """
        select l.id, l.device_id, d.asset_tag, d.serial_number, m.name as model_name, l.borrower_id, p.last_name, p.first_name, l.school_id,
          l.kind, l.counts_as_main, l.handed_over_at, l.handed_over_by, l.due_on, l.due_rule, l.ended_at, l.outcome, l.returned_at, l.returned_by,
          l.return_grade, l.police_report, l.spare_for_loan_id, l.note, l.version
        from loan l
        join device d on d.id = l.device_id
        join device_model m on m.id = d.model_id
        left join person p on p.borrower_id = l.borrower_id
        """;

    public const string AnywhereByIdSql = $"{SelectSql}\n where l.organisation_id = @organisationId and l.id = @id";

    public static readonly string ByIdSql = $"{AnywhereByIdSql} and {Scope.Schools("l.school_id")}";
}
