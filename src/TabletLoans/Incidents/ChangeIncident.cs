using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>Adds what becomes known of an open incident (JSON Merge Patch): the police report, the insurer, the spare. It confirms and decides nothing.</summary>
internal static class ChangeIncident
{
    public static void Map(RouteGroupBuilder incidents) =>
        incidents.MapPatch("{id:guid}", Handle).Does(nameof(ChangeIncident), Permission.DeclareIncident).TakesPatchOf<Change>();

    /// <summary>What may be changed.</summary>
    internal sealed record Change
    {
        /// <summary>Never a person's name.</summary>
        [Text(500, Lines = true)] public string? Circumstances { get; init; }
        /// <summary>Reference of the police report; a confirmed incident keeps one.</summary>
        [Text(100)] public string? PoliceReport { get; init; }
        [Text(200)] public string? Insurer { get; init; }
        [Text(100)] public string? InsurerReference { get; init; }
        /// <summary>The device lent meanwhile: asset tag, serial number or id.</summary>
        [Text(100)] public string? SpareDevice { get; init; }
    }

    /// <summary>Changes an open incident: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Incident>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Incident>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<Incident>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<Incident>(Incident.ByIdSql, new { id }, stop) is not { } known) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(known.Version) is { } stale) return stale;
        var before = Of(known);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        var errors = new List<FieldError>();
        var spare = after.SpareDevice == before.SpareDevice ? known.SpareDeviceId : await DeclareIncident.Spare(db, after.SpareDevice, known.DeviceId, errors, stop);
        if (known.ConfirmedAt is not null && TextKey.Tidy(after.PoliceReport) is null) errors.Add(new FieldError("/policeReport", Errors.Missing));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        return await IncidentChange.Run<Incident>(db, id, ifMatch, async (tx, incident, _) =>
        {
            if (IncidentChange.Closed(incident) is { } closed) return closed.Refuse();
            if (incident.Version != known.Version) return Errors.VersionConflict.Refuse(("version", incident.Version));
            await tx.Execute(UpdateSql, new
            {
                id, circumstances = TextKey.Tidy(after.Circumstances), policeReport = TextKey.Tidy(after.PoliceReport), insurer = TextKey.Tidy(after.Insurer),
                insurerReference = TextKey.Tidy(after.InsurerReference), spare, now = tx.Now,
            });
            var changed = await IncidentChange.Read(tx, id);
            if (MergePatch.Changes(before, Of(changed)) is { } changes) tx.Record(IncidentChange.Event(incident, "change_incident") with { Changes = changes });
            return changed;
        }, stop);
    }

    private static Change Of(Incident incident) => new()
    {
        Circumstances = incident.Circumstances, PoliceReport = incident.PoliceReport, Insurer = incident.Insurer, InsurerReference = incident.InsurerReference,
        SpareDevice = incident.SpareDeviceId?.ToString("D"),
    };

    public const string UpdateSql = """
        update incident set circumstances = @circumstances, police_report = @policeReport, insurer = @insurer, insurer_reference = @insurerReference,
          spare_device_id = @spare, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and closed_at is null
        """;
}
