using System.Text.Json.Serialization;
using TabletLoans.Api;
using TabletLoans.Programmes;

namespace TabletLoans.Calls;

/// <summary>subscription: to a service, for so many months; bandwidth: of each class concerned; document: a piece to join.</summary>
internal sealed class PrerequisiteKinds : ICodes
{
    public const string Subscription = "subscription";
    public const string Bandwidth = "bandwidth";

    public static IReadOnlyList<string> All { get; } = [Subscription, Bandwidth, "document"];
}

/// <summary>What must be proved before an application is looked at.</summary>
internal sealed record Prerequisite
{
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    [OneOf<PrerequisiteKinds>] public required string Kind { get; init; }
    /// <summary>Of a subscription: for how long at least.</summary>
    [Between(1, 240)] public int? MinMonths { get; init; }
    /// <summary>Of a subscription: what it must conform to, such as SDET.</summary>
    [Text(50)] public string? Conformity { get; init; }
    /// <summary>Of a bandwidth: Mb/s in each class concerned.</summary>
    [Between(1, 100_000)] public int? MinMbps { get; init; }
    /// <summary>Of a subscription: products that satisfy it and are not subsidised.</summary>
    [Items(20)] public IReadOnlyList<string>? NotSubsidised { get; init; }
}

/// <summary>A set that an application may ask for.</summary>
internal sealed record EligibleItem
{
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>A strand of the programme, by code.</summary>
    [Text(50)] public string? Strand { get; init; }
    /// <summary>The prerequisite that the item itself satisfies: where its product is one that is not subsidised, its grant is zero.</summary>
    [Text(50)] public string? Prerequisite { get; init; }
}

/// <summary>What a funder gives of each euro.</summary>
internal sealed record FundingRate
{
    /// <summary>Of the strand's items only; of all items when absent.</summary>
    [Text(50)] public string? Strand { get; init; }
    [Text(50)] public required string Funder { get; init; }
    /// <summary>Percent, at most two decimals.</summary>
    [Between(0, 100)] public required decimal? Percent { get; init; }
}

/// <summary>What an application may ask for without going to arbitration.</summary>
internal sealed record Ceilings
{
    /// <summary>Cents, for schools of priority; itself still within.</summary>
    [Between(0, 1e13)] public required long? PriorityCents { get; init; }
    /// <summary>Cents, for the others; itself still within.</summary>
    [Between(0, 1e13)] public required long? StandardCents { get; init; }
}

/// <summary>
/// isolated: attached to no lycée; small: few divisions and few pupils; low_equipment: the lower its rate, the sooner; priority_network: REP or
/// REP+; social_index: the lower its IPS, the sooner.
/// </summary>
internal sealed class CriterionCodes : ICodes
{
    public const string Isolated = "isolated";
    public const string Small = "small";
    public const string LowEquipment = "low_equipment";
    public const string PriorityNetwork = "priority_network";
    public const string SocialIndex = "social_index";

    public static IReadOnlyList<string> All { get; } = [Isolated, Small, LowEquipment, PriorityNetwork, SocialIndex];

    /// <summary>Those that are true or false of a school, and so may make it one of priority.</summary>
    public static IReadOnlyList<string> YesOrNo { get; } = [Isolated, Small, PriorityNetwork];
}

/// <summary>A criterion of the ranking: the first decides, the next where it leaves a tie.</summary>
internal sealed record Criterion
{
    [OneOf<CriterionCodes>] public required string Code { get; init; }
    /// <summary>Of small.</summary>
    [Between(1, 1000)] public int? MaxDivisions { get; init; }
    /// <summary>Of small.</summary>
    [Between(1, 20_000)] public int? MaxPupils { get; init; }
}

/// <summary>The rules of a call: configuration, kept in every version.</summary>
internal sealed record CallRules
{
    [Items(20)] public IReadOnlyList<Prerequisite>? Prerequisites { get; init; }
    [Items(50)] public required IReadOnlyList<EligibleItem> Items { get; init; }
    /// <summary>The rates of a strand add up to 100 at most; what is left is the applicant's own share.</summary>
    [Items(50)] public required IReadOnlyList<FundingRate> Rates { get; init; }
    /// <summary>The funder who gets the odd cent of a split; the first of the rates when absent.</summary>
    [Text(50)] public string? OddCentTo { get; init; }
    public Ceilings? Ceilings { get; init; }
    /// <summary>The criteria, by code, of which one is enough for the ceiling of priority.</summary>
    [Items(5)] public IReadOnlyList<string>? PriorityWhen { get; init; }
    /// <summary>In their order: no weights. Equal in all of them: the lower social index (IPS) first, an unknown one last, then the UAI.</summary>
    [Items(5)] public IReadOnlyList<Criterion>? Criteria { get; init; }
    /// <summary>How this call defines the rate of equipment; the service computes (interactive screens + devices of mobile classes) ÷ divisions.</summary>
    [Text(500)] public string? EquipmentRateDefinition { get; init; }
    /// <summary>The kinds of school that may be equipped; all when absent.</summary>
    [Items(4)] public IReadOnlyList<string>? SchoolKinds { get; init; }
    [Items(2)] public IReadOnlyList<string>? Sectors { get; init; }
    /// <summary>Trainings without which an award cannot close; 0 when absent.</summary>
    [Between(0, 20)] public int? TrainingsPerAward { get; init; }
    /// <summary>Days that an applicant has to complete an incomplete application; 15 when absent.</summary>
    [Between(1, 365)] public int? CompletionDays { get; init; }

