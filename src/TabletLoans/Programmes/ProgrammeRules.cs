using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>Whether the amounts of a programme are without tax, with tax, or (its documents do not say) with tax for want of better.</summary>
internal sealed class TaxBases : ICodes
{
    public const string ExclTax = "excl_tax";

    public static IReadOnlyList<string> All { get; } = [ExclTax, "incl_tax", "unstated"];
}

/// <summary>Something with a code of its own within a programme: a funder, a strand.</summary>
internal sealed record Named
{
    /// <summary>Short, as other requests name it.</summary>
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
}

/// <summary>Where a programme applies; what is empty limits nothing.</summary>
internal sealed record Territory
{
    [Items(4)] public IReadOnlyList<string>? SchoolKinds { get; init; }
    [Items(2)] public IReadOnlyList<string>? Sectors { get; init; }
    /// <summary>038, 02A, 971.</summary>
    [Items(120)] public IReadOnlyList<string>? DepartementCodes { get; init; }
    /// <summary>true: only schools of an education priority network (REP, REP+).</summary>
    public bool? PriorityNetwork { get; init; }
    /// <summary>true: only schools of a priority district (QPV).</summary>
    public bool? PriorityDistrict { get; init; }

    /// <summary>Which of its limits the school is beyond, by name.</summary>
    public IEnumerable<string> Beyond(School school)
    {
        if (SchoolKinds is { Count: > 0 } kinds && !kinds.Contains(school.Kind)) yield return "schoolKinds";
        if (Sectors is { Count: > 0 } sectors && !sectors.Contains(school.Sector)) yield return "sectors";
        if (DepartementCodes is { Count: > 0 } codes && (school.DepartementCode is null || !codes.Contains(school.DepartementCode))) yield return "departementCodes";
        if (PriorityNetwork == true && school.PriorityNetwork is null) yield return "priorityNetwork";
        if (PriorityDistrict == true && school.PriorityDistrict is null) yield return "priorityDistrict";
    }
}

/// <summary>What a total counts, in words and by strand: figures that were published together are not always of one kind.</summary>
internal sealed record CountingRule
{
    [Text(50)] public required string Code { get; init; }
    [Text(200)] public required string Name { get; init; }
    /// <summary>In words, as it is printed beside the number.</summary>
    [Text(500)] public required string Definition { get; init; }
    /// <summary>The strands whose devices it counts.</summary>
    [Items(50)] public required IReadOnlyList<string> Strands { get; init; }
}

/// <summary>The rules of a programme: configuration, kept in every version.</summary>
internal sealed record ProgrammeRules
{
    /// <summary>Who pays: each envelope names one.</summary>
    [Items(20)] public required IReadOnlyList<Named> Funders { get; init; }
    /// <summary>Volets, piliers, operations.</summary>
    [Items(50)] public IReadOnlyList<Named>? Strands { get; init; }
    /// <summary>The borrowers whom its devices are for; all of them when absent.</summary>
    [Items(6)] public IReadOnlyList<string>? Audiences { get; init; }
    public Territory? Territory { get; init; }
    [Items(20)] public IReadOnlyList<CountingRule>? CountingRules { get; init; }

    public bool HasStrand(string code) => Strands?.Any(strand => strand.Code == code) == true;

    public string StrandName(string code) => Strands?.FirstOrDefault(strand => strand.Code == code)?.Name ?? code;

    public string FunderName(string code) => Funders.FirstOrDefault(funder => funder.Code == code)?.Name ?? code;

    /// <summary>What the attributes cannot say: codes are there once, and what names one names one that is there.</summary>
    public IEnumerable<FieldError> Check(string pointer)
    {
        if (Funders.Count == 0) yield return new FieldError($"{pointer}/funders", Errors.Missing);
        foreach (var error in Twice($"{pointer}/funders", Funders).Concat(Twice($"{pointer}/strands", Strands ?? []))) yield return error;
        foreach (var error in OneOf($"{pointer}/audiences", Audiences, BorrowerKinds.All)) yield return error;
        foreach (var error in OneOf($"{pointer}/territory/schoolKinds", Territory?.SchoolKinds, SchoolKinds.All)) yield return error;
        foreach (var error in OneOf($"{pointer}/territory/sectors", Territory?.Sectors, Sectors.All)) yield return error;
        foreach (var (i, rule) in (CountingRules ?? []).Index())
            foreach (var error in OneOf($"{pointer}/countingRules/{i}/strands", rule.Strands, [.. (Strands ?? []).Select(strand => strand.Code)])) yield return error;
    }

    private static IEnumerable<FieldError> Twice(string pointer, IReadOnlyList<Named> named) =>
        named.Index().Where(pair => named.Take(pair.Index).Any(before => before.Code == pair.Item.Code)).Select(pair => new FieldError($"{pointer}/{pair.Index}/code", Errors.NotUnique));

    internal static IEnumerable<FieldError> OneOf(string pointer, IReadOnlyList<string>? values, IReadOnlyList<string> known) =>
        (values ?? []).Index().Where(pair => !known.Contains(pair.Item)).Select(pair => new FieldError($"{pointer}/{pair.Index}", Errors.NotOneOf, ("values", known)));
}

/// <summary>Rules as they are kept: a JSON document, and every version that it had.</summary>
internal static class KeptRules
{
    public static string Text<T>(T rules) => JsonSerializer.Serialize(rules, Json.Options);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Json.Options)!;

    public static Task<int> Keep(Tx tx, Guid subjectId, int rulesVersion, string rules) => tx.Execute(InsertSql, new { subjectId, rulesVersion, rules, now = tx.Now });

    public const string InsertSql = """
        insert into rule_version (subject_id, rules_version, organisation_id, rules, recorded_at, recorded_by)
        values (@subjectId, @rulesVersion, @organisationId, @rules, @now, @principalId)
        """;
}
