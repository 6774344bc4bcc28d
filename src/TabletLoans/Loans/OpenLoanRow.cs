using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Writes the row of a new loan, its accessories and its condition report.</summary>
internal static class OpenLoanRow
{
    public static async Task<Outcome<LoanRow>> Insert(Tx tx, Dialect dialect, LendFacts facts, LendDevice.Request request, IReadOnlyList<Reason> overridden)
    {
        if (facts.CountsAsMain && overridden.All(reason => reason.Error != LoanErrors.BorrowerLimit))
        {
            // Two desks may lend two devices to one person at once: the borrower's row puts them in order.
            if (dialect.ForUpdate.Length > 0) await tx.One<Guid>($"{LockSql}{dialect.ForUpdate}", new { facts.Borrower.Id });
            var open = await tx.One<int>(BorrowerFacts.OpenMainSql, new { borrowerId = facts.Borrower.Id });
            if (open >= facts.Rule.MaxMainDevices) return LoanErrors.BorrowerLimit.Refuse(("open", open), ("max", facts.Rule.MaxMainDevices));
        }
        var row = new LoanRow
        {
            Id = Id.New(), DeviceId = facts.Device.Id, AssetTag = facts.Device.AssetTag, SerialNumber = facts.Device.SerialNumber, ModelName = facts.Device.ModelName,
            BorrowerId = facts.Borrower.Id, LastName = facts.Borrower.LastName, FirstName = facts.Borrower.FirstName, SchoolId = facts.SchoolId, Kind = facts.Kind,
            CountsAsMain = facts.CountsAsMain, HandedOverAt = tx.Now, HandedOverBy = tx.Scope.PrincipalId, DueOn = facts.Due.DueOn, DueRule = facts.Due.Rule,
            SpareForLoanId = request.SpareForLoanId, Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(), Version = 1,
        };
        if (await tx.Execute(InsertSql, row) == 0) return LoanErrors.AlreadyOnLoan.Refuse(("assetTag", row.AssetTag), ("loanId", null));
        await Accessory.Insert(tx, row.Id, request.Accessories);
        if (request.Condition is { } condition) await condition.Insert(tx, row.DeviceId, row.Id, "hand_over");
        return row;
    }

    public const string LockSql = "select b.id from borrower b where b.id = @id";

    public const string InsertSql = """
        insert into loan (id, organisation_id, device_id, borrower_id, school_id, kind, counts_as_main, handed_over_at, handed_over_by, due_on,
          due_rule, spare_for_loan_id, note, created_at, updated_at, version)
        values (@id, @organisationId, @deviceId, @borrowerId, @schoolId, @kind, @countsAsMain, @handedOverAt, @handedOverBy, @dueOn,
          @dueRule, @spareForLoanId, @note, @handedOverAt, @handedOverAt, 1)
        on conflict do nothing
        """;
}
