using System.Text.RegularExpressions;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Schools;

/// <summary>Registers a school by hand; the official directory brings them by the hundred (ImportSchools).</summary>
internal static partial class RegisterSchool
{
    public static void Map(RouteGroupBuilder schools) => schools.MapPost("", Handle).Does(nameof(RegisterSchool), Permission.ManageSchools);

    internal sealed record Request
    {
        /// <summary>Seven digits and a key letter; case and spaces do not count.</summary>
        [Text(20)] public required string Uai { get; init; }
        [Text(200)] public required string Name { get; init; }
        [OneOf<SchoolKinds>] public required string Kind { get; init; }
        /// <summary>public when absent.</summary>
        [OneOf<Sectors>] public string? Sector { get; init; }
        [Text(2)] public string? ContractCode { get; init; }
        [Text(5)] public string? CommuneCode { get; init; }
        [Text(100)] public string? CommuneName { get; init; }
        [Text(3)] public string? DepartementCode { get; init; }
        [OneOf<PriorityNetworks>] public string? PriorityNetwork { get; init; }
        [Text(8)] public string? PriorityDistrict { get; init; }
        [Between(0, 300)] public decimal? SocialIndex { get; init; }
        [Between(2016, 2100)] public int? SocialIndexYear { get; init; }
        [Between(0, 20_000)] public int? Pupils { get; init; }
        [Between(0, 1000)] public int? Divisions { get; init; }
        [Text(200)] public string? AuthorityName { get; init; }
        /// <summary>open when absent.</summary>
        [OneOf<SchoolStatuses>] public string? Status { get; init; }
    }

    /// <summary>Registers a school.</summary>
    internal static async Task<Creates<School>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<School>> Run(Db db, Request request, CancellationToken stop)
    {
        var read = Read(request);
        if (read.Refusal is { } refusal) return refusal;
        return await db.Write<School>(async tx =>
        {
            var row = read.Value! with { CreatedAt = tx.Now, UpdatedAt = tx.Now };
            if (await Insert(tx, [row]) == 0) return SchoolErrors.UaiTaken.Refuse(("uai", row.Uai));
            tx.Record(new Event { Name = "register_school", SubjectId = row.Id });
            return row;
        }, stop);
    }

    /// <summary>Reads every value; every error at once. Imports read their lines by the same rules.</summary>
    public static Outcome<School> Read(Request request)
    {
        var errors = new List<FieldError>();
        if (!Schools.Uai.TryParse(request.Uai, out var uai)) errors.Add(new FieldError("/uai", SchoolErrors.InvalidUai, ("uai", request.Uai)));
        string? commune = null;
        if (request.CommuneCode is not null && !InseeCommune.TryParse(request.CommuneCode, out commune))
            errors.Add(new FieldError("/communeCode", Errors.InvalidFormat, ("expected", "38185, 2A004")));
        if (request.PriorityDistrict is not null && !PriorityDistrict().IsMatch(request.PriorityDistrict))
            errors.Add(new FieldError("/priorityDistrict", Errors.InvalidFormat, ("expected", "QP038001, QN03801A")));
        if (request.SocialIndex is not null && request.SocialIndexYear is null) errors.Add(new FieldError("/socialIndexYear", Errors.Missing));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        return new School
        {
            Id = Id.New(), Uai = uai, Name = request.Name.Trim(), Kind = request.Kind, Sector = request.Sector ?? "public", ContractCode = request.ContractCode,
            CommuneCode = commune, CommuneName = request.CommuneName, DepartementCode = request.DepartementCode, PriorityNetwork = request.PriorityNetwork,
            PriorityDistrict = request.PriorityDistrict, SocialIndex = request.SocialIndex, SocialIndexYear = request.SocialIndexYear, Pupils = request.Pupils,
            Divisions = request.Divisions, AuthorityName = request.AuthorityName, Status = request.Status ?? "open",
            CreatedAt = default, UpdatedAt = default, Version = 1,
        };
    }

    /// <summary>Inserts what is not there; an import says what else to do with what is.</summary>
    public static Task<int> Insert(Tx tx, IReadOnlyList<School> schools, string otherwise = "on conflict do nothing") =>
        tx.InsertMany(InsertSql, RowSql, schools, otherwise);

    [GeneratedRegex(@"^(QP\d{6}|QN\d{5}[A-Z])$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PriorityDistrict();

    public const string InsertSql = """
        insert into school (id, organisation_id, uai, name, kind, sector, contract_code, commune_code, commune_name, departement_code,
          priority_network, priority_district, social_index, social_index_year, pupils, divisions, authority_name, status, search_key,
          created_at, updated_at, version) values
        """;

    private const string RowSql = """
        (@Id, @organisationId, @Uai, @Name, @Kind, @Sector, @ContractCode, @CommuneCode, @CommuneName, @DepartementCode,
          @PriorityNetwork, @PriorityDistrict, @SocialIndex, @SocialIndexYear, @Pupils, @Divisions, @AuthorityName, @Status, @SearchKey,
          @CreatedAt, @UpdatedAt, @Version)
        """;
}
