using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Trainings;

internal sealed class TrainingAudiences : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["teachers", "parents", "pupils"];
}

/// <summary>A training or an accompaniment: who held it, on what, for whom, how long, and how many came; never who.</summary>
internal sealed record TrainingSession : IResource
{
    public static string Collection => "training-sessions";

    public required Guid Id { get; init; }
    public required Guid ProgrammeId { get; init; }
    /// <summary>The award that it accompanies.</summary>
    public Guid? ApplicationId { get; init; }
    public Guid? SchoolId { get; init; }
    [Text(200)] public required string Operator { get; init; }
    [Text(300)] public required string Theme { get; init; }
    [OneOf<TrainingAudiences>] public required string Audience { get; init; }
    public required DateOnly HeldOn { get; init; }
    [Between(1, 100_000)] public required int Minutes { get; init; }
    /// <summary>How many came; null: it is planned.</summary>
    [Between(0, 100_000)] public int? Headcount { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public const string SelectSql = """
        select t.id, t.programme_id, t.application_id, t.school_id, t.operator, t.theme, t.audience, t.held_on, t.minutes, t.headcount, t.created_at, t.updated_at, t.version
        from training_session t
        """;

    // Without a school nor an application, it is the whole programme's.
    public static readonly string Visible = $"(@everySchool or ((t.school_id is null or {Scope.Schools("t.school_id")}) and (t.application_id is null or exists (select 1 from application a where a.id = t.application_id and {ApplicationRow.Visible}))))";

    public static readonly string ByIdSql = $"{SelectSql} where t.organisation_id = @organisationId and t.id = @id and {Visible}";
}

/// <summary>Records a training, planned or held.</summary>
internal static class RecordTraining
{
    public static void Map(RouteGroupBuilder trainings) => trainings.MapPost("", Handle).Does(nameof(RecordTraining), Permission.ManageProgrammes);

    internal sealed record Request
    {
        public required Guid? ProgrammeId { get; init; }
        /// <summary>The award that it accompanies; it must be one of the programme.</summary>
        public Guid? ApplicationId { get; init; }
        public Guid? SchoolId { get; init; }
        /// <summary>Réseau Canopé, Ligue de l'Enseignement…</summary>
        [Text(200)] public required string Operator { get; init; }
        [Text(300)] public required string Theme { get; init; }
        [OneOf<TrainingAudiences>] public required string Audience { get; init; }
        public required DateOnly? HeldOn { get; init; }
        [Between(1, 100_000)] public required int? Minutes { get; init; }
        /// <summary>How many came; absent while it is planned.</summary>
        [Between(0, 100_000)] public int? Headcount { get; init; }
    }

    /// <summary>Records a training session.</summary>
    internal static async Task<Creates<TrainingSession>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<TrainingSession>> Run(Db db, Request request, CancellationToken stop)
    {
        if (await Check(db, request, stop) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return await db.Write<TrainingSession>(async tx =>
        {
            var id = Id.New();
            await tx.Execute(InsertSql, new { id, request.ProgrammeId, request.ApplicationId, request.SchoolId, @operator = request.Operator.Trim(), theme = request.Theme.Trim(), request.Audience, request.HeldOn, request.Minutes, request.Headcount, now = tx.Now });
            tx.Record(new Event { Name = "record_training", SubjectId = request.ApplicationId ?? request.ProgrammeId });
            return (await tx.One<TrainingSession>(TrainingSession.ByIdSql, new { id }))!;
        }, stop);
    }

    public static async Task<List<FieldError>> Check(Db db, Request request, CancellationToken stop)
    {
        var errors = new List<FieldError>();
        if (await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = request.ProgrammeId }, stop) is null) errors.Add(new FieldError("/programmeId", Errors.UnknownReference));
        if (request.ApplicationId is { } application && (await db.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id = application }, stop) is not { } found || (await db.One<CallRow>(CallRow.ByIdSql, new { id = found.CallId }, stop))!.ProgrammeId != request.ProgrammeId))
            errors.Add(new FieldError("/applicationId", Errors.UnknownReference));
        if (request.SchoolId is { } school && await db.One<School>(School.ByIdSql, new { id = school }, stop) is null) errors.Add(new FieldError("/schoolId", Errors.UnknownReference));
        if (request.Headcount is not null && request.HeldOn > db.Today) errors.Add(new FieldError("/heldOn", Errors.OutOfRange, ("min", "…"), ("max", db.Today)));
        return errors;
    }

    public const string InsertSql = """
        insert into training_session (id, organisation_id, programme_id, application_id, school_id, operator, theme, audience, held_on, minutes, headcount, created_at, updated_at, version)
        values (@id, @organisationId, @programmeId, @applicationId, @schoolId, @operator, @theme, @audience, @heldOn, @minutes, @headcount, @now, @now, 1)
        """;
}

