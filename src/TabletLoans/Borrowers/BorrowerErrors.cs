using TabletLoans.Api;

namespace TabletLoans.Borrowers;

internal static class BorrowerErrors
{
    public static readonly Error ExternalIdTaken = new("external_id_taken", 409,
        ("Identifiant externe déjà employé", "External id already used"), ("Un autre emprunteur porte cet identifiant externe.", "Another borrower has this external id."));
}
