using TabletLoans.Api;
using TabletLoans.Imports;

namespace TabletLoans.Schools;

/// <summary>A line of a file and the school that it describes.</summary>
internal sealed record ImportedSchool(ImportLine Line, RegisterSchool.Request Given, School School)
{
    /// <summary>What becomes of a school: created where there is no before, unchanged where there are no changes.</summary>
    internal sealed record Change(School? Before, School After, string? Changes);

    /// <summary>Null with errors on the line where it cannot be read.</summary>
    /// <param name="line">The line.</param>
    /// <param name="known">The school of that UAI: a file of social indices names neither kind nor, sometimes, school.</param>
    /// <param name="kind">What the caller says that the file holds.</param>
    public static ImportedSchool? Read(ImportLine line, School? known, string? kind)
    {
        if (line.IsRejected) return null;
        var request = SchoolColumns.Read(line, SchoolColumns.Kind(line).Kind ?? known?.Kind ?? kind, known?.Name);
        line.Add(Validation.Check(request));
        if (line.IsRejected) return null;
        var school = RegisterSchool.Read(request);
        if (school.Refusal is not { } refusal) return new ImportedSchool(line, request, school.Value!);
        line.Add(refusal.Fields);
        return null;
    }

    /// <summary>
    /// One line a school. An annexe bears its school's UAI on a line of its own, sometimes before it; an IPS file has a line for
    /// each year. The latest year, else the line that is no annexe, else the first.
    /// </summary>
    public static List<ImportedSchool> Principal(IEnumerable<ImportedSchool> lines) => [.. lines
        .GroupBy(line => line.School.Uai, StringComparer.Ordinal)
        .Select(same => same.OrderByDescending(line => line.School.SocialIndexYear).ThenBy(line => IsAnnexe(line.School.Name)).ThenBy(line => line.Line.Number).First())];

    /// <summary>What the line changes of the school as it is known; all of it where it is not known yet.</summary>
    public Change Against(ImportFile file, School? before, DateTimeOffset now)
    {
        if (before is null) return new Change(null, School with { CreatedAt = now, UpdatedAt = now }, null);
        var after = Onto(file, before);
        return after == before ? new Change(before, before, null) : new Change(before, after with { UpdatedAt = now }, MergePatch.Changes(before, after));
    }

    /// <summary>A blank cell says nothing, so what was known stays; but a school that has left the priority network has a blank there.</summary>
    private School Onto(ImportFile file, School before)
    {
        // An older vintage does not replace a newer one.
        var index = School.SocialIndex is not null && !(School.SocialIndexYear < before.SocialIndexYear) ? School : before;
        return before with
        {
            Name = School.Name,
            Kind = School.Kind,
            Sector = Given.Sector ?? before.Sector,
            ContractCode = School.ContractCode ?? before.ContractCode,
            CommuneCode = School.CommuneCode ?? before.CommuneCode,
            CommuneName = School.CommuneName ?? before.CommuneName,
            DepartementCode = (file.Has("departementCode") ? School.DepartementCode : null) ?? before.DepartementCode ?? School.DepartementCode,
            PriorityNetwork = file.Has("priorityNetwork") ? School.PriorityNetwork : before.PriorityNetwork,
            PriorityDistrict = School.PriorityDistrict ?? before.PriorityDistrict,
            SocialIndex = index.SocialIndex,
            SocialIndexYear = index.SocialIndexYear,
            Pupils = School.Pupils ?? before.Pupils,
            Divisions = School.Divisions ?? before.Divisions,
            AuthorityName = School.AuthorityName ?? before.AuthorityName,
            Status = Given.Status ?? before.Status,
        };
    }

    private static bool IsAnnexe(string name) => TextKey.Words(name).Contains("annexe", StringComparer.Ordinal);
}