/// <summary>Changes a training: put off, or held with so many.</summary>
internal static class ChangeTraining
{
    public static void Map(RouteGroupBuilder trainings) => trainings.MapPatch("{id:guid}", Handle).Does(nameof(ChangeTraining), Permission.ManageProgrammes).TakesPatchOf<RecordTraining.Request>();

    /// <summary>Changes a training session: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<TrainingSession>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<TrainingSession>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<TrainingSession>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<TrainingSession>(TrainingSession.ByIdSql, new { id }, stop) is not { } session) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(session.Version) is { } stale) return stale;
        var before = new RecordTraining.Request { ProgrammeId = session.ProgrammeId, ApplicationId = session.ApplicationId, SchoolId = session.SchoolId, Operator = session.Operator, Theme = session.Theme, Audience = session.Audience, HeldOn = session.HeldOn, Minutes = session.Minutes, Headcount = session.Headcount };
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        if (MergePatch.Changes(before, after) is not { } changes) return session;
        if (await RecordTraining.Check(db, after, stop) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        return await db.Write<TrainingSession>(async tx =>
        {
            if (await tx.Execute(UpdateSql, new { id, session.Version, after.ProgrammeId, after.ApplicationId, after.SchoolId, @operator = after.Operator.Trim(), theme = after.Theme.Trim(), after.Audience, after.HeldOn, after.Minutes, after.Headcount, now = tx.Now }) == 0)
                return Errors.VersionConflict.Refuse(("version", session.Version + 1));
            tx.Record(new Event { Name = "change_training", SubjectId = after.ApplicationId ?? after.ProgrammeId, Changes = changes });
            return (await tx.One<TrainingSession>(TrainingSession.ByIdSql, new { id }))!;
        }, stop);
    }

    public const string UpdateSql = """
        update training_session set programme_id = @programmeId, application_id = @applicationId, school_id = @schoolId, operator = @operator, theme = @theme, audience = @audience, held_on = @heldOn,
          minutes = @minutes, headcount = @headcount, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version
        """;
}

/// <summary>Reads one training.</summary>
internal static class ReadTraining
{
    public static void Map(RouteGroupBuilder trainings) => trainings.MapGet("{id:guid}", Handle).Does(nameof(ReadTraining), Permission.ReadProgrammes);

    /// <summary>Reads one training session.</summary>
    internal static async Task<Returns<TrainingSession>> Handle(Guid id, Db db, CancellationToken stop) => await Run(db, id, stop);

    public static async Task<Outcome<TrainingSession>> Run(Db db, Guid id, CancellationToken stop) =>
        await db.One<TrainingSession>(TrainingSession.ByIdSql, new { id }, stop) is { } session ? (Outcome<TrainingSession>)session : Errors.NotFound.Refuse();
}

/// <summary>Lists trainings, in the order they were recorded.</summary>
internal static class ListTrainings
{
    public static void Map(RouteGroupBuilder trainings) => trainings.MapGet("", Handle).Does(nameof(ListTrainings), Permission.ReadProgrammes);

    internal sealed record Filter : PageRequest
    {
        public Guid? ProgrammeId { get; init; }
        public Guid? ApplicationId { get; init; }
        [OneOf<TrainingAudiences>] public string? Audience { get; init; }
        /// <summary>true: held; false: planned.</summary>
        public bool? Held { get; init; }
    }

    /// <summary>Lists training sessions.</summary>
    internal static async Task<Lists<TrainingSession>> Handle([AsParameters] Filter filter, Db db, CancellationToken stop) => await Run(db, filter, stop);

    public static Task<Outcome<Page<TrainingSession>>> Run(Db db, Filter filter, CancellationToken stop)
    {
        var sql = new Sql(TrainingSession.SelectSql).Where("t.organisation_id = @organisationId")
            .Where(TrainingSession.Visible)
            .WhereIf(filter.ProgrammeId, "t.programme_id = @programmeId", "programmeId")
            .WhereIf(filter.ApplicationId, "t.application_id = @applicationId", "applicationId")
            .WhereIf(filter.Audience, "t.audience = @audience", "audience");
        if (filter.Held is { } held) sql.Where($"t.headcount is {(held ? "not " : "")}null");
        return Paging.ById(db, sql, "t.id", filter.Cursor, filter.Limit, (TrainingSession row) => row, row => row.Id, stop);
    }
}

/// <summary>The addresses of trainings.</summary>
internal static class TrainingsApi
{
    public static void MapTrainings(this RouteGroupBuilder organisation)
    {
        var trainings = organisation.MapGroup("training-sessions").WithTags("Training sessions");
        RecordTraining.Map(trainings);
        ListTrainings.Map(trainings);
        ReadTraining.Map(trainings);
        ChangeTraining.Map(trainings);
    }
}
