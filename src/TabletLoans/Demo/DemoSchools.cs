using TabletLoans.Schools;

namespace TabletLoans.Demo;

/// <summary>The schools of the demonstration: what the ministry publishes, and nothing invented; priority networks stay unknown.</summary>
internal static class DemoSchools
{
    public static School Of(IsereSchool school, DateTimeOffset at, int rank) => new()
    {
        Id = Guid.CreateVersion7(at.AddMilliseconds(rank)), Uai = school.Uai, Name = school.Name, Kind = school.Kind, Sector = "public", ContractCode = "99",
        CommuneCode = school.CommuneCode, CommuneName = school.CommuneName, DepartementCode = "038", SocialIndex = school.SocialIndex, SocialIndexYear = 2022,
        Pupils = school.Pupils, AuthorityName = school.Kind == "college" ? "Département de l'Isère" : Commune(school.CommuneName), Status = "open",
        CreatedAt = at, UpdatedAt = at, Version = 1,
    };

    /// <summary>« Commune de Grenoble », « d'Échirolles », « du Pont-de-Claix », « de La Tour-du-Pin ».</summary>
    internal static string Commune(string name) => name switch
    {
        _ when name.StartsWith("Le ", StringComparison.Ordinal) => $"Commune du {name[3..]}",
        _ when "AEÉIOU".Contains(name[0], StringComparison.Ordinal) => $"Commune d'{name}",
        _ => $"Commune de {name}",
    };
}
