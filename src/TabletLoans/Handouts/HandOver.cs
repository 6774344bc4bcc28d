using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Loans;
using TabletLoans.Storage;

namespace TabletLoans.Handouts;

/// <summary>Hands a device over to the person of one line. Whichever desk is first has it: the second is told with what.</summary>
internal static class HandOver
{
    public static void Map(RouteGroupBuilder lists) => lists.MapPost("{id:guid}/lines/{line:guid}/hand-over", Handle).Does(nameof(HandOver), Permission.Lend);

    internal sealed record Request
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
        public DateOnly? DueOn { get; init; }
        [Items(20)] public IReadOnlyList<Accessory>? Accessories { get; init; }
        public Condition? Condition { get; init; }
        /// <summary>Why a rule was gone past, where one was.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>From loans/check, where something had to be confirmed.</summary>
        [Text(4000)] public string? ConfirmationToken { get; init; }
    }

    /// <summary>Hands over one line of a list: a loan as any other, of which the line keeps the id.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Guid line, Request request, Db db, Caller caller, ConfirmationTokens tokens, CancellationToken stop) =>
        await Run(db, caller, tokens, id, line, request, stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, ConfirmationTokens tokens, Guid id, Guid line, Request request, CancellationToken stop)
    {
        if (await HandoutList.Find(db, caller, id, stop) is not { } list || list.Lines!.FirstOrDefault(row => row.Id == line) is not { } person) return Errors.NotFound.Refuse();
        if (list.ClosedAt is not null) return HandoutErrors.Closed.Refuse(("name", list.Name));
        if (person.LoanId is not null) return HandoutErrors.AlreadyHandedOver.Refuse(("assetTag", person.Device!.AssetTag));
        var lend = new LendDevice.Request
        {
            Device = request.Device, BorrowerId = person.BorrowerId, DueOn = request.DueOn, Accessories = request.Accessories, Condition = request.Condition, Reason = request.Reason, ConfirmationToken = request.ConfirmationToken,
        };
        var read = await LendFacts.Read(db, lend, stop);
        if (read.Refusal is { } refusal) return refusal;
        var facts = read.Value!;
        if (list.Lines!.Any(row => row.Id != line && row.LoanId is null && row.Device?.Id == facts.Device.Id)) return HandoutErrors.Prepared.Refuse(("assetTag", facts.Device.AssetTag));
        var decision = LendDevice.Decide(facts, caller, tokens, lend);
        // A rule may say no because the person has just got a device from this very line: that is then the thing to tell.
        if (decision.Refusal is { } no) return await db.One<LineNow>(LineSql, new { id, line }, stop) is { AssetTag: { } given } ? HandoutErrors.AlreadyHandedOver.Refuse(("assetTag", given)) : no;
        return await db.Write<Loan>(async tx =>
        {
            // The list first: two desks that were shown one line free meet here, before either device has moved.
            // In a statement of its own: what one statement reads beside the row that it waited for is as it was before the wait.
            await tx.One<Guid?>($"{HoldSql}{db.Dialect.ForUpdateOf("h")}", new { id });
            var held = await tx.One<LineNow>(LineSql, new { id, line });
            if (held is null || held.ClosedAt is not null) return HandoutErrors.Closed.Refuse(("name", list.Name));
            if (held.AssetTag is { } tag) return HandoutErrors.AlreadyHandedOver.Refuse(("assetTag", tag));
            var loan = await LendDevice.Carry(tx, db, caller, facts, lend, decision.Value!);
            if (loan.Value is not { } made) return loan;
            await tx.Execute(GiveSql, new { line, loanId = made.Id });
            await tx.Execute(TouchSql, new { id, now = tx.Now });
            return loan;
        }, stop);
    }

    internal sealed record LineNow
    {
        public Guid Id { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        /// <summary>Of the device that the line was handed over with.</summary>
        public string? AssetTag { get; init; }
    }

    public const string HoldSql = "select h.id from handout_list h where h.organisation_id = @organisationId and h.id = @id";

    public const string LineSql = $"""
        select l.id, h.closed_at,
          (select d.asset_tag from loan n join device d on d.id = n.device_id where n.id = l.loan_id and {HandoutLineRow.Given}) as asset_tag
        from handout_line l
        join handout_list h on h.id = l.list_id
        where l.organisation_id = @organisationId and l.list_id = @id and l.id = @line
        """;

    // The loan tells the device from now on: what was set aside is free for another line of the list, once it is back.
    public const string GiveSql = "update handout_line set loan_id = @loanId, device_id = null where organisation_id = @organisationId and id = @line";

    public const string TouchSql = "update handout_list set updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
