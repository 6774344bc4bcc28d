using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Reads one model.</summary>
internal static class ReadModel
{
    public static void Map(RouteGroupBuilder models) => models.MapGet("{id:guid}", Handle).Does(nameof(ReadModel), Permission.ReadFleet);

    /// <summary>Reads one model of device.</summary>
    internal static async Task<Returns<DeviceModel>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<DeviceModel>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<DeviceModel>(DeviceModel.ByIdSql, new { id }, stop) is { } model ? (Outcome<DeviceModel>)model : Errors.NotFound.Refuse();
}

/// <summary>Lists the models, in order of registration.</summary>
internal static class ListModels
{
    public static void Map(RouteGroupBuilder models) => models.MapGet("", Handle).Does(nameof(ListModels), Permission.ReadFleet);

    internal sealed record Filter : PageRequest
    {
        [OneOf<DeviceKinds>] public string? Kind { get; init; }
        /// <summary>Exact GTIN.</summary>
        [Text(14)] public string? Gtin { get; init; }
    }

    /// <summary>Lists the models of device.</summary>
    internal static async Task<Lists<DeviceModel>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<DeviceModel>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql($"select {DeviceModel.Columns} from device_model m")
            .Where("m.organisation_id = @organisationId")
            .WhereIf(filter.Kind, "m.kind = @kind", "kind")
            .WhereIf(filter.Gtin, "m.gtin = @gtin", "gtin");
        return await Paging.ById(db, sql, "m.id", filter.Cursor, filter.Limit, (DeviceModel model) => model, model => model.Id, stop);
    }
}
