using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using CsvHelper;
using Microsoft.AspNetCore.Http.Metadata;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>
/// The fleet as open data (parc-numerique-scolaire): a row for each school, kind and origin. The rules of French local open data (SCDL): UTF-8,
/// comma, decimal point, every column in its order, AAAAMMJJ_SIREN_name.csv. Fewer than five loans are NS, for their borrowers could be recognised, and so is what would tell them.
/// </summary>
internal static class ReadOpenData
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("open-data", Handle).Does(nameof(ReadOpenData), Permission.ReadFunding);

    /// <summary>Reads the open-data file of the fleet (text/csv); reports/open-data-schema is its TableSchema.</summary>
    internal static async Task<OpenDataFile> Handle(Db db, CancellationToken stop)
    {
        var siren = (await db.One<string>(SiretSql, null, stop)) is { Length: >= 9 } siret ? siret[..9] : "";
        // The school year begins in September.
        var year = db.Today.Month >= 9 ? db.Today.Year : db.Today.Year - 1;
        return new OpenDataFile($"{db.Today:yyyyMMdd}_{siren}_parc-numerique-scolaire.csv", $"{year}-{year + 1}", siren, await db.List<Row>(RowsSql, null, stop));
    }

    internal sealed record Row
    {
        public string Uai { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Origin { get; init; } = "";
        public long Devices { get; init; }
        public long Lent { get; init; }
        public long InStock { get; init; }
        public long InRepair { get; init; }
        public long Gone { get; init; }
        public long Cents { get; init; }
        public string Funders { get; init; } = "";
    }

    public const string SiretSql = "select o.siret from organisation o where o.id = @organisationId";

    private static readonly string Gone = $"d.state in ({State.List(DeviceStates.OutOfFleet)})";

    public static readonly string RowsSql = $"""
        select coalesce(s.uai, '') as uai, m.kind, d.origin,
          sum(case when {Gone} then 0 else 1 end) as devices,
          sum(case when d.state = 'on_loan' then 1 else 0 end) as lent, sum(case when d.state in ('in_stock', 'at_school') then 1 else 0 end) as in_stock,
          sum(case when d.state = 'in_repair' then 1 else 0 end) as in_repair,
          sum(case when {Gone} then 1 else 0 end) as gone,
          cast(coalesce(sum(d.price_incl_tax_cents), 0) as bigint) as cents, coalesce(min(p.code), '') as funders
        from device d
        join device_model m on m.id = d.model_id
        left join school s on s.id = d.school_id
        left join funding_line f on f.id = d.funding_line_id
        left join programme p on p.id = f.programme_id
        where d.organisation_id = @organisationId
        group by s.uai, m.kind, d.origin
        order by 1, 2, 3
        """;
}

/// <summary>The file as it goes out.</summary>
internal sealed class OpenDataFile(string name, string schoolYear, string siren, IReadOnlyList<ReadOpenData.Row> rows) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new SuccessStatus(StatusCodes.Status200OK, typeof(string)));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [Contract.Csv]));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(file, new CsvWriterOptions { Separator = ',', NewLine = "\r\n", WriteByteOrderMark = false }, leaveOpen: true))
        {
            foreach (var column in OpenDataSchema.Columns) csv.WriteField(column.Name);
            csv.EndRecord();
            foreach (var row in rows)
            {
                foreach (var cell in Cells(row)) csv.WriteField(cell);
                csv.EndRecord();
            }
        }
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await httpContext.Response.Body.WriteAsync(file.ToArray(), httpContext.RequestAborted);
    }

    // Within its school, whose loans the key figures tell together, and within the whole.
    private readonly HashSet<ReadOpenData.Row> _masked = rows.GroupBy(row => row.Uai).SelectMany(Hidden).Concat(Hidden(rows)).ToHashSet();

    private static IEnumerable<ReadOpenData.Row> Hidden(IEnumerable<ReadOpenData.Row> some)
    {
        var parts = some.Index().ToDictionary(row => row.Index.ToString("000000", CultureInfo.InvariantCulture), row => row.Item, StringComparer.Ordinal);
        var (hidden, _) = Disclosure.Hidden(parts.ToDictionary(part => part.Key, part => (decimal)part.Value.Lent, StringComparer.Ordinal), parts.Values.Sum(row => row.Lent));
        return hidden.Select(part => parts[part]);
    }

    private IEnumerable<string> Cells(ReadOpenData.Row row) =>
    [
        schoolYear, siren, row.Uai, row.Kind, row.Origin switch { "new" or "leased" => "neuf", "donated_in" => "don", _ => "reconditionne" }, Number(row.Devices),
        _masked.Contains(row) ? "NS" : Number(row.Lent), _masked.Contains(row) ? "NS" : Number(row.InStock), Number(row.InRepair), Number(row.Gone), (row.Cents / 100m).ToString("0.00", CultureInfo.InvariantCulture), row.Funders,
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The TableSchema (Frictionless) of the open-data file.</summary>
internal static class OpenDataSchema
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("open-data-schema", Handle).Does(nameof(OpenDataSchema), Permission.ReadFunding);

    internal static readonly IReadOnlyList<(string Name, string Type, string Description, string? Pattern)> Columns =
    [
        ("annee_scolaire", "string", "Année scolaire des données, AAAA-AAAA.", "^\\d{4}-\\d{4}$"), ("siren_collectivite", "string", "SIREN de la collectivité propriétaire.", "^\\d{9}$"),
        ("uai", "string", "UAI de l'établissement ; vide hors établissement.", null), ("type_equipement", "string", "Genre d'équipement (tablet, laptop…).", null), ("origine", "string", "neuf, reconditionne ou don.", "^(neuf|reconditionne|don)$"),
        ("nb_parc", "integer", "Équipements qui n'ont pas quitté le parc.", null), ("nb_pretes", "integer", "Équipements en prêt ; NS en dessous de cinq.", null), ("nb_en_stock", "integer", "Équipements disponibles, en stock ou dans l'établissement ; NS avec les prêts.", null),
        ("nb_reparation", "integer", "Équipements en réparation.", null), ("nb_sortis", "integer", "Équipements réformés, donnés, vendus, recyclés ou cédés.", null), ("montant_ttc", "number", "Prix d'achat TTC, en euros.", null),
        ("financeurs", "string", "Code du programme de financement.", null),
    ];

    /// <summary>Reads the TableSchema of the open-data file.</summary>
    internal static Task<Returns<JsonObject>> Handle() => Task.FromResult<Returns<JsonObject>>((Outcome<JsonObject>)new JsonObject
    {
        ["$schema"] = "https://specs.frictionlessdata.io/schemas/table-schema.json",
        ["name"] = "parc-numerique-scolaire",
        ["title"] = "Parc numérique scolaire",
        ["missingValues"] = new JsonArray("", "NS"),
        ["fields"] = new JsonArray([.. Columns.Select(column => (JsonNode)new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["description"] = column.Description, ["constraints"] = column.Pattern is null ? new JsonObject() : new JsonObject { ["pattern"] = column.Pattern } })]),
    });
}
