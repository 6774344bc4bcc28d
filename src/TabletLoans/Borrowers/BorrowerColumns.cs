using System.Text.RegularExpressions;
using TabletLoans.Api;
using TabletLoans.Imports;

namespace TabletLoans.Borrowers;

/// <summary>
/// The columns of school rosters (ONDE, SIECLE and school-life software) and of simple lists. What no loan needs has no column here, so
/// that it is never read: the national pupil number, sex, addresses, authorisations.
/// </summary>
internal static partial class BorrowerColumns
{
    public static readonly CsvColumn School = new("uai", "code uai", "numéro uai", "uai établissement", "uai de l'établissement", "code établissement", "rne", "code rne", "uaj");

    public static readonly IReadOnlyList<CsvColumn> All =
    [
        new("lastName", "nom", "nom élève", "nom de l'élève", "nom de famille", "nom de famille élève", "nom de famille de l'élève", "nom_de_famille", "last name", "surname", "family name") { Required = true },
        new("firstName", "prénom", "prénom élève", "prénom de l'élève", "prénom 1", "prénoms", "first name", "given name") { Required = true },
        new("className", "classe", "libellé classe", "division", "classe de l'élève", "code division", "code structure", "class", "identifiant classe"),
        new("externalId", "identifiant externe", "identifiant", "elenoet", "eleve_id", "identifiant élève", "id élève", "numéro interne", "external id", "sourcedid"),
        new("birthDate", "date de naissance", "date naissance", "né(e) le", "né le", "naissance", "date_naiss", "birth date", "date of birth"),
        School,
        new("schoolId"),
        new("guardianLastName", "nom responsable", "nom du responsable", "nom responsable 1", "nom resp. 1", "responsable 1 nom", "nom resp légal 1", "nom du responsable légal 1", "guardian last name"),
        new("guardianFirstName", "prénom responsable", "prénom du responsable", "prénom responsable 1", "prénom resp. 1", "responsable 1 prénom", "prénom resp légal 1", "prénom du responsable légal 1", "guardian first name"),
        new("guardianEmail", "courriel responsable", "courriel responsable 1", "courriel resp. 1", "courriel du responsable", "mail responsable", "mail responsable 1", "e-mail responsable", "e-mail responsable 1", "responsable 1 courriel", "guardian e-mail", "guardian email"),
        new("guardianPhone", "téléphone responsable", "téléphone responsable 1", "tél. responsable 1", "tél responsable", "téléphone du responsable", "portable responsable", "responsable 1 téléphone", "téléphone portable responsable 1", "guardian phone"),
    ];

    /// <summary>The line as the request that would register the person alone.</summary>
    public static RegisterBorrower.Request Read(ImportLine line, string kind, Guid? schoolId)
    {
        var externalId = line.Identifier("externalId");
        if (externalId is not null && NationalNumber().IsMatch(TextKey.Compact(externalId))) line.Add("externalId", BorrowerErrors.NationalNumber);
        return new()
        {
            Kind = kind, SchoolId = schoolId, LastName = line.Text("lastName")!, FirstName = line.Text("firstName")!, ClassName = line.Text("className"),
            BirthDate = line.Date("birthDate"), ExternalId = externalId, Guardians = Guardian(line) is { } guardian ? [guardian] : null,
        };
    }

    /// <summary>Errors of the guardian stand under the guardian's columns.</summary>
    public static FieldError ByColumn(FieldError error) =>
        error.Pointer.Split('/') is ["", "guardians", "0", [var first, .. var rest]] ? error with { Pointer = $"/guardian{char.ToUpperInvariant(first)}{rest}" } : error;

    private static Guardian? Guardian(ImportLine line)
    {
        var (last, first, email, phone) = (line.Text("guardianLastName"), line.Text("guardianFirstName"), line.Text("guardianEmail"), line.Text("guardianPhone"));
        return last is null && first is null && email is null && phone is null ? null : new Guardian { LastName = last!, FirstName = first, Email = email, Phone = phone };
    }

    /// <summary>Columns of official rosters that no loan has any business with.</summary>
    public static bool IsNeverTaken(string header) => NeverTaken().IsMatch(CsvColumn.Normalise(header));

    [GeneratedRegex("^(?:ine|ine_.*|.*_ine|id_national|numero_national.*|sexe|code_sexe|genre|adresse.*|cp[0-9]?|code_postal.*|commune[0-9]?|pays[0-9]?|.*autorisation.*|nationalite|bourse.*|boursier)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NeverTaken();

    // Ten digits and a letter, or since the common register of pupils nine digits and two letters.
    [GeneratedRegex(@"^[0-9]{9}[0-9A-Z][A-Z]\z", RegexOptions.CultureInvariant)]
    private static partial Regex NationalNumber();
}
