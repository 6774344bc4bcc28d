using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>Changes a call (JSON Merge Patch). Once an application is filed its rules stand: everybody is judged by the rules they read.</summary>
internal static class ChangeCall
{
    public static void Map(RouteGroupBuilder calls) => calls.MapPatch("{id:guid}", Handle).Does(nameof(ChangeCall), Permission.ManageProgrammes).TakesPatchOf<Change>();

    /// <summary>What may be changed.</summary>
    internal sealed record Change
    {
        [Text(200)] public required string Name { get; init; }
        public required DateOnly? OpensOn { get; init; }
        /// <summary>May be put off at any time.</summary>
        public required DateOnly? ClosesOn { get; init; }
        [OneOf<Filings>] public required string Filings { get; init; }
        public required CallRules? Rules { get; init; }
    }

    /// <summary>Changes a call: send only the members that change, lists as a whole, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Call>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Call>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static Task<Outcome<Call>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop) => db.Write<Call>(async tx =>
    {
        if (await tx.One<Guid?>($"{CallRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var row = (await tx.One<CallRow>(CallRow.ByIdSql, new { id }))!;
        if (ifMatch.Refuse(row.Version) is { } stale) return stale;
        var before = new Change { Name = row.Name, OpensOn = row.OpensOn, ClosesOn = row.ClosesOn, Filings = row.Filings, Rules = row.ReadRules() };
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        var after = merged.Value!;
        var asked = new AnnounceCall.Request { ProgrammeId = row.ProgrammeId, Code = row.Code, Name = after.Name, Kind = row.Kind, OpensOn = after.OpensOn, ClosesOn = after.ClosesOn, Rules = after.Rules };
        if (AnnounceCall.Check(asked, row.ReadProgrammeRules()) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        if (MergePatch.Changes(before, after) is not { } changes) return row.View(db);
        var rules = KeptRules.Text(after.Rules!);
        var newRules = rules != KeptRules.Text(before.Rules!);
        if (newRules && await tx.One<int>(FiledSql, new { id }) is > 0 and var filed) return CallErrors.RulesStand.Refuse(("code", row.Code), ("applications", filed));
        var rulesVersion = row.RulesVersion + (newRules ? 1 : 0);
        await tx.Execute(UpdateSql, new { id, name = after.Name.Trim(), after.OpensOn, after.ClosesOn, after.Filings, rules, rulesVersion, now = tx.Now });
        if (newRules) await KeptRules.Keep(tx, id, rulesVersion, rules);
        tx.Record(new Event { Name = "change_call", SubjectId = id, Changes = changes });
        return (await tx.One<CallRow>(CallRow.ByIdSql, new { id }))!.View(db);
    }, stop);

    public const string FiledSql = "select count(*) from application a where a.organisation_id = @organisationId and a.call_id = @id and a.filed_at is not null";

    public const string UpdateSql = """
        update funding_call set name = @name, opens_on = @opensOn, closes_on = @closesOn, filings = @filings, rules = @rules, rules_version = @rulesVersion, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id
        """;
}
