using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>A move that may be made now: POST applications/{id}/{name}.</summary>
internal sealed record ApplicationTransition([property: Text(50)] string Name, [property: Text(200)] string Summary);

/// <summary>An application (dossier de candidature) to a call, of an authority or a school, for one or several schools.</summary>
internal sealed record Application : IResource
{
    public static string Collection => "applications";

    public required Guid Id { get; init; }
    public required Guid CallId { get; init; }
    [Text(50)] public required string Number { get; init; }
    [OneOf<ApplicantKinds>] public required string ApplicantKind { get; init; }
    [Text(200)] public required string ApplicantName { get; init; }
    [Text(14)] public string? ApplicantSiret { get; init; }
    /// <summary>Its number where it was filed, such as the platform of the démarche.</summary>
    [Text(100)] public string? Reference { get; init; }
    [Text(3)] public string? DepartementCode { get; init; }
    [OneOf<ApplicationStateCodes>] public required string State { get; init; }
    public required ApplicationContent Content { get; init; }
    [Between(0, 1e6)] public required int Classes { get; init; }
    /// <summary>The investment: the sum of its items, in cents.</summary>
    [Between(0, 1e15)] public required long TotalCents { get; init; }
    /// <summary>The subsidy asked for, in cents.</summary>
    [Between(0, 1e15)] public required long RequestedCents { get; init; }
    /// <summary>Null until it is awarded.</summary>
    [Between(0, 1e15)] public long? GrantedCents { get; init; }
    /// <summary>What the investment costs the applicant: the total without the subsidy.</summary>
    [Between(0, 1e15)] public required long OwnShareCents { get; init; }
    /// <summary>By item and funder, once it is awarded; before, as the rates would make it.</summary>
    [Items(2000)] public required IReadOnlyList<GrantLine> Grants { get; init; }
    /// <summary>The version of the call's rules that it is judged by.</summary>
    [Between(1, 1e6)] public required int RulesVersion { get; init; }
    public DateTimeOffset? FiledAt { get; init; }
    /// <summary>While it is incomplete: the last day to complete it.</summary>
    public DateOnly? CompleteBy { get; init; }
    [Between(1, 100_000)] public int? Rank { get; init; }
    public DateOnly? DecidedOn { get; init; }
    /// <summary>From this day on, things may be bought with its grant.</summary>
    public DateOnly? NotifiedOn { get; init; }
    /// <summary>What was spent, as it was stated.</summary>
    [Between(0, 1e15)] public long? JustifiedCents { get; init; }
    /// <summary>The moves that the state and the caller's rights allow.</summary>
    [Items(20)] public required IReadOnlyList<ApplicationTransition> AllowedTransitions { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed record ApplicationRow
{
    public Guid Id { get; init; }
    public Guid CallId { get; init; }
    public string Number { get; init; } = "";
    public string ApplicantKind { get; init; } = "";
    public string ApplicantName { get; init; } = "";
    public string? ApplicantSiret { get; init; }
    public string? Reference { get; init; }
    public string? DepartementCode { get; init; }
    public string State { get; init; } = "";
    public string Content { get; init; } = "";
    public int Classes { get; init; }
    public long TotalCents { get; init; }
    public long RequestedCents { get; init; }
    public long? GrantedCents { get; init; }
    public int RulesVersion { get; init; }
    public DateTimeOffset? FiledAt { get; init; }
    public DateOnly? CompleteBy { get; init; }
    public int? Rank { get; init; }
    public bool Arbitrated { get; init; }
    public DateOnly? DecidedOn { get; init; }
    public DateOnly? NotifiedOn { get; init; }
    public long? JustifiedCents { get; init; }
    public string CallRules { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public long Version { get; init; }

    public ApplicationContent ReadContent() => KeptRules.Read<ApplicationContent>(Content);

    public CallRules ReadRules() => KeptRules.Read<CallRules>(CallRules);

    public Application View(Caller caller)
    {
        var (content, rules, state) = (ReadContent(), ReadRules(), Told(caller));
        var told = state == State;
        return new Application
        {
            Id = Id, CallId = CallId, Number = Number, ApplicantKind = ApplicantKind, ApplicantName = ApplicantName, ApplicantSiret = ApplicantSiret, Reference = Reference, DepartementCode = DepartementCode,
            State = state, Content = content, Classes = Classes, TotalCents = TotalCents, RequestedCents = RequestedCents, GrantedCents = told ? GrantedCents : null, OwnShareCents = TotalCents - ((told ? GrantedCents : null) ?? RequestedCents),
            Grants = Subsidy.Of(rules, content, (told ? GrantedCents : null) ?? RequestedCents), RulesVersion = RulesVersion, FiledAt = FiledAt, CompleteBy = CompleteBy, Rank = caller.Scope.EverySchool ? Rank : null, DecidedOn = told ? DecidedOn : null, NotifiedOn = NotifiedOn,
            JustifiedCents = JustifiedCents, CreatedAt = CreatedAt, UpdatedAt = UpdatedAt, Version = Version,
            AllowedTransitions = [.. ApplicationLifecycle.All.Where(row => row.StartsFrom(State) && caller.May(row.Permission) && row.UseCase != nameof(RankCall)).Select(row => new ApplicationTransition(row.Name, row.Summary.In(caller.Culture)))],
        };
    }

    private string Told(Caller caller) => caller.Scope.EverySchool || NotifiedOn is not null || ApplicationLifecycle.OpenToAll.Any(state => state.Code == State) ? State : ApplicationLifecycle.Submitted.Code;

    // Judged by the rules of its call: once it is filed they stand (ChangeCall).
    public const string SelectSql = """
        select a.id, a.call_id, a.number, a.applicant_kind, a.applicant_name, a.applicant_siret, a.reference, a.departement_code, a.state, a.content, a.classes, a.total_cents, a.requested_cents, a.granted_cents,
          a.rules_version, a.filed_at, a.complete_by, a.rank, a.arbitrated, a.decided_on, a.notified_on, a.justified_cents, c.rules as call_rules, a.created_at, a.updated_at, a.version
        from application a
        join funding_call c on c.id = a.call_id
        """;

    /// <summary>The application a is one of the caller's: of one of their schools, or they see all.</summary>
    public static readonly string Visible = $"(@everySchool or exists (select 1 from application_school x where x.application_id = a.id and {Scope.Schools("x.school_id")}))";

    public static readonly string ByIdSql = $"{SelectSql} where a.organisation_id = @organisationId and a.id = @id and {Visible}";

    /// <summary>Who is limited to some schools acts for those alone: not on the application of an authority that concerns others too.</summary>
    private static readonly string Owned = $"(@everySchool or not exists (select 1 from application_school z where z.application_id = a.id and not {Scope.Schools("z.school_id")}))";

    public static readonly string HoldSql = $"select a.id from application a where a.organisation_id = @organisationId and a.id = @id and {Visible} and {Owned}";

    /// <summary>What an applicant sees of where it stands: what the commission does is told by its notification, not before.</summary>
    public static readonly string ToldState = $"case when @everySchool or a.notified_on is not null or a.state in ({Lifecycle.State.List(ApplicationLifecycle.OpenToAll)}) then a.state else '{ApplicationLifecycle.Submitted}' end";
}
