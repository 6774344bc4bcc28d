using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Moves an application along the table: an endpoint for each row that no other use case carries out.</summary>
internal static class MoveApplication
{
    public static void Map(RouteGroupBuilder applications)
    {
        foreach (var row in ApplicationLifecycle.All.Where(row => row.UseCase is null))
            applications.MapPost($"{{id:guid}}/{row.Name}", (Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) => Handle(row, id, request, db, caller, context, stop))
                .Does($"{nameof(MoveApplication)}_{row.Name}", row.Permission).HonoursIfMatch()
                .WithSummary($"{row.Summary.En}: from {string.Join(", ", row.From)} to {row.To}.");
    }

    internal sealed record Request
    {
        /// <summary>Why; the moves that refuse, send back or arbitrate need it. Never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
        /// <summary>The day of the decision or of the notification; today when absent.</summary>
        public DateOnly? On { get; init; }
        /// <summary>Of justify alone, which needs it: what was spent, in cents, by invoices and trainings held.</summary>
        [Between(0, 1e15)] public long? JustifiedCents { get; init; }
    }

    private static async Task<Returns<Application>> Handle(ApplicationMove row, Guid id, Request? request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, row, id, request ?? new Request(), IfMatch.Optional(context), stop);

    public static Task<Outcome<Application>> Run(Db db, Caller caller, ApplicationMove row, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => db.Write<Application>(async tx =>
    {
        var moved = await Move(tx, db, row, id, request, ifMatch);
        return moved.Refusal is { } refusal ? (Outcome<Application>)refusal : (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!.View(caller);
    }, stop);

    /// <summary>The move alone, in somebody's transaction.</summary>
    public static async Task<Outcome<ApplicationRow>> Move(Tx tx, Db db, ApplicationMove row, Guid id, Request request, IfMatch ifMatch)
    {
        // Held, so that of two decisions on one application the second sees the first.
        if (await tx.One<Guid?>($"{ApplicationRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var application = (await tx.One<ApplicationRow>(ApplicationRow.ByIdSql, new { id }))!;
        if (ifMatch.Refuse(application.Version) is { } stale) return stale;
        if (Invalid(row, application, request, db.Today) is { } invalid) return invalid;
        var reasons = await Judge(tx, db, row, application);
        if (Refusal.From(reasons) is { } refusal) return refusal;
        var on = request.On ?? db.Today;
        // A draft may be older than the rules that it is filed under.
        var requested = row.Files ? Math.Min(application.RequestedCents, Subsidy.Of(application.ReadRules(), application.ReadContent()).Sum(line => line.AmountCents)) : application.RequestedCents;
        var rulesVersion = row.Files ? await tx.One<int>(RulesVersionSql, new { id = application.CallId }) : 0;
        if (row.GivesBackFunding && await CancelFunding.OfAward(tx, db, id) is { } spent) return spent;
        if (row.GivesBackUnspent) await GiveBack.Unspent(tx, db, id, application.JustifiedCents ?? 0);
        await tx.Execute(UpdateSql, new
        {
            id, from = application.State, state = row.To.Code, now = tx.Now,
            filedAt = row.Files ? application.FiledAt ?? tx.Now : application.FiledAt,
            completeBy = row.To == ApplicationLifecycle.Incomplete ? db.Today.AddDays(application.ReadRules().CompletionDays ?? CallRules.DefaultCompletionDays) : (DateOnly?)null,
            decidedOn = row.Decides ? on : application.DecidedOn,
            notifiedOn = row.Notifies ? on : application.NotifiedOn,
            justifiedCents = row.Justifies ? request.JustifiedCents : application.JustifiedCents,
            arbitrated = application.Arbitrated || ByHand.Contains(row), requestedCents = requested, rulesVersion = row.Files ? rulesVersion : application.RulesVersion,
        });
        tx.Record(new Event { Name = $"{row.Name}_application", SubjectId = id, FromState = application.State, ToState = row.To.Code, Reason = TextKey.Tidy(request.Reason) });
        return application;
    }

    // The next ranking leaves them where they are.
    private static readonly ApplicationMove[] ByHand = [ApplicationLifecycle.Recommend, ApplicationLifecycle.Waitlist, ApplicationLifecycle.SendToArbitration];

    private static Refusal? Invalid(ApplicationMove row, ApplicationRow application, Request request, DateOnly today)
    {
        if (row.NeedsReason && TextKey.Tidy(request.Reason) is null) return Refusal.Invalid("/reason", Errors.Missing);
        if (row.Justifies && request.JustifiedCents is null) return Refusal.Invalid("/justifiedCents", Errors.Missing);
        if (request.On > today) return Refusal.Invalid("/on", Errors.OutOfRange, ("min", application.DecidedOn), ("max", today));
        if (row.Decides && application.FiledAt is { } filed && request.On < DateOnly.FromDateTime(filed.UtcDateTime)) return Refusal.Invalid("/on", Errors.EndBeforeStart, ("start", DateOnly.FromDateTime(filed.UtcDateTime)));
        return row.Notifies && request.On < application.DecidedOn ? Refusal.Invalid("/on", Errors.EndBeforeStart, ("start", application.DecidedOn)) : null;
    }

    private static async Task<List<Reason>> Judge(Tx tx, Db db, ApplicationMove row, ApplicationRow application)
    {
        var reasons = new List<Reason>();
        if (!row.StartsFrom(application.State)) reasons.Add(Illegal(row, application));
        if (row.Files) await Filing(tx, db, application, reasons);
        if (row.ChecksEligibility)
        {
            var call = (await tx.One<CallRow>(CallRow.ByIdSql, new { id = application.CallId }))!;
            var schools = (await tx.List<School>(SchoolsSql, new { application.Id })).OrderBy(school => school.Uai, StringComparer.Ordinal).ToList();
            if (schools.Count == 0) reasons.Add(CallErrors.ApplicationIncomplete.With(("number", application.Number), ("missing", new[] { "schools" })));
            reasons.AddRange(Examination.Judge(call.ReadRules(), call.ReadProgrammeRules(), application.ReadContent(), schools));
        }
        if (row.ChecksTrainings && application.ReadRules().TrainingsPerAward is > 0 and var needed && await tx.One<int>(TrainingsSql, new { application.Id }) is var held && held < needed)
            reasons.Add(CallErrors.TrainingMissing.With(("number", application.Number), ("held", held), ("needed", needed)));
        return reasons;
    }

    public static Reason Illegal(ApplicationMove row, ApplicationRow application) => CallErrors.IllegalMove.With(("number", application.Number), ("state", application.State), ("transition", row.Name), ("from", row.From.Select(state => state.Code).ToList()));

    /// <summary>Within the days of the call, or within the time to complete; and everything said that must be.</summary>
    private static async Task Filing(Tx tx, Db db, ApplicationRow application, List<Reason> reasons)
    {
        // Held: the rules do not change under an application that is being filed.
        await tx.One<Guid?>($"{CallRow.HoldSql}{db.Dialect.ForUpdate}", new { id = application.CallId });
        var call = (await tx.One<CallRow>(CallRow.ByIdSql, new { id = application.CallId }))!;
        if (application.State == ApplicationLifecycle.Incomplete.Code)
        {
            if (db.Today > application.CompleteBy) reasons.Add(CallErrors.CompletionLate.With(("number", application.Number), ("completeBy", application.CompleteBy)));
        }
        else if (db.Now < call.OpensAt(db.Scope.TimeZone)) reasons.Add(CallErrors.CallNotOpen.With(("code", call.Code), ("opensOn", call.OpensOn)));
        else if (db.Now >= call.ClosesAt(db.Scope.TimeZone)) reasons.Add(CallErrors.CallClosed.With(("code", call.Code), ("closesOn", call.ClosesOn)));
        var (content, missing) = (application.ReadContent(), new List<string>());
        if (content.Items is not { Count: > 0 }) missing.Add("items");
        missing.AddRange((content.Items ?? []).Where(item => call.ReadRules().Item(item.Item) is null).Select(item => $"items: {item.Item}"));
        if (TextKey.Tidy(content.PedagogicalText) is null) missing.Add("pedagogicalText");
        if (call.ReadRules().TrainingsPerAward > 0 && content.TrainingThemes is not { Count: > 0 }) missing.Add("trainingThemes");
        foreach (var prerequisite in call.ReadRules().Prerequisites ?? [])
            if (prerequisite.Kind == PrerequisiteKinds.Bandwidth ? content.Classes is not { Count: > 0 } : content.EvidenceOf(prerequisite.Code) is null) missing.Add(prerequisite.Kind == PrerequisiteKinds.Bandwidth ? "classes" : $"evidence: {prerequisite.Code}");
        if (missing.Count > 0) reasons.Add(CallErrors.ApplicationIncomplete.With(("number", application.Number), ("missing", missing.Distinct().ToList())));
    }

    // By their ids and in no order: asked for one, SQLite reads every school of the organisation in it.
    public static readonly string SchoolsSql = $"select {School.Columns} from school s where s.organisation_id = @organisationId and s.id in (select x.school_id from application_school x where x.application_id = @id)";

    public const string RulesVersionSql = "select c.rules_version from funding_call c where c.organisation_id = @organisationId and c.id = @id";

    public const string TrainingsSql = "select count(*) from training_session t where t.organisation_id = @organisationId and t.application_id = @id and t.headcount > 0";

    public const string UpdateSql = """
        update application set state = @state, filed_at = @filedAt, complete_by = @completeBy, decided_on = @decidedOn, notified_on = @notifiedOn, justified_cents = @justifiedCents, arbitrated = @arbitrated,
          requested_cents = @requestedCents, rules_version = @rulesVersion,
          updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = @from
        """;
}
