using TabletLoans.Access;
using TabletLoans.Audit;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The way to everything that is administered, and the trail of what happened.</summary>
internal static class AdministrationPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("administration", Permission.ReadAudit, () => Show.Page<AdministrationPage>());
        organisation.Shows("events", Permission.ReadAudit, List);
        organisation.Shows("events/verification", Permission.ReadAudit, Verify);
    }

    private static async Task<IResult> List(Query<ListEvents.Filter> query, Db db, CancellationToken stop)
    {
        var actors = await Actors.All(db, 300, stop);
        return await query.Show<EventsPage, AuditEvent>(filter => ListEvents.Run(db, filter, stop), (IReadOnlyList<Option>)[.. actors.Select(actor => new Option(actor.Id.ToString("D"), actor.Name))]);
    }

    private static async Task<IResult> Verify(Database database, Db db, Caller caller, CancellationToken stop) =>
        Show.Page<VerificationPage, Verification>(await VerifyEvents.Run(database, db, caller, stop));
}
