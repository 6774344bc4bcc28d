using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>Devices in one state.</summary>
internal sealed record DevicesInState
{
    [OneOf<StateCodes>] public required string State { get; init; }
    public required long Devices { get; init; }
    /// <summary>Whole days since the one that waits longest came into the state.</summary>
    public required int LongestDays { get; init; }
}

/// <summary>What there is to do today, within the caller's schools. Each figure counts what its list shows; null where the caller may not read that list.</summary>
internal sealed record Home
{
    /// <summary>In the order of a device's life; states without a device are absent.</summary>
    [Items(30)] public required IReadOnlyList<DevicesInState> Fleet { get; init; }
    public required long Schools { get; init; }
    /// <summary>Devices whose warranty ends within 90 days from today: warrantyEndsFrom, warrantyEndsTo.</summary>
    public required long WarrantyEnding { get; init; }
    /// <summary>Shipments on their way: arrivals to confirm.</summary>
    public required long ShipmentsSent { get; init; }
    public long? OpenLoans { get; init; }
    /// <summary>Open loans due from today to the sixth day after.</summary>
    public long? DueThisWeek { get; init; }
    public long? Overdue { get; init; }
    public long? OpenIncidents { get; init; }
    public long? OpenAnomalies { get; init; }
    /// <summary>Pupils without a tablet or a computer on loan.</summary>
    public long? PupilsWithoutDevice { get; init; }
    /// <summary>Orders of which nothing has come yet.</summary>
    public long? OrdersAwaited { get; init; }
    /// <summary>Orders of which a part has come.</summary>
    public long? OrdersPartlyDelivered { get; init; }
    /// <summary>The local day that the figures are of.</summary>
    public required DateOnly Today { get; init; }
}

/// <summary>Counts what a person looks at first.</summary>
internal static class ReadHome
{
    public const int WarrantyDays = 90;
    public const int WeekDays = 7;

    public static void Map(RouteGroupBuilder reports) => reports.MapGet("home", Handle).Does(nameof(ReadHome), Permission.ReadFleet);

    /// <summary>Reads the figures of the home page, within the caller's schools.</summary>
    internal static async Task<Returns<Home>> Handle(Db db, Caller caller, CancellationToken stop) => await Run(db, caller, stop);

    public static async Task<Outcome<Home>> Run(Db db, Caller caller, CancellationToken stop)
    {
        var (now, today) = (db.Now, db.Today);
        var states = await db.List<StateRow>(FleetSql, null, stop);
        var figures = (await db.One<Figures>(FiguresSql, new { today, warrantyTo = today.AddDays(WarrantyDays), weekEnd = today.AddDays(WeekDays) }, stop))!;
        var (loans, people, purchasing) = (caller.May(Permission.ReadLoans), caller.May(Permission.ReadPeople), caller.May(Permission.ReadPurchasing));
        return new Home
        {
            Fleet = [.. DeviceStates.All.Join(states, state => state.Code, row => row.State, (_, row) => row.View(now))],
            Schools = figures.Schools,
            WarrantyEnding = figures.WarrantyEnding,
            ShipmentsSent = figures.ShipmentsSent,
            OpenLoans = loans ? figures.OpenLoans : null,
            DueThisWeek = loans ? figures.DueThisWeek : null,
            Overdue = loans ? figures.Overdue : null,
            OpenIncidents = loans ? figures.OpenIncidents : null,
            OpenAnomalies = loans ? figures.OpenAnomalies : null,
            PupilsWithoutDevice = people ? figures.PupilsWithoutDevice : null,
            OrdersAwaited = purchasing ? figures.OrdersAwaited : null,
            OrdersPartlyDelivered = purchasing ? figures.OrdersPartlyDelivered : null,
            Today = today,
        };
    }

    internal sealed record StateRow
    {
        public string State { get; init; } = "";
        public long Devices { get; init; }
        public DateTimeOffset? Since { get; init; }

        public DevicesInState View(DateTimeOffset now) => new() { State = State, Devices = Devices, LongestDays = Since is { } since ? Math.Max(0, (int)(now - since).TotalDays) : 0 };
    }

    internal sealed record Figures
    {
        public long Schools { get; init; }
        public long WarrantyEnding { get; init; }
        public long ShipmentsSent { get; init; }
        public long OpenLoans { get; init; }
        public long DueThisWeek { get; init; }
        public long Overdue { get; init; }
        public long OpenIncidents { get; init; }
        public long OpenAnomalies { get; init; }
        public long PupilsWithoutDevice { get; init; }
        public long OrdersAwaited { get; init; }
        public long OrdersPartlyDelivered { get; init; }
    }

    public static readonly string FleetSql = $"""
        select d.state, count(*) as devices, min(d.state_since) as since from device d
        where d.organisation_id = @organisationId and {Scope.Schools("d.school_id")}
        group by d.state
        """;

    private static readonly string OpenLoansOf = $"select count(*) from loan l where l.organisation_id = @organisationId and l.ended_at is null and {Scope.Schools("l.school_id")}";

    // Each with the conditions of the list behind it.
    public static readonly string FiguresSql = $"""
        select
          (select count(*) from school s where s.organisation_id = @organisationId and {Scope.Schools("s.id")}) as schools,
          (select count(*) from device d where d.organisation_id = @organisationId and {Scope.Schools("d.school_id")} and d.warranty_ends_on >= @today and d.warranty_ends_on <= @warrantyTo) as warranty_ending,
          (select count(*) from shipment sh where sh.organisation_id = @organisationId and sh.state = 'sent' and {Scope.Schools("sh.school_id")}) as shipments_sent,
          ({OpenLoansOf}) as open_loans,
          ({OpenLoansOf} and l.due_on >= @today and l.due_on < @weekEnd) as due_this_week,
          ({OpenLoansOf} and l.due_on < @today) as overdue,
          (select count(*) from incident i where i.organisation_id = @organisationId and i.closed_at is null and {Scope.Schools("i.school_id")}) as open_incidents,
          (select count(*) from anomaly a left join loan l on l.id = a.loan_id and {Scope.Schools("l.school_id")}
            where a.organisation_id = @organisationId and a.resolved_at is null and ({Scope.Schools("a.school_id")} or l.id is not null)) as open_anomalies,
          (select count(*) from borrower b where b.organisation_id = @organisationId and b.kind = 'pupil' and {Scope.Schools("b.school_id")} and not {ListBorrowers.HasDevice}) as pupils_without_device,
          (select count(*) from purchase_order o where o.organisation_id = @organisationId and o.state = 'ordered') as orders_awaited,
          (select count(*) from purchase_order o where o.organisation_id = @organisationId and o.state = 'partly_delivered') as orders_partly_delivered
        """;
}
