using TabletLoans.Api;

namespace TabletLoans.Borrowers;

internal static class BorrowerErrors
{
    public static readonly Error ExternalIdTaken = new("external_id_taken", 409,
        ("Identifiant externe déjà employé", "External id already used"), ("Un autre emprunteur porte cet identifiant externe.", "Another borrower has this external id."));

    // One line of an import.
    public static readonly Error Ambiguous = new("ambiguous_borrower", 422,
        ("Plusieurs personnes possibles", "Several people possible"),
        ("{count} personnes enregistrées portent ce nom : donnez la date de naissance ou l'identifiant externe.", "{count} people are registered with this name: give the birth date or the external id."));
    public static readonly Error SameName = new("same_name_in_file", 422,
        ("Même personne deux fois", "Same person twice"),
        ("Même nom et même prénom qu'à la ligne {line} : si ce sont deux personnes, donnez leur date de naissance ou leur identifiant externe.", "Same names as on line {line}: if they are two people, give their birth dates or their external ids."));
    public static readonly Error NationalNumber = new("national_pupil_number", 422,
        ("Numéro national d'élève", "National pupil number"),
        ("C'est un numéro national d'élève (INE), qui n'est jamais conservé : n'importez pas cette colonne.", "This is a national pupil number (INE), which is never kept: do not import this column."));
    public static readonly Error OtherSchool = new("line_of_other_school", 422,
        ("Autre établissement", "Another school"),
        ("Cette ligne est d'un autre établissement que celui de l'import.", "This line is of another school than that of the import."));
}
