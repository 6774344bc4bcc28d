using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Programmes;

/// <summary>The call of document 4, as configuration; and applications to it.</summary>
internal static class Tne
{
    public static readonly DateTimeOffset AfterClosing = new(2025, 5, 12, 8, 0, 0, TimeSpan.Zero);

    public static async Task<(Guid Programme, Guid Call)> Announce(Given given, long envelopeCents = 43_500_000)
    {
        var programme = (await Funding.Programme(given, 2 * envelopeCents, null, new
        {
            funders = new[] { new { code = "departement", name = "Département de l'Isère" }, new { code = "tne", name = "Territoires numériques éducatifs" } },
            strands = new[] { new { code = "equipment", name = "équipement" }, new { code = "resources", name = "ressources" }, new { code = "training", name = "formation" }, new { code = "parents", name = "parentalité" } },
        })).Id;
        foreach (var funder in new[] { "departement", "tne" }) await Funding.Envelope(given, programme, envelopeCents, funder);
        return (programme, (await given.Manager.Post(given.Path("calls"), Call(programme, $"TNE-{Guid.CreateVersion7():N}"[..20], "2025-01-01", "2025-03-31"))).Must(HttpStatusCode.Created).Id);
    }

    public static object Call(Guid programmeId, string code, string opensOn, string closesOn) => new
    {
        programmeId, code, name = "AMI collèges privés sous contrat", kind = "call_for_interest", opensOn, closesOn,
        rules = new
        {
            prerequisites = new object[]
            {
                new { code = "ent", name = "ENT conforme au SDET", kind = "subscription", minMonths = 36, conformity = "SDET", notSubsidised = new[] { "EcoleDirecte" } },
                new { code = "bandwidth", name = "Internet de chaque classe", kind = "bandwidth", minMbps = 20 },
            },
            items = new object[]
            {
                new { code = "vpi", name = "VPI, ENI", strand = "equipment" }, new { code = "mobile_class", name = "Classe mobile", strand = "equipment" }, new { code = "webradio", name = "Kit WebRadio", strand = "equipment" },
                new { code = "webtv", name = "Kit WebTV", strand = "equipment" }, new { code = "complementary", name = "Équipements complémentaires", strand = "equipment" }, new { code = "ent", name = "Abonnement ENT", strand = "resources", prerequisite = "ent" },
            },
            rates = new[] { new { funder = "departement", percent = 50 }, new { funder = "tne", percent = 50 } },
            oddCentTo = "departement",
            ceilings = new { priorityCents = 6_000_000, standardCents = 3_500_000 },
            priorityWhen = new[] { "isolated", "small" },
            criteria = new object[] { new { code = "isolated" }, new { code = "small", maxDivisions = 15, maxPupils = 450 }, new { code = "low_equipment" } },
            equipmentRateDefinition = "(VPI + appareils des classes mobiles) ÷ divisions",
            schoolKinds = new[] { "college" }, sectors = new[] { "private" }, trainingsPerAward = 1,
        },
    };

    public static async Task<Guid> College(Given given, string uai, string contract = "30", string sector = "private", string kind = "college", decimal? socialIndex = null) => (await given.Manager.Post(given.Path("schools"), new
    {
        uai = Key(uai), name = $"Collège {uai}", kind, sector, contractCode = contract, departementCode = "038", socialIndex, socialIndexYear = socialIndex is null ? (int?)null : 2022,
    })).Must(HttpStatusCode.Created).Id;

    /// <summary>The first seven digits with the letter that they make.</summary>
    public static string Key(string uai) => $"{uai[..7]}{"ABCDEFGHJKLMNPRSTUVWXYZ"[int.Parse(uai[..7], System.Globalization.CultureInfo.InvariantCulture) % 23]}";

    public static object Ent(string product, int months, bool conforms) => new { prerequisite = "ent", product, months, conforms };

    public static async Task<Guid> File(Given given, Guid call, Guid school, object content)
    {
        var application = (await given.Manager.Post(given.Path("applications"), new { callId = call, applicantKind = "school", content = new { schools = new[] { new { schoolId = school } } } })).Must(HttpStatusCode.Created);
        return (await given.Manager.Patch(given.Path($"applications/{application.Id}"), new { content }, "*")).Must(HttpStatusCode.OK).Id;
    }

    public static async Task<Guid> Draft(Given given, Guid call, string uai, long cents = 1_000_000, bool attached = false, int divisions = 12, int months = 36, bool conforms = true, int[]? mbps = null,
        (string Product, long Cents)? ent = null, string contract = "30", string sector = "private", string kind = "college", int pupils = 300, int screens = 2, decimal? socialIndex = null)
    {
        var school = await College(given, uai, contract, sector, kind, socialIndex);
        List<object> items = [new { item = "mobile_class", quantity = 1, unitPriceCents = cents }];
        if (ent is { } subscription) items.Add(new { item = "ent", quantity = 1, unitPriceCents = subscription.Cents });
        return await File(given, call, school, new
        {
            schools = new[] { new { schoolId = school, attachedToLycee = attached, divisions, pupils, interactiveScreens = screens, mobileClassDevices = 0 } }, items,
            pedagogicalText = "Domaines 1 et 2 du socle commun", trainingThemes = new[] { "Classe mobile" }, parentalityActions = new[] { "Café des parents" },
            classes = (mbps ?? [20, 100]).Select((speed, i) => new { name = $"6{(char)('A' + i)}", mbps = speed }), evidence = new[] { Ent(ent?.Product ?? "ENT", months, conforms) },
        });
    }

    public static Task<Answer> Move(Given given, Guid application, string name, object? body = null) => given.Manager.Post(given.Path($"applications/{application}/{name}"), body ?? new { });
}
