using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Incidents;
using TabletLoans.Loans;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The rules that the organisation sets: when loans are due, dated thresholds, voted scales of recovery.</summary>
internal static class RulePages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("lending-rules", Permission.ReadLoans, Rules);
        organisation.Shows("lending-rules/{kind}", Permission.ManageSettings, AskRule);
        organisation.Takes("lending-rules/{kind}", Permission.ManageSettings, SetRule);
        organisation.Shows("thresholds", Permission.ReadFleet, Thresholds);
        organisation.Shows("thresholds/add", Permission.ManageSettings, () => Show.Page<AddThresholdPage>(Fields.None));
        organisation.Takes("thresholds/add", Permission.ManageSettings, Add);
        organisation.Shows("recovery-scales", Permission.ReadLoans, Scales);
        organisation.Shows("recovery-scales/adopt", Permission.ManageSettings, () => Show.Page<AdoptScalePage>(Fields.None));
        organisation.Takes("recovery-scales/adopt", Permission.ManageSettings, Adopt);
        organisation.Shows("recovery-scales/{id:guid}", Permission.ReadLoans, ReadScale);
    }

    private static async Task<IResult> Rules(Db db, CancellationToken stop) => Show.Page<LendingRulesPage>(await ListLendingRules.Run(db, stop));

    internal sealed record RuleOfKind(string Kind, Fields Fields);

    private static async Task<IResult> AskRule(string kind, Db db, CancellationToken stop) => (await ListLendingRules.Run(db, stop)).FirstOrDefault(rule => rule.LoanKind == kind) is { } rule
        ? Show.Page<LendingRulePage>(new RuleOfKind(kind, Fields.Of(("due", rule.Due), ("days", $"{rule.Days}"), ("maxMainDevices", $"{rule.MaxMainDevices}"), ("version", $"{rule.Version}"))))
        : Show.NotFound();

    private static async Task<IResult> SetRule(string kind, Form<SetLendingRule.Request> form, Form<SettingPages.Seen> seen, Visit visit, Db db, CancellationToken stop)
    {
        if (!LoanKinds.All.Contains(kind)) return Show.NotFound();
        var outcome = await form.Run(request => SetLendingRule.Run(db, kind, request, new IfMatch(seen.Value.Version), stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<LendingRulePage>(new RuleOfKind(kind, form.Again(refusal, visit)), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To("lending-rules"), Notice.Done(((Text)("La règle est changée. Les prêts en cours gardent la leur.", "The rule is changed. Running loans keep theirs.")).In(visit.Culture)));
    }

    private static Task<IResult> Thresholds(Query<ListThresholds.Filter> query, Db db, Caller caller, CancellationToken stop) =>
        query.Show<ThresholdsPage, Threshold>(filter => ListThresholds.Run(db, caller, filter, stop));

    /// <summary>A threshold as it is typed: sums in euros.</summary>
    internal sealed record TypedThreshold
    {
        [OneOf<ThresholdCodes>] public required string Code { get; init; }
        public required DateOnly? AppliesFrom { get; init; }
        [Between(0, 1e9)] public required decimal? Value { get; init; }
        [Text(300)] public required string Source { get; init; }
    }

    private static async Task<IResult> Add(Form<TypedThreshold> form, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var outcome = await form.Run(typed => AddThreshold.Run(db, caller, new AddThreshold.Request
        {
            Code = typed.Code, AppliesFrom = typed.AppliesFrom, Source = typed.Source,
            Value = (long)decimal.Round(ThresholdCodes.Of(typed.Code).Unit == "cents" ? typed.Value!.Value * 100 : typed.Value!.Value),
        }, stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<AddThresholdPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To("thresholds"), Notice.Done(((Text)("Le seuil est daté. Ceux d'avant restent pour les jours d'avant.", "The threshold is dated. Those before it stay for the days before.")).In(visit.Culture)));
    }

    private static Task<IResult> Scales(Query<PageRequest> query, Db db, CancellationToken stop) => query.Show<RecoveryScalesPage, RecoveryScale>(filter => ListRecoveryScales.Run(db, filter, stop));

    private static async Task<IResult> ReadScale(Guid id, Db db, CancellationToken stop) =>
        await db.One<RecoveryScaleRow>(RecoveryScaleRow.ByIdSql, new { id }, stop) is { } row ? Show.Page<RecoveryScalePage>(row.View()) : Show.NotFound();

    /// <summary>A scale as it is typed; of each kind of damage a sum or a part of the price, in fields named after it.</summary>
    internal sealed record TypedScale
    {
        public required DateOnly? AppliesFrom { get; init; }
        [Text(100)] public required string DeliberationReference { get; init; }
        [Between(0, 100)] public required decimal? WearPercentPerYear { get; init; }
        [Between(1, 30)] public required int? DepreciationYears { get; init; }
    }

    private static async Task<IResult> Adopt(Form<TypedScale> form, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(typed => AdoptRecoveryScale.Run(db, new AdoptRecoveryScale.Request
        {
            AppliesFrom = typed.AppliesFrom, DeliberationReference = typed.DeliberationReference, WearPercentPerYear = typed.WearPercentPerYear, DepreciationYears = typed.DepreciationYears,
            Items = [.. RecoveryKinds.All.Select(kind => Item(kind, form.Typed)).OfType<RecoveryScaleItem>()],
        }, stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<AdoptScalePage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To("recovery-scales"), Notice.Done(((Text)("Le barème est enregistré.", "The scale is recorded.")).In(visit.Culture)));
    }

    /// <summary>Null where nothing was typed for the kind; what cannot be read is refused as neither a sum nor a part.</summary>
    private static RecoveryScaleItem? Item(string kind, IReadOnlyDictionary<string, string> typed)
    {
        var (amount, percent) = (typed.GetValueOrDefault($"amount-{kind}", "").Trim(), typed.GetValueOrDefault($"percent-{kind}", "").Trim());
        if (amount.Length + percent.Length == 0) return null;
        var read = amount.Length > 0 ? Typed.Decimal(amount) : null;
        return new RecoveryScaleItem { Kind = kind, AmountCents = read is { } euros and >= 0 ? (long)decimal.Round(euros * 100) : null, PercentOfPrice = percent.Length > 0 && Typed.Decimal(percent) is { } part and >= 0 and <= 100 ? part : null };
    }
}
