using TabletLoans.Api;

namespace TabletLoans.Schools;

internal static class SchoolErrors
{
    public static readonly Error UaiTaken = new("uai_taken", 409,
        ("Établissement déjà enregistré", "School already registered"), ("L'établissement {uai} est déjà enregistré.", "The school {uai} is already registered."));
    public static readonly Error InvalidUai = new("invalid_uai", 422,
        ("UAI invalide", "Invalid UAI"), ("{uai} n'est pas un UAI : sept chiffres et leur lettre clé.", "{uai} is not a UAI: seven digits and their key letter."));
}
