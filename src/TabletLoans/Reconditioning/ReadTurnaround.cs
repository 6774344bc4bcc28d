using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>How long it takes from a return until the device can be lent again, from the events.</summary>
internal static class ReadTurnaround
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("turnaround", Handle).Does(nameof(ReadTurnaround), Permission.ReadFleet);

    internal sealed record Filter
    {
        /// <summary>Returned on this local day or later.</summary>
        public DateOnly? From { get; init; }
        /// <summary>Returned on this local day or earlier.</summary>
        public DateOnly? To { get; init; }
    }

    internal sealed record View
    {
        /// <summary>Returns of the period after which the device was put in stock or kept at the school.</summary>
        public required int Count { get; init; }
        /// <summary>Returns of the period that still wait for it.</summary>
        public required int Waiting { get; init; }
        /// <summary>Null where nothing came back to use.</summary>
        [Between(0, 100_000)] public decimal? MedianDays { get; init; }
        [Between(0, 100_000)] public decimal? MaximumDays { get; init; }
    }

    /// <summary>Reads the median and the longest time from a return to stock or to the school, in days.</summary>
    internal static async Task<Returns<View>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<View>> Run(Db db, Filter filter, CancellationToken stop)
    {
        foreach (var (name, day) in new[] { ("/from", filter.From), ("/to", filter.To) })
            if (day is { Year: < 1900 or > 9000 }) return Refusal.Invalid(name, Errors.OutOfRange, ("min", "1900-01-01"), ("max", "9000-12-31")); // its midnight, in UTC, must be an instant too
        if (filter.To < filter.From) return Refusal.Invalid("/to", Errors.EndBeforeStart, ("start", filter.From!.Value.ToString("O")));
        var sql = new Sql(SelectSql)
            .Where("e.organisation_id = @organisationId and e.name = 'return'")
            .WithinSchools(db.Scope, "d.school_id")
            .WhereIf(Midnight(filter.From, db), "e.happened_at >= @from", "from")
            .WhereIf(Midnight(filter.To?.AddDays(1), db), "e.happened_at < @to", "to");
        var rows = await db.List<Row>(sql.ToString(), sql.Parameters, stop);
        var days = rows.Where(row => row.BackAt is not null).Select(row => (decimal)(row.BackAt!.Value - row.ReturnedAt).TotalDays).Order().ToList();
        return new View
        {
            Count = days.Count, Waiting = rows.Count(row => row.BackAt is null && !row.IsOut),
            MedianDays = days.Count == 0 ? null : Math.Round((days[(days.Count - 1) / 2] + days[days.Count / 2]) / 2, 1, MidpointRounding.AwayFromZero),
            MaximumDays = days.Count == 0 ? null : Math.Round(days[^1], 1, MidpointRounding.AwayFromZero),
        };
    }

    private static DateTimeOffset? Midnight(DateOnly? day, Db db) =>
        day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), db.Scope.TimeZone.GetUtcOffset(date.ToDateTime(TimeOnly.MinValue))).ToUniversalTime() : null;

    internal sealed record Row
    {
        public DateTimeOffset ReturnedAt { get; init; }
        public DateTimeOffset? BackAt { get; init; }
        /// <summary>It left the bench without coming back to use: retired, gone, replaced, or the return was a slip.</summary>
        public bool IsOut { get; init; }
    }

    public const string SelectSql = """
        select e.happened_at as returned_at,
          (select min(n.happened_at) from event n where n.device_id = e.device_id and n.sequence > e.sequence and n.name in ('put_in_stock', 'keep_at_school')) as back_at,
          exists (select 1 from event n where n.device_id = e.device_id and n.sequence > e.sequence and n.name in ('retire', 'report_missing', 'report_stolen', 'replace', 'undo_return')) as is_out
        from event e
        join device d on d.id = e.device_id
        """;
}
