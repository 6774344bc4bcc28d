using System.Data.Common;
using System.Globalization;
using Dapper;
using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>Walks the chain of events of every organisation and finds the first row that does not follow from the one before.</summary>
internal static class AuditChain
{
    private const int RowsAtATime = 5_000;

    /// <summary>What was verified, a line an organisation; and whether all of it holds.</summary>
    public static async Task<(bool Holds, IReadOnlyList<string> Lines)> Verify(Database database, CancellationToken stop)
    {
        var chains = await Verify(database, null, stop);
        return (chains.All(chain => chain.Fault is null), [.. chains.Select(chain => $"{chain.Slug}: {chain.Fault?.In(English) ?? string.Create(CultureInfo.InvariantCulture, $"{chain.Sequence} events, the chain holds")}")]);
    }

    /// <param name="database">Where the chains are.</param>
    /// <param name="only">The organisation whose chain is verified; null: all of them.</param>
    /// <param name="stop">The request's end.</param>
    public static Task<IReadOnlyList<VerifiedChain>> Verify(Database database, Guid? only, CancellationToken stop) =>
        database.Read<IReadOnlyList<VerifiedChain>>(async connection =>
        {
            // One snapshot: rows that are appended while we read must not look like rows in excess of the head.
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
            var verified = new List<VerifiedChain>();
            foreach (var chain in (await connection.QueryAsync<Chain>(ChainsSql, transaction: transaction)).Where(chain => only is null || chain.OrganisationId == only))
                verified.Add(await Verify(connection, transaction, chain));
            return verified;
        }, stop);

    private static async Task<VerifiedChain> Verify(DbConnection connection, DbTransaction transaction, Chain chain)
    {
        var (sequence, hash, fault) = (0L, EventChain.Origin, (Text?)null);
        while (fault is null)
        {
            var rows = (await connection.QueryAsync<Event>(RowsSql, new { organisationId = chain.OrganisationId, after = sequence, most = RowsAtATime }, transaction)).AsList();
            foreach (var row in rows)
            {
                if (row.Sequence != sequence + 1) fault = ($"l'événement {sequence + 1} manque", $"event {sequence + 1} is missing");
                else if (EventChain.Hash(hash, row) != row.Hash) fault = ($"l'événement {row.Sequence} ({row.Id:D}) a été altéré", $"event {row.Sequence} ({row.Id:D}) was altered");
                if (fault is not null) break;
                (sequence, hash) = (row.Sequence, row.Hash);
            }
            if (rows.Count < RowsAtATime) break;
        }
        if (fault is null && (chain.Sequence != sequence || chain.Hash != hash))
            fault = ($"la chaîne devrait finir à l'événement {chain.Sequence} et finit au {sequence}", $"the chain should end at event {chain.Sequence} and ends at {sequence}");
        return new VerifiedChain(chain.Slug, sequence, hash, fault);
    }

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

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

/// <summary>A chain as it was verified.</summary>
/// <param name="Slug">The organisation's.</param>
/// <param name="Sequence">Events that follow from one another.</param>
/// <param name="Hash">Of the last of them.</param>
/// <param name="Fault">What is wrong after it; null where the chain holds.</param>
internal sealed record VerifiedChain(string Slug, long Sequence, string Hash, Text? Fault);
