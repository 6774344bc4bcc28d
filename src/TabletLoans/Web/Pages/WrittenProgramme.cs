using TabletLoans.Api;
using TabletLoans.Programmes;

namespace TabletLoans.Web.Pages;

/// <summary>A programme as its form asks for it: its rules stand beside the rest.</summary>
internal sealed record WrittenProgramme
{
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    [Between(0, 1e15)] public required long? EnvelopeCents { get; init; }
    [OneOf<TaxBases>] public string? TaxBasis { get; init; }
    public required DateOnly? StartsOn { get; init; }
    public DateOnly? EndsOn { get; init; }
    [Text(500)] public string? LegalBasis { get; init; }
    [Items(20)] public required IReadOnlyList<Named> Funders { get; init; }
    [Items(50)] public IReadOnlyList<Named>? Strands { get; init; }
    [Items(6)] public IReadOnlyList<string>? Audiences { get; init; }
    [Items(4)] public IReadOnlyList<string>? SchoolKinds { get; init; }
    [Items(2)] public IReadOnlyList<string>? Sectors { get; init; }
    [Items(120)] public IReadOnlyList<string>? DepartementCodes { get; init; }
    public bool? OnlyPriorityNetwork { get; init; }
    public bool? OnlyPriorityDistrict { get; init; }

    /// <param name="standing">The programme that is changed: what the form does not ask for stays.</param>
    public CreateProgramme.Request ToRequest(Programme? standing = null) => new()
    {
        Code = Code, Name = Name, EnvelopeCents = EnvelopeCents, TaxBasis = TaxBasis, StartsOn = StartsOn, EndsOn = EndsOn, LegalBasis = LegalBasis, PressTemplate = standing?.PressTemplate,
        Rules = new ProgrammeRules
        {
            Funders = Funders, Strands = Strands, Audiences = Audiences, CountingRules = standing?.Rules.CountingRules,
            Territory = (SchoolKinds ?? Sectors ?? DepartementCodes) is null && (OnlyPriorityNetwork ?? OnlyPriorityDistrict) is null ? null : new Territory
            {
                SchoolKinds = SchoolKinds, Sectors = Sectors, DepartementCodes = DepartementCodes, PriorityNetwork = OnlyPriorityNetwork, PriorityDistrict = OnlyPriorityDistrict,
            },
        },
    };

    public static WrittenProgramme Of(Programme programme) => new()
    {
        Code = programme.Code, Name = programme.Name, EnvelopeCents = programme.EnvelopeCents, TaxBasis = programme.TaxBasis, StartsOn = programme.StartsOn, EndsOn = programme.EndsOn, LegalBasis = programme.LegalBasis,
        Funders = programme.Rules.Funders, Strands = programme.Rules.Strands, Audiences = programme.Rules.Audiences, SchoolKinds = programme.Rules.Territory?.SchoolKinds, Sectors = programme.Rules.Territory?.Sectors,
        DepartementCodes = programme.Rules.Territory?.DepartementCodes, OnlyPriorityNetwork = programme.Rules.Territory?.PriorityNetwork, OnlyPriorityDistrict = programme.Rules.Territory?.PriorityDistrict,
    };

    public static FormFields Form(Visit visit) => FormFields.Of<WrittenProgramme>()
        .Choose("audiences", Choices.Codes<Borrowers.BorrowerKinds>(visit))
        .Choose("schoolKinds", Choices.Codes<Schools.SchoolKinds>(visit))
        .Choose("sectors", Choices.Codes<Schools.Sectors>(visit))
        .Short("departementCodes")
        .Named("code", ("Code", "Code"), ("Court et unique, comme TNE-38-2025.", "Short and unique, such as TNE-38-2025."));
}
