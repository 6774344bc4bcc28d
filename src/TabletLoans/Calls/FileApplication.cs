using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Organisations;
using TabletLoans.Lifecycle;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Begins an application as a draft. Who is limited to some schools applies for those only.</summary>
internal static class FileApplication
{
    /// <summary>A hundred million euros: beyond it, an amount was mistyped, and sums of many would know no bound.</summary>
    public const long MostCents = 10_000_000_000;

    public static void Map(RouteGroupBuilder applications) => applications.MapPost("", Handle).Does(nameof(FileApplication), Permission.FileApplications);

    internal sealed record Request
    {
        public required Guid? CallId { get; init; }
        [OneOf<ApplicantKinds>] public required string ApplicantKind { get; init; }
        /// <summary>Of the authority; of a school its own name when absent.</summary>
        [Text(200)] public string? ApplicantName { get; init; }
        [Text(20)] public string? ApplicantSiret { get; init; }
        /// <summary>Its number where it was filed.</summary>
        [Text(100)] public string? Reference { get; init; }
        public required ApplicationContent? Content { get; init; }
        /// <summary>The subsidy asked for, where it is less than what the rates make.</summary>
        [Between(0, 1e15)] public long? RequestedCents { get; init; }
    }

    /// <summary>Begins an application; it is filed by POST applications/{id}/submit.</summary>
    internal static async Task<Creates<Application>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<Application>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        if (await db.One<CallRow>(CallRow.ByIdSql, new { id = request.CallId }, stop) is not { } call) return Refusal.Invalid("/callId", Errors.UnknownReference);
        var read = await Read(db, call, request, stop);
        if (read.Refusal is { } invalid) return invalid;
        return await db.Write<Application>(async tx =>
        {
            var id = await Insert(tx, call, read.Value!, ApplicationLifecycle.Draft, null);
            tx.Record(new Event { Name = "file_application", SubjectId = id, ToState = ApplicationLifecycle.Draft.Code });
            return (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
        }, stop);
    }

    /// <summary>An application in normal form: what the schools' records know is filled in.</summary>
    internal sealed record Filled(string ApplicantKind, string ApplicantName, string? ApplicantSiret, string? Reference, string? DepartementCode, ApplicationContent Content, long TotalCents, long RequestedCents, IReadOnlyList<Guid> Schools);

    public static async Task<Outcome<Filled>> Read(Db db, CallRow call, Request request, CancellationToken stop)
    {
        var (rules, content, errors) = (call.ReadRules(), request.Content!, new List<FieldError>());
        var asked = (content.Schools ?? []).Select(school => school.SchoolId!.Value).ToList();
        var schools = asked.Count == 0 ? [] : await db.List<School>($"{SchoolsSql} and {db.Dialect.In("s.id", "@ids")} order by s.uai", new { ids = db.Dialect.List(asked.Distinct()) }, stop);
        foreach (var (i, id) in asked.Index())
        {
            if (schools.All(school => school.Id != id)) errors.Add(new FieldError($"/content/schools/{i}/schoolId", Errors.UnknownReference));
            else if (asked.Take(i).Contains(id)) errors.Add(new FieldError($"/content/schools/{i}/schoolId", Errors.NotUnique));
        }
        if (asked.Count == 0 && (request.ApplicantKind == ApplicantKinds.School || !db.Scope.EverySchool)) errors.Add(new FieldError("/content/schools", Errors.Missing));
        foreach (var (i, item) in (content.Items ?? []).Index())
            if (rules.Item(item.Item) is null) errors.Add(new FieldError($"/content/items/{i}/item", CallErrors.ItemNotEligible, ("values", rules.Items.Select(known => known.Code).ToList())));
        foreach (var (i, evidence) in (content.Evidence ?? []).Index())
            if (rules.Prerequisites?.Any(known => known.Code == evidence.Prerequisite) != true) errors.Add(new FieldError($"/content/evidence/{i}/prerequisite", Errors.NotOneOf, ("values", (rules.Prerequisites ?? []).Select(known => known.Code).ToList())));
        if (TextKey.Tidy(request.ApplicantSiret) is { } given && !Siret.TryParse(given, out _)) errors.Add(new FieldError("/applicantSiret", Errors.InvalidFormat, ("expected", "14 chiffres dont la clé (Luhn)")));
        var name = TextKey.Tidy(request.ApplicantName) ?? (request.ApplicantKind == ApplicantKinds.School ? schools is [var first, ..] ? first.Name : null : null);
        if (name is null) errors.Add(new FieldError("/applicantName", Errors.Missing));
        if (content.TotalCents > MostCents) errors.Add(new FieldError("/content/items", Errors.OutOfRange, ("min", 0), ("max", Euros.Of(MostCents))));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var byId = schools.ToDictionary(school => school.Id);
        content = content with
        {
            Schools = [.. (content.Schools ?? []).Select(school => school with { Divisions = school.Divisions ?? byId[school.SchoolId!.Value].Divisions, Pupils = school.Pupils ?? byId[school.SchoolId!.Value].Pupils })],
        };
        var most = Subsidy.Of(rules, content).Sum(line => line.AmountCents);
        if (request.RequestedCents > most) return Refusal.Invalid("/requestedCents", Errors.OutOfRange, ("min", 0), ("max", most));
        return new Filled(request.ApplicantKind, name!, TextKey.Tidy(request.ApplicantSiret) is { } siret ? TextKey.Compact(siret) : null, TextKey.Tidy(request.Reference), schools is [var one, ..] ? one.DepartementCode : null, content, content.TotalCents, request.RequestedCents ?? most, asked);
    }

