using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>A device that waits on the bench.</summary>
internal sealed record BenchItem
{
    public required Device Device { get; init; }
    /// <summary>The instant of the last move: since then it waits in its state.</summary>
    public required DateTimeOffset WaitingSince { get; init; }
    /// <summary>Whole days since then.</summary>
    public required int Days { get; init; }
}

/// <summary>The queue of the bench: the devices between a return and their next use, those that wait longest first.</summary>
internal static class ListBench
{
    public static void Map(RouteGroupBuilder bench) => bench.MapGet("", Handle).Does(nameof(ListBench), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<BenchStates>] public string? State { get; init; }
        /// <summary>Waiting in the present state for at least this many days.</summary>
        [Between(0, 10_000)] public int? OlderThanDays { get; init; }
    }

    /// <summary>Lists what waits for triage, sanitisation, repair or re-imaging, the longest wait first.</summary>
    internal static async Task<Lists<BenchItem>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static Task<Outcome<Page<BenchItem>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var (now, today) = (db.Now, db.Today);
        var sql = new Sql(DeviceRow.SelectSql)
            .Where("d.organisation_id = @organisationId")
            .Where(OnTheBench)
            .WithinSchools(db.Scope, "d.school_id")
            .WhereIf(filter.State, "d.state = @state", "state")
            .WhereIf(filter.OlderThanDays is { } days ? now.AddDays(-days) : (DateTimeOffset?)null, "d.state_since <= @latest", "latest");
        return Paging.By<DeviceRow, BenchItem, WaitKey>(db, sql, "d.state_since, d.id", filter.Cursor, filter.Limit,
            row => new BenchItem { Device = row.View(caller, today), WaitingSince = row.StateSince!.Value, Days = (int)(now - row.StateSince.Value).TotalDays },
            row => new(row.StateSince!.Value, row.Id),
            after => sql.Where("(d.state_since, d.id) > (@afterSince, @afterId)", "afterSince", after.Since).Parameters.Add("afterId", after.Id), stop);
    }

    internal sealed record WaitKey(DateTimeOffset Since, Guid Id);

    // The words of the index's own condition: with others neither database would use it.
    private static readonly string OnTheBench = $"d.state in ({string.Join(", ", BenchStates.All.Select(state => $"'{state}'"))})";
}
