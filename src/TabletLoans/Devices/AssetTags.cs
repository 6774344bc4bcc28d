using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Gives out asset tags: the organisation's prefix, the year, a number, a check letter against misreading.</summary>
internal static class AssetTags
{
    /// <summary>Takes the next tags of the year; the counter's row orders those who ask at once.</summary>
    public static async Task<IReadOnlyList<string>> Take(Tx tx, int count, int year)
    {
        var prefix = await tx.One<string>(PrefixSql) ?? throw new InvalidOperationException("the organisation of the scope does not exist");
        var last = await tx.Returning<long>(TakeSql, new { name = $"asset_tag_{year}", count });
        return Enumerable.Range(0, count).Select(i => AssetTag.For(prefix, year, (int)(last - count + 1) + i)).ToList();
    }

    public const string PrefixSql = "select tag_prefix from organisation where id = @organisationId";

    public const string TakeSql = """
        insert into counter (organisation_id, name, value) values (@organisationId, @name, @count)
        on conflict (organisation_id, name) do update set value = counter.value + excluded.value
        returning value
        """;
}