    public static async Task<Guid> Insert(Tx tx, CallRow call, Filled filled, State state, DateTimeOffset? filedAt)
    {
        var id = Id.New();
        var sequence = await tx.Returning<long>(Devices.AssetTags.TakeSql, new { name = $"application_{call.Id:N}", count = 1 });
        await tx.Execute(InsertSql, new
        {
            id, callId = call.Id, number = $"{call.Code}-{sequence:0000}", filled.ApplicantKind, filled.ApplicantName, filled.ApplicantSiret, filled.Reference, filled.DepartementCode, state = state.Code,
            content = KeptRules.Text(filled.Content), classes = filled.Content.ClassCount, filled.TotalCents, filled.RequestedCents, call.RulesVersion, filedAt, now = tx.Now,
        });
        foreach (var schoolId in filled.Schools) await tx.Execute(InsertSchoolSql, new { id, schoolId });
        return id;
    }

    public static readonly string SchoolsSql = $"select {School.Columns} from school s where s.organisation_id = @organisationId and {Scope.Schools("s.id")}";

    public const string InsertSql = """
        insert into application (id, organisation_id, call_id, number, applicant_kind, applicant_name, applicant_siret, reference, departement_code, state, content, classes, total_cents, requested_cents,
          rules_version, filed_at, arbitrated, created_at, updated_at, version)
        values (@id, @organisationId, @callId, @number, @applicantKind, @applicantName, @applicantSiret, @reference, @departementCode, @state, @content, @classes, @totalCents, @requestedCents,
          @rulesVersion, @filedAt, false, @now, @now, 1)
        """;

    public const string InsertSchoolSql = "insert into application_school (application_id, school_id) values (@id, @schoolId)";
}

/// <summary>Changes an application that is not filed, or that is to be completed.</summary>
internal static class ChangeApplication
{
    public static void Map(RouteGroupBuilder applications) => applications.MapPatch("{id:guid}", Handle).Does(nameof(ChangeApplication), Permission.FileApplications).TakesPatchOf<FileApplication.Request>();

    /// <summary>Changes a draft or an incomplete application: send only the members that change, lists as a whole, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Application>> Handle(Guid id, JsonElement patch, Db db, Caller caller, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Application>)refusal : await Run(db, caller, id, ifMatch.Value!, patch, stop);
    }

    public static async Task<Outcome<Application>> Run(Db db, Caller caller, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop)
    {
        if (await db.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }, stop) is not { } row || await db.One<Guid?>(ApplicationRow.HoldSql, new { id }, stop) is null) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(row.Version) is { } stale) return stale;
        if (!ApplicationLifecycle.Submit.StartsFrom(row.State)) return CallErrors.ApplicationFiled.Refuse(("number", row.Number), ("state", row.State));
        var call = (await db.One<CallRow>(CallRow.ByIdSql, new { id = row.CallId }, stop))!;
        var before = Of(row);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        if (merged.Value!.CallId != row.CallId) return Refusal.Invalid("/callId", Errors.UnknownReference);
        if (MergePatch.Changes(before, merged.Value) is null) return row.View(caller);
        var read = await FileApplication.Read(db, call, merged.Value, stop);
        if (read.Refusal is { } wrong) return wrong;
        var filled = read.Value!;
        return await db.Write<Application>(async tx =>
        {
            if (await tx.Execute(UpdateSql, new
            {
                id, row.Version, filled.ApplicantKind, filled.ApplicantName, filled.ApplicantSiret, filled.Reference, filled.DepartementCode, content = KeptRules.Text(filled.Content), classes = filled.Content.ClassCount,
                filled.TotalCents, filled.RequestedCents, call.RulesVersion, now = tx.Now,
            }) == 0) return Errors.VersionConflict.Refuse(("version", row.Version + 1));
            await tx.Execute(DeleteSchoolsSql, new { id });
            foreach (var schoolId in filled.Schools) await tx.Execute(FileApplication.InsertSchoolSql, new { id, schoolId });
            tx.Record(new Event { Name = "change_application", SubjectId = id });
            return (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
        }, stop);
    }

    // What was asked for less than the rates make stays asked; otherwise the rates make it anew.
    private static FileApplication.Request Of(ApplicationRow row)
    {
        var content = row.ReadContent();
        var most = Subsidy.Of(row.ReadRules(), content).Sum(line => line.AmountCents);
        return new FileApplication.Request { CallId = row.CallId, ApplicantKind = row.ApplicantKind, ApplicantName = row.ApplicantName, ApplicantSiret = row.ApplicantSiret, Reference = row.Reference, Content = content, RequestedCents = row.RequestedCents < most ? row.RequestedCents : null };
    }

    public static readonly string UpdateSql = $"""
        update application set applicant_kind = @applicantKind, applicant_name = @applicantName, applicant_siret = @applicantSiret, reference = @reference, departement_code = @departementCode,
          content = @content, classes = @classes, total_cents = @totalCents, requested_cents = @requestedCents, rules_version = @rulesVersion, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and version = @version and state in ({State.List(ApplicationLifecycle.Submit.From)})
        """;

    public const string DeleteSchoolsSql = "delete from application_school where application_id = @id and exists (select 1 from application a where a.organisation_id = @organisationId and a.id = @id)";
}
