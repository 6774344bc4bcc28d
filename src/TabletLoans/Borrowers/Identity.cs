using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>Writes who a borrower is: name, guardians, and the words by which they are found.</summary>
internal static class Identity
{
    /// <summary>Writes the identity anew; false when the external id is another person's.</summary>
    public static async Task<bool> Write(Tx tx, Guid id, RegisterBorrower.Request request)
    {
        await tx.Execute(ClearSql, new { id });
        var written = await tx.Execute(PersonSql, new
        {
            id, sortKey = TextKey.Normalise($"{request.LastName} {request.FirstName}"), lastName = request.LastName.Trim(), firstName = request.FirstName.Trim(), request.BirthDate, externalId = TextKey.Tidy(request.ExternalId),
        });
        if (written == 0) return false;
        var position = 0;
        foreach (var guardian in request.Guardians ?? [])
            await tx.Execute(GuardianSql, new { id, position = ++position, guardian.LastName, guardian.FirstName, guardian.Email, guardian.Phone, guardian.Address });
        var words = TextKey.Words($"{request.LastName} {request.FirstName}").Select(word => new { Word = word, Id = id }).ToList();
        if (words.Count > 0)
        {
            var (sql, parameters) = Rows.Insert("insert into person_word (organisation_id, word, borrower_id) values", "(@organisationId, @Word, @Id)", words);
            await tx.Execute(sql, parameters);
        }
        return true;
    }

    public const string ClearSql = """
        delete from person_word where borrower_id = @id;
        delete from guardian where borrower_id = @id;
        delete from person where borrower_id = @id
        """;

    public const string PersonSql = """
        insert into person (borrower_id, organisation_id, sort_key, last_name, first_name, birth_date, external_id)
        values (@id, @organisationId, @sortKey, @lastName, @firstName, @birthDate, @externalId)
        on conflict do nothing
        """;

    public const string GuardianSql = """
        insert into guardian (borrower_id, position, last_name, first_name, email, phone, address)
        values (@id, @position, @lastName, @firstName, @email, @phone, @address)
        """;
}
