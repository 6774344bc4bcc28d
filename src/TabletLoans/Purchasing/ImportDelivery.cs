using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>Receives the devices of a supplier's delivery file (CSV): the very rule of a delivery that is scanned, told by line of the file.</summary>
internal static class ImportDelivery
{
    private const string Serials = "/serials/";

    public static void Map(RouteGroupBuilder orders) => orders.MapPost("{id:guid}/deliveries/import", Handle).Does(nameof(ImportDelivery), Permission.ManagePurchasing).TakesCsv(megabytes: 8);

    internal sealed record Filter
    {
        /// <summary>The line of the order that the devices are of; needed.</summary>
        public Guid? LineId { get; init; }
        /// <summary>true checks everything and keeps nothing.</summary>
        public bool? DryRun { get; init; }
        /// <summary>Today when absent.</summary>
        public DateOnly? DeliveredOn { get; init; }
        /// <summary>Number of the delivery note.</summary>
        [Text(100)] public string? DeliveryNote { get; init; }
    }

    /// <summary>Receives the devices of a CSV file (text/csv) with a column of serial numbers; other columns are not read. With dryRun=true says what would happen.</summary>
    internal static async Task<Returns<DeliveryReport>> Handle(Guid id, HttpRequest upload, [AsParameters] Filter filter, Db db, CancellationToken stop)
    {
        var table = await CsvUpload.Read(upload, stop);
        return table.Refusal is { } refusal ? (Outcome<DeliveryReport>)refusal : await Run(db, id, table.Value!, filter, stop);
    }

    public static async Task<Outcome<DeliveryReport>> Run(Db db, Guid id, CsvTable table, Filter filter, CancellationToken stop)
    {
        var file = new ImportFile(table, [DeviceColumns.SerialNumber]);
        if (file.Refuse() is { } unreadable) return unreadable;
        var serials = file.Lines.Select(line => line.Identifier(DeviceColumns.SerialNumber.Field) ?? "").ToList();
        if (file.RefuseLines() is { } unfit) return unfit;
        var request = new ReceiveDelivery.Request { LineId = filter.LineId, Serials = serials, DeliveredOn = filter.DeliveredOn, DeliveryNote = filter.DeliveryNote };
        var outcome = await ReceiveDelivery.Run(db.As("import"), id, request, filter.DryRun == true, stop);
        return outcome.Refusal is { } refusal ? ByLine(refusal, file) : outcome;
    }

    /// <summary>Who looks at a file looks for its line, not for a rank in a list.</summary>
    private static Refusal ByLine(Refusal refusal, ImportFile file) => refusal with
    {
        Fields = [.. refusal.Fields.Select(field => field.Pointer.StartsWith(Serials, StringComparison.Ordinal) && int.TryParse(field.Pointer.AsSpan(Serials.Length), out var index)
            ? field with { Pointer = ImportErrors.Pointer(file.Lines[index].Number, file.Header(DeviceColumns.SerialNumber.Field)), Line = file.Lines[index].Number }
            : field)],
    };
}
