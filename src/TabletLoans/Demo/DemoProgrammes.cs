using TabletLoans.Access;
using TabletLoans.Calls;
using TabletLoans.Devices;
using TabletLoans.Needs;
using TabletLoans.Programmes;
using TabletLoans.Schools;
using TabletLoans.Storage;
using TabletLoans.Trainings;

namespace TabletLoans.Demo;

/// <summary>The founding plan with its money to the cent, and a call for interest that has closed: its applications wait to be ranked.</summary>
internal sealed class DemoProgrammes(DemoLedger ledger, DemoCalendar calendar, DemoStaff staff)
{
    public const string CallCode = "TNE-38";

    private const string Tne = "Territoires numériques éducatifs";
    private const string Anct = "anct";
    private const long CollegesCents = 22_380_000;
    private const long EcolesCents = 20_090_000;
    private const long CallCents = 12_000_000;

    private readonly Guid _by = staff.Doing(Permission.ManageProgrammes);
    private readonly DateTimeOffset _planned = calendar.Ago(350);
    private readonly DateTimeOffset _counted = calendar.Ago(345);
    private readonly DateTimeOffset _trained = calendar.Ago(280);
    private readonly DateTimeOffset _called = calendar.Ago(75);
    private readonly DateTimeOffset _filed = calendar.Ago(20);
    private readonly (Guid Plan, Guid Tne, Guid Anct, Guid Departement, Guid TneShare, Guid Call) _ids = (Id.New(), Id.New(), Id.New(), Id.New(), Id.New(), Id.New());

    /// <summary>What pays the tablets of the collèges, and of the écoles.</summary>
    public (Guid Colleges, Guid Ecoles) Lines { get; } = (Id.New(), Id.New());

    private List<(Guid Id, School School, ApplicationContent Content, string State)> Applications { get; } = [];

    // The census that the plan began with, and what came with its tablets.
    private IReadOnlyList<School> Counted { get; } = [.. ledger.Schools.Take(24)];

    private static readonly IReadOnlyList<(string Operator, string Theme, string Audience, int Minutes, int Headcount)> Trainings =
    [
        ("DSDEN de l'Isère", "Prise en main des tablettes en classe", "teachers", 180, 64), ("DSDEN de l'Isère", "Différencier avec une classe mobile", "teachers", 180, 41), ("Ligue de l'enseignement", "La tablette à la maison", "parents", 90, 118),
    ];

    public void Tell()
    {
        Told(_planned, "create_programme", _ids.Plan);
        Told(_planned, "open_envelope", _ids.Plan);
        Told(_planned, "commit_funding", _ids.Plan);
        Told(_planned, "commit_funding", _ids.Plan);
        foreach (var school in Counted) Told(_counted, "count_needs", school.Id);
        foreach (var _ in Trainings) Told(_trained, "record_training", _ids.Plan);
        Told(_called, "create_programme", _ids.Tne);
        Told(_called, "open_envelope", _ids.Tne);
        Told(_called, "open_envelope", _ids.Tne);
        Told(_called, "announce_call", _ids.Call);
        var examined = calendar.Ago(6);
        foreach (var (i, school) in ledger.Schools.Where(school => school.Kind == "college").Take(12).Index())
        {
            // The last two are still to be examined: one lacks bandwidth in a class.
            var (id, state) = (Id.New(), i < 10 ? ApplicationLifecycle.Eligible : ApplicationLifecycle.Submitted);
            Applications.Add((id, school, Content(school, i), state.Code));
            ledger.Record(_filed.AddMinutes(i * 35), _by, new Event { Name = "submit_application", SubjectId = id, ToState = ApplicationLifecycle.Submitted.Code });
            if (state == ApplicationLifecycle.Eligible) ledger.Record(examined.AddMinutes(i * 10), _by, new Event { Name = "find_eligible_application", SubjectId = id, FromState = ApplicationLifecycle.Submitted.Code, ToState = state.Code });
        }
    }

