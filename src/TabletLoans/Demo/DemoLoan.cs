using TabletLoans.Loans;

namespace TabletLoans.Demo;

/// <summary>A loan of the demonstration, with its pieces.</summary>
internal sealed class DemoLoan
{
    public required Guid Id { get; init; }
    public required DemoDevice Device { get; init; }
    public required DemoBorrower Borrower { get; init; }
    public required Guid? SchoolId { get; init; }
    public required string Kind { get; init; }
    public required bool CountsAsMain { get; init; }
    public required DateTimeOffset HandedOverAt { get; init; }
    public required Guid HandedOverBy { get; init; }
    public required DateOnly? DueOn { get; set; }
    public required string DueRule { get; set; }
    public required IReadOnlyList<DemoPiece> Pieces { get; init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? Outcome { get; private set; }
    public DateTimeOffset? ReturnedAt { get; private set; }
    public Guid? ReturnedBy { get; private set; }
    public Guid? ReturnedSchoolId { get; private set; }
    public string? ReturnGrade { get; private set; }
    public string? PoliceReport { get; private set; }
    public Guid? SpareForLoanId { get; init; }
    public string? Note { get; init; }
    public long Version { get; private set; } = 1;
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>What happened to it last.</summary>
    public DateTimeOffset Last => UpdatedAt == default ? HandedOverAt : UpdatedAt;

    public Guid DeviceId => Device.Id;
    public Guid BorrowerId => Borrower.Id;

    /// <summary>The loan ends; for one that was lost or stolen, its device was found and the outcome changes.</summary>
    public void End(string outcome, DateTimeOffset at, string? policeReport = null)
    {
        if (EndedAt is null && CountsAsMain) Borrower.OpenMain--;
        EndedAt ??= at;
        (Outcome, PoliceReport) = (outcome, policeReport ?? PoliceReport);
        Touch(at);
    }

    public void Return(DateTimeOffset at, Guid by, Guid? schoolId, string? grade)
    {
        (ReturnedAt, ReturnedBy, ReturnedSchoolId, ReturnGrade) = (at, by, schoolId, grade);
        End("returned", at);
    }

    public void Touch(DateTimeOffset at)
    {
        Version++;
        UpdatedAt = at;
    }
}

/// <summary>A piece lent with the device.</summary>
internal sealed record DemoPiece
{
    public required Guid LoanId { get; init; }
    public required string Kind { get; init; }
    public required int Out { get; init; }
    public int Returned { get; set; }

    public static IReadOnlyList<DemoPiece> With(Guid loanId, string deviceKind) =>
        [.. (deviceKind == "tablet" ? ["cable", "charger", "cover"] : (IReadOnlyList<string>)["bag", "charger"])
            .Select(kind => new DemoPiece { LoanId = loanId, Kind = kind, Out = 1 })];
}

/// <summary>The condition of a device as seen at a hand-over or a return.</summary>
internal sealed record DemoReport
{
    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    public Guid? LoanId { get; init; }
    public required string Phase { get; init; }
    public string? Grade { get; init; }
    public string? Notes { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid By { get; init; }
}

/// <summary>Something odd at a return, as <see cref="Anomaly"/> stores it.</summary>
internal sealed class DemoAnomaly
{
    public required Guid Id { get; init; }
    public required Guid DeviceId { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? SchoolId { get; init; }
    public Guid? InventoryId { get; init; }
    public required string Code { get; init; }
    public required string Detail { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid By { get; init; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public Guid? ResolvedBy { get; set; }
}
