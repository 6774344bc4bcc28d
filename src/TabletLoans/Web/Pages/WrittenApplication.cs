using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>An application as its form asks for it: schools by their UAI, one thing after the other.</summary>
internal sealed record WrittenApplication
{
    public required Guid? CallId { get; init; }
    [OneOf<ApplicantKinds>] public required string ApplicantKind { get; init; }
    [Text(200)] public string? ApplicantName { get; init; }
    [Text(20)] public string? ApplicantSiret { get; init; }
    [Text(100)] public string? Reference { get; init; }
    [Items(500)] public IReadOnlyList<WrittenSchool>? SchoolsAsked { get; init; }
    [Items(100)] public IReadOnlyList<AskedItem>? Wanted { get; init; }
    [Items(1000)] public IReadOnlyList<ClassAccess>? ClassAccess { get; init; }
    [Items(20)] public IReadOnlyList<Evidence>? Evidence { get; init; }
    [Text(8000, Lines = true)] public string? PedagogicalText { get; init; }
    [Items(20)] public IReadOnlyList<string>? TrainingThemes { get; init; }
    [Items(20)] public IReadOnlyList<string>? ParentalityActions { get; init; }
    [Between(0, 1e15)] public long? RequestedCents { get; init; }

    internal sealed record WrittenSchool
    {
        [Text(20)] public required string Uai { get; init; }
        [Between(0, 1000)] public int? Classes { get; init; }
        public bool? AttachedToLycee { get; init; }
        [Between(0, 1000)] public int? Divisions { get; init; }
        [Between(0, 20_000)] public int? Pupils { get; init; }
        [Between(0, 10_000)] public int? InteractiveScreens { get; init; }
        [Between(0, 100_000)] public int? MobileClassDevices { get; init; }
    }

    /// <summary>What the use case says of the content, told beside the fields.</summary>
    public static readonly (string, string)[] Levels = [("/content/schools", "/schoolsAsked"), ("/schoolId", "/uai"), ("/content/items", "/wanted"), ("/content/classes", "/classAccess"), ("/content", "")];

    public async Task<Outcome<FileApplication.Request>> ToRequest(Db db, CancellationToken stop)
    {
        var (schools, errors) = (new List<SchoolOfApplication>(), new List<FieldError>());
        foreach (var (i, written) in (SchoolsAsked ?? []).Index())
        {
            if ((await ListSchools.Run(db, new ListSchools.Filter { Uai = written.Uai, Limit = 1 }, stop)).Value?.Items is not [var school, ..]) errors.Add(new FieldError($"/schoolsAsked/{i}/uai", Errors.UnknownReference));
            else schools.Add(new SchoolOfApplication { SchoolId = school.Id, Classes = written.Classes, AttachedToLycee = written.AttachedToLycee, Divisions = written.Divisions, Pupils = written.Pupils, InteractiveScreens = written.InteractiveScreens, MobileClassDevices = written.MobileClassDevices });
        }
        if (errors.Count > 0) return Refusal.Invalid(errors);
        return new FileApplication.Request
        {
            CallId = CallId, ApplicantKind = ApplicantKind, ApplicantName = ApplicantName, ApplicantSiret = ApplicantSiret, Reference = Reference, RequestedCents = RequestedCents,
            Content = new ApplicationContent
            {
                Schools = schools, Items = Wanted, Classes = ClassAccess, PedagogicalText = PedagogicalText, TrainingThemes = TrainingThemes, ParentalityActions = ParentalityActions,
                // The form names each prerequisite: named alone, nothing was said of it.
                Evidence = Evidence?.Where(one => one != new Evidence { Prerequisite = one.Prerequisite }).ToList() is { Count: > 0 } said ? said : null,
            },
        };
    }

    public static WrittenApplication Of(Application application, IReadOnlyList<School> schools) => new()
    {
        CallId = application.CallId, ApplicantKind = application.ApplicantKind, ApplicantName = application.ApplicantName, ApplicantSiret = application.ApplicantSiret, Reference = application.Reference,
        SchoolsAsked = [.. (application.Content.Schools ?? []).Select(school => new WrittenSchool
        {
            Uai = schools.FirstOrDefault(known => known.Id == school.SchoolId)?.Uai ?? "", Classes = school.Classes, AttachedToLycee = school.AttachedToLycee, Divisions = school.Divisions, Pupils = school.Pupils,
            InteractiveScreens = school.InteractiveScreens, MobileClassDevices = school.MobileClassDevices,
        })],
        Wanted = application.Content.Items, ClassAccess = application.Content.Classes, Evidence = application.Content.Evidence, PedagogicalText = application.Content.PedagogicalText,
        TrainingThemes = application.Content.TrainingThemes, ParentalityActions = application.Content.ParentalityActions,
    };

    /// <summary>Asks for what the call looks at, and by the names that it gives.</summary>
    public static async Task<FormFields> Form(Turn turn, Call call)
    {
        IReadOnlyList<Option> yesOrNo = [new("true", turn.In(("Oui", "Yes"))), new("false", turn.In(("Non", "No")))];
        var (rules, schools) = (call.Rules, await SchoolChoice.ByUai(turn.Db, turn.Stop));
        var form = FormFields.Of<WrittenApplication>().Fixed("callId", call.Id.ToString("D"))
            .ChooseIn("schoolsAsked", "attachedToLycee", yesOrNo).ChooseIn("evidence", "conforms", yesOrNo)
            .ChooseIn("wanted", "item", [.. rules.Items.Select(item => new Option(item.Code, item.Name))])
            .ChooseIn("evidence", "prerequisite", [.. Proved(rules).Select(one => new Option(one.Code, one.Name))])
            .WithEmptyRows("schoolsAsked", 1).WithEmptyRows("evidence", 1).WithEmptyRows("classAccess", 4).Short("trainingThemes", "parentalityActions");
        if (schools.Count > 0) form = form.ChooseIn("schoolsAsked", "uai", schools).With("schoolsAsked", field => field with { Parts = [.. field.Parts.Select(part => part.Member == "uai" ? part with { Label = ("Établissement", "School"), Help = null } : part)] });
        if (!Proved(rules).Any()) form = form.Without("evidence");
        return (rules.Prerequisites ?? []).Any(one => one.Kind == PrerequisiteKinds.Bandwidth) ? form : form.Without("classAccess");
    }

    /// <summary>What is proved by a piece; a bandwidth is told class by class.</summary>
    public static IEnumerable<Prerequisite> Proved(CallRules rules) => (rules.Prerequisites ?? []).Where(one => one.Kind != PrerequisiteKinds.Bandwidth);
}
