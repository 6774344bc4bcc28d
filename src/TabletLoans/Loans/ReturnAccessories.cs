using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>Takes back pieces after the device: what was missing at the return and is brought later.</summary>
internal static class ReturnAccessories
{
    public static void Map(RouteGroupBuilder loans) => loans.MapPost("{id:guid}/accessories/return", Handle).Does(nameof(ReturnAccessories), Permission.Lend).HonoursIfMatch();

    internal sealed record Request
    {
        [Items(20)] public required IReadOnlyList<Accessory> Accessories { get; init; }
    }

    /// <summary>Takes back accessories that are still due.</summary>
    internal static async Task<Returns<Loan>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<Loan>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        if (Accessory.Repeated(request.Accessories) is { } repeated) return repeated;
        return await LoanChange.Run<Loan>(db, id, ifMatch, async (tx, loan) =>
        {
            if (request.Accessories.All(piece => piece.Quantity == 0)) return Refusal.Invalid("/accessories", Errors.Missing);
            var rows = await tx.List<AccessoryRow>(AccessoryRow.OfLoanSql, new { id });
            var errors = new List<FieldError>();
            for (var i = 0; i < request.Accessories.Count; i++)
            {
                var piece = request.Accessories[i];
                var due = rows.FirstOrDefault(row => row.Kind == piece.Kind)?.Due ?? 0;
                if ((piece.Quantity ?? 1) > due) errors.Add(new FieldError($"/accessories/{i}", LoanErrors.AccessoryNotDue, ("kind", piece.Kind), ("due", due), ("quantity", piece.Quantity ?? 1)));
            }
            if (errors.Count > 0) return Refusal.Invalid(errors);
            foreach (var piece in request.Accessories) await tx.Execute(Accessory.ReturnSql, new { loanId = id, piece.Kind, quantity = piece.Quantity ?? 1 });
            await tx.Execute(TouchSql, new { id, now = tx.Now });
            tx.Record(new Event { Name = "return_accessories", LoanId = id, DeviceId = loan.DeviceId, BorrowerId = loan.BorrowerId }.Telling(new JsonObject { ["accessories"] = Accessory.Told(request.Accessories) }));
            return await Loan.Read(tx, caller, db.Today, id);
        }, stop);
    }

    /// <summary>At the return of the device: everything, or what was listed; the rest is missing and stays due. As the event tells what came.</summary>
    public static async Task<JsonObject> Write(Tx tx, IReadOnlyList<AccessoryRow> lent, Guid loanId, IReadOnlyList<Accessory>? brought, List<Reason> anomalies)
    {
        var taken = new JsonObject();
        foreach (var row in lent)
        {
            var count = brought is null ? row.Due : brought.Where(piece => piece.Kind == row.Kind).Sum(piece => piece.Quantity ?? 1);
            var back = Math.Min(count, row.Due);
            if (back > 0)
            {
                await tx.Execute(Accessory.ReturnSql, new { loanId, row.Kind, quantity = back });
                taken[row.Kind] = back;
            }
            if (back < row.Due) anomalies.Add(LoanErrors.AccessoryMissing.With(("kind", row.Kind), ("quantity", row.Due - back)));
            if (count > row.Due) anomalies.Add(LoanErrors.AccessoryUnexpected.With(("kind", row.Kind), ("quantity", count - row.Due)));
        }
        foreach (var piece in (brought ?? []).Where(piece => piece.Quantity != 0 && lent.All(row => row.Kind != piece.Kind)))
            anomalies.Add(LoanErrors.AccessoryUnexpected.With(("kind", piece.Kind), ("quantity", piece.Quantity ?? 1)));
        return taken.Count == 0 ? [] : new() { ["accessories"] = taken };
    }

    public const string TouchSql = "update loan set updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
