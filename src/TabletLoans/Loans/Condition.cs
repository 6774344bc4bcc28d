using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>État des lieux: the condition of the device as seen at a hand-over or a return.</summary>
internal sealed record Condition
{
    [OneOf<Grades>] public string? Grade { get; init; }
    /// <summary>What was seen; never a person's name.</summary>
    [Text(1000, Lines = true)] public string? Notes { get; init; }

    public Task Insert(Tx tx, Guid deviceId, Guid? loanId, string phase) => tx.Execute(InsertSql, new { id = Id.New(), deviceId, loanId, phase, Grade, Notes, now = tx.Now });

    public const string InsertSql = """
        insert into condition_report (id, organisation_id, device_id, loan_id, phase, grade, notes, reported_at, reported_by)
        values (@id, @organisationId, @deviceId, @loanId, @phase, @grade, @notes, @now, @principalId)
        """;
}
