using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Imports;
using TabletLoans.Purchasing;

namespace TabletLoans.ImportJobs;

/// <summary>A delivery is refused as a whole; as an import, its good lines may be received without the bad ones, and each bad one says why.</summary>
internal static class ImportSerials
{
    // A line may be unreadable, then no serial, then known: each is found once those before are out of the way.
    private const int MostRounds = 5;

    public static async Task<Outcome<ImportReport>> Run(ImportRun run)
    {
        if (run.Options.OrderId is not { } order) return Errors.NotFound.Refuse();
        var filter = new ImportDelivery.Filter { LineId = run.Options.LineId, DryRun = run.IsDry, DeliveryNote = run.Options.DeliveryNote };
        var file = new ImportFile(run.Table, [DeviceColumns.SerialNumber]);
        if (file.Refuse() is { } unreadable) return unreadable;
        var table = run.Table;
        run.ReportOf = answer => Report(run, file, ((DeliveryReport)answer).Created);
        run.Progress.Enter("comparing", 0);
        for (var round = 0; ; round++)
        {
            var outcome = await ImportDelivery.Run(run.Db, order, table, filter, run.Stop);
            if (outcome.Value is { } delivery) return run.ReportOf(delivery);
            var refusal = outcome.Refusal!;
            var bad = refusal.Fields.Where(field => field.Line is not null).ToLookup(field => field.Line!.Value);
            if (bad.Count == 0 || !run.IsPartial || round == MostRounds) return refusal;
            foreach (var line in file.Lines.Where(line => line.Row.Problem is null && bad.Contains(line.Number)))
                foreach (var error in bad[line.Number]) line.Add(DeviceColumns.SerialNumber.Field, new Reason(error.Error, error.Facts));
            table = table.Without(bad.Select(line => line.Key).ToHashSet());
            if (table.Rows.Count == 0) return Report(run, file, 0);
        }
    }

    private static ImportReport Report(ImportRun run, ImportFile file, int created)
    {
        foreach (var line in file.Lines) line.Becomes("created");
        return file.Report(run.IsDry, run.Culture) with { Created = created };
    }
}
