using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Finds the device that a scanner, a person or a program names: by tag, serial number or id.</summary>
internal static class FindDevice
{
    private const string MostShown = "10";

    /// <param name="db">The caller's scope.</param>
    /// <param name="name">Tag, serial number or id; case and surrounding spaces do not count.</param>
    /// <param name="anywhere">Beyond the caller's schools: for a return, which is never refused.</param>
    /// <param name="stop">The request's end.</param>
    public static async Task<Outcome<DeviceRow>> Run(Db db, string name, bool anywhere, CancellationToken stop)
    {
        var key = name.Trim().ToUpperInvariant();
        IReadOnlyList<DeviceRow> found;
        if (Guid.TryParse(key, out var id))
            found = await db.List<DeviceRow>(anywhere ? DeviceRow.AnywhereByIdSql : DeviceRow.ByIdSql, new { id }, stop);
        else
            found = await db.List<DeviceRow>(anywhere ? AnywhereByKeySql : ByKeySql, new { key }, stop);
        // A tag is ours and wins over somebody else's serial number.
        if (found.Count > 1 && found.FirstOrDefault(device => device.AssetTag == key) is { } tagged) return tagged;
        return found.Count switch
        {
            // A tag of ours carries its own check: say that it was misread, rather than that nobody knows it.
            0 => AssetTag.IsMistyped(key) ? DeviceErrors.MistypedTag.Refuse(("assetTag", key)) : DeviceErrors.UnknownDevice.Refuse(),
            1 => found[0],
            _ => DeviceErrors.AmbiguousDevice.Refuse(("assetTags", found.Select(device => device.AssetTag).ToList())),
        };
    }

    private static readonly string ByKeyAnywhereSql = $"""
        {DeviceRow.SelectSql}
         where d.id in (
            select id from device where organisation_id = @organisationId and asset_tag = @key
            union select id from device where organisation_id = @organisationId and serial_key = @key)
        """;

    private static readonly string ByKeySql = $"{ByKeyAnywhereSql} and {Scope.Schools("d.school_id")} limit {MostShown}";

    private static readonly string AnywhereByKeySql = $"{ByKeyAnywhereSql} limit {MostShown}";
}
