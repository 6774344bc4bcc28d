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
    // Dapper and SQLite look each parameter up among the others of the statement: a few rows at a time cost half of what fifty do.
    private const int RowsInOneInsert = 8;
    public static readonly string Origin = new('0', 64);

    public static async Task Append(DbConnection connection, DbTransaction transaction, IReadOnlyList<Event> events)
    {
        foreach (var group in events.GroupBy(happened => happened.OrganisationId))
        {
            var added = group.ToList();
            var head = await connection.QuerySingleAsync<Head>(AdvanceSql, new { organisationId = group.Key, count = added.Count }, transaction);
            var (sequence, hash) = (head.Sequence - added.Count, head.Hash);
            foreach (var chunk in added.Chunk(RowsInOneInsert))
            {
                var sql = new StringBuilder(InsertSql);
                var parameters = new DynamicParameters();
                for (var i = 0; i < chunk.Length; i++)
                {
                    var happened = chunk[i] with { Sequence = ++sequence };
                    hash = Hash(hash, happened);
                    sql.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"(@id{i}, @organisationId, @sequence{i}, @at{i}, @actor{i}, @source{i}, @name{i}, @device{i}, @loan{i}, @borrower{i}, @subject{i}, @from{i}, @to{i}, @reason{i}, @changes{i}, @hash{i})");
                    AddRow(parameters, i, happened, hash);
                }
                parameters.Add("organisationId", group.Key);
                if (sequence == head.Sequence)
                {
                    parameters.Add("head", hash);
                    sql.Append("; ").Append(HeadSql);
                }
                await connection.ExecuteAsync(sql.ToString(), parameters, transaction);
            }
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

    private static void AddRow(DynamicParameters parameters, int i, Event happened, string hash)
    {
        parameters.Add($"id{i}", happened.Id);
        parameters.Add($"sequence{i}", happened.Sequence);
        parameters.Add($"at{i}", happened.HappenedAt);
        parameters.Add($"actor{i}", happened.ActorId);
        parameters.Add($"source{i}", happened.Source);
        parameters.Add($"name{i}", happened.Name);
        parameters.Add($"device{i}", happened.DeviceId);
        parameters.Add($"loan{i}", happened.LoanId);
        parameters.Add($"borrower{i}", happened.BorrowerId);
        parameters.Add($"subject{i}", happened.SubjectId);
        parameters.Add($"from{i}", happened.FromState);
        parameters.Add($"to{i}", happened.ToState);
        parameters.Add($"reason{i}", happened.Reason);
        parameters.Add($"changes{i}", happened.Changes);
        parameters.Add($"hash{i}", hash);
    }

    private sealed record Head
    {
        public long Sequence { get; init; }
        public string Hash { get; init; } = "";
    }

    public const string AdvanceSql = "update event_chain set sequence = sequence + @count where organisation_id = @organisationId returning sequence, hash";
    private const string HeadSql = "update event_chain set hash = @head where organisation_id = @organisationId";
    private const string InsertSql = $"insert into event ({Event.Columns}) values ";
}
