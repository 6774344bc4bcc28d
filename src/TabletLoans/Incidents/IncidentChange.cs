using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>
/// What every step of an incident begins with: its device, then its own row, within the caller's schools, held until the end of the
/// transaction. A device that is found takes the same order, so that neither waits for the other.
/// </summary>
internal static class IncidentChange
{
    public static Task<Outcome<T>> Run<T>(Db db, Guid id, IfMatch ifMatch, Func<Tx, Incident, DeviceRow, Task<Outcome<T>>> change, CancellationToken stop) => db.Write(async tx =>
    {
        if (await tx.One<Incident>(Incident.ByIdSql, new { id }) is not { } seen) return Errors.NotFound.Refuse();
        var device = (await tx.One<DeviceRow>($"{DeviceRow.AnywhereByIdSql}{db.Dialect.ForUpdateOf("d")}", new { id = seen.DeviceId }))!;
        var incident = (await tx.One<Incident>($"{Incident.AnywhereByIdSql}{db.Dialect.ForUpdateOf("i")}", new { id }))!;
        return ifMatch.Refuse(incident.Version) is { } stale ? stale : await change(tx, incident, device);
    }, stop);

    /// <summary>As it stands after the writes.</summary>
    public static async Task<Incident> Read(Tx tx, Guid id) => (await tx.One<Incident>(Incident.AnywhereByIdSql, new { id }))!;

    /// <summary>Nothing more is written on what has ended.</summary>
    public static Reason? Closed(Incident incident) => incident.Outcome is { } outcome ? IncidentErrors.IncidentClosed.With(("outcome", outcome)) : null;

    /// <summary>An event of the incident, in the timelines of its device and its loan too.</summary>
    public static Event Event(Incident incident, string name, string? reason = null) =>
        new() { Name = name, DeviceId = incident.DeviceId, LoanId = incident.LoanId, SubjectId = incident.Id, Reason = TextKey.Tidy(reason) };
}
