using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Which column of a file is which field: guessed by the names of the columns, or as it was chosen the last time for such headers.</summary>
internal sealed record ImportMapping(IReadOnlyDictionary<string, int> Columns, bool IsRemembered)
{
    /// <summary>What was chosen already, else what is remembered, else what is guessed.</summary>
    public static async Task<ImportMapping> Propose(Db db, ImportJob job, ImportSample sample, CancellationToken stop)
    {
        if (job.Mapping is { } chosen) return new ImportMapping(Read(chosen), false);
        var remembered = await db.One<Row>(RecallSql, new { job.Kind, headers = KeyOf(sample.Headers) }, stop);
        return remembered is null ? new ImportMapping(Guess(ImportKind.Of(job.Kind), sample.Headers), false) : new ImportMapping(FromOrder(Read(remembered.Mapping), sample.Headers), true);
    }

    public static IReadOnlyDictionary<string, int> Read(string mapping) => JsonSerializer.Deserialize<Dictionary<string, int>>(mapping, Json.Options)!;

    public static string Write(IReadOnlyDictionary<string, int> mapping) => JsonSerializer.Serialize(mapping, Json.Options);

    public static Task Remember(Tx tx, string kind, IReadOnlyList<string> headers, IReadOnlyDictionary<string, int> mapping) =>
        tx.Execute(RememberSql, new { kind, headers = KeyOf(headers), mapping = Write(InOrder(mapping, headers)), now = tx.Now });

    private static Dictionary<string, int> Guess(ImportKind kind, IReadOnlyList<string> headers)
    {
        var guess = new Dictionary<string, int>(StringComparer.Ordinal);
        var positions = headers.Index().ToLookup(header => CsvColumn.Normalise(header.Item), header => header.Index);
        foreach (var column in kind.Columns)
            if (column.Names.SelectMany(name => positions[name].Take(1)).ToList() is [var first, ..]) guess[column.Field] = first;
        return guess;
    }

    // By rank among the headers in the order of their names: neither the order of the columns nor a header itself is kept, since a
    // file without a header line has the data of a person there.
    private static Dictionary<string, int> InOrder(IReadOnlyDictionary<string, int> mapping, IReadOnlyList<string> headers)
    {
        var order = Order(headers);
        return mapping.ToDictionary(field => field.Key, field => order.IndexOf(field.Value), StringComparer.Ordinal);
    }

    private static Dictionary<string, int> FromOrder(IReadOnlyDictionary<string, int> ranks, IReadOnlyList<string> headers)
    {
        var order = Order(headers);
        return ranks.Where(field => field.Value >= 0 && field.Value < order.Count).ToDictionary(field => field.Key, field => order[field.Value], StringComparer.Ordinal);
    }

    private static List<int> Order(IReadOnlyList<string> headers) =>
        [.. headers.Index().OrderBy(header => CsvColumn.Normalise(header.Item), StringComparer.Ordinal).ThenBy(header => header.Index).Select(header => header.Index)];

    private static string KeyOf(IReadOnlyList<string> headers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Order(headers).Select(index => CsvColumn.Normalise(headers[index]))))));

    private sealed record Row
    {
        public string Mapping { get; init; } = "";
    }

    public const string RecallSql = "select m.mapping from import_mapping m where m.organisation_id = @organisationId and m.kind = @kind and m.headers = @headers";

    public const string RememberSql = """
        insert into import_mapping (organisation_id, kind, headers, mapping, updated_at) values (@organisationId, @kind, @headers, @mapping, @now)
        on conflict (organisation_id, kind, headers) do update set mapping = excluded.mapping, updated_at = excluded.updated_at
        """;
}
