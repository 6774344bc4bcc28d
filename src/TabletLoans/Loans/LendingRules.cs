using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>The rule of a kind of loan: when it is due, and how many main devices a borrower may have.</summary>
internal sealed record LendingRule
{
    [OneOf<LoanKinds>] public required string LoanKind { get; init; }
    /// <summary>school_year_end, cycle_end (CM2 or 3e), days, or open (until the schooling, the post or the placement ends).</summary>
    [OneOf<DueKinds>] public required string Due { get; init; }
    /// <summary>Days after the hand-over, where due is days.</summary>
    [Between(1, 3660)] public int? Days { get; init; }
    /// <summary>Open main devices (tablets and computers) per borrower.</summary>
    [Between(1, 100)] public required int MaxMainDevices { get; init; }
    /// <summary>0 while the rule is the service's default.</summary>
    public long Version { get; init; }

    public const string SelectSql = "select r.loan_kind, r.due, r.days, r.max_main_devices, r.version from lending_rule r where r.organisation_id = @organisationId";

    /// <summary>What holds until the organisation sets its own.</summary>
    public static LendingRule Default(string kind) => kind switch
    {
        "short" => new() { LoanKind = kind, Due = "days", Days = 14, MaxMainDevices = 1 },
        "spare" => new() { LoanKind = kind, Due = "days", Days = 30, MaxMainDevices = 2 },
        "teacher" or "foster_care" or "support" => new() { LoanKind = kind, Due = "open", MaxMainDevices = 1 },
        _ => new() { LoanKind = kind, Due = "school_year_end", MaxMainDevices = 1 },
    };
}

internal static class ListLendingRules
{
    public static void Map(RouteGroupBuilder rules) => rules.MapGet("", Handle).Does(nameof(ListLendingRules), Permission.ReadLoans);

    /// <summary>Lists the lending rule of each kind of loan.</summary>
    internal static async Task<Lists<LendingRule>> Handle(Db db, CancellationToken stop) => (Outcome<Page<LendingRule>>)new Page<LendingRule> { Items = await Run(db, stop) };

    public static async Task<IReadOnlyList<LendingRule>> Run(Db db, CancellationToken stop)
    {
        var own = await db.List<LendingRule>(LendingRule.SelectSql, null, stop);
        return [.. LoanKinds.All.Select(kind => own.FirstOrDefault(rule => rule.LoanKind == kind) ?? LendingRule.Default(kind))];
    }
}

/// <summary>Sets the lending rule of a kind of loan. Running loans keep the rule they were made under.</summary>
internal static class SetLendingRule
{
    public static void Map(RouteGroupBuilder rules) => rules.MapPut("{kind}", Handle).Does(nameof(SetLendingRule), Permission.ManageSettings).HonoursIfMatch();

    internal sealed record Request
    {
        [OneOf<DueKinds>] public required string Due { get; init; }
        [Between(1, 3660)] public int? Days { get; init; }
        [Between(1, 100)] public required int? MaxMainDevices { get; init; }
    }

    /// <summary>Sets the lending rule of a kind of loan; loans already running do not change.</summary>
    internal static async Task<Returns<LendingRule>> Handle(string kind, Request request, Db db, HttpContext context, CancellationToken stop) =>
        await Run(db, kind, request, IfMatch.Optional(context), stop);

    public static async Task<Outcome<LendingRule>> Run(Db db, string kind, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        if (!LoanKinds.All.Contains(kind)) return Errors.NotFound.Refuse();
        if (request.Due == "days" && request.Days is null) return Refusal.Invalid("/days", Errors.Missing);
        return await db.Write<LendingRule>(async tx =>
        {
            var before = await tx.One<LendingRule>($"{LendingRule.SelectSql} and r.loan_kind = @kind", new { kind }) ?? LendingRule.Default(kind);
            if (ifMatch.Refuse(before.Version) is { } stale) return stale;
            await tx.Execute(SetSql, new { kind, request.Due, days = request.Due == "days" ? request.Days : null, request.MaxMainDevices, now = tx.Now });
            var after = (await tx.One<LendingRule>($"{LendingRule.SelectSql} and r.loan_kind = @kind", new { kind }))!;
            tx.Record(new Event { Name = "set_lending_rule", Changes = MergePatch.Changes(before, after) });
            return after;
        }, stop);
    }

    public const string SetSql = """
        insert into lending_rule (organisation_id, loan_kind, due, days, max_main_devices, updated_at, version)
        values (@organisationId, @kind, @due, @days, @maxMainDevices, @now, 1)
        on conflict (organisation_id, loan_kind) do update
        set due = excluded.due, days = excluded.days, max_main_devices = excluded.max_main_devices, updated_at = excluded.updated_at,
          version = lending_rule.version + 1
        """;
}
