using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Inventories;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>Inventory campaigns: opened for a place, counted by scan, closed with their differences.</summary>
internal static class InventoryPages
{
    private static readonly Text Name = ("Inventaires", "Inventories");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("inventories", Permission.ReadFleet, async (Query<ListInventories.Filter> query, Db db, CancellationToken stop) =>
            await query.Show<InventoriesPage, Inventory>(filter => ListInventories.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop)));
        organisation.Shows("inventories/{id:guid}", Permission.ReadFleet, Read);
        organisation.Shows("inventories/{id:guid}/lines", Permission.ReadFleet, async (Guid id, Query<ListInventoryLines.Filter> query, Db db, CancellationToken stop) =>
            (await ReadInventory.Run(db, id, stop)).Value is { } inventory ? await query.Show<InventoryLinesPage, InventoryLine>(filter => ListInventoryLines.Run(db, id, filter, stop), inventory) : Show.NotFound());
        organisation.Acts<OpenInventory.Request>("inventories/add", Permission.CountInventory, AskOpen,
            async (turn, request) => (await OpenInventory.Run(turn.Db, request, turn.Stop)).Then(Told("L'inventaire est ouvert : scannez ce qui est là.", "The inventory is open: scan what is there.")));
        organisation.Acts<ScanInventory.Request>("inventories/{id:guid}/count", Permission.CountInventory, turn => Ask(turn, ("Compter", "Count"), FormFields.Of<ScanInventory.Request>().Without("at")), Count);
        organisation.Acts<UndoInventoryScan.Request>("inventories/{id:guid}/undo-scan", Permission.CountInventory, turn => Ask(turn, ("Défaire un scan", "Undo a scan"), FormFields.Of<UndoInventoryScan.Request>()),
            async (turn, request) => (await UndoInventoryScan.Run(turn.Db, turn.Id, request, turn.Stop)).Then(Told("Le scan est défait.", "The scan is undone.")));
        organisation.Acts<CloseInventory.Request>("inventories/{id:guid}/close", Permission.CountInventory,
            turn => Ask(turn, ("Clore l'inventaire", "Close the inventory"), FormFields.Of<CloseInventory.Request>(), ("Ce qui n'a pas été vu sera noté manquant, et laissera une anomalie à traiter.", "What was not seen will be written down as missing, and leave an anomaly to settle.")),
            async (turn, request) => (await CloseInventory.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("L'inventaire est clos.", "The inventory is closed.")));
        organisation.Acts<CancelInventory.Request>("inventories/{id:guid}/cancel", Permission.CountInventory,
            async turn => await Ask(turn, ("Annuler l'inventaire", "Cancel the inventory"), FormFields.Of<CancelInventory.Request>()) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await CancelInventory.Run(turn.Db, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Told("L'inventaire est annulé.", "The inventory is cancelled.")));
    }

    internal sealed record FileOfInventory(Inventory Inventory, IReadOnlyList<InventoryLine> Differences, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, CancellationToken stop)
    {
        var inventory = await ReadInventory.Run(db, id, stop);
        if (inventory.Refusal is { } refusal) return Show.Refused(refusal);
        var differences = new List<InventoryLine>();
        foreach (var outcome in (string[])["missing", "misplaced", "unknown"])
            differences.AddRange((await ListInventoryLines.Run(db, id, new ListInventoryLines.Filter { Outcome = outcome, Limit = 50 }, stop)).Value!.Items);
        var events = await Timeline.Of(db, "e.device_id is null and e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<InventoryPage>(new FileOfInventory(inventory.Value!, differences, await Web.Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    private static Func<Inventory, Done> Told(string fr, string en) => inventory => new Done($"inventories/{inventory.Id:D}", (fr, en));

    private static async Task<Asked?> AskOpen(Turn turn) => new Asked(("Ouvrir un inventaire", "Open an inventory"), FormFields.Of<OpenInventory.Request>()
        .Choose("schoolId", (await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId"), turn.Stop)).Options)
        .Named("schoolId", ("Lieu", "Place"), turn.Db.Scope.EverySchool ? ("Laissez vide pour compter le stock de la collectivité.", "Leave empty to count the organisation's stock room.") : null), "inventories", Name)
    {
        Values = Fields.Of(("schoolId", turn.GivenId("schoolId")?.ToString("D"))),
    };

    private static async Task<Asked?> Ask(Turn turn, Text title, FormFields form, Text? lead = null) => (await ReadInventory.Run(turn.Db, turn.Id, turn.Stop)).Value is { } inventory
        ? new Asked(title, form, $"inventories/{inventory.Id:D}", (inventory.Name, inventory.Name))
        {
            // Others count meanwhile: a scan depends on no version.
            Lead = lead, Facts = [(("Lieu", "Place"), inventory.School?.Name ?? turn.In(("Stock de la collectivité", "Stock room of the organisation"))), (("Vus", "Seen"), $"{inventory.Found} / {inventory.Expected}")],
        }
        : null;

    private static async Task<Outcome<Done>> Count(Turn turn, ScanInventory.Request request) => (await ScanInventory.Run(turn.Db, turn.Id, request, turn.Stop)).Then(view => new Done($"inventories/{turn.Id:D}",
        ($"{view.Results.Count} scans comptés.", $"{view.Results.Count} scans counted."),
        [.. view.Results.Where(result => result.Outcome is "misplaced" or "unknown").Select(result => $"{result.Scanned} : {turn.In(Words.Of<ScanOutcomes>(result.Outcome))}")]));
}
