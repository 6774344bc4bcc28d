using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Finds the model that a line of a file means: by id, GTIN, reference or name, within the manufacturer where it gives one.</summary>
internal sealed class ModelsByName
{
    // The most certain first; a file that gives several may know one that we do not.
    private static readonly string[] Fields = ["gtin", "reference", "model"];

    private readonly Dictionary<Guid, DeviceModel> _byId;
    private readonly ILookup<string, DeviceModel> _byText;

    private ModelsByName(IReadOnlyList<DeviceModel> models)
    {
        _byId = models.ToDictionary(model => model.Id);
        _byText = models
            .SelectMany(model => new[] { model.Reference, model.Name, $"{model.Manufacturer} {model.Reference}", model.Gtin }.OfType<string>().Select(DeviceModel.Key).Distinct(StringComparer.Ordinal), (model, text) => (model, text))
            .ToLookup(pair => pair.text, pair => pair.model, StringComparer.Ordinal);
    }

    public static async Task<ModelsByName> Read(Db db, CancellationToken stop) => new(await db.List<DeviceModel>(AllSql, null, stop));

    public DeviceModel? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>The model of the line; null with an error on the line where it is missing, unknown or one of several.</summary>
    public DeviceModel? Of(ImportLine line)
    {
        if (line.Text("modelId") is { } id) return Guid.TryParse(id, out var guid) && Find(guid) is { } known ? known : Refuse(line, "modelId", DeviceErrors.UnknownModel, id);
        (string Field, string Text)? unknown = null;
        foreach (var field in Fields)
        {
            if (line.Identifier(field) is not { } text) continue;
            var found = Within(line, _byText[DeviceModel.Key(text)]).Take(2).ToList();
            if (found.Count == 1) return found[0];
            if (found.Count == 2) return Refuse(line, field, DeviceErrors.AmbiguousModel, text);
            unknown ??= (field, text);
        }
        if (unknown is { } first) return Refuse(line, first.Field, DeviceErrors.UnknownModel, first.Text);
        line.Add("model", Errors.Missing);
        return null;
    }

    private static IEnumerable<DeviceModel> Within(ImportLine line, IEnumerable<DeviceModel> models) =>
        line.Text("manufacturer") is { } manufacturer ? models.Where(model => DeviceModel.Key(model.Manufacturer) == DeviceModel.Key(manufacturer)) : models;

    private static DeviceModel? Refuse(ImportLine line, string field, Error error, string text)
    {
        line.Add(field, error, ("model", ImportErrors.Shorten(text)));
        return null;
    }

    public const string AllSql = $"select {DeviceModel.Columns} from device_model m where m.organisation_id = @organisationId";
}
