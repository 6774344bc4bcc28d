using System.Text;
using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.ImportJobs;
using TabletLoans.Programmes;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Files that are imported: brought, their columns chosen, looked at line by line, confirmed.</summary>
internal static class ImportPages
{
    private const int MostModels = 300;

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("imports", Permission.ImportFiles, List);
        organisation.Shows("imports/new", Permission.ImportFiles, AskNew);
        organisation.TakesFile("imports/new", Permission.ImportFiles, StartImport.MostMegabytes + 1, Start);
        organisation.Shows("imports/{id:guid}", Permission.ImportFiles, Read);
        organisation.Takes("imports/{id:guid}/columns", Permission.ImportFiles, ChooseColumns);
        organisation.Takes("imports/{id:guid}/confirm", Permission.ImportFiles, Confirm);
        organisation.Takes("imports/{id:guid}/cancel", Permission.ImportFiles, Cancel);
        // Asked for by a form, so that no address holds what a file held.
        organisation.Takes("imports/{id:guid}/rejected", Permission.ImportFiles, Rejected);
    }

    private static async Task<IResult> List(Query<ListImports.Filter> query, Db db, Caller caller, CancellationToken stop)
    {
        var names = new Dictionary<Guid, string>();
        return await query.Show<ImportsPage, ImportJob>(async filter =>
        {
            var outcome = await ListImports.Run(db, caller, filter, stop);
            foreach (var (id, name) in await Actors.Names(db, (outcome.Value?.Items ?? []).Select(job => job.PrincipalId), stop)) names[id] = name;
            return outcome;
        }, names);
    }

    /// <param name="Kind">What is imported; null while that is to be chosen.</param>
    /// <param name="Fields">What was chosen already.</param>
    /// <param name="Schools">To choose from, for borrowers.</param>
    /// <param name="Models">To choose from, for devices.</param>
    /// <param name="Programmes">To choose from, for needs.</param>
    /// <param name="Order">Of the serials.</param>
    internal sealed record NewImport(ImportKind? Kind, Fields Fields, IReadOnlyList<Option> Schools, IReadOnlyList<Option> Models, IReadOnlyList<Option> Programmes, PurchaseOrderRow? Order);

    private static async Task<IResult> AskNew(string? kind, Guid? schoolId, Guid? orderId, Guid? lineId, Guid? modelId, Db db, Caller caller, CancellationToken stop)
    {
        var asked = await Asked(kind, schoolId, orderId, Fields.None, db, caller, stop);
        // Whoever has one school only need not choose it.
        var school = schoolId?.ToString("D") ?? (asked.Schools is [var only] && !db.Scope.EverySchool ? only.Value : null);
        return Show.Page<NewImportPage>(asked with { Fields = Fields.Of(("schoolId", school), ("borrowerKind", "pupil"), ("modelId", modelId?.ToString("D")), ("orderId", orderId?.ToString("D")), ("lineId", lineId?.ToString("D"))) });
    }

    private static async Task<NewImport> Asked(string? code, Guid? schoolId, Guid? orderId, Fields fields, Db db, Caller caller, CancellationToken stop)
    {
        var kind = ImportKind.Find(code) is { } one && caller.May(one.Permission) ? one : null;
        var order = kind?.Code == "serials" && orderId is { } id ? await db.One<PurchaseOrderRow>(PurchaseOrderRow.ByIdSql, new { id }, stop) : null;
        if (kind?.Code == "serials" && order is null) kind = null;
        var schools = kind?.Code == "borrowers" ? (await SchoolChoice.Read(db, schoolId, stop)).Options : [];
        var models = kind?.Code == "devices" ? await db.List<DeviceModel>(ModelsByName.AllSql, null, stop) : [];
        return new NewImport(kind, fields, schools, models.Count > MostModels ? [] : [.. models.OrderBy(model => model.Name, StringComparer.CurrentCultureIgnoreCase).Select(model => new Option(model.Id.ToString("D"), $"{model.Manufacturer} {model.Name}"))],
            kind?.Code == "needs" ? [.. (await ListProgrammes.Run(db, new ListProgrammes.Filter { Limit = 200 }, stop)).Value!.Items.Select(programme => new Option(programme.Id.ToString("D"), programme.Name))] : [], order);
    }

    private static async Task<IResult> Start(HttpRequest request, Form<StartImport.Request> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var file = request.HasFormContentType ? request.Form.Files["file"] : null;
        var outcome = await form.Run(async typed => await StartImport.Run(db, caller, typed, file?.FileName ?? "", await Bytes(file, stop), stop));
        if (outcome.Refusal is not { } refusal) return Show.At(visit.To($"imports/{outcome.Value:D}"));
        var asked = await Asked(form.Value.Kind, form.Value.SchoolId, form.Value.OrderId, form.Again(refusal, visit), db, caller, stop);
        return Show.Page<NewImportPage>(asked, refusal.Error.Status, Notice.Of(refusal, visit.Culture));
    }

    private static async Task<byte[]> Bytes(IFormFile? file, CancellationToken stop)
    {
        if (file is null || file.Length > (long)(StartImport.MostMegabytes + 1) << 20) return [];
        using var memory = new MemoryStream((int)file.Length);
        await file.CopyToAsync(memory, stop);
        return memory.ToArray();
    }

    /// <param name="Job">Where it is.</param>
    /// <param name="By">Who brought the file.</param>
    /// <param name="IsOwn">Who looks is who goes on with it.</param>
    /// <param name="Sample">The beginning of the file, where its columns are to be chosen.</param>
    /// <param name="Fields">The columns as they are chosen, remembered or guessed.</param>
    /// <param name="IsRemembered">They are those of the last time.</param>
    /// <param name="Lines">What becomes of each line.</param>
    internal sealed record FileOfImport(ImportJob Job, string? By, bool IsOwn, ImportSample? Sample, Fields Fields, bool IsRemembered, Listing<ImportLineRow>? Lines);

    private static async Task<IResult> Read(Guid id, string? columns, Query<ListImportLines.Filter> query, Db db, Caller caller, CancellationToken stop)
    {
        if (query.Refusal is { } invalid) return Show.Refused(invalid);
        if (await ImportJob.Find(db, caller, id, stop) is not { } job) return Show.NotFound();
        return Show.Page<ImportPage>(await File(job, columns is not null, null, query.Filter, db, stop));
    }

    private static async Task<FileOfImport> File(ImportJob job, bool isMapped, Fields? fields, ListImportLines.Filter filter, Db db, CancellationToken stop)
    {
        var isOwn = job.PrincipalId == db.Scope.PrincipalId;
        var sample = isOwn && job.MayBeMapped && (job.State != "checked" || isMapped) ? JsonSerializer.Deserialize<ImportSample>(job.Sample!, Json.Options) : null;
        var mapping = sample is null ? null : await ImportMapping.Propose(db, job, sample, stop);
        var lines = sample is null && job.State is "checked" or "imported" ? (await ListImportLines.Run(db, job, filter, stop)).Value : null;
        return new FileOfImport(job, (await Actors.Names(db, [job.PrincipalId], stop)).GetValueOrDefault(job.PrincipalId), isOwn, sample,
            fields ?? Fields.Of(mapping?.Columns.Select(column => (column.Key, (string?)column.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))) ?? []),
            mapping?.IsRemembered == true, lines is null ? null : new Listing<ImportLineRow>(lines.Items, lines.Next));
    }

    /// <summary>A field of the form for each field of the import: read from what was typed.</summary>
    internal sealed record Columns;

    private static async Task<IResult> ChooseColumns(Guid id, Form<Columns> form, Visit visit, Db db, Caller caller, ImportBell bell, CancellationToken stop)
    {
        var mapping = form.Typed.Where(field => int.TryParse(field.Value, out _)).ToDictionary(field => field.Key, field => int.Parse(field.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var outcome = await MapImport.Run(db, caller, bell, id, mapping, stop);
        if (outcome.Refusal is not { } refusal) return Show.At(visit.To($"imports/{id:D}"));
        if (refusal.Error != Errors.InvalidRequest || await ImportJob.Find(db, caller, id, stop) is not { } job) return Show.Refused(refusal);
        return Show.Page<ImportPage>(await File(job, true, form.Again(refusal, visit), new ListImportLines.Filter(), db, stop), refusal.Error.Status, Notice.Of(refusal, visit.Culture));
    }

    private static async Task<IResult> Confirm(Guid id, Form<ConfirmImport.Request> form, Visit visit, Db db, Caller caller, ImportBell bell, CancellationToken stop)
    {
        var outcome = await form.Run(typed => ConfirmImport.Run(db, caller, bell, id, typed, stop));
        return outcome.Refusal is { } refusal ? Show.Refused(refusal) : Show.At(visit.To($"imports/{id:D}"));
    }

    private static async Task<IResult> Cancel(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var outcome = await CancelImport.Run(db, caller, id, stop);
        return outcome.Refusal is { } refusal ? Show.Refused(refusal)
            : Show.Done(visit.To("imports"), Notice.Done(((Text)("L'import est abandonné, et son fichier effacé.", "The import is given up, and its file erased.")).In(visit.Culture)));
    }

    private static async Task<IResult> Rejected(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if (await ImportJob.Find(db, caller, id, stop) is not { } job || await ReadRejectedLines.Run(db, job, stop) is not { } csv) return Show.NotFound();
        return TypedResults.File(Encoding.UTF8.GetBytes(csv), $"{Contract.Csv}; charset=utf-8", ((Text)($"lignes-rejetees-{job.Id.ToString("N")[^6..]}.csv", $"rejected-lines-{job.Id.ToString("N")[^6..]}.csv")).In(visit.Culture));
    }
}
