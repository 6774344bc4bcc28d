using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>
/// What every change of a loan begins with: its row, within the caller's schools, held until the end of the transaction, so
/// that what is decided on it stays true; and the version that the caller knows.
/// </summary>
internal static class LoanChange
{
    public static Task<Outcome<T>> Run<T>(Db db, Guid id, IfMatch ifMatch, Func<Tx, LoanRow, Task<Outcome<T>>> change, CancellationToken stop) => db.Write(async tx =>
    {
        if (await tx.One<LoanRow>($"{LoanRow.ByIdSql}{db.Dialect.ForUpdateOf("l")}", new { id }) is not { } loan) return Errors.NotFound.Refuse();
        return ifMatch.Refuse(loan.Version) is { } stale ? stale : await change(tx, loan);
    }, stop);
}
