using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

/// <summary>Registers a borrower. The identity goes into rows of its own, which can be erased without losing the history.</summary>
internal static class RegisterBorrower
{
    public static void Map(RouteGroupBuilder borrowers) => borrowers.MapPost("", Handle).Does(nameof(RegisterBorrower), Permission.ManagePeople);

    internal sealed record Request
    {
        [OneOf<BorrowerKinds>] public required string Kind { get; init; }
        [Text(100)] public required string LastName { get; init; }
        [Text(100)] public required string FirstName { get; init; }
        /// <summary>Required for a pupil, and for whoever registers on behalf of a school.</summary>
        public Guid? SchoolId { get; init; }
        [Text(50)] public string? ClassName { get; init; }
        /// <summary>Only where names alone do not tell two people apart.</summary>
        public DateOnly? BirthDate { get; init; }
        /// <summary>The identifier in the file it comes from, to recognise it next time; unique in the organisation.</summary>
        [Text(100)] public string? ExternalId { get; init; }
        /// <summary>What the school head knows that they lack; never an income. A family needs it for the devices of a programme that is for families.</summary>
        [OneOf<DeclaredNeeds>] public string? DeclaredNeed { get; init; }
        [Items(2)] public IReadOnlyList<Guardian>? Guardians { get; init; }
    }

    /// <summary>Registers a borrower.</summary>
    internal static async Task<Creates<Borrower>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<Borrower>> Run(Db db, Request request, CancellationToken stop)
    {
        if (await Refuse(db, request, stop) is { } refusal) return refusal;
        var id = Id.New();
        return await db.Write<Borrower>(async tx =>
        {
            await tx.Execute(InsertSql, new { id, request.Kind, request.SchoolId, className = TextKey.Tidy(request.ClassName), request.DeclaredNeed, now = tx.Now });
            if (!await Identity.Write(tx, id, request)) return BorrowerErrors.ExternalIdTaken.Refuse();
            tx.Record(new Event { Name = "register_borrower", BorrowerId = id });
            var borrower = (await tx.One<Borrower>(Borrower.ByIdSql, new { id }))!;
            return borrower with { Guardians = await tx.List<Guardian>(Borrower.GuardiansSql, new { id }) };
        }, stop);
    }

    public static async Task<Refusal?> Refuse(Db db, Request request, CancellationToken stop)
    {
        var errors = new List<FieldError>();
        if (request.SchoolId is null && (request.Kind == "pupil" || !db.Scope.EverySchool)) errors.Add(new FieldError("/schoolId", Errors.Missing));
        if (request.SchoolId is { } school && await db.One<School>(School.ByIdSql, new { id = school }, stop) is null) errors.Add(new FieldError("/schoolId", Errors.UnknownReference));
        if (RefuseBirth(request.BirthDate, db.Today) is { } birth) errors.Add(birth);
        return errors.Count > 0 ? Refusal.Invalid(errors) : null;
    }

    public static FieldError? RefuseBirth(DateOnly? birth, DateOnly today) => birth > today || birth?.Year < 1900
        ? new FieldError("/birthDate", Errors.OutOfRange, ("min", new DateOnly(1900, 1, 1)), ("max", today))
        : null;

    public const string InsertSql = """
        insert into borrower (id, organisation_id, kind, school_id, class_name, declared_need, created_at, updated_at, version)
        values (@id, @organisationId, @kind, @schoolId, @className, @declaredNeed, @now, @now, 1)
        """;
}
