using System.Globalization;

namespace TabletLoans.Demo;

/// <summary>What the demonstration holds now.</summary>
internal sealed record DemoCounts
{
    public long Schools { get; init; }
    public long Devices { get; init; }
    public long Loans { get; init; }
    public long OpenLoans { get; init; }
    public long Overdue { get; init; }
}

/// <summary>How to get into the demonstration.</summary>
/// <param name="IsLoaded">This start loaded it; false: it was there.</param>
/// <param name="Key">The API key, told once.</param>
/// <param name="Counts">What is there now.</param>
internal sealed record DemoAccess(bool IsLoaded, string Key, DemoCounts Counts)
{
    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Demonstration {(IsLoaded ? "loaded" : "already here")}: {Counts.Schools} schools, {Counts.Devices} devices, {Counts.Loans} loans, {Counts.OpenLoans} of them open and {Counts.Overdue} overdue");
        yield return "";
        foreach (var account in DemoStaff.Accounts())
            yield return $"  {account.Email,-26}{account.Role,-25}{(account.IsOfOneSchool ? $"{DemoStaff.SchoolUai} only" : "")}".TrimEnd();
        yield return $"  password of all of them: {DemoStaff.Password}";
        yield return "";
        yield return $"API key: {Key}";
        yield return "";
        yield return $"For trying only: the password is public. Organisation: {DemoFleet.Slug}; the people are invented; the key is a fleet_manager's, good until the next start with --demo.";
    }
}
