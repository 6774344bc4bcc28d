using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Gives out asset tags: the organisation's prefix, the year, a number, a check letter against misreading.</summary>
internal static class AssetTags
{
    /// <summary>Takes the next free tags of the year; the counter's row orders those who ask at once.</summary>
    /// <param name="tx">The transaction that registers the devices.</param>
    /// <param name="count">How many.</param>
    /// <param name="year">The year that the tags show.</param>
    /// <param name="except">Tags that the same import gives to other devices.</param>
    public static async Task<IReadOnlyList<string>> Take(Tx tx, int count, int year, IReadOnlySet<string>? except = null)
    {
        var prefix = await tx.One<string>(PrefixSql) ?? throw new InvalidOperationException("the organisation of the scope does not exist");
        var tags = new List<string>(count);
        while (tags.Count < count)
        {
            var missing = count - tags.Count;
            var last = await tx.Returning<long>(TakeSql, new { name = $"asset_tag_{year}", count = missing });
            var next = Enumerable.Range((int)last - missing + 1, missing).Select(sequence => AssetTag.For(prefix, year, sequence)).ToList();
            // Somebody may have typed a number of this series: it would stop every registration after it.
            var taken = (await tx.List<string>(TakenSql, new { first = next[0], last = next[^1] })).ToHashSet(StringComparer.Ordinal);
            tags.AddRange(next.Where(tag => !taken.Contains(tag) && except?.Contains(tag) != true));
        }
        return tags;
    }

    public const string TakenSql = "select asset_tag from device where organisation_id = @organisationId and asset_tag between @first and @last";

    public const string PrefixSql = "select tag_prefix from organisation where id = @organisationId";

    public const string TakeSql = """
        insert into counter (organisation_id, name, value) values (@organisationId, @name, @count)
        on conflict (organisation_id, name) do update set value = counter.value + excluded.value
        returning value
        """;
}
