using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>The incidents of a device that nobody closed: it does not leave the fleet before them.</summary>
internal static class OpenIncidents
{
    /// <summary>Why the move must wait for the end of an incident; null where it need not.</summary>
    public static async Task<Reason?> Judge(Db db, Transition row, DeviceRow device, CancellationToken stop)
    {
        if (!row.NeedsNoOpenIncident) return null;
        var open = await db.List<Row>(OfDeviceSql, new { device.Id }, stop);
        return open.Count == 0 ? null : IncidentErrors.IncidentOpen.With(
            ("assetTag", device.AssetTag), ("kinds", open.Select(incident => incident.Kind).ToList()), ("incidentIds", open.Where(incident => incident.SeenId is not null).Select(incident => incident.SeenId).ToList()), ("transition", row.Name));
    }

    internal sealed record Row
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public Guid? SchoolId { get; init; }
        /// <summary>Its id for whoever may read it; null for another school.</summary>
        public Guid? SeenId { get; init; }
    }

    public static readonly string OfDeviceSql = $"""
        select i.id, i.kind, i.school_id, case when {Scope.Schools("i.school_id")} then i.id end as seen_id from incident i
        where i.organisation_id = @organisationId and i.device_id = @id and i.closed_at is null
        order by i.id
        """;
}
