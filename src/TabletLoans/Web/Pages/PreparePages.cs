using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Distribution;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Preparation in bulk, and what schools are to get.</summary>
internal static class PreparePages
{
    private static readonly Text Allocations = ("Allocations", "Allocations");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Acts<PrepareBatch.Request>("devices/prepare", Permission.Prepare, AskPrepare,
            async (turn, request) => (await PrepareBatch.Run(turn.Db, turn.Caller, request, turn.Stop)).Then(view => Scans.Told(view.Results, request.Devices, "devices?state=in_stock", request.PutInStock == false ? ("{0} préparés", "{0} prepared") : ("{0} mis en stock", "{0} put in stock"))));
        organisation.Shows("allocations", Permission.ReadFleet, async (Query<ListAllocations.Filter> query, Db db, CancellationToken stop) =>
            await query.Show<AllocationsPage, Allocation>(filter => ListAllocations.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop)));
        organisation.Acts<AllocateDevices.Request>("allocations/add", Permission.ManageFleet, async turn => new Asked(("Allouer des appareils", "Allocate devices"),
                FormFields.Of<AllocateDevices.Request>().Choose("schoolId", (await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId"), turn.Stop)).Options), "allocations", Allocations) { Values = Fields.Of(("schoolId", turn.GivenId("schoolId")?.ToString("D"))) },
            async (turn, request) => (await AllocateDevices.Run(turn.Db, request, turn.Stop)).Then(_ => new Done("allocations", ("L'allocation est enregistrée.", "The allocation is kept."))));
        organisation.Acts<ChangeAllocation.Change>("allocations/{id:guid}/change", Permission.ManageFleet,
            async turn => (await ReadAllocation.Run(turn.Db, turn.Id, turn.Stop)).Value is { } allocation
                ? new Asked(("Modifier l'allocation", "Change the allocation"), FormFields.Of<ChangeAllocation.Change>(), "allocations", Allocations)
                {
                    Values = Fields.Standing(allocation), Version = allocation.Version,
                    Facts = [(("Établissement", "School"), allocation.School.Name), (("Programme", "Programme"), allocation.Programme), (("Déjà expédiés", "Already sent"), allocation.Sent.ToString("N0", turn.Visit.Culture))],
                }
                : null,
            async (turn, change) => (await ChangeAllocation.Run(turn.Db, turn.Id, turn.IfMatch, FormFields.Of<ChangeAllocation.Change>().PatchOf(change), turn.Stop)).Then(_ => new Done("allocations", ("L'allocation est modifiée.", "The allocation is changed."))));
    }

    private static Task<Asked?> AskPrepare(Turn turn) => Task.FromResult<Asked?>(new(("Préparer des appareils", "Prepare devices"), FormFields.Of<PrepareBatch.Request>()
        .Choose("putInStock", [new("true", turn.In(("Mettre en stock ce qui est prêt", "Put in stock what is ready"))), new("false", turn.In(("Laisser en préparation", "Leave in preparation")))]), "devices", ("Appareils", "Devices"))
    {
        Lead = ("Choisissez une fois ce que chaque appareil reçoit, puis scannez-les tous.", "Choose once what every device gets, then scan them all."),
    });
}
