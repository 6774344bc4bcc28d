using Dapper;
using TabletLoans.Demo;
using TabletLoans.Disposal;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Purchasing;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Demo;

/// <summary>The demonstration shows every step of a device's whole life, and none of it breaks a rule of the use case that would have written it.</summary>
[TestFixtureSource(typeof(Engines))]
public sealed class DemoLifeTests(Engine engine)
{
    private TestDatabase? _test;
    private Database? _database;

    private Database Database => _database!;

    [OneTimeSetUp]
    public async Task Load()
    {
        _test = await TestDatabase.Create(engine);
        _database = new Database(_test.ConnectionString, TimeProvider.System);
        await DemoFleet.Load(_database, default);
    }

    [OneTimeTearDown]
    public async Task Drop()
    {
        if (_database is not null) await _database.DisposeAsync();
        if (_test is not null) await _test.DisposeAsync();
    }

    [Test]
    public async Task The_Order_Of_The_Plan_Has_Its_Sums_To_The_Cent()
    {
        const string line = "purchase_line l join purchase_order o on o.id = l.order_id join funding_line f on f.id = l.funding_line_id join programme p on p.id = f.programme_id where p.code = 'Plan numérique 2020'";
        Assert.That(await Texts($"select l.quantity || ' × ' || l.unit_price_incl_tax_cents || ' = ' || (l.quantity * l.unit_price_incl_tax_cents) from {line} order by l.position"),
            Is.EqualTo(new[] { "500 × 44760 = 22380000", "1000 × 20090 = 20090000" }));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts($"select distinct o.reference from {line}"), Has.Count.EqualTo(1));
            Assert.That(await Number($"select sum(l.quantity * l.unit_price_incl_tax_cents) from {line}"), Is.EqualTo(42_470_000));
            Assert.That(await Number($"select sum(l.delivered) from {line}"), Is.EqualTo(1_500));
            Assert.That(await Count("device d join delivery y on y.id = d.delivery_id join funding_line f on f.id = d.funding_line_id join programme p on p.id = f.programme_id where p.code = 'Plan numérique 2020' and y.accepted_on is not null"), Is.EqualTo(1_500));
            Assert.That(await Number("select sum(quantity) from allocation where programme = 'Plan numérique 2020'"), Is.EqualTo(1_500));
            Assert.That(await Count("school s where not exists (select 1 from allocation a where a.school_id = s.id and a.programme = 'Plan numérique 2020')"), Is.Zero);
            Assert.That(await Count("school s where not exists (select 1 from shipment sh join shipment_device l on l.shipment_id = sh.id where sh.school_id = s.id and sh.programme = 'Plan numérique 2020' and l.outcome = 'arrived')"), Is.Zero, "each of the 78 was served");
        }
    }

    [Test]
    public async Task Orders_Are_In_Every_State_And_Their_Counts_Are_Those_Of_Their_Deliveries()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct state from purchase_order"), Is.EquivalentTo(PurchaseLifecycle.States.Select(state => state.Code)));
            Assert.That(await Count("supplier"), Is.EqualTo(3));
            Assert.That(await Count("delivery y join purchase_order o on o.id = y.order_id where y.accepted_on is null and o.state = 'partly_delivered'"), Is.EqualTo(1));
            Assert.That(await Count("delivery_refusal r join device d on d.id = r.device_id and d.delivery_id = r.delivery_id where d.state = 'retired'"), Is.EqualTo(2));
            Assert.That(await Count("purchase_line l where l.delivered <> (select count(*) from device d join delivery y on y.id = d.delivery_id where y.line_id = l.id and not exists (select 1 from delivery_refusal r where r.device_id = d.id))"), Is.Zero);
            Assert.That(await Count("delivery y where y.quantity <> (select count(*) from device d where d.delivery_id = y.id)"), Is.Zero);
            Assert.That(await Count("device d join delivery y on y.id = d.delivery_id where y.accepted_on is null and d.state <> 'received'"), Is.Zero, "nothing is used before its service fait");
            Assert.That(await Count("device d left join delivery y on y.id = d.delivery_id where d.tag_printed <> (d.mdm_state <> 'not_enrolled')"), Is.Zero, "the checklist is ticked at once");
            Assert.That(await Count("device where delivery_id is null and origin <> 'reused'"), Is.Zero);
            Assert.That(await Count("delivery y join purchase_order o on o.id = y.order_id where y.delivered_on < o.ordered_on or o.ordered_on < o.commitment_on or y.accepted_on < y.delivered_on"), Is.Zero);
        }
    }

    [Test]
    public async Task Shipments_Are_In_Every_State_And_One_Of_Each_Pair_Misses_What_The_Other_Did_Not_Expect()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct state from shipment"), Is.EquivalentTo(TabletLoans.Distribution.ShipmentStates.All));
            Assert.That(await Count("shipment sh where sh.state = 'closed' and exists (select 1 from shipment_device l where l.shipment_id = sh.id and l.outcome = 'missing') and exists (select 1 from shipment_unexpected u where u.shipment_id = sh.id)"), Is.EqualTo(2));
            Assert.That(await Count("anomaly where code in ('not_arrived', 'unexpected_device') and resolved_at is null"), Is.EqualTo(4));
            Assert.That(await Count("shipment sh join school s on s.id = sh.school_id where (s.kind = 'ecole') <> (sh.via = s.authority_name) or (s.kind = 'college') <> (sh.via is null)"), Is.Zero);
            Assert.That(await Count("shipment sh where not exists (select 1 from shipment_device l where l.shipment_id = sh.id)"), Is.Zero);
            Assert.That(await Count("shipment_device l join shipment sh on sh.id = l.shipment_id join device d on d.id = l.device_id where l.ended_at is null and d.state <> case sh.state when 'packed' then 'in_stock' else 'in_transit' end"), Is.Zero);
            Assert.That(await Count("shipment_device l join shipment sh on sh.id = l.shipment_id where l.ended_at is null and sh.state not in ('packed', 'sent')"), Is.Zero);
            Assert.That(await Count("device d where d.state = 'in_transit' and not exists (select 1 from shipment_device l join shipment sh on sh.id = l.shipment_id where l.device_id = d.id and sh.school_id = d.school_id and sh.state in ('sent', 'closed'))"), Is.Zero);
            Assert.That(await Count("(select a.id from allocation a where a.quantity < (select count(*) from shipment sh join shipment_device l on l.shipment_id = sh.id where sh.school_id = a.school_id and sh.state <> 'packed' and (l.outcome is null or l.outcome in ('arrived', 'missing')))) exceeded"), Is.Zero);
        }
    }

    [Test]
    public async Task The_Bench_Has_A_Queue_Certificates_And_Work_Orders_Of_Every_Kind()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct state from device where state in ('returned', 'in_triage', 'in_sanitization', 'in_repair', 'in_reimaging')"), Has.Count.EqualTo(5));
            Assert.That(await Texts("select distinct result from sanitization"), Is.EquivalentTo(new[] { "pass", "fail" }));
            Assert.That(await Texts("select distinct standard from sanitization"), Is.EquivalentTo(new[] { "nist_purge", "nist_destroy" }));
            foreach (var kind in new[] { "internal", "sent_out" })
                foreach (var state in new[] { "finished_at is null", "finished_at is not null" }) Assert.That(await Count($"work_order where kind = '{kind}' and {state}"), Is.Positive, $"{kind}, {state}");
            Assert.That(await Texts("select distinct outcome from work_order where outcome is not null"), Is.EquivalentTo(new[] { "repaired", "irreparable" }));
            Assert.That(await Count("work_order where kind = 'sent_out' and supplier_name is null"), Is.Zero);
            Assert.That(await Count("work_order w join device d on d.id = w.device_id where w.cost_cents * 2 > d.price_incl_tax_cents"), Is.Zero, "the house's own threshold: half the price");
            Assert.That(await Count("device d where (d.state = 'in_repair') <> exists (select 1 from work_order w where w.device_id = d.id and w.finished_at is null)"), Is.Zero);
        }
    }

    [Test]
    public async Task Incidents_Are_Of_Every_Kind_And_In_Every_State()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct kind from incident"), Is.EquivalentTo(IncidentKinds.All));
            Assert.That(await Texts("select distinct case when closed_at is not null then 'closed' when decided_at is not null then 'decided' when confirmed_at is not null then 'confirmed' else 'declared' end from incident"), Is.EquivalentTo(IncidentStates.All));
            Assert.That(await Texts("select distinct decision from incident where decision is not null"), Is.EquivalentTo(IncidentDecisions.All));
            Assert.That(await Texts("select distinct outcome from incident where outcome is not null"), Is.EquivalentTo(IncidentOutcomes.All));
            Assert.That(await Count("incident where kind = 'theft' and closed_at is null and police_report is null"), Is.EqualTo(2));
            Assert.That(await Count("incident where kind in ('theft', 'breach_of_trust') and decision <> 'none' and confirmed_at is null"), Is.Zero);
            Assert.That(await Count("device d where d.state in ('missing', 'stolen') and not exists (select 1 from incident i where i.device_id = d.id and i.kind in ('loss', 'theft') and coalesce(i.outcome, '') <> 'found')"), Is.Zero);
            Assert.That(await Count("loan l where l.outcome in ('lost', 'stolen') and not exists (select 1 from incident i where i.loan_id = l.id)"), Is.Zero);
            Assert.That(await Count("device d where d.state not in ('missing', 'stolen') and exists (select 1 from incident i where i.device_id = d.id and i.kind in ('loss', 'theft') and i.closed_at is null)"), Is.Zero);
            Assert.That(await Count("incident i where i.outcome = 'repair' and not exists (select 1 from work_order w where w.device_id = i.device_id)"), Is.Zero);
            Assert.That(await Count("incident i join device d on d.id = i.device_id where i.outcome = 'retire' and d.state not in ('retired', 'donated', 'sold', 'recycled', 'transferred')"), Is.Zero);
        }
    }

    [Test]
    public async Task Recoveries_Follow_A_Voted_Scale_And_Never_Ask_For_More_Than_The_Residual_Value()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct case when waived_at is not null then 'waived' when settled_at is not null then 'settled' else 'issued' end from recovery"), Is.EquivalentTo(RecoveryStates.All));
            Assert.That(await Count("recovery_scale"), Is.EqualTo(1));
            Assert.That(await Count("recovery where amount_cents > residual_cents or amount_cents > computed_cents or residual_cents > price_incl_tax_cents or amount_cents <= 0"), Is.Zero);
            Assert.That(await Count("recovery where amount_cents < computed_cents and reduction_reason is not null"), Is.Positive);
            Assert.That(await Count("recovery where waived_at is not null and settled_at is not null"), Is.EqualTo(1), "found after it was paid");
            Assert.That(await Count("recovery r join incident i on i.id = r.incident_id join loan l on l.id = r.loan_id where i.decision <> 'recovery' or i.loan_id <> l.id or l.borrower_id <> r.borrower_id"), Is.Zero);
            Assert.That(await Count("recovery r join incident i on i.id = r.incident_id join device d on d.id = i.device_id join delivery y on y.id = d.delivery_id where r.in_service_on <> y.accepted_on or r.price_incl_tax_cents <> d.price_incl_tax_cents"), Is.Zero);
            Assert.That(await Count("recovery r join incident i on i.id = r.incident_id join recovery_scale s on s.id = r.scale_id where s.applies_from > i.occurred_on"), Is.Zero);
        }
    }

    [Test]
    public async Task Behind_Every_Device_That_Left_Stands_One_Disposal_That_Keeps_The_Law()
    {
        var moves = DisposalKinds.All.ToDictionary(kind => kind, kind => DisposalKinds.Row(kind).To.Code);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select distinct kind from disposal"), Is.EquivalentTo(DisposalKinds.All));
            foreach (var (kind, state) in moves)
                Assert.That(await Count($"device d where d.state = '{state}' and (select count(*) from disposal x where x.device_id = d.id and x.kind = '{kind}') <> 1"), Is.Zero, kind);
            Assert.That(await Count($"disposal x join device d on d.id = x.device_id where d.state not in ('{string.Join("', '", moves.Values)}')"), Is.Zero);
            Assert.That(await Count("disposal x join device d on d.id = x.device_id where d.mdm_state <> 'removed' or d.data_state <> 'clean'"), Is.Zero);
            // Every one of them was lent, so that a certificate since its last loan is asked for.
            Assert.That(await Count("disposal x where not exists (select 1 from sanitization s where s.device_id = x.device_id and s.result = 'pass' and s.standard in ('nist_purge', 'nist_destroy') and s.ended_at <= x.disposed_at and s.ended_at >= (select max(l.ended_at) from loan l where l.device_id = s.device_id))"), Is.Zero);
            Assert.That(await Count("disposal x where exists (select 1 from incident i where i.device_id = x.device_id and (i.closed_at is null or i.closed_at > x.disposed_at))"), Is.Zero);
            Assert.That(await Count("disposal where kind in ('donation', 'transfer') and (act_signed_on is null or act_signed_on > disposed_on or deliberation_reference is null)"), Is.Zero);
            Assert.That(await Count("disposal x join device d on d.id = x.device_id join device_model m on m.id = d.model_id where x.kind = 'recycling' and (x.weight_grams <> m.weight_grams or x.eco_organism is null)"), Is.Zero);
            Assert.That(await Count("disposal where beneficiary_kind = 'family' and borrower_id is not null and beneficiary_name is null"), Is.Positive);
            Assert.That(await Count("disposal x join borrower b on b.id = x.borrower_id where b.created_at > x.disposed_at"), Is.Zero);
            Assert.That(await Texts("select distinct buyer_kind from disposal where kind = 'sale'"), Is.EquivalentTo(new[] { "auction", "individual" }));
        }
    }

    [Test]
    public async Task Each_Limit_Is_The_Row_That_Was_In_Force_On_The_Day_Of_The_Act()
    {
        const string inForce = "(select t.id from threshold t where t.code = k.code and t.applies_from <= coalesce(x.act_signed_on, x.disposed_on) order by t.applies_from desc limit 1)";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Count($"disposal x join threshold k on k.id = x.threshold_id where k.id <> {inForce} or coalesce(x.unit_value_cents, x.price_cents) > k.value"), Is.Zero);
            Assert.That(await Count("disposal where kind = 'donation' and (beneficiary_kind = 'family') <> (threshold_id is null)"), Is.Zero);
            Assert.That(await Count("disposal where kind = 'sale' and (buyer_kind = 'individual') <> (threshold_id is not null)"), Is.Zero);
            Assert.That(await Texts("select distinct code from threshold where id in (select threshold_id from disposal)"), Is.EquivalentTo(new[] { "donation_unit_value_max_cents", "solidarity_price_laptop_max_cents" }));
            Assert.That(await Texts("select code from threshold where organisation_id is not null"), Is.EqualTo(new[] { "repair_cost_max_percent" }));
        }
    }

    [Test]
    public async Task One_Inventory_Is_Half_Counted_And_One_Is_Closed_With_What_Was_Odd()
    {
        const string counted = """
            inventory i where i.expected_count <> (select count(*) from inventory_line l where l.inventory_id = i.id and l.outcome in ('expected', 'found', 'missing', 'moved'))
              or i.found_count <> (select count(*) from inventory_line l where l.inventory_id = i.id and l.outcome = 'found') or i.last_line <> (select max(l.line) from inventory_line l where l.inventory_id = i.id)
            """;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Texts("select state || ':' || missing_count || ':' || misplaced_count || ':' || unknown_count from inventory order by id"), Is.EqualTo(new[] { "closed:2:1:1", "open:0:0:0" }));
            Assert.That(await Count(counted), Is.Zero);
            Assert.That(await Count("inventory where state = 'open' and found_count > 3 and expected_count - found_count > 3"), Is.EqualTo(1));
            Assert.That(await Count("inventory i join school s on s.id = i.school_id where i.state = 'open' and s.uai = '0382032C'"), Is.EqualTo(1), "the school's own staff resume it");
            Assert.That(await Texts("select code from anomaly where inventory_id is not null order by code"), Is.EqualTo(new[] { "inventory_misplaced", "inventory_missing", "inventory_missing" }));
        }
    }

    [Test]
    public async Task Whatever_Is_Told_Of_It_Has_Words_And_Only_Who_May_Did_It()
    {
        Assert.That((await Texts("select distinct name from event")).Where(name => EventWords.Of(name) is null), Is.Empty);
        Assert.That((await Texts("select distinct name from event")).Count, Is.GreaterThan(55));
        Assert.That(await Count("event e where e.source = 'demo' and e.sequence > 7 and not exists (select 1 from account a where a.id = e.actor_id)"), Is.Zero);
        // Nobody's name: those of the guardians, the rarest text of all, stand in no event.
        Assert.That(await Count("event e join guardian g on e.reason like '%' || g.email || '%' or e.changes like '%' || g.email || '%'"), Is.Zero);
    }

    private Task<long> Count(string from) => Number($"select count(*) from {from}");

    [Test]
    public async Task An_Envelope_Counts_What_Its_Lines_Share() =>
        Assert.That(await Number("select count(*) from envelope e where e.committed_cents <> (select coalesce(sum(s.amount_cents), 0) from funding_share s join funding_line f on f.id = s.funding_line_id where s.envelope_id = e.id and f.cancelled_on is null)"), Is.Zero);

    private Task<long> Number(string sql) => Database.Read(connection => connection.ExecuteScalarAsync<long>(sql));

    private Task<IReadOnlyList<string>> Texts(string sql) => Database.Read<IReadOnlyList<string>>(async connection => (await connection.QueryAsync<string>(sql)).AsList());
}
