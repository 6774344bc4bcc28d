using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>Writes down a programme with its rules.</summary>
internal static class CreateProgramme
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapPost("", Handle).Does(nameof(CreateProgramme), Permission.ManageProgrammes);

    internal sealed record Request
    {
        /// <summary>Short and unique in the organisation, such as TNE-38-2025.</summary>
        [Text(50)] public required string Code { get; init; }
        [Text(200)] public required string Name { get; init; }
        /// <summary>The law, the decision or the agreement that it rests on.</summary>
        [Text(500)] public string? LegalBasis { get; init; }
        /// <summary>The whole of its money, in cents.</summary>
        [Between(0, 1e15)] public required long? EnvelopeCents { get; init; }
        /// <summary>unstated when absent: its orders then count with tax.</summary>
        [OneOf<TaxBases>] public string? TaxBasis { get; init; }
        public required DateOnly? StartsOn { get; init; }
        public DateOnly? EndsOn { get; init; }
        public required ProgrammeRules? Rules { get; init; }
        /// <summary>The text of its press release, with {names} of figures.</summary>
        [Text(8000, Lines = true)] public string? PressTemplate { get; init; }
    }

    /// <summary>Creates a funding programme.</summary>
    internal static async Task<Creates<Programme>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static Task<Outcome<Programme>> Run(Db db, Request request, CancellationToken stop) => db.Write<Programme>(async tx =>
    {
        if (Check(request) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        var (id, code, rules) = (Id.New(), request.Code.Trim(), KeptRules.Text(request.Rules!));
        if (await tx.Execute(InsertSql, new
        {
            id, code, codeKey = DeviceModel.Key(code), name = request.Name.Trim(), legalBasis = TextKey.Tidy(request.LegalBasis), request.EnvelopeCents, taxBasis = request.TaxBasis ?? "unstated",
            request.StartsOn, request.EndsOn, rules, request.PressTemplate, now = tx.Now,
        }) == 0) return ProgrammeErrors.ProgrammeTaken.Refuse(("code", code));
        await KeptRules.Keep(tx, id, 1, rules);
        tx.Record(new Event { Name = "create_programme", SubjectId = id });
        return (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }))!.View();
    }, stop);

    public static List<FieldError> Check(Request request)
    {
        var errors = request.Rules!.Check("/rules").ToList();
        if (request.EndsOn < request.StartsOn) errors.Add(new FieldError("/endsOn", Errors.EndBeforeStart, ("start", request.StartsOn)));
        return errors;
    }

    public const string InsertSql = """
        insert into programme (id, organisation_id, code, code_key, name, legal_basis, envelope_cents, tax_basis, starts_on, ends_on, rules, rules_version, press_template, created_at, updated_at, version)
        values (@id, @organisationId, @code, @codeKey, @name, @legalBasis, @envelopeCents, @taxBasis, @startsOn, @endsOn, @rules, 1, @pressTemplate, @now, @now, 1)
        on conflict (organisation_id, code_key) do nothing
        """;
}

/// <summary>Changes a programme (JSON Merge Patch). Rules that change get a new version; the old ones stay readable.</summary>
internal static class ChangeProgramme
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapPatch("{id:guid}", Handle).Does(nameof(ChangeProgramme), Permission.ManageProgrammes).TakesPatchOf<CreateProgramme.Request>();

    /// <summary>Changes a programme: send only the members that change, lists as a whole, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Programme>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Programme>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static Task<Outcome<Programme>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop) => db.Write<Programme>(async tx =>
    {
        if (await tx.One<Guid?>($"{ProgrammeRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var row = (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }))!;
        if (ifMatch.Refuse(row.Version) is { } stale) return stale;
        var before = Of(row);
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        if (CreateProgramme.Check(after) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        if (MergePatch.Changes(before, after) is not { } changes) return row.View();
        if (row.SpentCents > 0 && (after.TaxBasis ?? "unstated") != row.TaxBasis) return ProgrammeErrors.TaxBasisStands.Refuse(("code", row.Code), ("spent", Euros.Of(row.SpentCents)));
        if (after.EnvelopeCents < row.AllottedCents)
            return ProgrammeErrors.ProgrammeExceeded.Refuse(("code", row.Code), ("envelope", Euros.Of(after.EnvelopeCents!.Value)), ("left", Euros.Of(0)), ("more", Euros.Of(row.AllottedCents - after.EnvelopeCents.Value)));
        var (code, rules) = (after.Code.Trim(), KeptRules.Text(after.Rules!));
        var rulesVersion = row.RulesVersion + (rules == KeptRules.Text(row.ReadRules()) ? 0 : 1);
        if (await tx.Execute(UpdateSql, new
        {
            id, code, codeKey = DeviceModel.Key(code), name = after.Name.Trim(), legalBasis = TextKey.Tidy(after.LegalBasis), after.EnvelopeCents, taxBasis = after.TaxBasis ?? "unstated", after.StartsOn, after.EndsOn,
            rules, rulesVersion, after.PressTemplate, now = tx.Now,
        }) == 0) return ProgrammeErrors.ProgrammeTaken.Refuse(("code", code));
        if (rulesVersion > row.RulesVersion) await KeptRules.Keep(tx, id, rulesVersion, rules);
        tx.Record(new Event { Name = "change_programme", SubjectId = id, Changes = changes });
        return (await tx.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }))!.View();
    }, stop);

    private static CreateProgramme.Request Of(ProgrammeRow row) => new()
    {
        Code = row.Code, Name = row.Name, LegalBasis = row.LegalBasis, EnvelopeCents = row.EnvelopeCents, TaxBasis = row.TaxBasis, StartsOn = row.StartsOn, EndsOn = row.EndsOn,
        Rules = row.ReadRules(), PressTemplate = row.PressTemplate,
    };

    // A code that is another programme's leaves the row as it is.
    public const string UpdateSql = """
        update programme set code = @code, code_key = @codeKey, name = @name, legal_basis = @legalBasis, envelope_cents = @envelopeCents, tax_basis = @taxBasis, starts_on = @startsOn, ends_on = @endsOn,
          rules = @rules, rules_version = @rulesVersion, press_template = @pressTemplate, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id
          and not exists (select 1 from programme other where other.organisation_id = @organisationId and other.code_key = @codeKey and other.id <> @id)
        """;
}
