using System.Globalization;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>Walks the chain of events of every organisation and finds the first row that does not follow from the one before.</summary>
internal static class AuditChain
{
    private const int RowsAtATime = 5_000;

    /// <summary>What was verified, a line an organisation; and whether all of it holds.</summary>
    public static Task<(bool Holds, IReadOnlyList<string> Lines)> Verify(Database database, CancellationToken stop) =>
        database.Read<(bool, IReadOnlyList<string>)>(async connection =>
        {
            // One snapshot: rows that are appended while we read must not look like rows in excess of the head.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
            var lines = new List<string>();
            var holds = true;
            foreach (var chain in await connection.QueryAsync<Chain>(ChainsSql, transaction: transaction))
            {
                var (sequence, hash, fault) = (0L, EventChain.Origin, (string?)null);
                while (fault is null)
                {
                    var rows = (await connection.QueryAsync<Event>(RowsSql, new { organisationId = chain.OrganisationId, after = sequence, most = RowsAtATime }, transaction)).AsList();
                    foreach (var row in rows)
                    {
                        if (row.Sequence != sequence + 1) fault = $"event {sequence + 1} is missing";
                        else if (EventChain.Hash(hash, row) != row.Hash) fault = $"event {row.Sequence} ({row.Id:D}) was altered";
                        if (fault is not null) break;
                        (sequence, hash) = (row.Sequence, row.Hash);
                    }
                    if (rows.Count < RowsAtATime) break;
                }
                if (fault is null && (chain.Sequence != sequence || chain.Hash != hash))
                    fault = $"the chain should end at event {chain.Sequence} and ends at {sequence}";
                holds &= fault is null;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{chain.Slug}: {fault ?? $"{sequence} events, the chain holds"}"));
            }
            return (holds, lines);
        }, stop);

    private sealed record Chain
    {
        public Guid OrganisationId { get; init; }
        public string Slug { get; init; } = "";
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }

    public const string ChainsSql = """
        select c.organisation_id, o.slug, c.sequence, c.hash from event_chain c join organisation o on o.id = c.organisation_id order by o.slug
        """;

    public const string RowsSql = $"select {Event.Columns} from event where organisation_id = @organisationId and sequence > @after order by sequence limit @most";
}
