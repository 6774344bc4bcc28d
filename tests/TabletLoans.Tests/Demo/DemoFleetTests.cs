using Dapper;
using TabletLoans.Access;
using TabletLoans.Demo;
using TabletLoans.Lifecycle;
using TabletLoans.Organisations;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Demo;

/// <summary>The demonstration holds what it promises, as if the use cases had written it.</summary>
[TestFixtureSource(typeof(Engines))]
public sealed class DemoFleetTests(Engine engine)
{
    private TestDatabase? _test;
    private Database? _database;
    private DemoAccess? _access;

    private Database Database => _database!;

    [OneTimeSetUp]
    public async Task Load()
    {
        _test = await TestDatabase.Create(engine);
        _database = new Database(_test.ConnectionString, TimeProvider.System);
        _access = await DemoFleet.Load(_database, default);
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (_database is not null) await _database.DisposeAsync();
        if (_test is not null) await _test.DisposeAsync();
    }

    [Test]
    public async Task It_Is_The_Fleet_Of_The_Founding_Plan()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_access!.IsLoaded, Is.True);
            Assert.That(await Count("school where kind = 'college'"), Is.EqualTo(21));
            Assert.That(await Count("school where kind = 'ecole'"), Is.EqualTo(57));
            Assert.That(await Count("device d join device_model m on m.id = d.model_id where m.kind = 'tablet'"), Is.EqualTo(1_500));
            Assert.That(await Count("device d join device_model m on m.id = d.model_id where m.kind = 'laptop'"), Is.EqualTo(120));
            Assert.That(await Count("device where price_incl_tax_cents = 44760"), Is.EqualTo(500));
            Assert.That(await Count("device where price_incl_tax_cents = 20090"), Is.EqualTo(1_000));
            Assert.That(_access.Counts.OpenLoans, Is.InRange(1_050, 1_150));
            Assert.That(_access.Counts.Overdue, Is.InRange(24, 60));
            Assert.That(await Count("loan where outcome = 'returned'"), Is.InRange(200, 900));
            foreach (var outcome in new[] { "lost", "stolen", "transferred", "cancelled" }) Assert.That(await Count($"loan where outcome = '{outcome}'"), Is.Positive, outcome);
            Assert.That(await Count("loan where outcome = 'stolen' and police_report is null"), Is.Zero);
            Assert.That(await Count("loan_accessory a join loan l on l.id = a.loan_id where l.outcome = 'returned' and a.kind = 'charger' and a.returned_quantity = 0"), Is.Positive);
            Assert.That(Siret.TryParse((await Texts("select siret from organisation"))[0], out _), Is.True);
        }
    }

    [Test]
    public async Task Every_State_Of_The_Lifecycle_Is_Present() =>
        Assert.That(await Texts("select distinct state from device"), Is.EquivalentTo(DeviceStates.All.Select(state => state.Code)));

    [Test]
    public async Task Every_Kind_Of_Borrower_And_Of_Loan_Is_Present()
    {
        Assert.That(await Texts("select distinct kind from borrower"), Is.EquivalentTo(TabletLoans.Borrowers.BorrowerKinds.All));
        Assert.That(await Texts("select distinct kind from loan"), Is.EquivalentTo(TabletLoans.Loans.LoanKinds.All));
    }

    [Test]
    public async Task A_Device_Is_On_Loan_Exactly_When_It_Has_An_Open_Loan()
    {
        Assert.That(await Count("device d where (d.state = 'on_loan') <> exists (select 1 from loan l where l.device_id = d.id and l.ended_at is null)"), Is.Zero);
        Assert.That(await Count("device d join loan l on l.device_id = d.id and l.ended_at is null where l.school_id <> d.school_id or (l.school_id is null) <> (d.school_id is null)"), Is.Zero);
        Assert.That(await Count("loan where ended_at < handed_over_at or returned_at < handed_over_at"), Is.Zero);
    }

    [Test]
    public async Task The_Events_Of_Each_Device_Are_A_Legal_Walk_To_Its_State()
    {
        var steps = await Rows<Step>("select device_id, name, from_state, to_state, happened_at from event where to_state is not null and device_id is not null order by sequence");
        var states = (await Rows<Standing>("select id, state, version from device")).ToDictionary(device => device.Id);
        var walks = steps.GroupBy(step => step.DeviceId).ToList();
        Assert.That(walks, Has.Count.EqualTo(states.Count));
        foreach (var walk in walks)
        {
            var at = "";
            foreach (var step in walk)
            {
                if (at.Length == 0) Assert.That(step.Name, Is.EqualTo("register_device"));
                else
                {
                    Assert.That(step.FromState, Is.EqualTo(at));
                    Assert.That(DeviceLifecycle.From(at).Single(row => row.Name == step.Name).To.Code, Is.EqualTo(step.ToState));
                }
                at = step.ToState;
            }
            Assert.That(at, Is.EqualTo(states[walk.Key].State));
            Assert.That(states[walk.Key].Version, Is.GreaterThanOrEqualTo(walk.Count()));
        }
    }

    [Test]
    public async Task Its_Chain_Of_Events_Holds_And_Is_In_The_Order_Of_Time()
    {
        var (holds, lines) = await AuditChain.Verify(Database, default);
        Assert.That(holds, Is.True, string.Join("\n", lines));
        var instants = await Rows<Step>("select happened_at from event where source = 'demo' order by sequence");
        Assert.That(instants.Select(step => step.HappenedAt), Is.Ordered);
        Assert.That(instants[^1].HappenedAt, Is.LessThanOrEqualTo(Database.Clock.GetInstant()));
    }

    [Test]
    public async Task No_Borrower_Has_More_Than_The_Rule_Allows_And_A_Late_Loan_Was_Due_In_The_Past()
    {
        Assert.That(await Count("(select borrower_id from loan where ended_at is null and counts_as_main and kind <> 'spare' group by borrower_id having count(*) > 1) twice"), Is.Zero);
        Assert.That(await Count("loan where due_on is null and due_rule <> 'open'"), Is.Zero);
        Assert.That(await Count("loan where (due_rule = 'open') <> (kind in ('teacher', 'foster_care', 'support')) and due_rule <> 'given'"), Is.Zero);
    }

    [Test]
    public async Task Its_People_Are_Invented_And_Reachable_By_Nobody()
    {
        Assert.That(await Count("guardian where email not like '%@example.org' or phone not like '06 39 98 __ __'"), Is.Zero);
        Assert.That(await Count("borrower b where not exists (select 1 from person_word w where w.borrower_id = b.id)"), Is.Zero);
    }

    [Test]
    public async Task Its_Accounts_Sign_In_With_The_Password_That_Is_Printed()
    {
        var accounts = await Rows<Account>("select id, email, password_hash from account");
        Assert.That(accounts.Select(account => account.Email), Is.EquivalentTo(DemoStaff.Accounts().Select(account => account.Email)));
        Assert.That(accounts.Select(account => account.PasswordHash).Distinct().All(hash => Passwords.Verify(new Account { PasswordHash = hash }, DemoStaff.Password)), Is.True);
        Assert.That(Passwords.IsStrongEnough(DemoStaff.Password), Is.True);
        Assert.That(await Count("grant_school"), Is.EqualTo(1));
    }

    private sealed record Step
    {
        public Guid DeviceId { get; init; }
        public string Name { get; init; } = "";
        public string? FromState { get; init; }
        public string ToState { get; init; } = "";
        public DateTimeOffset HappenedAt { get; init; }
    }

    private sealed record Standing
    {
        public Guid Id { get; init; }
        public string State { get; init; } = "";
        public long Version { get; init; }
    }

    private Task<long> Count(string from) => Database.Read(connection => connection.ExecuteScalarAsync<long>($"select count(*) from {from}"));

    private Task<IReadOnlyList<string>> Texts(string sql) => Rows<string>(sql);

    private Task<IReadOnlyList<T>> Rows<T>(string sql) => Database.Read<IReadOnlyList<T>>(async connection => (await connection.QueryAsync<T>(sql)).AsList());
}
