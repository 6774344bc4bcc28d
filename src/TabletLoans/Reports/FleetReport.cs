using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>By what the fleet is counted.</summary>
internal sealed class FleetGroups : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["school", "model", "age"];
}

/// <summary>The fleet in figures: how many stand where, and the rates of loan, overdue, breakage, loss and theft; the whole, and by school, model or age.</summary>
internal static class ReadFleetReport
{
    private const decimal DaysOfYear = 365.25m;

    public static void Map(RouteGroupBuilder reports) => reports.MapGet("fleet", Handle).Does(nameof(ReadFleetReport), Permission.ReadLoans);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The whole fleet alone when absent.</summary>
        [OneOf<FleetGroups>] public string? By { get; init; }
    }

    /// <summary>Reads the figures of the fleet within the caller's schools; rates of incidents are those of the last 365 days.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var make = filter.Maker(db, caller);
        var (now, since) = (db.Now, db.Now.AddDays(-365));
        var devices = await db.List<Row>(RowsSql, new { since, today = db.Today }, stop);
        List<Figure> figures = [.. Of(make, devices, null, now, since)];
        var groups = filter.By switch
        {
            "school" => devices.GroupBy(device => (Code: device.SchoolUai ?? "", Name: device.SchoolName ?? "")),
            "model" => devices.GroupBy(device => (Code: device.Model, Name: device.Model)),
            "age" => devices.GroupBy(device => Age(device, now)),
            _ => [],
        };
        foreach (var group in groups.OrderBy(group => group.Key.Code, StringComparer.Ordinal))
            figures.AddRange(Of(make, [.. group], group.Key.Code.Length == 0 ? ("-", caller.Culture.TwoLetterISOLanguageName == "en" ? "no school" : "sans établissement") : group.Key, now, since));
        return make.Page(figures);

        (string Code, string Name) Age(Row device, DateTimeOffset at)
        {
            var years = (int)((at - device.CreatedAt).TotalDays / (double)DaysOfYear);
            return ($"{years:00}", caller.Culture.TwoLetterISOLanguageName == "en" ? $"{years} year(s)" : $"{years} an(s)");
        }
    }

    private static IEnumerable<Figure> Of(FigureMaker make, IReadOnlyList<Row> rows, (string Code, string Name)? group, DateTimeOffset now, DateTimeOffset since)
    {
        var here = rows.Where(row => !row.HasLeft).ToList();
        var (lent, overdue) = (here.Count(row => row.State == "on_loan"), here.Count(row => row.IsOverdue));
        var years = rows.Sum(row => row.Days(now, since)) / DaysOfYear;
        yield return make.Of("devices", ("Parc", "Fleet"), ("Équipements enregistrés qui n'ont pas quitté le parc (réformés, donnés, vendus, recyclés, cédés).", "Devices registered that have not left the fleet (retired, donated, sold, recycled, transferred)."), here.Count, "devices", group, group is null ? "devices" : null, persons: here.Count);
        foreach (var (code, name, state) in new (string, Text, string)[] { ("in_stock", ("En stock", "In stock"), "in_stock"), ("at_school", ("Dans les établissements", "At schools"), "at_school"), ("in_repair", ("En réparation", "In repair"), "in_repair"), ("missing", ("Introuvables", "Missing"), "missing"), ("stolen", ("Volés", "Stolen"), "stolen") })
            yield return make.Of(code, name, ("Équipements dans cet état ce jour-là.", "Devices in this state on that day."), here.Count(row => row.State == state), "devices", group, group is null ? $"devices?state={state}" : null,
                // What is nowhere else is on loan: beside the whole it would tell of the borrowers.
                persons: lent);
        yield return make.Of("on_loan", ("En prêt", "On loan"), ("Équipements dont un prêt est en cours.", "Devices with an open loan."), lent, "loans", group, group is null ? "loans?state=open" : null);
        yield return make.Of("retired", ("Réformés ou sortis", "Retired or gone"), ("Équipements réformés, donnés, vendus, recyclés ou cédés.", "Devices retired, donated, sold, recycled or transferred."), rows.Count - here.Count, "devices", group);
        yield return make.Of("loan_rate", ("Taux de prêt", "Loan rate"), ("Équipements en prêt ÷ parc.", "Devices on loan ÷ fleet."), FigureMaker.Percent(lent, here.Count), FigureUnits.Percent, group, absence: "not_applicable", persons: lent);
        yield return make.Of("overdue_rate", ("Taux de retard", "Overdue rate"), ("Prêts en cours dont l'échéance est passée ÷ prêts en cours.", "Open loans past their due date ÷ open loans."), FigureMaker.Percent(overdue, lent), FigureUnits.Percent, group, group is null ? "loans?state=overdue" : null, absence: "not_applicable", persons: overdue);
        foreach (var (kind, name, count) in new (string, Text, long)[] { ("breakage", ("Taux de casse", "Breakage rate"), rows.Sum(row => row.Breakages)), ("loss", ("Taux de perte", "Loss rate"), rows.Sum(row => row.Losses)), ("theft", ("Taux de vol", "Theft rate"), rows.Sum(row => row.Thefts)) })
            yield return make.Of($"{kind}_rate", name, ("Sinistres de ce genre déclarés dans les 365 derniers jours, pour 100 équipements présents une année entière ; sans objet en dessous d'un.", "Incidents of this kind declared in the last 365 days, for 100 devices present a whole year; not applicable below one."), years < 1 ? null : Math.Round(count * 100 / years, 2, MidpointRounding.AwayFromZero), FigureUnits.Rate, group, group is null ? $"incidents?kind={kind}" : null, absence: "not_applicable", persons: count);
    }

    internal sealed record Row
    {
        public string State { get; init; } = "";
        public string Model { get; init; } = "";
        public string? SchoolUai { get; init; }
        public string? SchoolName { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? StateSince { get; init; }
        public DateOnly? DueOn { get; init; }
        public long Overdue { get; init; }
        public long Breakages { get; init; }
        public long Losses { get; init; }
        public long Thefts { get; init; }

        public bool HasLeft => Lifecycle.DeviceStates.HasLeftTheFleet(State);

        public bool IsOverdue => Overdue > 0;

        /// <summary>Of the period, as many whole days as it was in the fleet.</summary>
        public decimal Days(DateTimeOffset now, DateTimeOffset since)
        {
            var (from, to) = (CreatedAt > since ? CreatedAt : since, HasLeft && StateSince is { } left ? left : now);
            return to <= from ? 0 : (to - from).Days;
        }
    }

    public static readonly string RowsSql = $"""
        select d.state, m.manufacturer || ' ' || m.reference as model, s.uai as school_uai, s.name as school_name, d.created_at, d.state_since,
          (select count(*) from loan l where l.device_id = d.id and l.ended_at is null and l.due_on < @today) as overdue,
          (select count(*) from incident i where i.device_id = d.id and i.kind = 'breakage' and i.declared_at >= @since) as breakages,
          (select count(*) from incident i where i.device_id = d.id and i.kind = 'loss' and i.declared_at >= @since) as losses,
          (select count(*) from incident i where i.device_id = d.id and i.kind = 'theft' and i.declared_at >= @since) as thefts
        from device d
        join device_model m on m.id = d.model_id
        left join school s on s.id = d.school_id
        where d.organisation_id = @organisationId and {Scope.Schools("d.school_id")}
        """;
}
