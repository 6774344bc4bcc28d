using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>A device that was lent leaves the fleet only with a certificate of the level that its end asks for, passed since its last loan.</summary>
internal static class SanitizationLevel
{
    /// <summary>Why the level is too low for the move; null where it is high enough, or none is asked for.</summary>
    public static async Task<Reason?> Judge(Db db, Transition row, DeviceRow device, CancellationToken stop)
    {
        if (row.NeedsSanitization is not { } needed || (row.SanitizedUnlessClean && device.DataState == "clean")) return null;
        var standard = await db.One<string>(LastPassedSql, new { device.Id }, stop);
        if (SanitizationStandards.Reaches(standard, needed)) return null;
        // A device that nobody had and that is clean never carried anything.
        if (standard is null && device.DataState == "clean" && await db.One<Guid?>(LentSql, new { device.Id }, stop) is null) return null;
        return ReconditioningErrors.LevelTooLow.With(("assetTag", device.AssetTag), ("standard", standard ?? "none"), ("needed", needed), ("transition", row.Name));
    }

    /// <summary>The standard of the latest certificate, where no loan began after it (one cancelled as a mistake does not count), and it was not gone and found again since.</summary>
    public const string LastPassedSql = """
        select s.standard from sanitization s
        where s.organisation_id = @organisationId and s.device_id = @id and s.result = 'pass'
          and not exists (select 1 from loan l where l.device_id = s.device_id and l.id > s.id and (l.outcome is null or l.outcome <> 'cancelled'))
          and not exists (select 1 from event e where e.organisation_id = @organisationId and e.device_id = s.device_id and e.name in ('find', 'find_retired') and e.happened_at > s.recorded_at)
        order by s.id desc
        limit 1
        """;

    public const string LentSql = """
        select l.id from loan l
        where l.organisation_id = @organisationId and l.device_id = @id and (l.outcome is null or l.outcome <> 'cancelled')
        limit 1
        """;
}
