using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>What borrowers owe by a decision: computed, settled or waived.</summary>
internal static class RecoveryPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("recoveries", Permission.ReadLoans, async (Query<ListRecoveries.Filter> query, Db db, Caller caller, CancellationToken stop) =>
            await query.Show<RecoveriesPage, Recovery>(filter => ListRecoveries.Run(db, caller, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop)));
        organisation.Shows("recoveries/{id:guid}", Permission.ReadLoans, async (Guid id, Db db, Caller caller, CancellationToken stop) => Show.Page<RecoveryPage, Recovery>(await ReadRecovery.Run(db, caller, id, stop)));
        organisation.Acts<SettleRecovery.Request>("recoveries/{id:guid}/settle", Permission.DecideIncident, turn => Ask(turn, ("Constater le règlement", "State the payment"), FormFields.Of<SettleRecovery.Request>()),
            async (turn, request) => (await SettleRecovery.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(recovery => new Done($"recoveries/{recovery.Id:D}", ("Le règlement est constaté.", "The payment is stated."))));
        organisation.Acts<WaiveRecovery.Request>("recoveries/{id:guid}/waive", Permission.DecideIncident, turn => Ask(turn, ("Abandonner la demande", "Waive the recovery"), FormFields.Of<WaiveRecovery.Request>()),
            async (turn, request) => (await WaiveRecovery.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(recovery => new Done($"recoveries/{recovery.Id:D}", ("La demande est abandonnée.", "The recovery is waived."))));
    }

    private static async Task<Asked?> Ask(Turn turn, Text title, FormFields form) => (await ReadRecovery.Run(turn.Db, turn.Caller, turn.Id, turn.Stop)).Value is { } recovery
        ? new Asked(title, form, $"recoveries/{recovery.Id:D}", ("Remboursement", "Recovery")) { Version = recovery.Version, Facts = [(("Appareil", "Device"), recovery.AssetTag), (("Montant", "Amount"), turn.In(Euros.Of(recovery.AmountCents)))] }
        : null;
}
