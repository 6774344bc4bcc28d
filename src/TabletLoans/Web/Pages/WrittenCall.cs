using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;

namespace TabletLoans.Web.Pages;

/// <summary>The rules of a call as a form asks for them, one after the other.</summary>
internal record WrittenRules
{
    [Items(20)] public IReadOnlyList<Prerequisite>? Prerequisites { get; init; }
    [Items(50)] public required IReadOnlyList<EligibleItem> Sets { get; init; }
    [Items(50)] public required IReadOnlyList<FundingRate> Rates { get; init; }
    [Text(50)] public string? OddCentTo { get; init; }
    [Between(0, 1e13)] public long? PriorityCeilingCents { get; init; }
    [Between(0, 1e13)] public long? StandardCeilingCents { get; init; }
    [Items(5)] public IReadOnlyList<string>? PriorityWhen { get; init; }
    [Items(5)] public IReadOnlyList<Criterion>? Criteria { get; init; }
    [Text(500)] public string? EquipmentRateDefinition { get; init; }
    [Items(4)] public IReadOnlyList<string>? SchoolKinds { get; init; }
    [Items(2)] public IReadOnlyList<string>? Sectors { get; init; }
    [Between(0, 20)] public int? TrainingsPerAward { get; init; }
    [Between(1, 365)] public int? CompletionDays { get; init; }

    /// <summary>What the use case says of the rules, told beside the fields.</summary>
    public static readonly (string, string)[] Levels = [("/rules/items", "/sets"), ("/rules", "")];

    /// <summary>One ceiling alone says nothing of the others.</summary>
    public Refusal? Refuse() => (PriorityCeilingCents, StandardCeilingCents) switch
    {
        (null, not null) => Refusal.Invalid("/priorityCeilingCents", Errors.Missing),
        (not null, null) => Refusal.Invalid("/standardCeilingCents", Errors.Missing),
        _ => null,
    };

    public CallRules ToRules() => new()
    {
        Prerequisites = Prerequisites, Items = Sets, Rates = Rates, OddCentTo = OddCentTo, PriorityWhen = PriorityWhen, Criteria = Criteria, EquipmentRateDefinition = EquipmentRateDefinition,
        SchoolKinds = SchoolKinds, Sectors = Sectors, TrainingsPerAward = TrainingsPerAward, CompletionDays = CompletionDays,
        Ceilings = PriorityCeilingCents is null ? null : new Ceilings { PriorityCents = PriorityCeilingCents, StandardCents = StandardCeilingCents },
    };

    public static WrittenRules Of(CallRules rules) => new()
    {
        Prerequisites = rules.Prerequisites, Sets = rules.Items, Rates = rules.Rates, OddCentTo = rules.OddCentTo, PriorityCeilingCents = rules.Ceilings?.PriorityCents, StandardCeilingCents = rules.Ceilings?.StandardCents,
        PriorityWhen = rules.PriorityWhen, Criteria = rules.Criteria, EquipmentRateDefinition = rules.EquipmentRateDefinition, SchoolKinds = rules.SchoolKinds, Sectors = rules.Sectors,
        TrainingsPerAward = rules.TrainingsPerAward, CompletionDays = rules.CompletionDays,
    };

    /// <summary>Funders and strands are chosen among those of the programme.</summary>
    public static FormFields Fitted(FormFields form, Visit visit, ProgrammeRules? programme)
    {
        form = form.Choose("priorityWhen", Choices.Codes<CriterionCodes>(visit, CriterionCodes.YesOrNo)).Choose("schoolKinds", Choices.Codes<Schools.SchoolKinds>(visit)).Choose("sectors", Choices.Codes<Schools.Sectors>(visit));
        if (programme is null) return form;
        IReadOnlyList<Option> funders = [.. programme.Funders.Select(funder => new Option(funder.Code, funder.Name))];
        IReadOnlyList<Option> strands = [.. (programme.Strands ?? []).Select(strand => new Option(strand.Code, strand.Name))];
        return form.ChooseIn("rates", "funder", funders).Choose("oddCentTo", funders).ChooseIn("rates", "strand", strands).ChooseIn("sets", "strand", strands);
    }
}

/// <summary>A call as its form asks for it.</summary>
internal sealed record WrittenCall : WrittenRules
{
    public required Guid? ProgrammeId { get; init; }
    [Text(30)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    [OneOf<CallKinds>] public required string Kind { get; init; }
    [Between(1, 100)] public int? Wave { get; init; }
    public required DateOnly? OpensOn { get; init; }
    public required DateOnly? ClosesOn { get; init; }
    [OneOf<Filings>] public string? Filings { get; init; }

    public AnnounceCall.Request ToRequest() => new()
    {
        ProgrammeId = ProgrammeId, Code = Code, Name = Name, Kind = Kind, Wave = Wave, OpensOn = OpensOn, ClosesOn = ClosesOn, Filings = Filings, Rules = ToRules(),
    };
}
