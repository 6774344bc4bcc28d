using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Reads one loan.</summary>
internal static class ReadLoan
{
    public static void Map(RouteGroupBuilder loans) => loans.MapGet("{id:guid}", Handle).Does(nameof(ReadLoan), Permission.ReadLoans);

    /// <summary>Reads one loan.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) =>
        await Loan.Find(db, caller, id, stop) is { } loan ? (Outcome<Loan>)loan : Errors.NotFound.Refuse();
}

/// <summary>Reads a loan's timeline.</summary>
internal static class ReadLoanEvents
{
    public static void Map(RouteGroupBuilder loans) => loans.MapGet("{id:guid}/events", Handle).Does(nameof(ReadLoanEvents), Permission.ReadLoans);

    /// <summary>Reads what happened during a loan, oldest first.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, LoanRow.ByIdSql, "e.loan_id", id, filter, stop);
}

/// <summary>Lists loans: in order of hand-over, or by due date where the filter is about due dates.</summary>
internal static class ListLoans
{
    public static void Map(RouteGroupBuilder loans) => loans.MapGet("", Handle).Does(nameof(ListLoans), Permission.ReadLoans);

    internal sealed record Filter : PageRequest
    {
        /// <summary>open, overdue (open and past the due date), returned, lost, stolen, or closed (ended in any way).</summary>
        [OneOf<LoanFilterStates>] public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        public Guid? BorrowerId { get; init; }
        public Guid? DeviceId { get; init; }
        /// <summary>Open and due before this local date.</summary>
        public DateOnly? DueBefore { get; init; }
        /// <summary>Open and due on this local date or later.</summary>
        public DateOnly? DueFrom { get; init; }
        /// <summary>true: ended, with pieces that are still due.</summary>
        public bool? AccessoriesDue { get; init; }
        /// <summary>By due date where the filter is about due dates, else created, which is the order of hand-over; dueOn leaves out the loans without a due date.</summary>
        [OneOf<LoanSorts>] public string? Sort { get; init; }
    }

    internal sealed class LoanSorts : IForPrograms
    {
        public static IReadOnlyList<string> All { get; } = ["created", "-created", "dueOn", "-dueOn"];
    }

    /// <summary>Lists loans, filtered by any of the parameters together.</summary>
    internal static async Task<Lists<Loan>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Loan>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var today = db.Today;
        var sql = new Sql(LoanRow.SelectSql)
            .Where("l.organisation_id = @organisationId")
            .WithinSchools(db.Scope, "l.school_id")
            .WhereIf(filter.SchoolId, "l.school_id = @schoolId", "schoolId")
            .WhereIf(filter.BorrowerId, "l.borrower_id = @borrowerId", "borrowerId")
            .WhereIf(filter.DeviceId, "l.device_id = @deviceId", "deviceId")
            .WhereIf(filter.DueBefore, "l.ended_at is null and l.due_on < @dueBefore", "dueBefore")
            .WhereIf(filter.DueFrom, "l.ended_at is null and l.due_on >= @dueFrom", "dueFrom");
        if (filter.State is "open") sql.Where("l.ended_at is null");
        else if (filter.State is "overdue") sql.Where("l.ended_at is null and l.due_on < @today", "today", today);
        else if (filter.State is "closed") sql.Where("l.ended_at is not null");
        else if (filter.State is { } outcome) sql.Where("l.outcome = @outcome", "outcome", outcome);
        if (filter.AccessoriesDue is { } due)
            sql.Where($"l.ended_at is not null and {(due ? "" : "not ")}exists (select 1 from loan_accessory a where a.loan_id = l.id and a.returned_quantity < a.out_quantity)");

        var sort = filter.Sort ?? (filter.State is "overdue" || (filter.DueBefore ?? filter.DueFrom) is not null ? "dueOn" : "created");
        if (sort.EndsWith("dueOn", StringComparison.Ordinal)) sql.Where("l.due_on is not null");
        var page = await Sorting.Sorted(db, sql, "l.id", sort, filter, (LoanRow row) => row, row => row.Id, stop, new SortBy<LoanRow>("dueOn", "l.due_on", row => row.DueOn!.Value));
        if (page.Refusal is { } refusal) return refusal;
        var rows = page.Value!.Items;
        var pieces = rows.Count == 0 ? [] : await db.List<AccessoryRow>($"{AccessoriesSql} {db.Dialect.In("a.loan_id", "@ids")} order by a.kind", new { ids = db.Dialect.List(rows.Select(row => row.Id)) }, stop);
        var byLoan = pieces.ToLookup(piece => piece.LoanId);
        return new Page<Loan> { Items = rows.Select(row => row.View(caller, today, byLoan[row.Id])).ToList(), Next = page.Value.Next };
    }

    private const string AccessoriesSql = "select a.loan_id, a.kind, a.out_quantity, a.returned_quantity from loan_accessory a where";
}
