using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>plan: the funder decides alone; call_for_projects: appel à projets (AAP); call_for_interest: appel à manifestation d'intérêt (AMI).</summary>
internal sealed class CallKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["plan", "call_for_projects", "call_for_interest"];
}

/// <summary>Whether every application filed is known here, or those retained only; then how many were filed is not known, and never 0.</summary>
internal sealed class Filings : ICodes
{
    public const string RetainedOnly = "retained_only";

    public static IReadOnlyList<string> All { get; } = ["all", RetainedOnly];
}

internal sealed class CallStates : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["upcoming", "open", "closed"];
}

/// <summary>A call of a programme: when and how to apply, and by which rules it is decided.</summary>
internal sealed record Call : IResource
{
    public static string Collection => "calls";

    public required Guid Id { get; init; }
    public required Guid ProgrammeId { get; init; }
    [Text(50)] public required string ProgrammeCode { get; init; }
    [Text(30)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    [OneOf<CallKinds>] public required string Kind { get; init; }
    /// <summary>The envelopes of this wave pay its awards.</summary>
    [Between(1, 100)] public required int Wave { get; init; }
    /// <summary>Local day.</summary>
    public required DateOnly OpensOn { get; init; }
    /// <summary>Local day, the last: until its end.</summary>
    public required DateOnly ClosesOn { get; init; }
    /// <summary>The first instant at which an application may be filed: the local midnight that begins the day.</summary>
    public required DateTimeOffset OpensAt { get; init; }
    /// <summary>The first instant at which none may be filed any more: the local midnight that ends the last day.</summary>
    public required DateTimeOffset ClosesAt { get; init; }
    /// <summary>Read from the clock, never kept.</summary>
    [OneOf<CallStates>] public required string State { get; init; }
    [OneOf<Filings>] public required string Filings { get; init; }
    public required CallRules Rules { get; init; }
    [Between(1, 1e6)] public required int RulesVersion { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record CallRow
{
    public Guid Id { get; init; }
    public Guid ProgrammeId { get; init; }
    public string ProgrammeCode { get; init; } = "";
    public string ProgrammeRules { get; init; } = "";
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string Kind { get; init; } = "";
    public int Wave { get; init; }
    public DateOnly OpensOn { get; init; }
    public DateOnly ClosesOn { get; init; }
    public string Filings { get; init; } = "";
    public string Rules { get; init; } = "";
    public int RulesVersion { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }

    public CallRules ReadRules() => KeptRules.Read<CallRules>(Rules);

    public ProgrammeRules ReadProgrammeRules() => KeptRules.Read<ProgrammeRules>(ProgrammeRules);

    public DateTimeOffset OpensAt(TimeZoneInfo zone) => Midnight(OpensOn, zone);

    public DateTimeOffset ClosesAt(TimeZoneInfo zone) => Midnight(ClosesOn.AddDays(1), zone);

    public Call View(Db db) => new()
    {
        Id = Id, ProgrammeId = ProgrammeId, ProgrammeCode = ProgrammeCode, Code = Code, Name = Name, Kind = Kind, Wave = Wave, OpensOn = OpensOn, ClosesOn = ClosesOn,
        OpensAt = OpensAt(db.Scope.TimeZone), ClosesAt = ClosesAt(db.Scope.TimeZone),
        State = db.Now < OpensAt(db.Scope.TimeZone) ? "upcoming" : db.Now < ClosesAt(db.Scope.TimeZone) ? "open" : "closed",
        Filings = Filings, Rules = ReadRules(), RulesVersion = RulesVersion, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, Version = Version,
    };

    // Midnight exists on every day of Europe/Paris, whose clocks change at two or three in the morning.
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public const string SelectSql = """
        select c.id, c.programme_id, p.code as programme_code, p.rules as programme_rules, c.code, c.name, c.kind, c.wave, c.opens_on, c.closes_on, c.filings, c.rules, c.rules_version, c.created_at, c.updated_at, c.version
        from funding_call c
        join programme p on p.id = c.programme_id
        """;

    public const string ByIdSql = $"{SelectSql} where c.organisation_id = @organisationId and c.id = @id";

    public const string LatestSql = $"{SelectSql} where c.organisation_id = @organisationId order by c.id desc limit 1";

    public const string HoldSql = "select c.id from funding_call c where c.organisation_id = @organisationId and c.id = @id";
}

/// <summary>Announces a call.</summary>
internal static class AnnounceCall
{
    public static void Map(RouteGroupBuilder calls) => calls.MapPost("", Handle).Does(nameof(AnnounceCall), Permission.ManageProgrammes);

    internal sealed record Request
    {
        public required Guid? ProgrammeId { get; init; }
        /// <summary>Short and unique in the organisation: the numbers of its applications begin with it.</summary>
        [Text(30)] public required string Code { get; init; }
        [Text(200)] public required string Name { get; init; }
        [OneOf<CallKinds>] public required string Kind { get; init; }
        /// <summary>1 when absent.</summary>
        [Between(1, 100)] public int? Wave { get; init; }
        /// <summary>Local day: from its beginning.</summary>
        public required DateOnly? OpensOn { get; init; }
        /// <summary>Local day: until its end.</summary>
        public required DateOnly? ClosesOn { get; init; }
        /// <summary>all when absent.</summary>
        [OneOf<Filings>] public string? Filings { get; init; }
        public required CallRules? Rules { get; init; }
    }

    /// <summary>Announces a call with its days and its rules.</summary>
    internal static async Task<Creates<Call>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static Task<Outcome<Call>> Run(Db db, Request request, CancellationToken stop) => db.Write<Call>(async tx =>
    {
        if (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = request.ProgrammeId }) is not { } programme) return Refusal.Invalid("/programmeId", Errors.UnknownReference);
        if (Check(request, programme.ReadRules()) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        var (id, code, rules) = (Id.New(), request.Code.Trim(), KeptRules.Text(request.Rules!));
        if (await tx.Execute(InsertSql, new
        {
            id, programmeId = programme.Id, code, codeKey = DeviceModel.Key(code), name = request.Name.Trim(), request.Kind, wave = request.Wave ?? 1, request.OpensOn, request.ClosesOn,
            filings = request.Filings ?? "all", rules, now = tx.Now,
        }) == 0) return CallErrors.CallTaken.Refuse(("code", code));
        await KeptRules.Keep(tx, id, 1, rules);
        tx.Record(new Event { Name = "announce_call", SubjectId = id });
        return (await tx.One<CallRow>(CallRow.ByIdSql, new { id }))!.View(db);
    }, stop);

    public static List<FieldError> Check(Request request, ProgrammeRules programme)
    {
        var errors = request.Rules!.Check("/rules", programme).ToList();
        if (request.ClosesOn < request.OpensOn) errors.Add(new FieldError("/closesOn", Errors.EndBeforeStart, ("start", request.OpensOn)));
        if (request.OpensOn is { Year: < 2000 }) errors.Add(new FieldError("/opensOn", Errors.OutOfRange, ("min", 2000), ("max", 9000)));
        if (request.ClosesOn is { Year: > 9000 }) errors.Add(new FieldError("/closesOn", Errors.OutOfRange, ("min", request.OpensOn), ("max", 9000)));
        return errors;
    }

    public const string InsertSql = """
        insert into funding_call (id, organisation_id, programme_id, code, code_key, name, kind, wave, opens_on, closes_on, filings, rules, rules_version, created_at, updated_at, version)
        values (@id, @organisationId, @programmeId, @code, @codeKey, @name, @kind, @wave, @opensOn, @closesOn, @filings, @rules, 1, @now, @now, 1)
        on conflict (organisation_id, code_key) do nothing
        """;
}
