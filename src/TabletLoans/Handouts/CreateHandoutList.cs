using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Handouts;

/// <summary>Makes the list of a class, or of people chosen one by one, to be handed out line by line.</summary>
internal static class CreateHandoutList
{
    private const int Most = 500;

    public static void Map(RouteGroupBuilder lists) => lists.MapPost("", Handle).Does(nameof(CreateHandoutList), Permission.Lend);

    internal sealed record Request
    {
        public required Guid? SchoolId { get; init; }
        /// <summary>Every borrower of this class of the school. Absent: those of borrowerIds.</summary>
        [Text(50)] public string? ClassName { get; init; }
        [Items(500)] public IReadOnlyList<Guid>? BorrowerIds { get; init; }
        /// <summary>The class when absent. Never a person's name.</summary>
        [Text(100)] public string? Name { get; init; }
        /// <summary>true: only those who have no tablet or computer on loan; false when absent.</summary>
        public bool? WithoutDevice { get; init; }
    }

    /// <summary>Makes a hand-out list: its lines are by name, and none is twice in it.</summary>
    internal static async Task<Creates<HandoutList>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<HandoutList>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var (className, name) = (TextKey.Tidy(request.ClassName), TextKey.Tidy(request.Name));
        if (className is null && request.BorrowerIds is not { Count: > 0 }) return Refusal.Invalid("/className", Errors.Missing);
        if (name is null && className is null) return Refusal.Invalid("/name", Errors.Missing);
        if (await db.One<School>(School.ByIdSql, new { id = request.SchoolId }, stop) is null) return Refusal.Invalid("/schoolId", Errors.UnknownReference);
        return await db.Write<HandoutList>(async tx =>
        {
            // 5eA is the class that the file writes 5e A.
            if (className is not null) className = (await tx.List<string>(ClassesSql, new { request.SchoolId })).OrderBy(known => known == className ? 0 : 1).FirstOrDefault(known => TextKey.Compact(known) == TextKey.Compact(className)) ?? className;
            var people = await tx.List<Person>(request.WithoutDevice == true ? $"{PeopleSql} and not {Borrowers.ListBorrowers.HasDevice} {ByName}" : $"{PeopleSql} {ByName}", new { request.SchoolId, className });
            if (className is null)
            {
                var chosen = request.BorrowerIds!.ToHashSet();
                people = [.. people.Where(person => chosen.Contains(person.Id))];
                if (people.Count < chosen.Count) return Refusal.Invalid("/borrowerIds", Errors.UnknownReference);
            }
            if (people.Count == 0) return HandoutErrors.NobodyThere.Refuse(("className", className));
            if (people.Count > Most) return Refusal.Invalid("/className", Errors.OutOfRange, ("min", 1), ("max", Most));
            var id = Id.New();
            await tx.Execute(InsertSql, new { id, request.SchoolId, name = name ?? className, now = tx.Now });
            var (lines, parameters) = Rows.Insert("insert into handout_line (id, organisation_id, list_id, position, borrower_id) values", "(@Id, @organisationId, @ListId, @Position, @BorrowerId)",
                [.. people.Select((person, i) => new Line(Id.New(), id, i + 1, person.Id))]);
            await tx.Execute(lines, parameters);
            tx.Record(new Event { Name = "create_handout_list", SubjectId = id });
            return await HandoutList.Read(tx, caller, id);
        }, stop);
    }

    private sealed record Line(Guid Id, Guid ListId, int Position, Guid BorrowerId);

    internal sealed record Person
    {
        public Guid Id { get; init; }
    }

    public const string InsertSql = """
        insert into handout_list (id, organisation_id, school_id, name, created_at, created_by, updated_at, version)
        values (@id, @organisationId, @schoolId, @name, @now, @principalId, @now, 1)
        """;

    // Of people chosen one by one, the school's are read and those kept: a list has 500 at most, and a school seldom more.
    public const string PeopleSql = """
        select b.id from borrower b
        join person p on p.borrower_id = b.id
        where b.organisation_id = @organisationId and b.school_id = @schoolId and (b.class_name = @className or cast(@className as text) is null)
        """;

    public const string ClassesSql = "select distinct b.class_name from borrower b where b.organisation_id = @organisationId and b.school_id = @schoolId and b.class_name is not null";

    public const string ByName = "order by p.last_name, p.first_name, b.id";
}
