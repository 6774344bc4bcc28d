using TabletLoans.Api;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>
/// What orders spend of funding lines: the whole of a line once its order is placed, and what came of it once the order is closed. The
/// total is with tax, or without where the programme counts so.
/// </summary>
internal static class Spending
{
    /// <summary>Cents of the purchase line l of the order o, counted as programme p counts.</summary>
    public const string OfLine = """
        cast(case when o.state = 'closed' then l.delivered else l.quantity end as bigint) * case p.tax_basis when 'excl_tax' then l.unit_price_excl_tax_cents else l.unit_price_incl_tax_cents end
        """;

    public const string Placed = "o.state not in ('draft', 'cancelled')";

    /// <summary>Why these lines may not be bought on their funding: its money is spent, it was cancelled, its award is not notified, or was later.</summary>
    public static async Task<List<Reason>> Judge(Tx tx, Db db, IEnumerable<PurchaseLineRow> lines, DateOnly orderedOn)
    {
        var reasons = new List<Reason>();
        // In the order of their ids, so that two orders on the same lines never wait for each other.
        foreach (var group in lines.Where(line => line.FundingLineId is not null).GroupBy(line => line.FundingLineId!.Value).OrderBy(group => group.Key))
        {
            // Held, so that of two orders on one funding line the second counts the first.
            await tx.One<Guid>($"{FundingLineRow.HoldSql}{db.Dialect.ForUpdate}", new { id = group.Key });
            var line = (await tx.One<FundingLineRow>(FundingLineRow.ByIdSql, new { id = group.Key }))!;
            if (line.CancelledOn is not null) reasons.Add(ProgrammeErrors.FundingCancelled.With(("code", line.Code)));
            if (line.ApplicationId is not null && (line.NotifiedOn is not { } day || orderedOn < day))
                reasons.Add(ProgrammeErrors.BeforeNotification.With(("code", line.Code), ("orderedOn", orderedOn), ("notifiedOn", line.NotifiedOn)));
            var more = group.Sum(bought => (long)bought.Quantity * (line.TaxBasis == TaxBases.ExclTax ? bought.UnitPriceExclTaxCents : bought.UnitPriceInclTaxCents));
            if (line.SpentCents + more > line.AmountCents)
                reasons.Add(ProgrammeErrors.FundingExceeded.With(("code", line.Code), ("amount", Euros.Of(line.AmountCents)), ("spent", Euros.Of(line.SpentCents)), ("more", Euros.Of(more)), ("excessCents", line.SpentCents + more - line.AmountCents)));
        }
        return reasons;
    }
}
