using Dapper;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>
/// Loads the demonstration into an empty database: the fleet of Isère's founding plan with an invented life of the last
/// months. Into a database that holds it already, nothing but a fresh key.
/// </summary>
internal static class DemoFleet
{
    public const string Slug = "isere";
    public const string TimeZone = "Europe/Paris";
    public const string KeyName = "Démonstration";

    private const int Seed = 38_000;
    private const int KeyLastsDays = 30;
    private const int OpenedDaysAgo = 500;
    private const int AllocatedDaysAgo = 322;

    /// <exception cref="InvalidOperationException">The database holds another organisation.</exception>
    public static async Task<DemoAccess> Load(Database database, CancellationToken stop)
    {
        var isLoaded = false;
        if (!await Holds(database, stop))
        {
            if (await database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from organisation"), stop) > 0) throw new InvalidOperationException(Refusal);
            isLoaded = await Fill(database, stop);
            // Another instance may have been faster with the same demonstration.
            if (!isLoaded && !await Holds(database, stop)) throw new InvalidOperationException(Refusal);
        }
        var key = await RenewKey(database, stop);
        var calendar = Calendar(database.Clock);
        var counts = await database.Read(connection => connection.QuerySingleAsync<DemoCounts>(CountsSql, new { Slug, today = calendar.Today }), stop);
        return new DemoAccess(isLoaded, key, counts);
    }

    /// <summary>Everything that the demonstration tells, from the same seed each time, relative to the clock.</summary>
    internal static (DemoLedger Ledger, DemoStaff Staff) Tell(TimeProvider clock)
    {
        var random = new Random(Seed);
        var calendar = Calendar(clock, random);
        var ledger = new DemoLedger(Id.New(), calendar.Ago(OpenedDaysAgo));
        ledger.Schools.AddRange(IsereSchools.All.Select((school, i) => DemoSchools.Of(school, ledger.Opened, i)));
        var staff = new DemoStaff(ledger.Schools.Single(school => school.Uai == DemoStaff.SchoolUai).Id);
        foreach (var account in staff.All) ledger.Record(ledger.Opened, Guid.Empty, new Event { Name = "add_user", SubjectId = account.Id });
        foreach (var school in ledger.Schools) ledger.Record(ledger.Opened, staff.Doing(Permission.ManageSchools), new Event { Name = "register_school", SubjectId = school.Id });
        var desk = new DemoDesk(ledger, calendar, staff);
        var dispatch = new DemoDispatch(ledger, calendar, desk, staff);
        var programmes = ledger.Programmes = new DemoProgrammes(ledger, calendar, staff);
        programmes.Tell();
        var purchases = new DemoPurchases(ledger, calendar, new DemoBuyer(ledger, calendar, desk, staff), staff, programmes.Lines, random);
        new DemoSettings(ledger, calendar, staff).Tell();
        purchases.RegisterModels(calendar.Later(ledger.Opened, 1, 1));
        var fleet = purchases.Tell();
        dispatch.Allocate(calendar.Ago(AllocatedDaysAgo));
        new DemoStories(ledger, calendar, desk, dispatch, staff, random).Tell(fleet);
        new DemoInventories(ledger, calendar, staff).Tell();
        return (ledger, staff);
    }

    private static async Task<bool> Fill(Database database, CancellationToken stop)
    {
        // Hashing is slow on purpose: it runs while the story is told. One hash for all accounts, since the password is the same.
        var hashing = Task.Run(() => Passwords.Hash(DemoStaff.Password), stop);
        var (ledger, staff) = Tell(database.Clock);
        var passwordHash = await hashing;
        var written = await database.Write<bool>(async writes =>
        {
            if (!await DemoRows.Open(writes, ledger, Slug)) return Errors.NotFound.Refuse();
            await DemoRows.Write(writes, ledger, staff, passwordHash, database.Clock.GetInstant());
            return true;
        }, stop);
        return !written.IsRefused;
    }

    /// <summary>The key of the last start cannot be told again: only its hash is stored.</summary>
    private static async Task<string> RenewKey(Database database, CancellationToken stop)
    {
        var old = await database.Read(async connection => (await connection.QueryAsync<Guid>(OldKeysSql, new { Slug, name = KeyName })).AsList(), stop);
        foreach (var id in old) await RevokeKey.Run(database, id, stop);
        var expires = DateOnly.FromDateTime(database.Clock.GetInstant().UtcDateTime).AddDays(KeyLastsDays);
        var made = await CreateKey.Run(database, Slug, "fleet_manager", KeyName, [], expires, stop);
        return made.Value.Key ?? throw new InvalidOperationException($"no key could be made: {made.Refusal!.Error.Code}");
    }

    private static Task<bool> Holds(Database database, CancellationToken stop) =>
        database.Read(async connection => await connection.ExecuteScalarAsync<long>(HoldsSql, new { Slug }) > 0, stop);

    private static DemoCalendar Calendar(TimeProvider clock, Random? random = null) =>
        new(clock.GetInstant(), TimeZoneInfo.FindSystemTimeZoneById(TimeZone), random ?? new Random(Seed));

    private const string Refusal = "--demo needs an empty database, and this one holds another organisation: give --data another folder, or start without --demo.";

    // What the demonstration tells first, nobody else can have told: the source says so, and the chain keeps it.
    public const string HoldsSql = """
        select count(*) from event e join organisation o on o.id = e.organisation_id where o.slug = @Slug and e.sequence = 1 and e.source = 'demo'
        """;

    public const string OldKeysSql = """
        select k.id from api_key k join organisation o on o.id = k.organisation_id where o.slug = @Slug and k.name = @name and k.revoked_at is null
        """;

    public const string CountsSql = """
        select
          (select count(*) from school s where s.organisation_id = o.id) as schools,
          (select count(*) from device d where d.organisation_id = o.id) as devices,
          (select count(*) from loan l where l.organisation_id = o.id) as loans,
          (select count(*) from loan l where l.organisation_id = o.id and l.ended_at is null) as open_loans,
          (select count(*) from loan l where l.organisation_id = o.id and l.ended_at is null and l.due_on < @today) as overdue
        from organisation o where o.slug = @Slug
        """;
}
