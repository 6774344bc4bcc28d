using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>
/// The hash chain of events, one per organisation: each row carries SHA-256(hash before || its fields).
/// Who alters, removes or inserts a row must recompute every later one, and the head, to hide it.
/// </summary>
internal static class EventChain
{
    public static readonly string Origin = new('0', 64);

    public static async Task Append(DbConnection connection, DbTransaction transaction, Dialect dialect, IReadOnlyList<Event> events)
    {
        foreach (var group in events.GroupBy(happened => happened.OrganisationId))
        {
            var added = group.ToList();
            var head = await connection.QuerySingleAsync<Head>(AdvanceSql, new { organisationId = group.Key, count = added.Count }, transaction);
            var (sequence, hash) = (head.Sequence - added.Count, head.Hash);
            for (var i = 0; i < added.Count; i++)
            {
                var happened = added[i] with { Sequence = ++sequence };
                hash = Hash(hash, happened);
                added[i] = happened with { Hash = hash };
            }
            // A lend, which has one event, spends one round trip on the row and the head.
            await Rows.InsertMany(connection, transaction, InsertSql, RowSql, dialect.RowsInOneStatement, added[..^1], "", []);
            await Rows.InsertMany(connection, transaction, InsertSql, RowSql, dialect.RowsInOneStatement, added[^1..], $"; {HeadSql}", [("organisationId", group.Key), ("head", hash)]);
        }
    }

    /// <summary>The hash of a row, from the hash of the row before it.</summary>
    public static string Hash(string previous, Event happened)
    {
        // The separator cannot stand in a field: control characters are refused at the edge. A null differs from an empty text.
        var text = string.Join('\u001f',
            previous, Text(happened.Id), Text(happened.OrganisationId), happened.Sequence.ToString(CultureInfo.InvariantCulture),
            Instant.ToText(happened.HappenedAt), Text(happened.ActorId), happened.Source, happened.Name,
            Text(happened.DeviceId), Text(happened.LoanId), Text(happened.BorrowerId), Text(happened.SubjectId),
            Text(happened.FromState), Text(happened.ToState), Text(happened.Reason), Text(happened.Changes));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Text(Guid? id) => id?.ToString("D") ?? "\0";

    private static string Text(string? text) => text ?? "\0";

    private sealed record Head
    {
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }

    public const string AdvanceSql = "update event_chain set sequence = sequence + @count where organisation_id = @organisationId returning sequence, hash";
    private const string HeadSql = "update event_chain set hash = @head where organisation_id = @organisationId";
    private const string InsertSql = $"insert into event ({Event.Columns}) values ";

    private const string RowSql = """
        (@Id, @OrganisationId, @Sequence, @HappenedAt, @ActorId, @Source, @Name, @DeviceId, @LoanId, @BorrowerId, @SubjectId,
          @FromState, @ToState, @Reason, @Changes, @Hash)
        """;
}
