using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>The rules as they stood in one version.</summary>
internal sealed record RuleVersion
{
    [Between(1, 1e6)] public required int RulesVersion { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    /// <summary>The account or the API key that wrote them.</summary>
    public required Guid RecordedBy { get; init; }
    /// <summary>As the programme or the call shows its own.</summary>
    [JsonObject(200_000)] public required JsonElement Rules { get; init; }

    /// <summary>Every version that the rules of a programme or of a call had, oldest first.</summary>
    public static Task<Outcome<Page<RuleVersion>>> Of(Db db, Guid subjectId, PageRequest filter, CancellationToken stop)
    {
        var sql = new Sql(SelectSql).Where("v.organisation_id = @organisationId").Where("v.subject_id = @subjectId", "subjectId", subjectId);
        return Paging.By<Row, RuleVersion, int>(db, sql, "v.rules_version", filter.Cursor, filter.Limit,
            row => new RuleVersion { RulesVersion = row.RulesVersion, RecordedAt = row.RecordedAt, RecordedBy = row.RecordedBy, Rules = JsonDocument.Parse(row.Rules).RootElement }, row => row.RulesVersion,
            after => sql.Where("v.rules_version > @after", "after", after), stop);
    }

    internal sealed record Row
    {
        public int RulesVersion { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
        public Guid RecordedBy { get; init; }
        public string Rules { get; init; } = "";
    }

    public const string SelectSql = "select v.rules_version, v.recorded_at, v.recorded_by, v.rules from rule_version v";
}

/// <summary>Lists the rules that a programme had.</summary>
internal static class ListProgrammeRules
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapGet("{id:guid}/rules", Handle).Does(nameof(ListProgrammeRules), Permission.ReadProgrammes);

    /// <summary>Lists every version of a programme's rules, oldest first.</summary>
    internal static async Task<Lists<RuleVersion>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }, stop) is null ? (Outcome<Page<RuleVersion>>)Errors.NotFound.Refuse() : await RuleVersion.Of(db, id, filter, stop);
}