    public async Task Write(Writes writes, Scope scope)
    {
        var (planned, called, filed) = (new Tx(writes, scope, _planned), new Tx(writes, scope, _called), new Tx(writes, scope, _filed));
        await Programme(planned, _ids.Plan, DemoPurchases.Programme, "Plan d'équipement numérique scolaire départemental", "Crédits de l'ANCT, politique de la ville", CollegesCents + EcolesCents, PlanRules);
        await Envelope(planned, _ids.Anct, _ids.Plan, Anct, CollegesCents + EcolesCents);
        await Line(planned, Lines.Colleges, "colleges", "QPV-COLLEGES", "Tablettes des collèges des quartiers politique de la ville", CollegesCents);
        await Line(planned, Lines.Ecoles, "ecoles", "QPV-ECOLES", "Tablettes des écoles des quartiers politique de la ville", EcolesCents);
        var (counted, trained) = (new Tx(writes, scope, _counted), new Tx(writes, scope, _trained));
        foreach (var (i, school) in Counted.Index())
            await counted.Execute(CountNeeds.InsertSql, new { id = Id.New(), programmeId = (Guid?)_ids.Plan, schoolId = (Guid?)school.Id, audience = "pupil", need = i % 3 == 2 ? "shared_device" : "no_device", persons = (int?)(6 + i * 7 % 31), countedOn = calendar.Day(_counted), countedBy = "Équipes de la DSDEN", now = _counted });
        foreach (var session in Trainings)
            await trained.Execute(RecordTraining.InsertSql, new { id = Id.New(), programmeId = (Guid?)_ids.Plan, applicationId = (Guid?)null, schoolId = (Guid?)null, @operator = session.Operator, theme = session.Theme, audience = session.Audience, heldOn = (DateOnly?)calendar.Day(_trained), minutes = (int?)session.Minutes, headcount = (int?)session.Headcount, now = _trained });
        await Programme(called, _ids.Tne, "TNE Isère", Tne, "Convention SGPI – Banque des Territoires", 2 * CallCents, TneRules);
        await Envelope(called, _ids.Departement, _ids.Tne, "departement", CallCents);
        await Envelope(called, _ids.TneShare, _ids.Tne, "tne", CallCents);
        await called.Execute(AnnounceCall.InsertSql, new
        {
            id = _ids.Call, programmeId = _ids.Tne, code = CallCode, codeKey = DeviceModel.Key(CallCode), name = "Appel à manifestation d'intérêt, collèges", kind = "call_for_interest", wave = 1,
            opensOn = calendar.Day(_called), closesOn = calendar.Day(calendar.Ago(10)), filings = "all", rules = KeptRules.Text(CallRules), now = _called,
        });
        await KeptRules.Keep(called, _ids.Call, 1, KeptRules.Text(CallRules));
        foreach (var (i, (id, school, content, state)) in Applications.Index())
        {
            var requested = Subsidy.Of(CallRules, content).Sum(line => line.AmountCents);
            await filed.Execute(FileApplication.InsertSql, new
            {
                id, callId = _ids.Call, number = $"{CallCode}-{i + 1:0000}", applicantKind = ApplicantKinds.School, applicantName = school.Name, applicantSiret = (string?)null, reference = (string?)null, school.DepartementCode,
                state, content = KeptRules.Text(content), classes = content.ClassCount, totalCents = content.TotalCents, requestedCents = requested, rulesVersion = 1, filedAt = (DateTimeOffset?)_filed.AddMinutes(i * 35), now = _filed,
            });
            await filed.Execute(FileApplication.InsertSchoolSql, new { id, schoolId = school.Id });
        }
        await filed.Execute(AssetTags.TakeSql, new { name = $"application_{_ids.Call:N}", count = Applications.Count });
    }

    private void Told(DateTimeOffset at, string name, Guid subject) => ledger.Record(at, _by, new Event { Name = name, SubjectId = subject });

    private static async Task Programme(Tx tx, Guid id, string code, string name, string legalBasis, long envelopeCents, ProgrammeRules rules)
    {
        await tx.Execute(CreateProgramme.InsertSql, new
        {
            id, code, codeKey = DeviceModel.Key(code), name, legalBasis, envelopeCents, taxBasis = "unstated", startsOn = DateOnly.FromDateTime(tx.Now.UtcDateTime), endsOn = (DateOnly?)null, rules = KeptRules.Text(rules),
            pressTemplate = (string?)null, now = tx.Now,
        });
        await KeptRules.Keep(tx, id, 1, KeptRules.Text(rules));
    }

    private static Task<int> Envelope(Tx tx, Guid id, Guid programmeId, string funder, long amountCents) =>
        tx.Execute(OpenEnvelope.InsertSql, new { id, programmeId, wave = 1, funder, amountCents, reference = (string?)null, now = tx.Now });

    private async Task Line(Tx tx, Guid id, string strand, string code, string name, long amountCents)
    {
        await tx.Execute(CommitFunding.InsertSql, new
        {
            id, programmeId = _ids.Plan, applicationId = (Guid?)null, strand, code, codeKey = DeviceModel.Key(code), name, amountCents, reference = (string?)null, committedOn = calendar.Day(_planned), now = tx.Now,
        });
        await tx.Execute(CommitFunding.InsertShareSql, new { id, envelopeId = _ids.Anct, amountCents });
        await EnvelopeRow.Commit(tx, _ids.Anct, amountCents);
    }

