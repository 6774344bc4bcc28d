using Dapper;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Storage;

public sealed class AuditChainTests(Engine engine) : ApiTest(engine)
{
    // Its events are tampered with.
    private protected override bool NeedsOwnService => true;

    [Test]
    public async Task A_Chain_That_Nobody_Touched_Holds()
    {
        await Given.Loan();
        Assert.That(await Mine(), Does.EndWith("the chain holds"));
    }

    [TestCase("update event set reason = 'another' where organisation_id = (select id from organisation where slug = @slug) and sequence = 4", "event 4")]
    [TestCase("update event set happened_at = '2020-01-01T00:00:00.000Z' where organisation_id = (select id from organisation where slug = @slug) and sequence = 4", "event 4")]
    [TestCase("update event set actor_id = id where organisation_id = (select id from organisation where slug = @slug) and sequence = 4", "event 4")]
    [TestCase("delete from event where organisation_id = (select id from organisation where slug = @slug) and sequence = 4", "event 4 is missing")]
    [TestCase("delete from event where organisation_id = (select id from organisation where slug = @slug) and sequence = (select max(sequence) from event)", "the chain should end")]
    [TestCase("update event_chain set sequence = sequence - 1 where organisation_id = (select id from organisation where slug = @slug)", "the chain should end")]
    public async Task A_Row_That_Was_Tampered_With_Is_Found(string tampering, string told)
    {
        await Given.Loan();
        // The last event of this organisation, not of the table.
        tampering = tampering.Replace("(select max(sequence) from event)", "(select max(e.sequence) from event e join organisation o on o.id = e.organisation_id where o.slug = @slug)", StringComparison.Ordinal);
        var touched = await Host.Database.Read(connection => connection.ExecuteAsync(tampering, new { slug = Given.Slug }));
        Assert.That(touched, Is.EqualTo(1));
        Assert.That(await Mine(), Does.Contain(told));
        Assert.That((await AuditChain.Verify(Host.Database, default)).Holds, Is.False);
    }

    private async Task<string> Mine() => (await AuditChain.Verify(Host.Database, default)).Lines.Single(line => line.StartsWith($"{Given.Slug}:", StringComparison.Ordinal));
}
