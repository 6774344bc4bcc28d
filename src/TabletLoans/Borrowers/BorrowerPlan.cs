using TabletLoans.Api;
using TabletLoans.Imports;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>What an import of borrowers would do, and does.</summary>
internal sealed class BorrowerPlan
{
    private const int LookedForAtOnce = 500;

    /// <summary>Somebody new.</summary>
    internal sealed record Creation(Guid Id, RegisterBorrower.Request Given);

    /// <summary>Somebody known, with what they become.</summary>
    internal sealed record Update(KnownBorrower Known, RegisterBorrower.Request After, string Changes);

    private readonly List<Creation> _created = [];
    private readonly List<Update> _updated = [];

    public IReadOnlyList<Creation> Created => _created;

    public IReadOnlyList<Update> Updated => _updated;

    public int Unchanged { get; private set; }

    /// <summary>Looks every line up, and rejects those that could be two people or are the same person twice.</summary>
    public static async Task<BorrowerPlan> Make(Db db, IReadOnlyList<ImportedBorrower> people, ImportProgress? progress, CancellationToken stop)
    {
        var known = await KnownBorrowers.Read(db, people, stop);
        var (found, fresh) = (new List<(ImportedBorrower Person, KnownBorrower Known)>(), new List<ImportedBorrower>());
        var (ids, persons, names) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<Guid, int>(), new Dictionary<(Guid?, string), List<ImportedBorrower>>());
        foreach (var person in people.Select(progress.Past))
        {
            var line = person.Line;
            if (person.Given.ExternalId is { } id && !ids.TryAdd(id, line.Number)) line.Add("externalId", ImportErrors.TwiceInFile, ("line", ids[id]));
            var one = known.Find(person);
            if (line.IsRejected) continue;
            if (one is not null)
            {
                if (persons.TryAdd(one.Id, line.Number)) found.Add((person, one));
                else line.Add("lastName", BorrowerErrors.SameName, ("line", persons[one.Id]));
                continue;
            }
            if (!names.TryGetValue((person.Given.SchoolId, person.NameKey), out var namesakes)) names[(person.Given.SchoolId, person.NameKey)] = namesakes = [];
            if (namesakes.FirstOrDefault(other => CouldBe(other.Given, person.Given)) is { } twin) line.Add("lastName", BorrowerErrors.SameName, ("line", twin.Line.Number));
            else
            {
                namesakes.Add(person);
                fresh.Add(person);
            }
        }
        var plan = new BorrowerPlan();
        var guardians = await Guardians(db, found.Select(pair => pair.Known.Id), stop);
        foreach (var (person, before) in found) plan.Compare(person, before, guardians[before.Id]);
        foreach (var person in fresh)
        {
            person.Line.Becomes("created");
            plan._created.Add(new Creation(Id.New(), person.Given));
        }
        return plan;
    }

    /// <summary>False when somebody wrote one of them since it was read.</summary>
    public async Task<bool> Keep(Tx tx)
    {
        await tx.InsertMany("insert into borrower (id, organisation_id, kind, school_id, class_name, created_at, updated_at, version) values", "(@Id, @organisationId, @Kind, @SchoolId, @ClassName, @now, @now, 1)",
            [.. _created.Select(one => new { one.Id, one.Given.Kind, one.Given.SchoolId, ClassName = TextKey.Tidy(one.Given.ClassName) })], "");
        var written = await tx.InsertMany("insert into person (borrower_id, organisation_id, sort_key, last_name, first_name, birth_date, external_id) values", "(@Id, @organisationId, @SortKey, @LastName, @FirstName, @BirthDate, @ExternalId)",
            [.. _created.Select(one => new { one.Id, SortKey = TextKey.Normalise($"{one.Given.LastName} {one.Given.FirstName}"), LastName = one.Given.LastName.Trim(), FirstName = one.Given.FirstName.Trim(), one.Given.BirthDate, one.Given.ExternalId })], "on conflict do nothing");
        if (written < _created.Count) return false;
        await tx.InsertMany("insert into guardian (borrower_id, position, last_name, first_name, email, phone) values", "(@Id, 1, @LastName, @FirstName, @Email, @Phone)",
            [.. _created.SelectMany(one => (one.Given.Guardians ?? []).Select(guardian => new { one.Id, guardian.LastName, guardian.FirstName, guardian.Email, guardian.Phone }))], "");
        await tx.InsertMany("insert into person_word (organisation_id, word, borrower_id) values", "(@organisationId, @Word, @Id)",
            [.. _created.SelectMany(one => TextKey.Words($"{one.Given.LastName} {one.Given.FirstName}").Select(word => new { Word = word, one.Id }))], "");
        foreach (var one in _created) tx.Record(new Event { Name = "register_borrower", BorrowerId = one.Id });
        foreach (var (known, after, changes) in _updated)
        {
            if (await tx.Execute(ChangeBorrower.UpdateSql, new { known.Id, known.Version, after.Kind, after.SchoolId, after.ClassName, after.DeclaredNeed, now = tx.Now }) == 0) return false;
            if (!await Identity.Write(tx, known.Id, after)) return false;
            tx.Record(new Event { Name = "change_borrower", BorrowerId = known.Id, Changes = ChangeBorrower.WithoutIdentity(changes) });
        }
        return true;
    }

    private void Compare(ImportedBorrower person, KnownBorrower known, IEnumerable<Guardian> guardians)
    {
        var before = new RegisterBorrower.Request
        {
            Kind = known.Kind, LastName = known.LastName, FirstName = known.FirstName, SchoolId = known.SchoolId, ClassName = known.ClassName,
            BirthDate = known.BirthDate, DeclaredNeed = known.DeclaredNeed, ExternalId = known.ExternalId, Guardians = [.. guardians],
        };
        var after = person.Onto(before);
        if (MergePatch.Changes(before, after) is { } changes)
        {
            person.Line.Becomes("updated", changes);
            _updated.Add(new Update(known, after, changes));
        }
        else
        {
            person.Line.Becomes("unchanged");
            Unchanged++;
        }
    }

    private static bool CouldBe(RegisterBorrower.Request one, RegisterBorrower.Request other) =>
        (one.ExternalId is null || other.ExternalId is null) && (one.BirthDate is null || other.BirthDate is null || one.BirthDate == other.BirthDate);

    private sealed record GuardianRow
    {
        public Guid BorrowerId { get; init; }
        public string LastName { get; init; } = "";
        public string? FirstName { get; init; }
        public string? Email { get; init; }
        public string? Phone { get; init; }
        public string? Address { get; init; }
    }

    private static async Task<ILookup<Guid, Guardian>> Guardians(Db db, IEnumerable<Guid> borrowers, CancellationToken stop)
    {
        var rows = new List<GuardianRow>();
        foreach (var ids in borrowers.Chunk(LookedForAtOnce))
            rows.AddRange(await db.List<GuardianRow>($"{GuardiansSql} where {db.Dialect.In("g.borrower_id", "@ids")} order by g.borrower_id, g.position", new { ids = db.Dialect.List(ids) }, stop));
        return rows.ToLookup(row => row.BorrowerId, row => new Guardian { LastName = row.LastName, FirstName = row.FirstName, Email = row.Email, Phone = row.Phone, Address = row.Address });
    }

    public const string GuardiansSql = "select g.borrower_id, g.last_name, g.first_name, g.email, g.phone, g.address from guardian g";
}