    /// <summary>Different enough to show every case: isolated or not, small or not, a tie, two above their ceiling, a class without the bandwidth.</summary>
    private static ApplicationContent Content(School school, int i) => new()
    {
        Schools = [new SchoolOfApplication { SchoolId = school.Id, Classes = 4 + i % 5, AttachedToLycee = i % 3 == 0, Divisions = i % 4 == 1 ? 22 : 12 + i % 3, Pupils = i % 4 == 1 ? 610 : 320 + i * 9, InteractiveScreens = 2 + i % 4, MobileClassDevices = (i % 5) * 12 }],
        Classes = [.. Enumerable.Range(1, 4 + i % 5).Select(n => new ClassAccess { Name = $"{6 - (n - 1) % 4}e {(char)('A' + n / 5)}", Mbps = i == 11 && n == 2 ? 12 : 30 + n * 10 })],
        Items =
        [
            new AskedItem { Item = "mobile_class", Quantity = 1 + i % 3 + (i is 1 or 9 ? 3 : 0), UnitPriceCents = 1_089_950 },
            new AskedItem { Item = "vpi", Quantity = 2 + (i % 4 == 3 ? 9 : i % 4), UnitPriceCents = 284_950 },
            new AskedItem { Item = "ent", Quantity = 3, UnitPriceCents = 95_000 },
        ],
        PedagogicalText = "Langages, méthodes et outils pour apprendre : produire, publier et argumenter avec des supports numériques dans toutes les disciplines.",
        TrainingThemes = ["Classe mobile : différencier et évaluer", "Éducation aux médias"],
        ParentalityActions = ["Atelier « écrans à la maison » avec les familles"],
        Evidence = [new Evidence { Prerequisite = "ent", Product = i == 4 ? "EcoleDirecte" : "ENT départemental", Months = 36, Conforms = true, Reference = $"Contrat ENT {2026 + i % 2}" }],
    };

    private static readonly ProgrammeRules PlanRules = new()
    {
        Funders = [new Named { Code = Anct, Name = "Agence nationale de la cohésion des territoires" }],
        Strands = [new Named { Code = "colleges", Name = "collèges des quartiers politique de la ville" }, new Named { Code = "ecoles", Name = "écoles des quartiers politique de la ville" }],
        Audiences = ["pupil", "support_notified", "foster_care", "family", "teacher", "staff"],
    };

    private static readonly ProgrammeRules TneRules = new()
    {
        Funders = [new Named { Code = "departement", Name = "Département de l'Isère" }, new Named { Code = "tne", Name = Tne }],
        Strands = [new Named { Code = "equipment", Name = "équipement" }, new Named { Code = "resources", Name = "ressources" }, new Named { Code = "training", Name = "formation (Réseau Canopé)" }, new Named { Code = "parents", Name = "parentalité (Ligue de l'enseignement)" }],
    };

    private static readonly CallRules CallRules = new()
    {
        Prerequisites =
        [
            new Prerequisite { Code = "ent", Name = "Abonnement à un ENT pour trois ans", Kind = PrerequisiteKinds.Subscription, MinMonths = 36, Conformity = "SDET", NotSubsidised = ["EcoleDirecte"] },
            new Prerequisite { Code = "bandwidth", Name = "Accès Internet de chaque classe concernée", Kind = PrerequisiteKinds.Bandwidth, MinMbps = 20 },
        ],
        Items =
        [
            new EligibleItem { Code = "vpi", Name = "Ensemble de vidéoprojection interactif (VPI, ENI)", Strand = "equipment" }, new EligibleItem { Code = "mobile_class", Name = "Ensemble de classe mobile (tablettes ou PC)", Strand = "equipment" },
            new EligibleItem { Code = "webradio", Name = "Kit WebRadio", Strand = "equipment" }, new EligibleItem { Code = "webtv", Name = "Kit WebTV", Strand = "equipment" },
            new EligibleItem { Code = "complementary", Name = "Équipements complémentaires", Strand = "equipment" }, new EligibleItem { Code = "ent", Name = "Abonnement ENT", Strand = "resources", Prerequisite = "ent" },
        ],
        Rates = [new FundingRate { Funder = "departement", Percent = 50 }, new FundingRate { Funder = "tne", Percent = 50 }],
        OddCentTo = "departement",
        Ceilings = new Ceilings { PriorityCents = 6_000_000, StandardCents = 3_500_000 },
        PriorityWhen = [CriterionCodes.Isolated, CriterionCodes.Small],
        Criteria = [new Criterion { Code = CriterionCodes.Isolated }, new Criterion { Code = CriterionCodes.Small, MaxDivisions = 15, MaxPupils = 450 }, new Criterion { Code = CriterionCodes.LowEquipment }],
        EquipmentRateDefinition = "Ensembles de vidéoprojection interactive et appareils des classes mobiles, rapportés au nombre de divisions.",
        SchoolKinds = ["college"],
        TrainingsPerAward = 1,
    };
}