    public const int DefaultCompletionDays = 15;

    public IEnumerable<FundingRate> RatesOf(EligibleItem item) => Rates.Where(rate => rate.Strand is null || rate.Strand == item.Strand);

    [JsonIgnore] public string FunderOfOddCent => OddCentTo ?? Rates[0].Funder;

    public EligibleItem? Item(string code) => Items.FirstOrDefault(item => item.Code == code);

    public Criterion? Criterion(string code) => Criteria?.FirstOrDefault(criterion => criterion.Code == code);

    /// <summary>What the attributes cannot say: every name is a name of the programme or of the call, and shares add up.</summary>
    public IEnumerable<FieldError> Check(string pointer, ProgrammeRules programme)
    {
        var (funders, strands) = (programme.Funders.Select(funder => funder.Code).ToList(), (programme.Strands ?? []).Select(strand => strand.Code).ToList());
        if (Items.Count == 0) yield return new FieldError($"{pointer}/items", Errors.Missing);
        if (Rates.Count == 0) yield return new FieldError($"{pointer}/rates", Errors.Missing);
        foreach (var error in ProgrammeRules.OneOf($"{pointer}/schoolKinds", SchoolKinds, Schools.SchoolKinds.All)
            .Concat(ProgrammeRules.OneOf($"{pointer}/sectors", Sectors, Schools.Sectors.All))
            .Concat(ProgrammeRules.OneOf($"{pointer}/priorityWhen", PriorityWhen, CriterionCodes.YesOrNo))) yield return error;
        foreach (var (i, item) in Items.Index())
        {
            if (Items.Take(i).Any(before => before.Code == item.Code)) yield return new FieldError($"{pointer}/items/{i}/code", Errors.NotUnique);
            if (item.Strand is { } strand && !strands.Contains(strand)) yield return new FieldError($"{pointer}/items/{i}/strand", Errors.NotOneOf, ("values", strands));
            if (item.Prerequisite is { } code && Prerequisites?.Any(known => known.Code == code) != true) yield return new FieldError($"{pointer}/items/{i}/prerequisite", Errors.NotOneOf, ("values", (Prerequisites ?? []).Select(known => known.Code).ToList()));
            if (RatesOf(item).Sum(rate => rate.Percent) > 100) yield return new FieldError($"{pointer}/rates", CallErrors.RatesAboveAll, ("item", item.Name));
        }
        foreach (var (i, rate) in Rates.Index())
        {
            if (!funders.Contains(rate.Funder)) yield return new FieldError($"{pointer}/rates/{i}/funder", Errors.NotOneOf, ("values", funders));
            if (rate.Strand is { } strand && !strands.Contains(strand)) yield return new FieldError($"{pointer}/rates/{i}/strand", Errors.NotOneOf, ("values", strands));
            if (rate.Percent * 100 % 1 != 0) yield return new FieldError($"{pointer}/rates/{i}/percent", Errors.InvalidFormat, ("expected", "50, 33.33"));
        }
        if (PriorityWhen?.Contains(CriterionCodes.Small) == true && Criterion(CriterionCodes.Small) is null) yield return new FieldError($"{pointer}/criteria", Errors.Missing);
        if (OddCentTo is { } odd && Rates.All(rate => rate.Funder != odd)) yield return new FieldError($"{pointer}/oddCentTo", Errors.NotOneOf, ("values", Rates.Select(rate => rate.Funder).Distinct().ToList()));
        foreach (var (i, criterion) in (Criteria ?? []).Index())
        {
            if (Criteria!.Take(i).Any(before => before.Code == criterion.Code)) yield return new FieldError($"{pointer}/criteria/{i}/code", Errors.NotUnique);
            if (criterion.Code == CriterionCodes.Small && (criterion.MaxDivisions ?? criterion.MaxPupils) is null) yield return new FieldError($"{pointer}/criteria/{i}/maxDivisions", Errors.Missing);
        }
    }
}
