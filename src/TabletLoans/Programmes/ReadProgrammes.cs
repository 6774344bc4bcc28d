using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>Reads one programme.</summary>
internal static class ReadProgramme
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapGet("{id:guid}", Handle).Does(nameof(ReadProgramme), Permission.ReadProgrammes);

    /// <summary>Reads a programme with its rules and its money.</summary>
    internal static async Task<Returns<Programme>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Programme>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Programme>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Reads a programme's timeline.</summary>
internal static class ReadProgrammeEvents
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapGet("{id:guid}/events", Handle).Does(nameof(ReadProgrammeEvents), Permission.ReadFunding);

    /// <summary>Reads what happened to a programme, oldest first: its rules, its envelopes, its commitments.</summary>
    internal static async Task<Lists<TimelineEvent>> Handle(Guid id, [AsParameters] PageRequest filter, Db db, CancellationToken stop) =>
        await Timeline.Of(db, ProgrammeRow.ByIdSql, "e.subject_id", id, filter, stop);
}

/// <summary>Lists the programmes, in the order they were written down.</summary>
internal static class ListProgrammes
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapGet("", Handle).Does(nameof(ListProgrammes), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        /// <summary>Exact; case does not count.</summary>
        [Text(50)] public string? Code { get; init; }
    }

    /// <summary>Lists the funding programmes.</summary>
    internal static async Task<Lists<Programme>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<Programme>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(ProgrammeRow.SelectSql).Where("p.organisation_id = @organisationId").WhereIf(TextKey.Tidy(filter.Code) is { } code ? Devices.DeviceModel.Key(code) : null, "p.code_key = @codeKey", "codeKey");
        return Paging.ById(db, sql, "p.id", filter.Cursor, filter.Limit, (ProgrammeRow row) => row.View(), row => row.Id, stop);
    }
}

/// <summary>Reads one envelope.</summary>
internal static class ReadEnvelope
{
    public static void Map(RouteGroupBuilder envelopes) => envelopes.MapGet("{id:guid}", Handle).Does(nameof(ReadEnvelope), Permission.ReadFunding);

    /// <summary>Reads one envelope, with what is committed and what is left.</summary>
    internal static async Task<Returns<Envelope>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<Envelope>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<EnvelopeRow>(EnvelopeRow.ByIdSql, new { id }, stop) is { } row ? (Outcome<Envelope>)row.View() : Errors.NotFound.Refuse();
}

/// <summary>Lists envelopes, in the order they were opened.</summary>
internal static class ListEnvelopes
{
    public static void Map(RouteGroupBuilder envelopes) => envelopes.MapGet("", Handle).Does(nameof(ListEnvelopes), Permission.ReadFunding);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
    }

    /// <summary>Lists envelopes, with what is committed and what is left.</summary>
    internal static async Task<Lists<Envelope>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<Envelope>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(EnvelopeRow.SelectSql).Where("e.organisation_id = @organisationId").WhereIf(filter.ProgrammeId, "e.programme_id = @programmeId", "programmeId");
        return Paging.ById(db, sql, "e.id", filter.Cursor, filter.Limit, (EnvelopeRow row) => row.View(), row => row.Id, stop);
    }
}

/// <summary>Reads one funding line.</summary>
internal static class ReadFundingLine
{
    public static void Map(RouteGroupBuilder lines) => lines.MapGet("{id:guid}", Handle).Does(nameof(ReadFundingLine), Permission.ReadFunding);

    /// <summary>Reads one funding line, with its shares, what was spent of it and how many devices it paid.</summary>
    internal static async Task<Returns<FundingLine>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<FundingLine>> Run(Db db, Guid id, CancellationToken stop) => await db.One<FundingLineRow>(FundingLineRow.ByIdSql, new { id }, stop) is { } row
        ? (Outcome<FundingLine>)row.View(await db.List<FundingShareRow>(FundingShareRow.OfLineSql, new { id }, stop))
        : Errors.NotFound.Refuse();
}

/// <summary>Lists funding lines, in the order they were committed.</summary>
internal static class ListFundingLines
{
    public static void Map(RouteGroupBuilder lines) => lines.MapGet("", Handle).Does(nameof(ListFundingLines), Permission.ReadFunding);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
        public Guid? ApplicationId { get; init; }
        [Text(50)] public string? Strand { get; init; }
    }

    /// <summary>Lists funding lines, with what was spent of each.</summary>
    internal static async Task<Lists<FundingLine>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static async Task<Outcome<Page<FundingLine>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(FundingLineRow.SelectSql)
            .Where("f.organisation_id = @organisationId")
            .WhereIf(filter.ProgrammeId, "f.programme_id = @programmeId", "programmeId")
            .WhereIf(filter.ApplicationId, "f.application_id = @applicationId", "applicationId")
            .WhereIf(TextKey.Tidy(filter.Strand), "f.strand = @strand", "strand");
        var page = await Paging.ById(db, sql, "f.id", filter.Cursor, filter.Limit, (FundingLineRow row) => row, row => row.Id, stop);
        if (page.Refusal is { } refusal) return refusal;
        var rows = page.Value!.Items;
        var shares = rows.Count == 0 ? [] : await db.List<FundingShareRow>($"{FundingShareRow.SelectSql} where {db.Dialect.In("s.funding_line_id", "@ids")} order by e.wave, e.funder", new { ids = db.Dialect.List(rows.Select(row => row.Id)) }, stop);
        var byLine = shares.ToLookup(share => share.FundingLineId);
        return new Page<FundingLine> { Items = [.. rows.Select(row => row.View(byLine[row.Id]))], Next = page.Value.Next };
    }
}
