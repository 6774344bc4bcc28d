using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Schools;

namespace TabletLoans.Demo;

internal sealed class DemoBorrower
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public Guid? SchoolId { get; init; }
    public string? ClassName { get; init; }
    public required string LastName { get; init; }
    public required string FirstName { get; init; }
    public string? ExternalId { get; init; }
    public IReadOnlyList<Guardian> Guardians { get; init; } = [];
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Tablets and computers on loan, for the limit of the rule.</summary>
    public int OpenMain { get; set; }
}

/// <summary>Invents borrowers: every name, address and number is made up.</summary>
internal sealed class DemoPeople(Random random)
{
    private int _count;

    /// <summary>Somebody registered at that instant; without a school, a borrower of the whole organisation.</summary>
    public DemoBorrower Invent(string kind, School? school, DateTimeOffset at)
    {
        var (last, first) = (Draw(InventedNames.Family), Draw(InventedNames.Given));
        var isChild = kind is "pupil" or "support_notified";
        return new DemoBorrower
        {
            Id = Guid.CreateVersion7(at),
            Kind = kind,
            SchoolId = school?.Id,
            ClassName = isChild && school is not null ? ClassOf(school.Kind) : null,
            LastName = last,
            FirstName = first,
            ExternalId = isChild ? $"demo-{++_count:D5}" : null,
            Guardians = isChild ? Guardians(last, school?.CommuneName ?? "Grenoble") : [],
            CreatedAt = at,
        };
    }

    // Tablets of écoles go to the oldest children first.
    private string ClassOf(string schoolKind) => schoolKind == "college"
        ? $"{random.Next(3, 7)}e {(char)('A' + random.Next(5))}"
        : $"{Draw(["CM2", "CM2", "CM2", "CM1", "CM1", "CE2", "CE1", "CP"])}{Draw(["", " A", " B"])}";

    private List<Guardian> Guardians(string childsName, string commune)
    {
        var together = $"{random.Next(1, 90)} rue de l'Exemple, {commune}";
        var guardians = new List<Guardian> { Guardian(childsName, together) };
        var others = random.NextDouble();
        if (others < 0.45) guardians.Add(Guardian(childsName, together));
        else if (others < 0.65) guardians.Add(Guardian(Draw(InventedNames.Family), $"{random.Next(1, 90)} place de l'Invention, {commune}"));
        return guardians;
    }

    private Guardian Guardian(string lastName, string address)
    {
        var first = Draw(InventedNames.Given);
        var words = string.Join('.', TextKey.Words($"{first} {lastName}"));
        return new Guardian
        {
            LastName = lastName,
            FirstName = first,
            // example.org and 06 39 98 xx xx are reserved for examples and for fiction (RFC 2606, ARCEP).
            Email = $"{words}@example.org",
            Phone = $"06 39 98 {random.Next(100):D2} {random.Next(100):D2}",
            Address = address,
        };
    }

    private string Draw(string[] from) => from[random.Next(from.Length)];
}
