using TabletLoans.Access;
using static TabletLoans.Access.Permission;
using static TabletLoans.Lifecycle.DeviceStates;

namespace TabletLoans.Lifecycle;

/// <summary>
/// THE table of a device's life. Routing, the guarded write, OpenAPI, allowedTransitions, the documents, the CHECK constraint's
/// test and the pages all read it; none repeats it. A new move is a row here; a new state is a row and a migration.
/// </summary>
internal static class DeviceLifecycle
{
    public static IReadOnlyList<Transition> All { get; } =
    [
        new("prepare", [Received], InPreparation, Prepare, ("Mettre en préparation", "Start preparing")),
        new("put_in_stock", [Received, InPreparation, InTriage, InReimaging], InStock, Prepare, ("Mettre en stock", "Put in stock")) { LeavesSchool = true, NeedsCleanData = true, ChecksPreparation = true },
        new("send_to_school", [InStock], InTransit, Distribute, ("Expédier vers un établissement", "Send to a school")) { NeedsSchool = true },
        new("transfer_to_school", [AtSchool], InTransit, Distribute, ("Transférer vers un autre établissement", "Transfer to another school")) { NeedsSchool = true },
        new("confirm_arrival", [InTransit], AtSchool, ConfirmArrival, ("Confirmer l'arrivée", "Confirm the arrival")),
        new("recall", [InTransit, AtSchool], InStock, Distribute, ("Rappeler en stock", "Recall to stock")) { LeavesSchool = true },

        new("lend", [InStock, AtSchool], OnLoan, Lend, ("Remettre à un emprunteur", "Hand over to a borrower")) { UseCase = "LendDevice" },
        new("return", [OnLoan], Returned, Lend, ("Reprendre", "Take back")) { UseCase = "ReturnDevice", DataState = "user_data", EndsIncidents = true },
        new("declare_lost", [OnLoan], Missing, DeclareIncident, ("Déclarer perdu pendant le prêt", "Declare lost during the loan")) { UseCase = "DeclareLoanLost", DataState = "user_data", OpensIncident = "loss" },
        new("declare_stolen", [OnLoan], Stolen, DeclareIncident, ("Déclarer volé pendant le prêt", "Declare stolen during the loan")) { UseCase = "DeclareLoanStolen", DataState = "user_data", OpensIncident = "theft" },
        new("cancel_loan", [OnLoan], AtSchool, CorrectLoans, ("Annuler un prêt fait par erreur", "Cancel a loan made by mistake")) { UseCase = "CorrectLoan", EndsIncidents = true },
        new("cancel_loan_from_stock", [OnLoan], InStock, CorrectLoans, ("Annuler un prêt fait par erreur depuis le stock", "Cancel a loan made by mistake from stock")) { UseCase = "CorrectLoan", LeavesSchool = true, EndsIncidents = true },

        new("undo_return", [Returned], OnLoan, Lend, ("Annuler une restitution faite par erreur", "Undo a return made by mistake")) { UseCase = "UndoLoan" },
        new("keep_at_school", [Returned], AtSchool, Lend, ("Garder dans l'établissement", "Keep at the school")),
        new("triage", [Returned], InTriage, Recondition, ("Examiner", "Examine")) { UseCase = "TriageDevice", LeavesSchool = true },
        new("sanitize", [InStock, AtSchool, Returned, InTriage], InSanitization, Recondition, ("Commencer l'effacement", "Start wiping")) { LeavesSchool = true },
        new("repair", [AtSchool, InStock, Returned, InTriage, InSanitization, InReimaging], InRepair, Recondition, ("Mettre en réparation", "Send to repair")) { UseCase = "OpenWorkOrder", NeedsReason = true, LeavesSchool = true },
        new("reimage", [InSanitization], InReimaging, Recondition, ("Effacement fait : remasteriser", "Wiped: re-image")) { UseCase = "RecordSanitization", DataState = "clean" },
        new("finish_repair", [InRepair], InTriage, Recondition, ("Réparation finie", "Repair finished")) { UseCase = "FinishWorkOrder" },
        new("replace", [InRepair], Retired, Recondition, ("Remplacer sous garantie", "Replace under warranty")) { UseCase = "FinishWorkOrder", NeedsReason = true, LeavesSchool = true },

        new("report_missing", [Received, InPreparation, InStock, InTransit, AtSchool, Returned, InTriage, InSanitization, InRepair, InReimaging], Missing, DeclareIncident, ("Signaler introuvable", "Report missing")) { NeedsReason = true, OpensIncident = "loss" },
        new("report_stolen", [Received, InPreparation, InStock, InTransit, AtSchool, Returned, InTriage, InSanitization, InRepair, InReimaging, Missing], Stolen, DeclareIncident, ("Signaler volé (avec la référence de la plainte)", "Report stolen (with the police report reference)")) { NeedsReason = true, OpensIncident = "theft" },
        new("find", [Missing, Stolen], InTriage, DeclareIncident, ("Retrouver (où)", "Find again (where)")) { NeedsReason = true, DataState = "unknown", UseCaseIfLostOnLoan = "FindLoanDevice", EndsIncidents = true },

        new("retire", [Received, InPreparation, InStock, InTransit, AtSchool, Returned, InTriage, InSanitization, InRepair, InReimaging, Missing, Stolen], Retired, Dispose, ("Réformer (référence de la décision)", "Retire (reference of the decision)")) { NeedsReason = true, LeavesSchool = true },
        new("find_retired", [Retired], InTriage, DeclareIncident, ("Retrouver après la réforme", "Find again after the retirement")) { NeedsReason = true, DataState = "unknown", RetiredWhileGone = true, UseCaseIfLostOnLoan = "FindLoanDevice", EndsIncidents = true },
        new("reinstate", [Retired], InTriage, Dispose, ("Annuler la réforme", "Undo the retirement")) { NeedsReason = true, RetiredWhileGone = false, NeedsOwned = true },
        new("donate", [Retired], Donated, Dispose, ("Donner (référence de la convention)", "Donate (reference of the agreement)")) { UseCase = "DisposeDevice", NeedsReason = true, NeedsCleanData = true, NeedsSanitization = SanitizationStandards.Purge, NeedsNoOpenIncident = true, RetiredWhileGone = false, NeedsOwned = true },
        new("sell", [Retired], Sold, Dispose, ("Vendre (référence de la vente)", "Sell (reference of the sale)")) { UseCase = "DisposeDevice", NeedsReason = true, NeedsCleanData = true, NeedsSanitization = SanitizationStandards.Purge, NeedsNoOpenIncident = true, RetiredWhileGone = false, NeedsOwned = true },
        new("recycle", [Retired], Recycled, Dispose, ("Recycler (bordereau de prise en charge)", "Recycle (take-over slip)")) { UseCase = "DisposeDevice", NeedsReason = true, NeedsSanitization = SanitizationStandards.Purge, SanitizedUnlessClean = true, NeedsNoOpenIncident = true, RetiredWhileGone = false, NeedsOwned = true },
        new("transfer", [Retired], Transferred, Dispose, ("Céder à une autre collectivité", "Transfer to another body")) { UseCase = "DisposeDevice", NeedsReason = true, NeedsCleanData = true, NeedsSanitization = SanitizationStandards.Purge, NeedsNoOpenIncident = true, RetiredWhileGone = false, NeedsOwned = true },
    ];

    private static readonly Dictionary<string, Transition> ByName = All.ToDictionary(row => row.Name, StringComparer.Ordinal);

    public static Transition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The row that a use case carries out.</summary>
    public static Transition Row(string name) => ByName[name];

    /// <summary>The row that finds a device again which is gone, or was retired while it was.</summary>
    public static Transition Finding(string state) => Row(state == Retired.Code ? "find_retired" : "find");

    public static IEnumerable<Transition> From(string state) => All.Where(row => row.StartsFrom(state));

    public static string Markdown() => LifeDocs.Markdown("The life of a device", "Written by the build from `DeviceLifecycle.All`. Overdue and available are not states: they are computed.", "devices", DeviceStates.All, All,
        new("permission", row => $"`{row.Permission.Code()}`"), new("needs", row => string.Join(", ", Needs(row).OfType<string>())));

    private static string?[] Needs(Transition row) =>
    [
        row.NeedsSchool ? "school" : null, row.NeedsReason ? "reason" : null, row.NeedsCleanData ? "clean data" : null,
        row.NeedsSanitization is { } level ? $"{level}{(row.SanitizedUnlessClean ? " unless clean" : " once lent")}" : null, row.NeedsNoOpenIncident ? "no open incident" : null,
    ];
}
