using System.Text;
using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Imports;
using TabletLoans.Programmes;
using TabletLoans.Purchasing;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>Keeps a file that somebody wants to import, as text, for a day at most. Nothing of it is imported yet.</summary>
internal static class StartImport
{
    public const int MostMegabytes = 32;
    private const int RowsShown = 4;
    private const int LongestCellShown = 60;
    private const int LongestName = 200;
    private const int MostOpen = 10;

    internal sealed record Request
    {
        [OneOf<ImportKinds>] public required string Kind { get; init; }
        public Guid? ModelId { get; init; }
        public Guid? SchoolId { get; init; }
        [OneOf<BorrowerKinds>] public string? BorrowerKind { get; init; }
        [Text(3)] public string? Departement { get; init; }
        public Guid? ProgrammeId { get; init; }
        public Guid? OrderId { get; init; }
        public Guid? LineId { get; init; }
        [Text(100)] public string? DeliveryNote { get; init; }
    }

    public static async Task<Outcome<Guid>> Run(Db db, Caller caller, Request request, string fileName, ReadOnlyMemory<byte> file, CancellationToken stop)
    {
        var kind = ImportKind.Of(request.Kind);
        if (!caller.May(kind.Permission)) return Errors.PermissionMissing.Refuse(("role", caller.Role.Code), ("permission", kind.Permission.Code()));
        var errors = await Check(db, request, stop);
        if (file.Length == 0) errors.Add(new FieldError("/file", Errors.Missing));
        if (file.Length > MostMegabytes << 20) errors.Add(new FieldError("/file", ImportJobErrors.FileTooLarge, ("megabytes", MostMegabytes)));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        if (await db.One<Open>(OpenSql, null, stop) is { Count: >= MostOpen } open) return ImportJobErrors.TooManyOpen.Refuse(("count", open.Count));
        var read = CsvUpload.Table(file);
        if (read.Refusal is { } refusal) return refusal;
        var table = read.Value!;
        if (table.Problems is [var problem, ..]) return Refusal.Invalid([ImportErrors.Of(problem) with { Pointer = "/file" }]);
        if (table.Rows.Count == 0) return Refusal.Invalid("/file", ImportErrors.FileEmpty);
        var id = Id.New();
        var options = new ImportOptions
        {
            ModelId = request.ModelId, SchoolId = request.SchoolId, BorrowerKind = request.BorrowerKind, Departement = TextKey.Tidy(request.Departement),
            ProgrammeId = request.ProgrammeId, OrderId = request.OrderId, LineId = request.LineId, DeliveryNote = TextKey.Tidy(request.DeliveryNote),
        };
        return await db.Write<Guid>(async tx =>
        {
            await tx.Execute(InsertSql, new
            {
                id, schoolId = request.Kind == "borrowers" ? request.SchoolId : null, request.Kind, language = caller.Culture.TwoLetterISOLanguageName, fileName = NameOf(fileName),
                content = Encoding.UTF8.GetString(CsvEncoding.ToUtf8(file).Utf8.Span), sample = JsonSerializer.Serialize(Sample(kind, table), Json.Options),
                options = JsonSerializer.Serialize(options, Json.Options), partial = false, expiresAt = tx.Now + ImportJob.Kept, now = tx.Now,
            });
            return id;
        }, stop);
    }

    private static async Task<List<FieldError>> Check(Db db, Request request, CancellationToken stop)
    {
        var errors = new List<FieldError>();
        if (request.SchoolId is { } school && await db.One<School>(School.ByIdSql, new { id = school }, stop) is null) errors.Add(new FieldError("/schoolId", Errors.UnknownReference));
        if (request.ModelId is { } model && await db.One<DeviceModel>(DeviceModel.ByIdSql, new { id = model }, stop) is null) errors.Add(new FieldError("/modelId", Errors.UnknownReference));
        if (request.ProgrammeId is { } programme && await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = programme }, stop) is null) errors.Add(new FieldError("/programmeId", Errors.UnknownReference));
        if (request.Kind != "serials") return errors;
        var lines = request.OrderId is { } order ? await db.List<PurchaseLineRow>(PurchaseLineRow.OfOrderSql, new { id = order }, stop) : [];
        if (lines.All(line => line.Id != request.LineId)) errors.Add(new FieldError("/lineId", request.LineId is null ? Errors.Missing : Errors.UnknownReference));
        return errors;
    }

    private static ImportSample Sample(ImportKind kind, CsvTable table)
    {
        var never = table.Headers.Index().Where(header => kind.NeverTakes(header.Item)).Select(header => header.Index).ToHashSet();
        return new()
        {
            Headers = [.. table.Headers.Select(header => ImportErrors.Shorten(header)!)],
            Never = [.. never],
            Rows = [.. table.Rows.Take(RowsShown).Select(row => (IReadOnlyList<string?>)[.. table.Headers.Select((_, index) => never.Contains(index) ? null : Shown(row[index]))])],
        };
    }

    private static string? Shown(string? cell) => cell is { Length: > LongestCellShown } ? cell[..LongestCellShown] + "…" : cell;

    /// <summary>Without the folder that some browsers send with it.</summary>
    private static string NameOf(string fileName)
    {
        var name = new string([.. fileName.Split('/', '\\')[^1].Where(character => !char.IsControl(character))]).Trim();
        return name.Length == 0 ? "?" : name.Length > LongestName ? name[..LongestName] : name;
    }

    private sealed record Open
    {
        public long Count { get; init; }
    }

    public const string OpenSql = "select count(*) as count from import_job j where j.organisation_id = @organisationId and j.principal_id = @principalId and j.content is not null";

    public const string InsertSql = """
        insert into import_job (id, organisation_id, principal_id, school_id, kind, language, file_name, content, sample, options, partial, state, done, total, attempts, expires_at, created_at, updated_at, version)
        values (@id, @organisationId, @principalId, @schoolId, @kind, @language, @fileName, @content, @sample, @options, @partial, 'uploaded', 0, 0, 0, @expiresAt, @now, @now, 1)
        """;
}
