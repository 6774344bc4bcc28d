using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>What an award did not spend is the envelopes' again once it closes: the next wave can have it.</summary>
internal static class GiveBack
{
    /// <param name="tx">The transaction that closes the award.</param>
    /// <param name="db">For its dialect.</param>
    /// <param name="applicationId">The award.</param>
    /// <param name="justifiedCents">What was justified of its lines together.</param>
    public static async Task Unspent(Tx tx, Db db, Guid applicationId, long justifiedCents)
    {
        var left = justifiedCents;
        foreach (var id in await tx.List<Guid>(CancelFunding.OfAwardSql, new { applicationId }))
        {
            await tx.One<Guid?>($"{FundingLineRow.HoldSql}{db.Dialect.ForUpdate}", new { id });
            var line = (await tx.One<FundingLineRow>(FundingLineRow.ByIdSql, new { id }))!;
            var kept = Math.Max(line.SpentCents, Math.Min(line.AmountCents, left));
            left -= Math.Min(left, kept);
            if (kept >= line.AmountCents) continue;
            // Each share by the same part, never more than it was; the odd cents stay one by one with the first, so that the line is still their sum.
            var shares = await tx.List<FundingShareRow>(FundingShareRow.OfLineSql, new { id });
            var parts = shares.Select(share => (share.EnvelopeId, Cents: (long)((Int128)share.AmountCents * kept / line.AmountCents))).ToList();
            var odd = kept - parts.Sum(part => part.Cents);
            for (var i = 0; odd > 0; i++)
            {
                if (parts[i].Cents == shares[i].AmountCents) continue;
                parts[i] = (parts[i].EnvelopeId, parts[i].Cents + 1);
                odd--;
            }
            foreach (var (share, part) in shares.Zip(parts))
            {
                await tx.Execute(ShareSql, new { id, part.EnvelopeId, part.Cents });
                await EnvelopeRow.Commit(tx, part.EnvelopeId, part.Cents - share.AmountCents);
            }
            await tx.Execute(LineSql, new { id, kept, now = tx.Now });
        }
    }

    public const string ShareSql = """
        update funding_share set amount_cents = @cents
        where funding_line_id = @id and envelope_id = @envelopeId and exists (select 1 from funding_line f where f.organisation_id = @organisationId and f.id = @id)
        """;

    public const string LineSql = "update funding_line set amount_cents = @kept, updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
