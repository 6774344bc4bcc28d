using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Borrowers;

internal sealed class BorrowerKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["pupil", "family", "teacher", "foster_care", "support_notified", "staff"];
}

/// <summary>Somebody who borrows: only what a loan needs to know (GDPR art. 5-1-c), and no reason of health or of means.</summary>
internal sealed record Borrower : IResource
{
    public static string Collection => "borrowers";

    public required Guid Id { get; init; }
    [OneOf<BorrowerKinds>] public required string Kind { get; init; }
    /// <summary>Null once the person was forgotten.</summary>
    [Text(100)] public string? LastName { get; init; }
    [Text(100)] public string? FirstName { get; init; }
    public Guid? SchoolId { get; init; }
    [Text(50)] public string? ClassName { get; init; }
    public DateOnly? BirthDate { get; init; }
    /// <summary>The identifier in the file that the borrower came from; never the national pupil number (INE).</summary>
    [Text(100)] public string? ExternalId { get; init; }
    /// <summary>What the school head knows that they lack; never an income.</summary>
    [OneOf<DeclaredNeeds>] public string? DeclaredNeed { get; init; }
    [Items(2)] public IReadOnlyList<Guardian> Guardians { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required long Version { get; init; }

    public const string SelectSql = """
        select b.id, b.kind, p.last_name, p.first_name, b.school_id, b.class_name, b.declared_need, p.birth_date, p.external_id, b.created_at, b.updated_at, b.version
        from borrower b
        left join person p on p.borrower_id = b.id
        """;

    // Without a school (a foster family, a member of staff of the organisation), a borrower is the whole organisation's.
    public static readonly string ByIdSql = $"{SelectSql}\n where b.organisation_id = @organisationId and b.id = @id and {Scope.Schools("b.school_id")}";

    public const string GuardiansSql = """
        select g.position, g.last_name, g.first_name, g.email, g.phone, g.address from guardian g where g.borrower_id = @id order by g.position
        """;

    public static async Task<Borrower?> Find(Db db, Guid id, CancellationToken stop) =>
        await db.One<Borrower>(ByIdSql, new { id }, stop) is { } borrower
            ? borrower with { Guardians = await db.List<Guardian>(GuardiansSql, new { id }, stop) }
            : null;
}

/// <summary>A person responsible for a child: parents may live apart, so there are two, each with an address and a contact.</summary>
internal sealed record Guardian
{
    [Text(100)] public required string LastName { get; init; }
    [Text(100)] public string? FirstName { get; init; }
    [Text(254)] public string? Email { get; init; }
    [Text(30)] public string? Phone { get; init; }
    [Text(500, Lines = true)] public string? Address { get; init; }
}
