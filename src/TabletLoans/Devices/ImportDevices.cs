using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>Registers the devices of a supplier's CSV file, in one transaction: every line or, with partial, every good one.</summary>
internal static class ImportDevices
{
    private const int MostAttempts = 3;

    public static void Map(RouteGroupBuilder devices) => devices.MapPost("import", Handle).Does(nameof(ImportDevices), Permission.ManageFleet).TakesCsv(megabytes: 32);

    internal sealed record Filter
    {
        /// <summary>true does everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>true imports the good lines and gives the others back; otherwise one bad line refuses the file.</summary>
        public bool? Partial { get; init; }
        /// <summary>The model of every device of the file; when absent, each line names its own.</summary>
        public Guid? ModelId { get; init; }
    }

    /// <summary>Registers the devices of a CSV file (text/csv) in the state received.</summary>
    internal static async Task<Returns<ImportReport>> Handle(HttpRequest upload, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<ImportReport>)refusal : await Run(db, caller.Culture, table.Value!, filter, null, stop);
    }

    public static async Task<Outcome<ImportReport>> Run(Db db, CultureInfo culture, CsvTable table, Filter filter, ImportProgress? progress, CancellationToken stop)
    {
        var models = await ModelsByName.Read(db, stop);
        var fundings = (await db.List<Funding>(FundingsSql, null, stop)).ToDictionary(funding => funding.CodeKey, funding => funding.Id, StringComparer.Ordinal);
        if (filter.ModelId is { } given && models.Find(given) is null) return Refusal.Invalid("/modelId", Errors.UnknownReference);
        var file = new ImportFile(table, DeviceColumns.All, DeviceColumns.CustomPrefix);
        if (file.Refuse(WithoutModel(file, filter)) is { } unreadable) return unreadable;
        progress?.Enter("reading", file.Lines.Count);
        var devices = file.Lines.Select(progress.Past).Select(line => Read(file, line, models, fundings, filter.ModelId)).OfType<ImportedDevice>().ToList();
        ImportedDevice.RefuseTwice(devices);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            devices.RemoveAll(device => device.Line.IsRejected);
            // Looked for on a reader, so that a file that will be refused anyway never holds up the desks' writes.
            progress?.Enter("comparing", devices.Count);
            await ImportedDevice.RefuseKnown(db, devices, progress, stop);
            if (filter.Partial != true && file.RefuseLines() is { } refusal) return refusal;
            devices.RemoveAll(device => device.Line.IsRejected);
            foreach (var device in devices) device.Line.Becomes("created");
            progress?.Enter("writing", 0);
            var report = file.Report(filter.DryRun == true, culture) with { Created = devices.Count };
            var overtaken = false;
            var outcome = await db.As("import").Write<ImportReport>(async tx =>
            {
                overtaken = false;
                await tx.Attempt(async () =>
                {
                    overtaken = !await Register(tx, [.. devices.Select(device => device.Device)], db.Today.Year);
                    return !overtaken && !report.DryRun;
                });
                return overtaken ? ImportErrors.Overtaken.Refuse() : report;
            }, stop);
            if (!overtaken) return outcome;
        }
        return ImportErrors.Overtaken.Refuse();
    }

    private static ImportedDevice? Read(ImportFile file, ImportLine line, ModelsByName models, Dictionary<string, Guid> fundings, Guid? modelId)
    {
        if (line.IsRejected) return null;
        var model = modelId is { } id ? models.Find(id) : models.Of(line);
        var request = DeviceColumns.Read(file, line, model?.Id ?? Guid.Empty);
        if (line.Text("fundingLine") is { } code)
        {
            if (fundings.TryGetValue(DeviceModel.Key(code), out var funding)) request = request with { FundingLineId = funding };
            else line.Add("fundingLine", Errors.UnknownReference);
        }
        line.Add(Validation.Check(request));
        if (model is null || line.IsRejected) return null;
        var device = NewDevice.From(request, model);
        if (device.Refusal is not { } refusal) return new ImportedDevice(line, device.Value!);
        line.Add(refusal.Fields);
        return null;
    }

    /// <summary>False when somebody registered one of them since it was looked for.</summary>
    private static async Task<bool> Register(Tx tx, IReadOnlyList<NewDevice> devices, int year)
    {
        var given = devices.Select(device => device.AssetTag).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var tags = new Queue<string>(await AssetTags.Take(tx, devices.Count - given.Count, year, given));
        var tagged = devices.Select(device => device.AssetTag is null ? device with { AssetTag = tags.Dequeue() } : device).ToList();
        if (await NewDevice.Insert(tx, tagged) < tagged.Count) return false;
        foreach (var device in tagged) tx.Record(new Event { Name = "register_device", DeviceId = device.Id, ToState = "received" });
        return true;
    }

    private sealed record Funding
    {
        public string CodeKey { get; init; } = "";
        public Guid Id { get; init; }
    }

    public const string FundingsSql = "select f.code_key, f.id from funding_line f where f.organisation_id = @organisationId and f.cancelled_on is null and (f.application_id is null or exists (select 1 from application a where a.id = f.application_id and a.notified_on is not null))";

    private static IEnumerable<CsvProblem> WithoutModel(ImportFile file, Filter filter) =>
        filter.ModelId is not null || file.Has("modelId") || file.Has("gtin") || file.Has("reference") || file.Has("model")
            ? []
            : [file.Missing(DeviceColumns.Model, DeviceColumns.Reference, DeviceColumns.Gtin)];
}
