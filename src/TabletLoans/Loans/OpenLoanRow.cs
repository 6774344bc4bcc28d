using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Writes the row of a new loan, its accessories and its condition report.</summary>
internal static class OpenLoanRow
{
    public static async Task<Outcome<LoanRow>> Insert(Tx tx, Dialect dialect, LendFacts facts, LendDevice.Request request, IReadOnlyList<Reason> overridden)
    {
        var row = new LoanRow
        {
            Id = Id.New(), DeviceId = facts.Device.Id, AssetTag = facts.Device.AssetTag, SerialNumber = facts.Device.SerialNumber, ModelName = facts.Device.ModelName,
            BorrowerId = facts.Borrower.Id, LastName = facts.Borrower.LastName, FirstName = facts.Borrower.FirstName, SchoolId = facts.SchoolId, Kind = facts.Kind,
            CountsAsMain = facts.CountsAsMain, HandedOverAt = tx.Now, HandedOverBy = tx.Scope.PrincipalId, DueOn = facts.Due.DueOn, DueRule = facts.Due.Rule,
            SpareForLoanId = request.SpareForLoanId, Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(), Version = 1,
        };
        var isLimited = facts.CountsAsMain && overridden.All(reason => reason.Error != LoanErrors.BorrowerLimit);
        // Two desks may lend two devices to one person at once. The borrower's row, held in the same round trip, puts them in
        // order where there are several writers; the count is then taken after it was got.
        var insert = isLimited && dialect.ForUpdate.Length > 0 ? $"{LockSql}{dialect.ForUpdate};\n{InsertSql}" : InsertSql;
        var inserted = await tx.Execute(insert, new
        {
            row.Id, row.DeviceId, row.BorrowerId, row.SchoolId, row.Kind, row.CountsAsMain, row.HandedOverAt, row.HandedOverBy, row.DueOn, row.DueRule,
            row.SpareForLoanId, row.Note, max = isLimited ? facts.Rule.MaxMainDevices : int.MaxValue,
        });
        if (inserted == 0) return await Again(tx, facts, isLimited);
        await Accessory.Insert(tx, row.Id, request.Accessories);
        if (request.Condition is { } condition) await condition.Insert(tx, row.DeviceId, row.Id, "hand_over");
        return row;
    }

    /// <summary>Nothing was inserted: the limit was reached meanwhile, or the device has an open loan after all.</summary>
    private static async Task<Refusal> Again(Tx tx, LendFacts facts, bool isLimited)
    {
        var open = await tx.One<int>(OpenMainSql, new { borrowerId = facts.Borrower.Id });
        return isLimited && open >= facts.Rule.MaxMainDevices
            ? LoanErrors.BorrowerLimit.Refuse(("open", open), ("max", facts.Rule.MaxMainDevices))
            : LoanErrors.AlreadyOnLoan.Refuse(("assetTag", facts.Device.AssetTag), ("loanId", null));
    }

    public const string LockSql = "select b.id from borrower b where b.id = @borrowerId";

    public const string OpenMainSql = "select count(*) from loan l where l.borrower_id = @borrowerId and l.ended_at is null and l.counts_as_main";

    public const string InsertSql = $"""
        insert into loan (id, organisation_id, device_id, borrower_id, school_id, kind, counts_as_main, handed_over_at, handed_over_by, due_on,
          due_rule, spare_for_loan_id, note, created_at, updated_at, version)
        select @id, @organisationId, @deviceId, @borrowerId, @schoolId, @kind, @countsAsMain, @handedOverAt, @handedOverBy, @dueOn,
          @dueRule, @spareForLoanId, @note, @handedOverAt, @handedOverAt, 1
        where ({OpenMainSql}) < @max
        on conflict do nothing
        """;
}
