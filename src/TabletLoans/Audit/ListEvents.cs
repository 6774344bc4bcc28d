using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Audit;

/// <summary>The trail of everything that happened in the organisation.</summary>
internal static class ListEvents
{
    public static void Map(RouteGroupBuilder events) => events.MapGet("", Handle).Does(nameof(ListEvents), Permission.ReadAudit);

    internal sealed record Filter : PageRequest
    {
        /// <summary>First local day.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Last local day, included.</summary>
        public DateOnly? To { get; init; }
        [OneOf<EventNames>] public string? Name { get; init; }
        /// <summary>The account or the key that did it.</summary>
        public Guid? Actor { get; init; }
    }

    /// <summary>Lists what happened in the organisation, the newest first.</summary>
    internal static async Task<Lists<AuditEvent>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<AuditEvent>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql($"select {Event.Columns} from event e").Where("e.organisation_id = @organisationId")
            .WhereIf(filter.From is { } from ? Start(from, db.Scope.TimeZone) : (DateTimeOffset?)null, "e.happened_at >= @from", "from")
            .WhereIf(filter.To is { } to ? Start(to < DateOnly.MaxValue ? to.AddDays(1) : to, db.Scope.TimeZone) : (DateTimeOffset?)null, "e.happened_at < @to", "to")
            .WhereIf(filter.Name, "e.name = @name", "name")
            .WhereIf(filter.Actor, "e.actor_id = @actor", "actor");
        var rows = await Paging.By<Event, Event, long>(db, sql, "e.sequence desc", filter.Cursor, filter.Limit, row => row, row => row.Sequence, after => sql.Where("e.sequence < @after", "after", after), stop);
        if (rows.Refusal is { } refusal) return refusal;
        var names = await Actors.Names(db, rows.Value!.Items.Select(told => told.ActorId), stop);
        return new Page<AuditEvent> { Items = [.. rows.Value.Items.Select(told => AuditEvent.From(told, names.GetValueOrDefault(told.ActorId)))], Next = rows.Value.Next };
    }

    private static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone)
    {
        // The first and the last days that a calendar knows have no other zone's midnight.
        var midnight = (day.Year < 2 ? new DateOnly(2, 1, 1) : day.Year > 9998 ? new DateOnly(9998, 12, 31) : day).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}

/// <summary>Whatever an event may be called.</summary>
internal sealed class EventNames : ICodes
{
    public static IReadOnlyList<string> All { get; } = [.. DeviceLifecycle.All.Select(row => row.Name).Concat(EventWords.All.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
