using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Models of devices: their list, the file of each, and what its devices need before they go to stock.</summary>
internal static class ModelPages
{
    private static readonly Text Name = ("Modèles", "Models");

    private static FormFields ChangeForm => FormFields.Of<ChangeModel.Change>();

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("device-models", Permission.ReadFleet, (Query<ListModels.Filter> query, Db db, CancellationToken stop) => query.Show<ModelsPage, DeviceModel>(filter => ListModels.Run(db, filter, stop)));
        organisation.Shows("device-models/{id:guid}", Permission.ReadFleet, async (Guid id, Db db, CancellationToken stop) => Show.Page<ModelPage, DeviceModel>(await ReadModel.Run(db, id, stop)));
        organisation.Acts<RegisterModel.Request>("device-models/add", Permission.ManageFleet,
            turn => Task.FromResult<Asked?>(new(("Ajouter un modèle", "Add a model"), FormFields.Of<RegisterModel.Request>(), "device-models", Name)),
            async (turn, request) => (await RegisterModel.Run(turn.Db, request, turn.Stop)).Then(model => new Done($"device-models/{model.Id:D}", ("Le modèle est ajouté.", "The model is added."))));
        organisation.Acts<ChangeModel.Change>("device-models/{id:guid}/change", Permission.ManageFleet, AskChange,
            async (turn, change) => (await ChangeModel.Run(turn.Db, turn.Id, turn.IfMatch, ChangeForm.PatchOf(change), turn.Stop)).Then(model => new Done($"device-models/{model.Id:D}", ("Le modèle est modifié.", "The model is changed."))));
    }

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadModel.Run(turn.Db, turn.Id, turn.Stop)).Value is { } model
        ? new Asked(("Modifier le modèle", "Change the model"), ChangeForm, $"device-models/{model.Id:D}", (model.Name, model.Name)) { Values = Fields.Standing(model), Version = model.Version }
        : null;
}
