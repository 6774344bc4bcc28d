using System.Collections.Frozen;
using TabletLoans.Api;
using TabletLoans.Imports;

namespace TabletLoans.Schools;

/// <summary>The columns of the official directory (fr-en-annuaire-education), of the geolocation and IPS files, and of simple lists.</summary>
internal static class SchoolColumns
{
    public static readonly IReadOnlyList<CsvColumn> All =
    [
        new("uai", "identifiant_de_l_etablissement", "numero_uai", "code uai", "rne", "uai rne") { Required = true },
        new("name", "nom_etablissement", "nom", "appellation_officielle", "nom_de_l_etablissment", "nom_de_l_etablissement", "nom de l'établissement", "etablissement", "school"),
        new("kind", "type_etablissement", "type", "nature", "type d'établissement"),
        new("natureCode", "code_nature", "nature_uai"),
        new("sector", "statut_public_prive", "statut", "secteur", "secteur_public_prive_libe"),
        new("contractCode", "code_type_contrat_prive", "secteur_prive_code_type_contrat", "code contrat"),
        new("communeCode", "code_commune", "code_insee", "code insee", "code_insee_de_la_commune", "insee", "code commune insee"),
        new("communeName", "nom_commune", "commune", "nom_de_la_commune", "libelle_commune", "ville"),
        new("departementCode", "code_departement", "code_du_departement", "departement code"),
        new("priorityNetwork", "appartenance_education_prioritaire", "education prioritaire", "rep"),
        new("pupils", "nombre_d_eleves", "effectif", "effectifs", "nombre d'élèves", "nb élèves", "élèves"),
        new("divisions", "nombre de divisions", "nb divisions", "nombre de classes", "classes"),
        new("socialIndex", "ips", "indice de position sociale"),
        new("socialIndexYear", "rentree_scolaire", "rentree", "année ips"),
        new("priorityDistrict", "qpv", "code_qp", "code qpv"),
        new("authorityName", "collectivité", "collectivité de rattachement", "autorité"),
        new("status", "etat", "etat_etablissement", "état"),
    ];

    private static readonly FrozenDictionary<string, string> Kinds = Words(
        ("ecole", "ecole"), ("ecole maternelle", "ecole"), ("ecole elementaire", "ecole"), ("ecole primaire", "ecole"), ("maternelle", "ecole"), ("elementaire", "ecole"), ("primaire", "ecole"),
        ("college", "college"),
        ("lycee", "lycee"), ("lycee general", "lycee"), ("lycee professionnel", "lycee"), ("lycee polyvalent", "lycee"), ("lycee general et technologique", "lycee"),
        ("erea", "other"), ("autre", "other"), ("other", "other"));

    // What the directory lists beside schools: nobody lends a pupil's tablet there.
    private static readonly FrozenDictionary<string, string> NotSchools = Words(("medico social", "other"), ("service administratif", "other"), ("information et orientation", "other"));

    private static readonly FrozenDictionary<string, string> SectorWords = Words(("public", "public"), ("pu", "public"), ("prive", "private"), ("private", "private"), ("pr", "private"));

    private static readonly FrozenDictionary<string, string> Statuses = Words(
        ("ouvert", "open"), ("ouverte", "open"), ("open", "open"), ("a fermer", "closing"), ("closing", "closing"),
        ("a ouvrir", "opening"), ("opening", "opening"), ("ferme", "closed"), ("fermee", "closed"), ("closed", "closed"));

    /// <summary>A line of the file as a registration by hand would give it. Null: the file does not say.</summary>
    public static RegisterSchool.Request Read(ImportLine line, string? kind, string? name)
    {
        var index = line.Text("socialIndex") is "NS" or "ns" ? null : line.Decimal("socialIndex");
        var commune = line.Text("communeCode");
        return new RegisterSchool.Request
        {
            Uai = line.Text("uai")!,
            Name = (line.Text("name") ?? name)!,
            Kind = kind!,
            Sector = line.Code("sector", SectorWords),
            // By its code: the official label of 21 has a zero for an O, that of 10 is sometimes blank.
            ContractCode = line.Text("contractCode"),
            CommuneCode = commune,
            CommuneName = line.Text("communeName"),
            DepartementCode = Departement(line),
            PriorityNetwork = line.Text("priorityNetwork")?.ToUpperInvariant(),
            PriorityDistrict = line.Text("priorityDistrict")?.ToUpperInvariant(),
            // The ministry publishes one decimal, which is what the column holds.
            SocialIndex = index is { } ips ? Math.Round(ips, 1, MidpointRounding.AwayFromZero) : null,
            SocialIndexYear = index is null ? null : Year(line),
            Pupils = line.Integer("pupils"),
            Divisions = line.Integer("divisions"),
            // The directory names no authority. "Commune de X" would be right for most public écoles, and wrong for those of a
            // syndicat or an EPCI, where a guess could no longer be told from a fact: absent until somebody says.
            AuthorityName = line.Text("authorityName"),
            Status = line.Code("status", Statuses),
        };
    }

    /// <summary>The kind of a line, and whether it is a school at all. The type first, then the nature, which some types leave to tell.</summary>
    public static (string? Kind, bool IsSchool) Kind(ImportLine line)
    {
        var nature = line.Text("natureCode");
        if (line.Text("kind") is { } type)
        {
            var word = TextKey.Normalise(type);
            return NotSchools.TryGetValue(word, out var other) ? (other, false) : (Kinds.GetValueOrDefault(word, type), true);
        }
        return nature is null ? (null, true) : (nature[0] switch { '1' => "ecole", '3' when nature[1..].StartsWith('4') => "college", '3' when nature[1..] is [>= '0' and <= '3', ..] => "lycee", _ => "other" }, nature[0] is not ('2' or '8'));
    }

    public static string? Status(ImportLine line) => line.Code("status", Statuses);

    /// <summary>As the file gives it; else from the INSEE commune, which begins with it. Never from the UAI.</summary>
    public static string? Departement(ImportLine line)
    {
        if (line.Text("departementCode") is { } given) return ThreeCharacters(given);
        return InseeCommune.TryParse(line.Text("communeCode"), out var commune) ? ThreeCharacters(commune[..(commune[0] == '9' && commune[1] >= '7' ? 3 : 2)]) : null;
    }

    /// <summary>38, 038 and 2a are 038, 038 and 02A.</summary>
    public static string ThreeCharacters(string departement) => departement.Trim().ToUpperInvariant().PadLeft(3, '0');

    private static int? Year(ImportLine line)
    {
        // 2022-2023 is the school year that began in 2022.
        var text = line.Text("socialIndexYear");
        if (text is null) return null;
        if (text.Length >= 4 && CheckDigits.IsDigits(text.AsSpan(0, 4)) && (text.Length == 4 || text[4] is '-' or '/')) return int.Parse(text.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        line.Add("socialIndexYear", Errors.InvalidFormat, ("expected", "2022-2023, 2022"));
        return null;
    }

    private static FrozenDictionary<string, string> Words(params (string Word, string Code)[] words) => words.ToFrozenDictionary(pair => pair.Word, pair => pair.Code, StringComparer.Ordinal);
}
